/*
 * A rehearsal under way: its threads, and the ring of blocks that go back and
 * forth between them and the desk.
 *
 *   desk     FREE ──read──▶ READ              PARSED ──gather──▶ GATHERED
 *   worker            READ ──parse──▶ PARSED              GATHERED ──judge──▶
 *   desk     JUDGED ──take its results──▶ FREE
 *
 * A block is the desk's or a worker's by its stage alone: nobody waits for a
 * mutex that the other side holds. The desk takes results in the order of
 * reading, so that they are listed by claim.
 */
#ifndef CLAIMD_DESK_REHEARSAL_H
#define CLAIMD_DESK_REHEARSAL_H

#include <limits.h>

#include "desk/rehearse_block.h"
#include "desk/state.h"

struct rehearsal {
	struct rehearsal *older; /* a list of the desk's */
	int64_t token;
	char path[PATH_MAX];
	struct crew *crew; /* threads and ring */

	/* What to judge: entries from first to end, which is not one. */
	civil_day from;
	uint64_t first, end;
	uint64_t done;	  /* entries below it are in the tally */
	bool asked_for;	  /* a job is under way, or parked */
	int64_t asked_ms; /* when somebody last did */
	struct rehearse_tally tally;
	/* Since the last answer; see struct block. */
	struct text changed, unjudged;
};

/* Starts the thread that opens the snapshot; first to end are to be set. */
struct rehearsal *rehearsal_new(struct mailbox *mailbox, int64_t token,
				const char *path);
/*
 * Tells the threads to stop and does not wait for them; what was parked is
 * returned and owed an answer, or NULL.
 */
MUSTCHECK struct job *rehearsal_stop(struct rehearsal *rehearsal);
/* Whether nothing of it runs any more: freeing it waits for nobody. */
bool rehearsal_is_over(const struct rehearsal *rehearsal);
void rehearsal_free(struct rehearsal *rehearsal); /* waits for its threads */

/* NULL: not opened yet; then *failed tells whether it ever will be, and why. */
const struct snapshot_info *rehearsal_info(const struct rehearsal *rehearsal,
					   bool *failed, struct err *e);

/* Does the desk's part of the work until the time is up (clock_steady_us). */
enum rehearse_turn {
	TURN_MORE,     /* there is more to do at once */
	TURN_WAIT,     /* for a worker: park the job */
	TURN_FULL,     /* the results must be fetched first */
	TURN_FINISHED, /* everything is in the tally */
};
enum rehearse_turn rehearsal_turn(struct rehearsal *rehearsal,
				  struct ledger *ledger, int64_t until_us);

/*
 * Keeps a job until a worker has something for the desk, and posts it then;
 * where the mailbox is closed it is answered. False: it is stopping.
 */
MUSTCHECK bool rehearsal_park(struct rehearsal *rehearsal, struct job *job);

#endif
