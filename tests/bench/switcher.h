/*
 * Parts of a run without and with switches of the snapshot, in turn: what was
 * measured in both can be compared, whatever else the machine does.
 */
#ifndef CLAIMD_BENCH_SWITCHER_H
#define CLAIMD_BENCH_SWITCHER_H

#include "load.h"

enum { SWITCH_COMMANDS = 2 };

struct switching {
	const char *socket;		       /* of claimd's control */
	const char *commands[SWITCH_COMMANDS]; /* forth and back */
	int switches, parts;		       /* in all; of each sort */
	struct result without, with;
	struct histogram taken; /* from asking to serving */
	int done;
	char failure[256]; /* empty: none */
};

/*
 * Decides in a thread of its own what of the load counts, until all switches
 * are done: each part with switches makes its share of them one after the
 * other, and a part without lasts as long as the part before it.
 */
bool switching_start(struct switching *switching, struct load *load);
/* Waits for its end. False: a switch was refused. */
bool switching_join(void);

#endif
