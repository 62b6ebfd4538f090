/* Reads the fields of a snapshot's source: one row of kinds[] per rule. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "base/ensure.h"
#include "store/snapshot_table.h"

/* Bytes of the UTF-8 character at text, or 0 if there is none. */
static size_t utf8_len(const unsigned char *text, size_t left)
{
	unsigned char lead = text[0];
	size_t len = lead < 0x80		   ? 1
		     : lead >= 0xc2 && lead < 0xe0 ? 2
		     : (lead & 0xf0) == 0xe0	   ? 3
		     : lead >= 0xf0 && lead < 0xf5 ? 4
						   : 0;

	if (len == 0 || len > left)
		return 0;
	for (size_t i = 1; i < len; i++)
		if ((text[i] & 0xc0) != 0x80)
			return 0;
	/* Overlong forms, surrogates, and what lies beyond U+10FFFF. */
	if ((lead == 0xe0 && text[1] < 0xa0) ||
	    (lead == 0xed && text[1] >= 0xa0) ||
	    (lead == 0xf0 && text[1] < 0x90) ||
	    (lead == 0xf4 && text[1] >= 0x90))
		return 0;
	return len;
}

bool is_plain_text(const char *text, size_t len)
{
	const unsigned char *at = (const unsigned char *)text;

	while (len > 0) {
		size_t step = utf8_len(at, len);
		bool c0 = at[0] < 0x20 || at[0] == 0x7f;
		bool c1 = step == 2 && at[0] == 0xc2 && at[1] < 0xa0;

		if (step == 0 || c0 || c1)
			return false;
		at += step;
		len -= step;
	}
	return true;
}

static bool only(const char *text, size_t len, const char *allowed)
{
	return strspn(text, allowed) == len;
}

static bool is_digits(const char *text, size_t len)
{
	return only(text, len, "0123456789");
}

static bool is_code(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] <= ' ' || text[i] > '~')
			return false;
	return true;
}

static bool is_polis(const char *text, size_t len)
{
	return only(text, len, "abcdefghijklmnopqrstuvwxyz0123456789-");
}

static bool is_upper(const char *text, size_t len)
{
	return only(text, len, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
}

static bool is_scope(const char *text, size_t len)
{
	static const char service[] = "prestatie:";

	if (strncmp(text, service, strlen(service)) == 0)
		return len > strlen(service) && is_code(text, len);
	return strcmp(text, "farmacie") == 0 || strcmp(text, "dieet") == 0 ||
	       strcmp(text, "hulpmiddelen") == 0;
}

static bool is_atc(const char *text, size_t len)
{
	static const char form[] = "A00AA00";

	for (size_t i = 0; i < len; i++) {
		bool letter = text[i] >= 'A' && text[i] <= 'Z';
		bool digit = text[i] >= '0' && text[i] <= '9';
		if (form[i] == 'A' ? !letter : !digit)
			return false;
	}
	return true;
}

/* judge is NULL where column_read has a way of its own. */
static const struct {
	bool (*judge)(const char *text, size_t len);
	const char *expected; /* the length follows */
} kinds[COLUMN_KIND_COUNT] = {
    [KIND_TEXT] = {is_plain_text, "UTF-8 text without control characters"},
    [KIND_CODE] = {is_code, "a code of printable ASCII without blanks"},
    [KIND_POLIS] = {is_polis, "a code of a-z 0-9 -"},
    [KIND_UPPER] = {is_upper, "a code of A-Z 0-9"},
    [KIND_DIGITS] = {is_digits, "digits"},
    [KIND_SCOPE] = {is_scope, "farmacie, dieet, hulpmiddelen or "
			      "prestatie:<code>"},
    [KIND_ATC] = {is_atc, "the beginning of an ATC code like A10BA02"},
    [KIND_INTEGER] = {NULL, "an integer"},
    [KIND_DATE] = {NULL, "a date YYYY-MM-DD"},
    [KIND_WORD] = {NULL, "one of"},
};

static bool read_integer(const struct column *column, const char *text,
			 size_t len, int64_t *out)
{
	size_t sign = text[0] == '-';
	int64_t number = 0;

	/* 18 digits stay below 2^63. */
	if (len == sign || len - sign > 18 ||
	    !is_digits(text + sign, len - sign))
		return false;
	for (size_t i = sign; i < len; i++)
		number = number * 10 + (text[i] - '0');
	*out = sign ? -number : number;
	return column_takes(column, *out);
}

/* Asked for every date of every row. */
enum { DAY_1800_01_01 = -62091, DAY_9999_12_31 = 2932896 };

bool column_takes(const struct column *column, int64_t number)
{
	if (column->kind == KIND_DATE)
		return number >= DAY_1800_01_01 && number <= DAY_9999_12_31;
	return column->kind == KIND_INTEGER && number >= column->low &&
	       number <= column->high;
}

bool column_read(const struct column *column, const char *text, size_t len,
		 struct value *out)
{
	civil_day day;

	*out = (struct value){.type = VALUE_NULL};
	if (len == 0)
		return column->optional;
	if (strlen(text) != len)
		return false; /* a NUL inside */
	out->text = text;
	out->type = VALUE_TEXT;
	if (column->kind == KIND_WORD)
		return column_word(column, text) >= 0;
	if (kinds[column->kind].judge != NULL)
		return len >= (size_t)column->low &&
		       len <= (size_t)column->high &&
		       kinds[column->kind].judge(text, len);
	out->type = VALUE_INTEGER;
	if (column->kind == KIND_INTEGER)
		return read_integer(column, text, len, &out->integer);
	ensure(column->kind == KIND_DATE);
	if (!civil_parse(text, len, &day))
		return false;
	out->integer = day;
	return true;
}

static void expected_words(const struct column *column, char *out, size_t size)
{
	size_t used = (size_t)snprintf(out, size, "one of ");

	for (const char *at = column->words; *at != '\0' && used + 2 < size;
	     at++) {
		if (*at == '|')
			out[used++] = ',';
		out[used++] = *at == '|' ? ' ' : *at;
	}
	out[used < size ? used : size - 1] = '\0';
}

void column_expected(const struct column *column, char *out, size_t size)
{
	const char *what = kinds[column->kind].expected;

	if (column->kind == KIND_WORD)
		expected_words(column, out, size);
	else if (column->kind == KIND_DATE)
		snprintf(out, size, "%s", what);
	else if (column->kind == KIND_INTEGER)
		snprintf(out, size, "%s from %" PRId64 " to %" PRId64, what,
			 column->low, column->high);
	else if (column->low == column->high)
		snprintf(out, size, "%" PRId64 " %s", column->low, what);
	else
		snprintf(out, size, "%s, %" PRId64 " to %" PRId64 " bytes",
			 what, column->low, column->high);
}

bool is_utc_time(const char *text)
{
	static const char form[] = "0000-00-00T00:00:00Z";
	civil_day day;

	if (strlen(text) != strlen(form))
		return false;
	for (size_t i = 0; form[i] != '\0'; i++)
		if (form[i] == '0' ? text[i] < '0' || text[i] > '9'
				   : text[i] != form[i])
			return false;
	return civil_parse(text, LEN_CIVIL, &day) &&
	       strncmp(text + 11, "24", 2) < 0 &&
	       strncmp(text + 14, "60", 2) < 0 &&
	       strncmp(text + 17, "60", 2) < 0;
}
