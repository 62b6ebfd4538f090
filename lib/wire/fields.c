#include "wire/fields.h"

#include <string.h>

#include "base/ensure.h"
#include "rules/claim.h"
#include "wire/reply.h"

_Static_assert(sizeof(enum answer) == sizeof(int32_t),
	       "enums are stored as 32 bits");

void reader_init(struct reader *r, bool canonical, struct err *e)
{
	r->e = e;
	r->canonical = canonical;
	r->depth = 0;
}

static void enter(struct reader *r, const char *name, size_t index)
{
	ensure(r->depth < FIELD_DEPTH_MAX);
	r->path[r->depth].name = name;
	r->path[r->depth].index = index;
	r->depth++;
}

void reader_path(const struct reader *r, struct text *out)
{
	for (int i = 0; i < r->depth; i++) {
		text_char(out, '/');
		if (r->path[i].name != NULL)
			text_str(out, r->path[i].name);
		else
			text_int(out, (int64_t)r->path[i].index);
	}
}

static bool fail(struct reader *r, const struct field *f, enum err_code code)
{
	char memory[400], path[FIELD_PATH_MAX];
	struct text expected, pointer;

	text_init(&expected, memory, sizeof(memory));
	field_expected(f, &expected);
	text_init(&pointer, path, sizeof(path));
	reader_path(r, &pointer);
	ensure(!pointer.overflow);
	return err_field(r->e, code, path, "expected %s", memory);
}

static bool bad(struct reader *r, const struct field *f)
{
	return fail(r, f, ERR_BAD_FIELD);
}

static bool outside(struct reader *r, const struct field *f)
{
	return fail(r, f, f->outside != ERR_NONE ? f->outside : ERR_BAD_FIELD);
}

/* ---- one reader a type; at is the field's place in the struct ---------- */

typedef bool read_type(struct reader *r, const struct field *f, json_t *value,
		       char *at);

bool charset_holds(const struct charset *charset, char c)
{
	unsigned char byte = (unsigned char)c;

	return (charset->bits[byte >> 6] >> (byte & 63) & 1) != 0;
}

static bool charset_holds_all(const struct charset *charset, const char *str,
			      size_t len)
{
	size_t i = 0;

	while (i < len && charset_holds(charset, str[i]))
		i++;
	return i == len;
}

bool field_accepts_text(const struct field *f, const json_t *value)
{
	if (!json_is_string(value))
		return false;
	const char *str = json_string_value(value);
	size_t len = json_string_length(value);
	if (len < (size_t)f->min || len > (size_t)f->max)
		return false;
	if (f->charset != NULL && !charset_holds_all(f->charset, str, len))
		return false;
	return f->valid == NULL || f->valid(str);
}

static bool read_text(struct reader *r, const struct field *f, json_t *value,
		      char *at)
{
	if (!field_accepts_text(f, value))
		return bad(r, f);
	memcpy(at, json_string_value(value), json_string_length(value) + 1);
	return true;
}

static bool read_letter(struct reader *r, const struct field *f, json_t *value,
			char *at)
{
	if (!json_is_string(value) || json_string_length(value) != 1)
		return bad(r, f);
	char letter = json_string_value(value)[0];
	if (!charset_holds(f->charset, letter))
		return bad(r, f);
	*at = letter;
	return true;
}

static bool read_date(struct reader *r, const struct field *f, json_t *value,
		      char *at)
{
	civil_day day;

	if (!json_is_string(value) ||
	    !civil_parse(json_string_value(value), json_string_length(value),
			 &day))
		return bad(r, f);
	memcpy(at, &day, sizeof(day));
	return true;
}

static bool read_flag(struct reader *r, const struct field *f, json_t *value,
		      char *at)
{
	if (!json_is_boolean(value))
		return bad(r, f);
	bool flag = json_is_true(value);
	memcpy(at, &flag, sizeof(flag));
	return true;
}

static bool read_answer(struct reader *r, const struct field *f, json_t *value,
			char *at)
{
	if (!json_is_boolean(value))
		return bad(r, f);
	enum answer answer = json_is_true(value) ? ANSWER_YES : ANSWER_NO;
	memcpy(at, &answer, sizeof(answer));
	return true;
}

/* Reals are refused here: 1.0 is no integer in this protocol. */
static bool read_number(struct reader *r, const struct field *f, json_t *value,
			int64_t *number)
{
	if (!json_is_integer(value))
		return bad(r, f);
	*number = json_integer_value(value);
	if (*number < f->min || *number > f->max)
		return outside(r, f);
	return true;
}

static bool read_int(struct reader *r, const struct field *f, json_t *value,
		     char *at)
{
	int64_t number = 0;

	if (!read_number(r, f, value, &number))
		return false;
	int32_t narrow = (int32_t)number;
	ensure(narrow == number);
	memcpy(at, &narrow, sizeof(narrow));
	return true;
}

static bool read_int64(struct reader *r, const struct field *f, json_t *value,
		       char *at)
{
	int64_t number = 0;

	if (!read_number(r, f, value, &number))
		return false;
	memcpy(at, &number, sizeof(number));
	return true;
}

static bool read_constant(struct reader *r, const struct field *f,
			  json_t *value, char *at)
{
	int64_t number;

	(void)at;
	return read_number(r, f, value, &number);
}

static bool read_word(struct reader *r, const struct field *f, json_t *value,
		      char *at)
{
	if (!json_is_string(value))
		return bad(r, f);
	const char *str = json_string_value(value);
	for (int32_t i = f->words->first; i <= f->words->last; i++)
		if (strcmp(f->words->name(i), str) == 0) {
			memcpy(at, &i, sizeof(i));
			return true;
		}
	return outside(r, f);
}

static bool read_claim(struct reader *r, const struct field *f, json_t *value,
		       char *at)
{
	uint64_t number = 0;

	if (!json_is_string(value) ||
	    !claim_number_parse(json_string_value(value), &number))
		return bad(r, f);
	memcpy(at, &number, sizeof(number));
	return true;
}

static bool read_object(struct reader *r, const struct field *f, json_t *value,
			char *at)
{
	if (!json_is_object(value))
		return bad(r, f);
	/* Its members stand in the same struct: offsets go on from there. */
	return fields_read(r, f->shape, value, at - f->offset);
}

/*
 * The word decides what the other members mean: it is judged before all of
 * them, unknown ones included, and then once more as a row of its shape.
 */
static bool read_variant(struct reader *r, const struct field *f, json_t *value,
			 char *at)
{
	const struct field *word = &f->shape[0].fields[0];
	char *base = at - f->offset;
	int32_t chosen;

	if (!json_is_object(value))
		return bad(r, f);
	if (!field_read(r, word, json_object_get(value, word->name), base))
		return false;
	memcpy(&chosen, base + word->offset, sizeof(chosen));
	return fields_read(r, &f->shape[chosen], value, base);
}

static bool read_element(struct reader *r, const struct field *f, size_t index,
			 json_t *value, char *at);

static bool read_list(struct reader *r, const struct field *f, json_t *value,
		      char *at)
{
	size_t len = json_array_size(value);

	if (!json_is_array(value) || len < (size_t)f->min ||
	    len > (size_t)f->max)
		return bad(r, f);
	for (size_t i = 0; i < len; i++)
		if (!read_element(r, f->element, i, json_array_get(value, i),
				  at + i * f->stride))
			return false;
	int count = (int)len;
	memcpy(at - f->offset + f->count, &count, sizeof(count));
	return true;
}

static read_type *const read_types[FIELD_TYPE_COUNT] = {
    [FIELD_TEXT] = read_text,	  [FIELD_LETTER] = read_letter,
    [FIELD_DATE] = read_date,	  [FIELD_FLAG] = read_flag,
    [FIELD_ANSWER] = read_answer, [FIELD_INT] = read_int,
    [FIELD_INT64] = read_int64,	  [FIELD_WORD] = read_word,
    [FIELD_CLAIM] = read_claim,	  [FIELD_CONSTANT] = read_constant,
    [FIELD_OBJECT] = read_object, [FIELD_VARIANT] = read_variant,
    [FIELD_LIST] = read_list,
};

/* at is that of a member, or of a list's element. */
static bool read_entered(struct reader *r, const struct field *f, json_t *value,
			 char *at)
{
	if (!read_types[f->type](r, f, value, at))
		return false;
	r->depth--;
	return true;
}

static bool read_element(struct reader *r, const struct field *f, size_t index,
			 json_t *value, char *at)
{
	enter(r, NULL, index);
	return read_entered(r, f, value, at + f->offset);
}

bool field_read(struct reader *r, const struct field *f, json_t *value,
		void *base)
{
	bool needed = f->required && !(f->secret && r->canonical);

	if (value == NULL && !needed)
		return true;
	enter(r, f->name, 0);
	if (value == NULL)
		return fail(r, f, ERR_MISSING_FIELD);
	if (!read_entered(r, f, value, (char *)base + f->offset))
		return false;
	if (f->present != 0)
		*((bool *)base + f->present - 1) = true;
	return true;
}

/* ---- objects ----------------------------------------------------------- */

/*
 * The row of a name. Looks first at next, for most callers send members in
 * the order of the protocol.
 */
static size_t find_field(const struct reader *r, const struct shape *shape,
			 const char *name, size_t next)
{
	for (size_t i = 0; i < shape->count; i++) {
		size_t row = next + i;
		if (row >= shape->count)
			row -= shape->count;
		const struct field *f = &shape->fields[row];
		if (strcmp(f->name, name) == 0)
			return f->secret && r->canonical ? shape->count : row;
	}
	return shape->count;
}

static bool gather(struct reader *r, const struct shape *shape, json_t *object,
		   json_t **values)
{
	void *member = json_object_iter(object);
	size_t row = 0;

	for (; member != NULL; member = json_object_iter_next(object, member)) {
		const char *name = json_object_iter_key(member);
		row = find_field(r, shape, name, row);
		if (row == shape->count)
			return unknown_field(r, shape, name);
		values[row++] = json_object_iter_value(member);
	}
	return true;
}

bool fields_read(struct reader *r, const struct shape *shape, json_t *object,
		 void *base)
{
	json_t *values[SHAPE_FIELDS_MAX] = {NULL};

	ensure(shape->count <= SHAPE_FIELDS_MAX);
	if (!gather(r, shape, object, values))
		return false;
	for (size_t i = 0; i < shape->count; i++)
		if (!field_read(r, &shape->fields[i], values[i], base))
			return false;
	return true;
}
