#include "wire/edit.h"

#include <jansson.h>
#include <string.h>

#include "base/ensure.h"

char *edit_replace_member(const char *line, size_t len, const char *name,
			  const char *old, const char *value)
{
	json_t *root = json_loadb(line, len, JSON_REJECT_DUPLICATES, NULL);
	const char *now = json_string_value(json_object_get(root, name));
	char *edited = NULL;

	if (now != NULL && strcmp(now, old) == 0) {
		ensure(json_object_set_new(root, name, json_string(value)) ==
		       0);
		edited = json_dumps(root, JSON_COMPACT);
		ensure(edited != NULL);
	}
	json_decref(root);
	return edited;
}
