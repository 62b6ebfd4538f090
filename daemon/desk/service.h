/*
 * What the network does with a complete line: the desk in claimd, an echo in
 * the benchmark. Called on an I/O thread; must lead to exactly one reply.
 */
#ifndef CLAIMD_DESK_SERVICE_H
#define CLAIMD_DESK_SERVICE_H

#include <stdbool.h>

#include "desk/caller.h"

struct service {
	void *ctx;
	/* A line of a pharmacy. False: it was no JSON (three in a row close). */
	bool (*line)(void *ctx, struct caller *caller, const char *line,
		     size_t len);
	/* A line of the control socket. */
	bool (*control)(void *ctx, struct caller *caller, const char *line,
			size_t len);
	/* This I/O thread has handed over all lines that it has for now, or
	 * already many: what they led to may be passed on together, with one
	 * wake-up for all. NULL: nothing waits for it. */
	void (*turn_ended)(void *ctx);
};

#endif
