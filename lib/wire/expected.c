/* What a field wants, in words. */
#include <limits.h>

#include "wire/fields.h"

static void range(struct text *out, const struct field *f)
{
	text_int(out, f->min);
	if (f->max == f->min)
		return;
	text_str(out, " to ");
	text_int(out, f->max);
}

static void expected_text(struct text *out, const struct field *f)
{
	if (f->charset == NULL)
		text_str(out, "a string of ");
	range(out, f);
	text_char(out, ' ');
	text_str(out, f->charset == NULL ? "bytes" : f->charset->words);
}

static void expected_word(struct text *out, const struct field *f)
{
	for (int i = f->words->first; i <= f->words->last; i++) {
		if (i == f->words->first)
			text_str(out, f->words->last > i ? "one of " : "");
		else
			text_str(out, ", ");
		text_str(out, f->words->name(i));
	}
}

static void expected_letter(struct text *out, const struct field *f)
{
	const char *separator = "one of ";

	for (char c = 0; c < CHAR_MAX; c++) {
		if (!charset_holds(f->charset, c))
			continue;
		text_str(out, separator);
		text_char(out, c);
		separator = ", ";
	}
}

static void expected_date(struct text *out, const struct field *f)
{
	(void)f;
	text_str(out, "a date YYYY-MM-DD from 1800 to 9999");
}

static void expected_flag(struct text *out, const struct field *f)
{
	(void)f;
	text_str(out, "true or false");
}

static void expected_number(struct text *out, const struct field *f)
{
	text_str(out, f->min == f->max ? "the integer " : "an integer from ");
	range(out, f);
}

static void expected_claim(struct text *out, const struct field *f)
{
	(void)f;
	text_str(out, "a claim number: C and 14 digits");
}

static void expected_object(struct text *out, const struct field *f)
{
	(void)f;
	text_str(out, "an object");
}

static void expected_list(struct text *out, const struct field *f)
{
	text_str(out, "an array of ");
	range(out, f);
	text_str(out, " elements");
}

typedef void say_expected(struct text *out, const struct field *f);

static say_expected *const expectations[FIELD_TYPE_COUNT] = {
    [FIELD_TEXT] = expected_text,     [FIELD_LETTER] = expected_letter,
    [FIELD_DATE] = expected_date,     [FIELD_FLAG] = expected_flag,
    [FIELD_ANSWER] = expected_flag,   [FIELD_INT] = expected_number,
    [FIELD_INT64] = expected_number,  [FIELD_WORD] = expected_word,
    [FIELD_CLAIM] = expected_claim,   [FIELD_CONSTANT] = expected_number,
    [FIELD_OBJECT] = expected_object, [FIELD_VARIANT] = expected_object,
    [FIELD_LIST] = expected_list,
};

void field_expected(const struct field *f, struct text *out)
{
	if (f->expected != NULL)
		text_str(out, f->expected);
	else
		expectations[f->type](out, f);
}
