/*
 * The plain-text rule cases: given, request, expect. One parser, that of
 * `claimctl check`; tests/cases/README.md describes the format for people.
 */
#ifndef CLAIMD_CLIENT_CASEFILE_H
#define CLAIMD_CLIENT_CASEFILE_H

#include <stddef.h>

#include "base/err.h"

enum {
	/* A file of cases is read whole: a thousand cases fit. */
	CASE_FILE_MAX = 1024 * 1024,
	/* More than the protocol has fields in one object. */
	CASE_LINE_FIELDS_MAX = 32,
	/* Lines of one case with those of its base and of the case it is
	 * like: what a person can still oversee. */
	CASE_LINES_MAX = 64,
	/* The name of a case. */
	LEN_CASE_NAME = 64,
};

enum case_line_kind {
	CASE_GIVEN_LEDGER,
	CASE_GIVEN_HISTORY,
	CASE_GIVEN_PERMIT,
	CASE_GIVEN_EARLIER,
	CASE_REQUEST,
	CASE_EXPECT,
	CASE_EXPECT_REASON,
	CASE_EXPECT_ADVICE,
	CASE_EXPECT_NO_ADVICE,
	CASE_LINE_KIND_COUNT
};

struct case_field {
	const char *name;
	const char *value;
};

struct case_line {
	enum case_line_kind kind;
	int number;	  /* in the file, from 1 */
	const char *word; /* the reason's code, the advice's action; or "" */
	int field_count;
	struct case_field fields[CASE_LINE_FIELDS_MAX];
};

/* The first base_count lines are those of the base that it stands on. */
struct rule_case {
	const char *name;
	const char *title;
	const char *clause; /* "" where none is given */
	/* The parameter of a reglement on whose boundary it stands, or "". */
	const char *bound;
	int number;
	int base_count;
	int line_count;
	const struct case_line *lines[CASE_LINES_MAX];
};

/* Owns all texts and lines that its cases point to. */
struct casefile {
	char *path;
	char *bytes;
	struct case_line *lines;
	size_t line_count;
	struct rule_case *cases;
	size_t case_count;
};

/* On failure *e says file:line and what was expected; nothing to free. */
MUSTCHECK bool casefile_read(const char *path, struct casefile *out,
			     struct err *e);
/* The same from memory; path is only what errors name. */
MUSTCHECK bool casefile_parse(const char *path, const char *bytes, size_t len,
			      struct casefile *out, struct err *e);
void casefile_free(struct casefile *file);

/* The next word of *rest, cut out in place; NULL at the end of the line or at a
 * comment. Blanks between quotation marks do not end it. */
char *case_word(char **rest);
/* Takes the quotation marks off "…"; false if they do not fit together. */
MUSTCHECK bool case_unquote(char **value);

/* The reply's member that an `expect` field names ("claimed" is
 * "amounts.claimed"), or NULL if there is no such field. */
const char *case_expect_path(const char *name);

#endif
