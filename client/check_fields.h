/*
 * The fields of a request as dotted names ("item.days"), and the JSON line of
 * the protocol that they make. A list is ordered; a later value wins.
 */
#ifndef CLAIMD_CLIENT_CHECK_FIELDS_H
#define CLAIMD_CLIENT_CHECK_FIELDS_H

#include "base/text.h"

enum { CHECK_FIELDS_MAX = 128 };

/* Names and values are the caller's and must outlive the list. */
struct check_fields {
	int count;
	struct {
		const char *name, *value;
	} at[CHECK_FIELDS_MAX];
};

/*
 * Sets a field. The value "none" takes the field away with all below it:
 * prescription=none leaves no prescription. False: the list is full.
 */
MUSTCHECK bool check_fields_set(struct check_fields *fields, const char *name,
				const char *value);

/* NULL: not there. */
const char *check_fields_get(const struct check_fields *fields,
			     const char *name);

/* The value of one field as JSON: its name decides between number, string and
 * list. */
void check_field_json(const char *name, const char *value, struct text *out);

/* One JSON object; a level whose names are numbers becomes an array. */
void check_fields_json(const struct check_fields *fields, struct text *out);

#endif
