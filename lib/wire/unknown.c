/* What is said of a member that no table names. */
#include <string.h>

#include "wire/fields.h"

static bool ends_in_nine_digits(const char *name, size_t at)
{
	if (at < 8)
		return false;
	for (size_t i = at - 8; i <= at; i++)
		if (name[i] < '0' || name[i] > '9')
			return false;
	return true;
}

static bool holds_nine_digits(const char *name)
{
	for (size_t i = 0; name[i] != '\0'; i++)
		if (ends_in_nine_digits(name, i))
			return true;
	return false;
}

/* Drops the last bytes that are no whole UTF-8 character. */
static void cut_at_character(char *str, size_t len)
{
	size_t start = len;

	while (start > 0 && ((unsigned char)str[start - 1] & 0xc0) == 0x80)
		start--;
	if (start == 0)
		return;
	unsigned char lead = (unsigned char)str[start - 1];
	size_t need = lead >= 0xf0   ? 4
		      : lead >= 0xe0 ? 3
		      : lead >= 0xc0 ? 2
				     : 1;
	if (len - (start - 1) < need)
		str[start - 1] = '\0';
}

/*
 * The pointer of a member that no table names: what the caller wrote, cut
 * where it is too long, and without digits where a BSN might stand in it.
 */
static void pointer_of_unknown(const struct reader *r, const char *name,
			       char *out, size_t size)
{
	struct text t;
	bool hide = holds_nine_digits(name);

	text_init(&t, out, size);
	reader_path(r, &t);
	text_char(&t, '/');
	for (const char *p = name; *p != '\0' && !t.overflow; p++) {
		if (*p == '~')
			text_str(&t, "~0");
		else if (*p == '/')
			text_str(&t, "~1");
		else
			text_char(&t,
				  hide && *p >= '0' && *p <= '9' ? '?' : *p);
	}
	if (t.overflow)
		cut_at_character(out, t.len);
}

bool unknown_field(struct reader *r, const struct shape *shape,
		   const char *name)
{
	char known[400];
	char pointer[sizeof(r->e->field)];
	struct text t;

	text_init(&t, known, sizeof(known));
	for (size_t i = 0; i < shape->count; i++) {
		text_str(&t, i == 0 ? "" : ", ");
		text_str(&t, shape->fields[i].name);
	}
	pointer_of_unknown(r, name, pointer, sizeof(pointer));
	return err_field(r->e, ERR_UNKNOWN_FIELD, pointer,
			 "expected none but %s", known);
}
