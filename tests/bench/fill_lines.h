/*
 * What a claim of each line of a request template leaves in the ledger: the
 * canonical request as request_parse makes it, a reply and reference facts of
 * the size and form that claimd writes, and what the medicine is.
 */
#ifndef CLAIMD_BENCH_FILL_LINES_H
#define CLAIMD_BENCH_FILL_LINES_H

#include "base/err.h"
#include "base/limits.h"
#include "base/text.h"
#include "template.h"

enum {
	FILL_ID_LEN = 14,     /* of every request id */
	FILL_DATES_MAX = 4,   /* of a canonical request */
	FILL_REFERENCES = 8,  /* facts of one line: prices change */
	FILL_TEXT_MAX = 4096, /* of a request, a reply, reference facts */
};

struct fill_line {
	char zi[LEN_ZI + 1], substance[LEN_CODE + 1], form[LEN_CODE + 1],
	    prk[LEN_CODE + 1];
	char *body;
	size_t body_len, id_at, dates_at[FILL_DATES_MAX], date_count;
	unsigned group; /* the first line of the same substance and form */
};

struct fill_lines {
	struct fill_line lines[TEMPLATES_MAX];
	size_t count;
};

/* Reads a file of requests.sh and its .articles. */
MUSTCHECK bool fill_lines_load(struct fill_lines *lines, const char *path,
			       struct err *e);
void fill_lines_free(struct fill_lines *lines);

/* The id of a claim: always FILL_ID_LEN bytes and a NUL. */
void fill_id(uint64_t seq, char out[FILL_ID_LEN + 1]);

/* Each clears the text first. */
void fill_body(const struct fill_line *line, const char *id, civil_day date,
	       struct text *out);
void fill_reply(const char *id, uint64_t seq, civil_day date, struct text *out);
/* which < FILL_REFERENCES */
void fill_reference(const struct fill_line *line, unsigned which,
		    struct text *out);

#endif
