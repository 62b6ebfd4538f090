/* Small changes to a JSON line that is not ours: the rest stays as it is. */
#ifndef CLAIMD_WIRE_EDIT_H
#define CLAIMD_WIRE_EDIT_H

#include <stddef.h>

/*
 * The object in the line with the string member name set to value if it is
 * now `old`; members keep their order. NULL when the line is no JSON object,
 * or the member is absent or another: then it should go as it is. The caller
 * frees the result.
 */
char *edit_replace_member(const char *line, size_t len, const char *name,
			  const char *old, const char *value);

#endif
