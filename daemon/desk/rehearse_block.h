/*
 * Some claims on their way through a rehearsal. A block goes back and forth:
 * only the desk reads the ledger, only workers parse, look up and judge. It
 * belongs to one of them at a time.
 */
#ifndef CLAIMD_DESK_REHEARSE_BLOCK_H
#define CLAIMD_DESK_REHEARSE_BLOCK_H

#include <pthread.h>

#include "desk/limits.h"
#include "desk/refcache.h"
#include "rules/decision.h"

/* What became of claims; sums over the blocks are the rehearsal's. */
struct rehearse_tally {
	int64_t judged;	     /* the changed ones too */
	int64_t changed;     /* listed in struct block's changed */
	int64_t unjudged;    /* listed in its unjudged, with the reason */
	int64_t reversed;    /* left out */
	int64_t out_of_days; /* the snapshot does not judge their date */
	int64_t other_rules; /* of those judged: answered by another rulebook */
};

struct past; /* one claim */

struct block {
	int count;
	int gathered;  /* of count; the desk's own */
	uint64_t next; /* entries below it are in this block or before it */
	struct past *claims; /* BLOCK_CLAIMS */
	struct rehearse_tally tally;
	/* JSON objects with commas between them. */
	struct text changed, unjudged;
};

/* The new reference data, shared by the workers. */
struct rehearse_source {
	struct snapshot *snapshot;
	struct refcache *references;
	pthread_mutex_t mutex; /* of both */
};

struct block *block_new(void);
void block_free(struct block *block); /* NULL is fine */

/*
 * The desk: makes it hold the claims from a number on, below end, until the
 * time is up (clock_steady_us). block->next tells how far that was.
 */
void block_read(struct block *block, struct ledger *ledger, uint64_t from,
		uint64_t end, int64_t until_us);
/* A worker: the requests, and what the new snapshot says about them. */
void block_parse(struct block *block, struct rehearse_source *source);
/* The desk: what the ledger knew then. False: not all of it in that time. */
MUSTCHECK bool block_gather(struct block *block, struct ledger *ledger,
			    int64_t until_us);
/* A worker: judges and compares; decision is room for it. */
void block_judge(struct block *block, struct decision *decision);

#endif
