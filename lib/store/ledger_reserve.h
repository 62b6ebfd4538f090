/*
 * A file that holds disk space for the moment when there is none: given up
 * only so that a checkpoint can end, made again when there is room.
 */
#ifndef CLAIMD_STORE_LEDGER_RESERVE_H
#define CLAIMD_STORE_LEDGER_RESERVE_H

#include <stdbool.h>
#include <stdint.h>

struct reserve {
	char *path;
	int64_t bytes; /* 0: no reserve is wanted */
	bool held;
	int rest; /* calls of reserve_fill that do nothing */
};

/* Takes over a file that is there, or makes it if there is room for twice
 * its size. Call it as often as you like: held already, it does nothing, and
 * without room it tries again only after some calls. */
void reserve_fill(struct reserve *reserve);
/* Gives the space back to the disk. False: there was none to give. */
bool reserve_spend(struct reserve *reserve);

#endif
