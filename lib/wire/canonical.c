/* One form for all ways to write the same request. */
#include <string.h>

#include "base/ensure.h"
#include "wire/fields.h"
#include "wire/json.h"
#include "wire/put.h"

struct member {
	const char *name;
	json_t *value;
};

static void write_value(struct text *out, json_t *value, const char *left_out);

/* They mostly differ in their first byte. */
static bool comes_after(const char *a, const char *b)
{
	return a[0] != b[0] ? (unsigned char)a[0] > (unsigned char)b[0]
			    : strcmp(a, b) > 0;
}

/* Insertion sort: callers nearly always send the same few members. */
static size_t sorted_members(json_t *object, struct member *members)
{
	size_t count = 0;

	for (void *at = json_object_iter(object); at != NULL;
	     at = json_object_iter_next(object, at)) {
		struct member m = {json_object_iter_key(at),
				   json_object_iter_value(at)};
		ensure(count < SHAPE_FIELDS_MAX);
		size_t i = count++;
		for (; i > 0 && comes_after(members[i - 1].name, m.name); i--)
			members[i] = members[i - 1];
		members[i] = m;
	}
	return count;
}

/* What a member's own object leaves out. */
static const char *secret_of(const char *name)
{
	return strcmp(name, "insured") == 0 ? "bsn" : "";
}

static void write_object(struct text *out, json_t *object, const char *left_out)
{
	struct member members[SHAPE_FIELDS_MAX];
	size_t count = sorted_members(object, members);

	text_char(out, '{');
	for (size_t i = 0; i < count; i++) {
		if (strcmp(members[i].name, left_out) == 0)
			continue;
		put_name(out, members[i].name);
		write_value(out, members[i].value, secret_of(members[i].name));
	}
	text_char(out, '}');
}

static void write_array(struct text *out, json_t *array)
{
	text_char(out, '[');
	for (size_t i = 0; i < json_array_size(array); i++) {
		put_separator(out);
		write_value(out, json_array_get(array, i), "");
	}
	text_char(out, ']');
}

/* No table admits a real or a null, so that they need no form here. */
static void write_value(struct text *out, json_t *value, const char *left_out)
{
	if (json_is_object(value))
		write_object(out, value, left_out);
	else if (json_is_array(value))
		write_array(out, value);
	else if (json_is_string(value))
		text_json_string(out, json_string_value(value));
	else if (json_is_integer(value))
		text_int(out, json_integer_value(value));
	else {
		ensure(json_is_boolean(value));
		text_str(out, json_is_true(value) ? "true" : "false");
	}
}

void canonical_write(struct text *out, json_t *request)
{
	write_object(out, request, "");
}
