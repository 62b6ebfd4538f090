#include "wire/put.h"

#include <string.h>

/* A string ends in its quote: these bytes can only be brackets. */
static bool needs_separator(const struct text *out)
{
	if (out->len == 0)
		return false;
	char last = out->data[out->len - 1];
	return last != '{' && last != '[';
}

void put_separator(struct text *out)
{
	if (needs_separator(out))
		text_char(out, ',');
}

/* Half of what an object is made of: in one piece. */
void put_name(struct text *out, const char *name)
{
	bool separated = needs_separator(out);
	size_t len = strlen(name);
	char *at = text_room(out, (size_t)separated + len + 3);

	if (at == NULL)
		return;
	if (separated)
		*at++ = ',';
	*at++ = '"';
	at = mempcpy(at, name, len);
	*at++ = '"';
	*at = ':';
}

void put_str(struct text *out, const char *name, const char *value)
{
	put_name(out, name);
	text_json_string(out, value);
}

void put_int(struct text *out, const char *name, int64_t value)
{
	put_name(out, name);
	text_int(out, value);
}

void put_bool(struct text *out, const char *name, bool value)
{
	put_name(out, name);
	text_str(out, value ? "true" : "false");
}

void put_date(struct text *out, const char *name, civil_day value)
{
	put_name(out, name);
	text_char(out, '"');
	text_date(out, value);
	text_char(out, '"');
}

void put_open(struct text *out, const char *name, char bracket)
{
	put_name(out, name);
	text_char(out, bracket);
}
