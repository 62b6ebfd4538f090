/* Small changes to a JSON line that is not ours: the rest stays as it is. */
#ifndef CLAIMD_WIRE_EDIT_H
#define CLAIMD_WIRE_EDIT_H

#include <stddef.h>

#include "base/err.h"

enum {
	/* Names in a dotted path; the longest of a request has four. */
	EDIT_DEPTH_MAX = 8,
	/* Bytes of one of them; the longest of a request has 22. */
	EDIT_NAME_MAX = 64,
};

/*
 * The object in the line with the string member name set to value if it is
 * now `old`; members keep their order. NULL when the line is no JSON object,
 * or the member is absent or another: then it should go as it is. The caller
 * frees the result.
 */
char *edit_replace_member(const char *line, size_t len, const char *name,
			  const char *old, const char *value);

/*
 * The object in the line with what a dotted path names ("item.days",
 * "item.ingredients.0.zi") set to value, which is JSON; value NULL takes it
 * away, with all that is below it. Objects on the way are made where there
 * are none; a list grows by one element at most. NULL with *e (bad_json, or
 * bad_field at the path's place) when that cannot be. The caller frees the
 * result.
 */
char *edit_set(const char *line, size_t len, const char *path,
	       const char *value, struct err *e);

#endif
