/* A what-if in conversation: a line, an answer. */
#ifndef CLAIMD_CLIENT_WHATIF_LOOP_H
#define CLAIMD_CLIENT_WHATIF_LOOP_H

#include "client/whatif.h"
#include "rules/decision.h"

/*
 * Reads changes and words from standard input until its end or `quit`, with a
 * prompt when it and standard output are terminals. Returns the exit status:
 * from a terminal 0, else that of the first line that failed, if one did.
 */
int whatif_loop(struct whatif *w, enum language language);

#endif
