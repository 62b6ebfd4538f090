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

/* What tells that a member without a flag of its own is there. */
static bool is_there(const struct field *f, const char *at)
{
	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_LETTER:
		return *at != '\0';
	case FIELD_DATE:
		return load_32(at) != CIVIL_NONE;
	case FIELD_FLAG:
		return *(const bool *)at;
	case FIELD_ANSWER:
	case FIELD_INT:
	case FIELD_WORD:
		return load_32(at) != 0;
	case FIELD_INT64:
	case FIELD_CLAIM:
		return load_64(at) != 0;
	case FIELD_LIST:
		return load_count(f, at) != 0;
	case FIELD_OBJECT:
		return true;
	case FIELD_CONSTANT:
	case FIELD_TYPE_COUNT:
		break;
	}
	return false;
}

static void write_value(struct text *out, const struct field *f,
			const char *at);

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

static void write_quoted(struct text *out, const struct field *f,
			 const char *at)
{
	char number[LEN_CLAIM_NUMBER + 1];
	char letter[2] = {*at, '\0'};

	if (f->type == FIELD_LETTER) {
		text_json_string(out, letter);
	} else if (f->type == FIELD_CLAIM) {
		claim_number_format((uint64_t)load_64(at), number);
		text_json_string(out, number);
	} else if (f->type == FIELD_DATE) {
		text_char(out, '"');
		text_date(out, (civil_day)load_32(at));
		text_char(out, '"');
	} else {
		text_json_string(out, at);
	}
}

static void write_value(struct text *out, const struct field *f, const char *at)
{
	switch (f->type) {
	case FIELD_TEXT:
	case FIELD_LETTER:
	case FIELD_DATE:
	case FIELD_CLAIM:
		write_quoted(out, f, at);
		return;
	case FIELD_FLAG:
		text_str(out, *(const bool *)at ? "true" : "false");
		return;
	case FIELD_ANSWER:
		text_str(out, load_32(at) == ANSWER_YES ? "true" : "false");
		return;
	case FIELD_INT:
		text_int(out, load_32(at));
		return;
	case FIELD_INT64:
		text_int(out, load_64(at));
		return;
	case FIELD_WORD:
		text_json_string(out, f->words->name((int)load_32(at)));
		return;
	case FIELD_CONSTANT:
		text_int(out, f->max);
		return;
	case FIELD_OBJECT:
		fields_write(out, f->shape, at - f->offset);
		return;
	case FIELD_LIST:
		write_list(out, f, at);
		return;
	case FIELD_TYPE_COUNT:
		break;
	}
	ensure(!"a field has a type");
}

static bool is_written(const struct field *f, const char *base)
{
	if (f->secret)
		return false;
	if (f->present != 0)
		return *((const bool *)base + f->present - 1);
	return f->required || is_there(f, base + f->offset);
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
