/* The rows of conf.def, and how the text of one value is read. */
#ifndef CLAIMD_CONF_ROW_H
#define CLAIMD_CONF_ROW_H

#include "conf.h"

enum conf_type {
	CONF_ADDRESS,
	CONF_PATH,
	CONF_SAN,
	CONF_AGB,
	CONF_INTEGER,
	CONF_SIZE,
	CONF_DURATION,
	CONF_CHOICE,
	CONF_FLAG,
	CONF_DATE,
	CONF_UIDS,
	CONF_KEYS,
};

struct conf_row {
	const char *section; /* "client": the keys of client NAME { } */
	const char *key;
	const char *name; /* "section.key" */
	enum conf_type type;
	enum conf_when when;
	const char *fallback; /* NULL: the key must be given */
	int64_t min, max;
	const char *choices;
	const char *help;
	size_t offset; /* in struct conf, or struct conf_client */
};

extern const struct conf_row conf_rows[];
extern const size_t conf_row_count;

/* The row of a key; NULL if there is none. */
const struct conf_row *conf_row_find(const char *section, const char *key);
bool conf_row_is_list(const struct conf_row *row);

/*
 * Checks one value (of a list: one element) and stores it at its offset in
 * the struct at base. folder (may be NULL) is put before a relative path. On
 * failure e->message says what was expected.
 */
MUSTCHECK bool conf_row_store(const struct conf_row *row, const char *value,
			      const char *folder, void *base, struct err *e);

/* Whether both structs have the same value. */
bool conf_row_equal(const struct conf_row *row, const void *a, const void *b);

/* Frees what was stored. */
void conf_row_release(const struct conf_row *row, void *base);

/* The key or section that was meant instead of an unknown one, or NULL. */
const char *conf_meant_key(const char *section, const char *word);
const char *conf_meant_section(const char *word);
/* The section in which a key that is unknown here would be right, or NULL. */
const char *conf_home_of(const char *key);

/*
 * Turns comments into blanks, in place: libconfuse miscounts the lines of a
 * file that has any. False with e->message and *line when a comment or a
 * string has no end.
 */
MUSTCHECK bool conf_blank_comments(char *text, int *line, struct err *e);

#endif
