/*
 * What a disk holds when the power fails: walks through a record and builds
 * what could be found at any place of it.
 *
 * What was synced is there. Of what was written since, anything may be: all of
 * it, none, some writes and not others, in another order, and of a write some
 * sectors (512 bytes) and not others; or a file has grown already and holds
 * zeros there. Two files stand for themselves: a sync of one says nothing of
 * the other. A file that was removed and made anew is the old one or the new
 * one, never a mixture; a sync of the folder decides for the new one.
 */
#ifndef CLAIMD_TESTS_POWER_H
#define CLAIMD_TESTS_POWER_H

#include <stdbool.h>

#include "record.h"

struct power {
	const struct record *record;
	size_t next;	      /* ops before this one have happened */
	struct disk *durable; /* what was synced */
	size_t *pending;      /* ops that were not, in order */
	size_t count, room;
	uint64_t acked, begun; /* as the marks said last */
};

/* base: what the disk held before; its owner stays the caller. */
void power_start(struct power *power, const struct record *record,
		 const struct disk *base);
void power_end(struct power *power);
/* The next op happens; false: there is none. */
bool power_step(struct power *power);

/* --- what is found; into out -------------------------------------------- */

/* All that was written, in order: as after the end of the process alone. */
void power_all(const struct power *power, struct disk *out);
/* Only what was synced. */
void power_none(const struct power *power, struct disk *out);
/* Tears of the last write that waits: where its last page may end, and 0 when
 * nothing waits. */
int power_tears(const struct power *power);
/* All, but of the last write only what comes before a tear (from 0 on). */
void power_torn(const struct power *power, int tear, struct disk *out);
/* Anything that may be, drawn. */
void power_drawn(const struct power *power, uint64_t *state, struct disk *out);

#endif
