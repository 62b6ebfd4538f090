/*
 * Request lines with holes: {id} a unique id, {bsn} one of a number of
 * insured, {date} the day of dispensing. Raw ones, of other protocols, may
 * also have {id-length} and {filler:N}.
 */
#ifndef CLAIMD_BENCH_TEMPLATE_H
#define CLAIMD_BENCH_TEMPLATE_H

#include <stdbool.h>

#include "population.h"

enum { TEMPLATES_MAX = 1024, TEMPLATE_LINE_MAX = 65536, TEMPLATE_HOLES = 8 };

/* What differs between two requests of a line. */
enum hole_kind { HOLE_NUMBER, HOLE_BSN, HOLE_LENGTH };

/* A line with all filled in that is the same in a whole run. */
struct template
{
	char *text;
	size_t len;
	size_t hole_count;
	struct hole {
		enum hole_kind kind;
		size_t at; /* before this byte of text */
	} holes[TEMPLATE_HOLES];
};

struct templates {
	struct template lines[TEMPLATES_MAX];
	size_t count;
	const char *run;  /* begins every id: unique for each run */
	const char *date; /* YYYY-MM-DD */
	/* How many different insured. By population: who is insured asks for
	 * a medicine of his (population.h); else lines take turns. */
	uint64_t insured;
	bool by_population;
	/* Escapes \r \n \t \\ \xHH stand for bytes, and a line gets no LF. */
	bool raw;
};

/* Reads the lines of a file; false and a message on stderr. */
bool templates_load(struct templates *templates, const char *path);
void templates_free(struct templates *templates);

/* The byte that *text begins with, an escape maybe; moves past it. */
bool template_byte(const char **text, char *byte);

/*
 * Writes request number n (numbers are never used twice in a run) with its
 * LF to out, which holds TEMPLATE_LINE_MAX bytes; the length.
 */
size_t template_fill(const struct templates *templates, uint64_t n, char *out);

#endif
