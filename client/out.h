/* What claimctl says: results on stdout, problems on stderr with a hint. */
#ifndef CLAIMD_CLIENT_OUT_H
#define CLAIMD_CLIENT_OUT_H

#include <stdio.h>

#include "base/err.h"
#include "base/text.h"
#include "client/args.h"

/*
 * Prints a problem with its stable code, and the hint if there is one (NULL:
 * the usual one of that code, if any); with --json also as an object on
 * stdout. Returns the exit status that goes with it.
 */
int out_fail(const struct args *args, const struct err *e, const char *hint);

/* A line that the program did not expect but goes on with. */
void out_warn(const char *fmt, ...) PRINTF_LIKE(1, 2);

enum colour { COLOUR_GOOD, COLOUR_MIDDLING, COLOUR_BAD, COLOUR_QUIET };

/*
 * Writes a word in a colour where the stream is a terminal and NO_COLOR is
 * not set; the word always says it too. width: padded with blanks to it.
 */
void out_coloured(FILE *stream, enum colour colour, const char *word,
		  int width);

/* Thousandths of a unit as Dutch readers write them: 12500 is "12,5". */
void out_quantity(struct text *t, int64_t quantity_milli);

/* Whether all that was printed has arrived. */
MUSTCHECK bool out_flush(struct err *e);

#endif
