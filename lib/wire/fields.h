/*
 * fields.h: what an object may hold, as a table: one row a member, with its
 * type, its range and its place in a struct. One engine reads by any table,
 * refuses what the table does not name, and says where and what was expected;
 * its sibling writes the struct back. Private to lib/wire.
 */
#ifndef CLAIMD_WIRE_FIELDS_H
#define CLAIMD_WIRE_FIELDS_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/text.h"

enum field_type {
	FIELD_TEXT,	/* char[max + 1] */
	FIELD_LETTER,	/* char, one of charset */
	FIELD_DATE,	/* civil_day; absent: CIVIL_NONE */
	FIELD_FLAG,	/* bool */
	FIELD_ANSWER,	/* enum answer, from true or false */
	FIELD_INT,	/* int32_t */
	FIELD_INT64,	/* int64_t */
	FIELD_WORD,	/* an enum, by its name */
	FIELD_CLAIM,	/* uint64_t, written as C and 14 digits */
	FIELD_CONSTANT, /* an integer that must be max; stored nowhere */
	FIELD_OBJECT,	/* members by shape, in the same struct */
	FIELD_VARIANT,	/* likewise, by the shape that its word chooses */
	FIELD_LIST,	/* an array of element, stride bytes each */
	FIELD_TYPE_COUNT
};

/* The characters that a text may hold, one bit a byte, and how people write
 * that. Made of CHARS(…). */
struct charset {
	uint64_t bits[4];
	const char *words;
};
/* Those from first to last, of which both are digits and signs, or both are
 * letters: in bits[0] or in bits[1]. */
#define CHARS(first, last)                                                     \
	(UINT64_MAX >> (63 - ((last) - (first))) << ((first)&63))

/* The enumerators from first to last and their names. */
struct words {
	const char *(*name)(int value);
	int first, last;
};

struct shape;

struct field {
	const char *name;
	enum field_type type;
	bool required; /* when read; written whatever its value */
	bool secret;   /* not in canonical form, never written */
	size_t offset;
	size_t present;	       /* PRESENT(…): a bool, true when it is there */
	int64_t min, max;      /* a number, bytes of a text, length of a list */
	enum err_code outside; /* ERR_NONE: bad_field */
	const char *expected;  /* NULL: said by type and range */
	const struct charset *charset;	 /* NULL: any UTF-8 */
	bool (*valid)(const char *text); /* NULL: no more to check */
	const struct words *words;
	/* FIELD_OBJECT; FIELD_VARIANT: an array of shapes, indexed by the value
	 * of the required FIELD_WORD that is the first row of each. */
	const struct shape *shape;
	const struct field *element; /* FIELD_LIST */
	size_t count;		     /* FIELD_LIST: offset of an int */
	size_t stride;
};

struct shape {
	const struct field *fields;
	size_t count;
};

enum {
	/* Rows of the largest table: the parameters of a policy. */
	SHAPE_FIELDS_MAX = 32,
	/* The longest pointer of known names: "/prescription/…". */
	FIELD_PATH_MAX = 80,
	/* Members within members: /item/ingredients/0/zi. */
	FIELD_DEPTH_MAX = 4,
};

/* One more than the offset, so that 0 means that there is none. */
#define PRESENT(type, member) (offsetof(type, member) + 1)

/* Where it is: made a pointer only when there is something to say of it. */
struct reader {
	struct err *e;
	bool canonical; /* secret members are absent */
	int depth;
	struct {
		const char *name; /* NULL: the element of that index */
		size_t index;
	} path[FIELD_DEPTH_MAX];
};

void reader_init(struct reader *r, bool canonical, struct err *e);

/*
 * Reads an object into the struct at base, which the caller has cleared. The
 * first fault is reported, in this order: the word of a variant; members that
 * no row names, in the order of the line; then row by row.
 */
MUSTCHECK bool fields_read(struct reader *r, const struct shape *shape,
			   json_t *object, void *base);
/* One member; value NULL means that it is absent. */
MUSTCHECK bool field_read(struct reader *r, const struct field *f,
			  json_t *value, void *base);

/* Appends the pointer of what is being read. */
void reader_path(const struct reader *r, struct text *out);

/* Fails with unknown_field: the shape names no such member. */
MUSTCHECK bool unknown_field(struct reader *r, const struct shape *shape,
			     const char *name);

bool charset_holds(const struct charset *charset, char c);

/* Whether a string serves as this FIELD_TEXT; a NULL value does not. */
bool field_accepts_text(const struct field *f, const json_t *value);

/* What a field wants, in words, e.g. "8 digits". */
void field_expected(const struct field *f, struct text *out);

/*
 * The struct as an object: required members, and those that are there and
 * not zero, empty or false. The same struct gives the same bytes.
 */
void fields_write(struct text *out, const struct shape *shape,
		  const void *base);

#endif
