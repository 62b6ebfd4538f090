/* What the tables of a snapshot hold: columns.def as data. */
#ifndef CLAIMD_STORE_SNAPSHOT_TABLE_H
#define CLAIMD_STORE_SNAPSHOT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

enum table_id {
#define TABLE(table, required, periods, rows, key) TABLE_##table,
#define COLUMN(table, name, kind, optional, low, high, words)
#define END(table)
#include "store/columns.def"
#undef TABLE
#undef COLUMN
#undef END
	TABLE_COUNT
};

/* FIRST_article … END_article are the places of a table's columns. */
enum column_id {
#define TABLE(table, required, periods, rows, key)                             \
	FIRST_##table, BEFORE_##table = FIRST_##table - 1,
#define COLUMN(table, name, kind, optional, low, high, words)                  \
	COLUMN_##table##_##name,
#define END(table) END_##table, LAST_##table = END_##table - 1,
#include "store/columns.def"
#undef TABLE
#undef COLUMN
#undef END
	COLUMN_COUNT
};

enum column_kind {
	KIND_TEXT,   /* UTF-8 for people, no control characters */
	KIND_CODE,   /* printable ASCII without blanks */
	KIND_POLIS,  /* a-z 0-9 - */
	KIND_UPPER,  /* A-Z 0-9 */
	KIND_DIGITS, /* 0-9 */
	KIND_SCOPE,  /* of a contract */
	KIND_ATC,    /* the beginning of an ATC code */
	KIND_INTEGER,
	KIND_DATE,
	KIND_WORD,
	COLUMN_KIND_COUNT
};

struct column {
	const char *name;
	enum column_kind kind;
	bool optional;
	int64_t low, high;
	const char *words; /* separated by | */
};

struct table {
	const char *name;
	bool required; /* the CSV file must be there */
	bool periods;  /* several rows of a key, each with its own period */
	int64_t rows_max;
	const char *key; /* column names, separated by ", " */
	const struct column *columns;
	int column_count;
};

/* By enum table_id and enum column_id; static memory. */
const struct table *snapshot_table(int id);
const struct column *snapshot_column(int id);
/* The place of a name in a table, or -1. */
int table_column(const struct table *table, const char *name);

/* Whether a file of that name, "article.csv", is some table's source. */
bool table_has_file(const char *name);

/* The place of a word among the words of a column, from 0, or -1. */
int column_word(const struct column *column, const char *word);

/* A value as SQLite keeps it. */
struct value {
	enum { VALUE_NULL, VALUE_INTEGER, VALUE_TEXT } type;
	int64_t integer;  /* also days */
	const char *text; /* the text that was read */
};

/*
 * Reads one field; empty is NULL. False: it breaks the column's rule. text
 * ends in NUL at len.
 */
MUSTCHECK bool column_read(const struct column *column, const char *text,
			   size_t len, struct value *out);
/* Whether a number or a day, as it is kept, keeps the column's rule. */
bool column_takes(const struct column *column, int64_t number);
/* What the rule is, for people: "expected 8 digits" without "expected". */
void column_expected(const struct column *column, char *out, size_t size);

/* UTF-8 without control characters; the length is not judged. */
bool is_plain_text(const char *text, size_t len);
/* UTC as RFC 3339 writes it: 2026-11-01T03:00:00Z. */
bool is_utc_time(const char *text);

#endif
