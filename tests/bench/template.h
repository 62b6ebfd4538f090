/*
 * Request lines with holes: {id} a unique id, {bsn} one of a number of
 * insured, {date} the day of dispensing.
 */
#ifndef CLAIMD_BENCH_TEMPLATE_H
#define CLAIMD_BENCH_TEMPLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TEMPLATES_MAX = 1024, TEMPLATE_LINE_MAX = 65536 };

struct templates {
	char *lines[TEMPLATES_MAX];
	size_t count;
	const char *run;  /* begins every id: unique for each run */
	const char *date; /* YYYY-MM-DD */
	uint64_t insured; /* how many different ones */
};

/* Reads the lines of a file; false and a message on stderr. */
bool templates_load(struct templates *templates, const char *path);

/*
 * Writes request number n (numbers are never used twice in a run) with its
 * LF to out, which holds cap bytes; the length.
 */
size_t template_fill(const struct templates *templates, uint64_t n, char *out,
		     size_t cap);

#endif
