#include "wire/json.h"

#include <errno.h>
#include <string.h>

/*
 * jansson says what it expected, then " near " and the input; the first part
 * alone is fit to be shown.
 */
static int length_without_input(const char *text)
{
	const char *near = strstr(text, " near ");

	return (int)(near != NULL ? (size_t)(near - text) : strlen(text));
}

/*
 * Without memory jansson says nothing, or calls good bytes an invalid token;
 * only errno tells. The bytes must not be blamed for that.
 */
static bool is_out_of_memory(const json_error_t *error)
{
	return errno == ENOMEM || error->text[0] == '\0' ||
	       json_error_code(error) == json_error_out_of_memory;
}

json_t *json_read(const char *bytes, size_t len, struct err *e)
{
	json_error_t error;

	errno = 0;
	json_t *root = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, &error);
	if (root != NULL)
		return root;
	if (is_out_of_memory(&error))
		err_set(e, ERR_BUSY, "out of memory");
	else
		err_set(e, ERR_BAD_JSON, "column %d: %.*s", error.column,
			length_without_input(error.text), error.text);
	return NULL;
}
