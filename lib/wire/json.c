#include "wire/json.h"

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

json_t *json_read(const char *bytes, size_t len, struct err *e)
{
	json_error_t error;

	json_t *root = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, &error);
	if (root != NULL)
		return root;
	/* Without memory jansson has no text: the bytes may well be good. */
	if (json_error_code(&error) == json_error_out_of_memory ||
	    error.text[0] == '\0') {
		err_set(e, ERR_BUSY, "out of memory");
		return NULL;
	}
	err_set(e, ERR_BAD_JSON, "column %d: %.*s", error.column,
		length_without_input(error.text), error.text);
	return NULL;
}
