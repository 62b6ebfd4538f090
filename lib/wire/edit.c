#include "wire/edit.h"

#include <jansson.h>
#include <string.h>

#include "base/ensure.h"
#include "wire/json.h"

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

/* ---- one step of a path ------------------------------------------------- */

/* Far above the length of any list that a request may hold. */
enum { INDEX_DIGITS_MAX = 4 };

struct path {
	const char *rest;
	int depth;
	char name[EDIT_NAME_MAX + 1]; /* of the step just taken */
	struct text pointer;	      /* of that step */
	char pointer_memory[96];
	struct err *e;
};

static bool nowhere(struct path *path, const char *expected)
{
	return err_field(path->e, ERR_BAD_FIELD, path->pointer.data,
			 "expected %s", expected);
}

/* No element's, and perhaps a BSN, which no error text may hold. */
static bool is_long_number(const char *name, size_t len)
{
	return len > INDEX_DIGITS_MAX && strspn(name, "0123456789") >= len;
}

/* The next name; false when there is none, or none that a request has. */
static bool next_step(struct path *path)
{
	size_t len = strcspn(path->rest, ".");

	if (len == 0 || len > EDIT_NAME_MAX || ++path->depth > EDIT_DEPTH_MAX ||
	    is_long_number(path->rest, len))
		return nowhere(path, "a field with dots, such as item.days");
	memcpy(path->name, path->rest, len);
	path->name[len] = '\0';
	path->rest += len + (path->rest[len] == '.');
	text_char(&path->pointer, '/');
	text_str(&path->pointer, path->name);
	return true;
}

static bool is_index(const char *name)
{
	size_t len = strlen(name);

	return len > 0 && len <= INDEX_DIGITS_MAX &&
	       strspn(name, "0123456789") == len;
}

static size_t index_of(const char *name)
{
	size_t index = 0;

	for (; *name != '\0'; name++)
		index = index * 10 + (size_t)(*name - '0');
	return index;
}

static json_t *child(json_t *at, const char *name)
{
	if (json_is_array(at) && is_index(name))
		return json_array_get(at, index_of(name));
	return json_object_get(at, name);
}

/* Takes the reference to value, as jansson's functions do. */
static bool put_child(struct path *path, json_t *at, json_t *value)
{
	const char *name = path->name;
	bool put = false;

	if (json_is_object(at)) {
		put = json_object_set_new(at, name, value) == 0;
	} else if (json_is_array(at) && is_index(name) &&
		   index_of(name) <= json_array_size(at)) {
		put = index_of(name) == json_array_size(at)
			  ? json_array_append_new(at, value) == 0
			  : json_array_set_new(at, index_of(name), value) == 0;
	} else {
		json_decref(value);
	}
	return put || nowhere(path, "the name of a member, or the number of "
				    "an element or of the one after them");
}

static bool remove_child(json_t *at, const char *name)
{
	if (json_is_array(at) && is_index(name))
		return json_array_remove(at, index_of(name)) == 0;
	return json_object_del(at, name) == 0;
}

/* ---- a whole path ------------------------------------------------------- */

/*
 * Goes down to the object or list that the last name belongs to. NULL with
 * *found: there is none, and none was to be made.
 */
static json_t *go_down(struct path *path, json_t *at, bool make, bool *ok)
{
	while ((*ok = next_step(path)) && *path->rest != '\0') {
		json_t *next = child(at, path->name);
		if (next == NULL && !make)
			return NULL;
		if (next == NULL) {
			next = json_object();
			*ok = put_child(path, at, next);
		} else if (!json_is_object(next) && !json_is_array(next)) {
			*ok = nowhere(path, "a field that has others below it");
		}
		if (!*ok)
			return NULL;
		at = next;
	}
	return *ok ? at : NULL;
}

static bool set_at(struct path *path, json_t *root, const char *value)
{
	json_t *new_value = NULL;
	bool ok;

	if (value != NULL) {
		new_value = json_loads(
		    value, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
		if (new_value == NULL)
			return nowhere(path, "UTF-8, and no number beyond 64 "
					     "bits");
	}
	json_t *at = go_down(path, root, value != NULL, &ok);
	if (at == NULL) {
		json_decref(new_value);
		return ok;
	}
	if (value != NULL)
		return put_child(path, at, new_value);
	(void)remove_child(at, path->name); /* it may be gone already */
	return true;
}

char *edit_set(const char *line, size_t len, const char *path,
	       const char *value, struct err *e)
{
	struct path steps = {.rest = path, .e = e};
	json_t *root = json_read(line, len, e);
	char *edited = NULL;

	if (root == NULL)
		return NULL;
	text_init(&steps.pointer, steps.pointer_memory,
		  sizeof(steps.pointer_memory));
	if (!json_is_object(root))
		err_set(e, ERR_BAD_JSON, "column 1: expected one object");
	else if (set_at(&steps, root, value)) {
		edited = json_dumps(root, JSON_COMPACT);
		ensure(edited != NULL);
	}
	json_decref(root);
	return edited;
}
