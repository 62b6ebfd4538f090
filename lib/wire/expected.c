/* What a field wants, in words. */
#include "base/ensure.h"
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
	text_str(out, "one of ");
	for (const char *p = f->charset->members; *p != '\0'; p++) {
		text_str(out, p == f->charset->members ? "" : ", ");
		text_char(out, *p);
	}
}

void field_expected(const struct field *f, struct text *out)
{
	if (f->expected != NULL) {
		text_str(out, f->expected);
		return;
	}
	switch (f->type) {
	case FIELD_TEXT:
		expected_text(out, f);
		return;
	case FIELD_LETTER:
		expected_letter(out, f);
		return;
	case FIELD_DATE:
		text_str(out, "a date YYYY-MM-DD from 1800 to 9999");
		return;
	case FIELD_FLAG:
	case FIELD_ANSWER:
		text_str(out, "true or false");
		return;
	case FIELD_INT:
	case FIELD_INT64:
	case FIELD_CONSTANT:
		text_str(out, f->min == f->max ? "the integer "
					       : "an integer from ");
		range(out, f);
		return;
	case FIELD_WORD:
		expected_word(out, f);
		return;
	case FIELD_CLAIM:
		text_str(out, "a claim number: C and 14 digits");
		return;
	case FIELD_OBJECT:
		text_str(out, "an object");
		return;
	case FIELD_LIST:
		text_str(out, "an array of ");
		range(out, f);
		text_str(out, " elements");
		return;
	case FIELD_TYPE_COUNT:
		break;
	}
	ensure(!"a field has a type");
}
