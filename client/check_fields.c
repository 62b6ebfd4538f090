#include "client/check_fields.h"

#include <string.h>

/* The numbers of the protocol; what else looks like one is a string. */
static const char *const integer_names[] = {
    "v",
    "days",
    "price",
    "quantity_milli",
};

static bool below(const char *name, const char *parent)
{
	size_t len = strlen(parent);

	return strncmp(name, parent, len) == 0 &&
	       (name[len] == '.' || name[len] == '\0');
}

static void remove_below(struct check_fields *fields, const char *parent)
{
	int kept = 0;

	for (int i = 0; i < fields->count; i++)
		if (!below(fields->at[i].name, parent))
			fields->at[kept++] = fields->at[i];
	fields->count = kept;
}

bool check_fields_set(struct check_fields *fields, const char *name,
		      const char *value)
{
	if (strcmp(value, "none") == 0) {
		remove_below(fields, name);
		return true;
	}
	for (int i = 0; i < fields->count; i++)
		if (strcmp(fields->at[i].name, name) == 0) {
			fields->at[i].value = value;
			return true;
		}
	if (fields->count == CHECK_FIELDS_MAX)
		return false;
	fields->at[fields->count].name = name;
	fields->at[fields->count++].value = value;
	return true;
}

const char *check_fields_get(const struct check_fields *fields,
			     const char *name)
{
	for (int i = 0; i < fields->count; i++)
		if (strcmp(fields->at[i].name, name) == 0)
			return fields->at[i].value;
	return NULL;
}

static bool digits(const char *text, size_t len)
{
	return len > 0 && strspn(text, "0123456789") >= len;
}

static bool bare(const char *key, const char *value)
{
	if (strcmp(value, "true") == 0 || strcmp(value, "false") == 0)
		return true;
	for (size_t i = 0; i < ARRAY_LEN(integer_names); i++)
		if (strcmp(integer_names[i], key) == 0)
			return digits(value, strlen(value));
	return false;
}

static void string_json(const char *bytes, size_t len, struct text *out)
{
	char copy[1024];

	if (len >= sizeof(copy))
		len = sizeof(copy) - 1;
	memcpy(copy, bytes, len);
	copy[len] = '\0';
	text_json_string(out, copy);
}

/* permits=A,B is the one list of plain strings. */
static void list_json(const char *value, struct text *out)
{
	char mark = '[';

	for (const char *at = value;; at++) {
		size_t len = strcspn(at, ",");
		text_char(out, mark);
		string_json(at, len, out);
		mark = ',';
		at += len;
		if (*at == '\0')
			break;
	}
	text_char(out, ']');
}

/* The next part of SUBSTANCE:QUANTITY[:ZI], up to a colon or a comma. */
static size_t part_len(const char *at)
{
	return strcspn(at, ":,");
}

/* {"substance":…,"quantity_milli":…} and the zi where there is one; what is
 * left of the list, or NULL when it is not of that form. */
static const char *ingredient_json(const char *at, struct text *out)
{
	size_t len = part_len(at);

	text_str(out, "{\"substance\":");
	string_json(at, len, out);
	at += len;
	if (*at++ != ':' || !digits(at, part_len(at)))
		return NULL;
	len = part_len(at);
	text_str(out, ",\"quantity_milli\":");
	text_bytes(out, at, len);
	at += len;
	if (*at == ':') {
		len = part_len(++at);
		text_str(out, ",\"zi\":");
		string_json(at, len, out);
		at += len;
	}
	text_char(out, '}');
	return *at == ':' ? NULL : at;
}

/* item.ingredients=LIDOC:2000,HYDRO:1000:90000056. What is not of this form
 * becomes a string, which every reader of requests refuses. */
static void ingredients_json(const char *value, struct text *out)
{
	const struct text start = *out;
	const char *at = value;

	text_char(out, '[');
	while ((at = ingredient_json(at, out)) != NULL && *at == ',') {
		text_char(out, ',');
		at++;
	}
	text_char(out, ']');
	if (at != NULL)
		return;
	*out = start;
	string_json(value, strlen(value), out);
}

void check_field_json(const char *name, const char *value, struct text *out)
{
	const char *dot = strrchr(name, '.');
	const char *key = dot == NULL ? name : dot + 1;

	if (strcmp(name, "permits") == 0)
		list_json(value, out);
	else if (strcmp(name, "item.ingredients") == 0)
		ingredients_json(value, out);
	else if (bare(key, value))
		text_str(out, value);
	else
		string_json(value, strlen(value), out);
}

/* The first segment after a prefix was met in an earlier field already. */
static bool seen(const struct check_fields *fields, int index, size_t prefix,
		 size_t segment)
{
	const char *name = fields->at[index].name;

	for (int i = 0; i < index; i++) {
		const char *other = fields->at[i].name;
		if (strncmp(other, name, prefix + segment) == 0 &&
		    (other[prefix + segment] == '.' ||
		     other[prefix + segment] == '\0'))
			return true;
	}
	return false;
}

static int first_below(const struct check_fields *fields, const char *parent,
		       size_t prefix)
{
	for (int i = 0; i < fields->count; i++)
		if (strncmp(fields->at[i].name, parent, prefix) == 0)
			return i;
	return -1;
}

/* parent's first prefix bytes (with their dot) name the level to write. */
static void level_json(const struct check_fields *fields, const char *parent,
		       size_t prefix, struct text *out)
{
	int first = first_below(fields, parent, prefix);
	const char *start = first < 0 ? "" : fields->at[first].name + prefix;
	bool array = digits(start, strcspn(start, "."));
	bool more = false;

	text_char(out, array ? '[' : '{');
	for (int i = first < 0 ? fields->count : first; i < fields->count;
	     i++) {
		const char *name = fields->at[i].name;
		if (strncmp(name, parent, prefix) != 0)
			continue;
		size_t segment = strcspn(name + prefix, ".");
		if (seen(fields, i, prefix, segment))
			continue;
		if (more)
			text_char(out, ',');
		more = true;
		if (!array) {
			string_json(name + prefix, segment, out);
			text_char(out, ':');
		}
		if (name[prefix + segment] == '.')
			level_json(fields, name, prefix + segment + 1, out);
		else
			check_field_json(name, fields->at[i].value, out);
	}
	text_char(out, array ? ']' : '}');
}

void check_fields_json(const struct check_fields *fields, struct text *out)
{
	level_json(fields, "", 0, out);
}
