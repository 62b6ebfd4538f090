/* The way back: a struct to the object that its table describes. */
#include <string.h>

#include "base/ensure.h"
#include "rules/claim.h"
#include "wire/fields.h"
#include "wire/put.h"
#include "wire/reply.h"

static int64_t load_32(const char *at)
{
	int32_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

static int64_t load_64(const char *at)
{
	int64_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

static int64_t load_count(const struct field *f, const char *at)
{
	return load_32(at - f->offset + f->count);
}

/* ---- what tells that a member without a flag of its own is there ------- */

static bool has_byte(const struct field *f, const char *at)
{
	(void)f;
	return *at != '\0';
}

static bool has_date(const struct field *f, const char *at)
{
	(void)f;
	return load_32(at) != CIVIL_NONE;
}

static bool has_32(const struct field *f, const char *at)
{
	(void)f;
	return load_32(at) != 0;
}

static bool has_64(const struct field *f, const char *at)
{
	(void)f;
	return load_64(at) != 0;
}

static bool has_elements(const struct field *f, const char *at)
{
	return load_count(f, at) != 0;
}

static bool has_object(const struct field *f, const char *at)
{
	(void)f;
	(void)at;
	return true;
}

static bool has_nothing(const struct field *f, const char *at)
{
	(void)f;
	(void)at;
	return false;
}

/* ---- one writer a type -------------------------------------------------- */

typedef void write_type(struct text *out, const struct field *f,
			const char *at);

static write_type write_value;

static void write_text(struct text *out, const struct field *f, const char *at)
{
	(void)f;
	text_json_string(out, at);
}

static void write_letter(struct text *out, const struct field *f,
			 const char *at)
{
	char letter[2] = {*at, '\0'};

	(void)f;
	text_json_string(out, letter);
}

static void write_date(struct text *out, const struct field *f, const char *at)
{
	(void)f;
	text_char(out, '"');
	text_date(out, (civil_day)load_32(at));
	text_char(out, '"');
}

static void write_flag(struct text *out, const struct field *f, const char *at)
{
	(void)f;
	text_str(out, *(const bool *)at ? "true" : "false");
}

static void write_answer(struct text *out, const struct field *f,
			 const char *at)
{
	(void)f;
	text_str(out, load_32(at) == ANSWER_YES ? "true" : "false");
}

static void write_int(struct text *out, const struct field *f, const char *at)
{
	(void)f;
	text_int(out, load_32(at));
}

static void write_int64(struct text *out, const struct field *f, const char *at)
{
	(void)f;
	text_int(out, load_64(at));
}

static void write_word(struct text *out, const struct field *f, const char *at)
{
	text_json_string(out, f->words->name((int)load_32(at)));
}

static void write_claim(struct text *out, const struct field *f, const char *at)
{
	char number[LEN_CLAIM_NUMBER + 1];

	(void)f;
	claim_number_format((uint64_t)load_64(at), number);
	text_json_string(out, number);
}

static void write_constant(struct text *out, const struct field *f,
			   const char *at)
{
	(void)at;
	text_int(out, f->max);
}

static void write_object(struct text *out, const struct field *f,
			 const char *at)
{
	fields_write(out, f->shape, at - f->offset);
}

static void write_variant(struct text *out, const struct field *f,
			  const char *at)
{
	const char *base = at - f->offset;

	fields_write(
	    out, &f->shape[load_32(base + f->shape[0].fields[0].offset)], base);
}

static void write_list(struct text *out, const struct field *f, const char *at)
{
	int64_t count = load_count(f, at);

	ensure(count >= 0 && count <= f->max);
	text_char(out, '[');
	for (int64_t i = 0; i < count; i++) {
		put_separator(out);
		write_value(out, f->element, at + (size_t)i * f->stride);
	}
	text_char(out, ']');
}

static const struct {
	bool (*is_there)(const struct field *f, const char *at);
	write_type *write;
} types[FIELD_TYPE_COUNT] = {
    [FIELD_TEXT] = {has_byte, write_text},
    [FIELD_LETTER] = {has_byte, write_letter},
    [FIELD_DATE] = {has_date, write_date},
    [FIELD_FLAG] = {has_byte, write_flag},
    [FIELD_ANSWER] = {has_32, write_answer},
    [FIELD_INT] = {has_32, write_int},
    [FIELD_INT64] = {has_64, write_int64},
    [FIELD_WORD] = {has_32, write_word},
    [FIELD_CLAIM] = {has_64, write_claim},
    [FIELD_CONSTANT] = {has_nothing, write_constant},
    [FIELD_OBJECT] = {has_object, write_object},
    [FIELD_VARIANT] = {has_object, write_variant},
    [FIELD_LIST] = {has_elements, write_list},
};

static void write_value(struct text *out, const struct field *f, const char *at)
{
	types[f->type].write(out, f, at);
}

/* ---- objects ------------------------------------------------------------ */

static bool is_written(const struct field *f, const char *base)
{
	if (f->secret)
		return false;
	if (f->present != 0)
		return *((const bool *)base + f->present - 1);
	return f->required || types[f->type].is_there(f, base + f->offset);
}

void fields_write(struct text *out, const struct shape *shape, const void *base)
{
	text_char(out, '{');
	for (size_t i = 0; i < shape->count; i++) {
		const struct field *f = &shape->fields[i];
		if (!is_written(f, base))
			continue;
		put_name(out, f->name);
		write_value(out, f, (const char *)base + f->offset);
	}
	text_char(out, '}');
}
