/*
 * Rows of trace that are recorded, but not yet in their place there.
 *
 * Table trace is ordered by patient, and patients come in no order: a row put
 * there with each claim would change one more page in a random place, which
 * must be written to the WAL, synced, read back and written to the file. So
 * the rows of a transaction go into table recent as one piece, in order of
 * arrival, and stay in memory, where look-ups find them. When there are many,
 * they are sorted and merged into trace, some with each commit: neighbours
 * then share a page. What stands in recent when the ledger is opened comes
 * back into memory; opening writes nothing, so that it works on a full disk.
 *
 * Two generations: active takes new rows; frozen is sorted and being merged.
 * Inside lib/store; one thread.
 */
#ifndef CLAIMD_STORE_LEDGER_RECENT_H
#define CLAIMD_STORE_LEDGER_RECENT_H

#include "store/ledger.h"

enum {
	/* Rows of a generation: about 4 MB in memory, and several to a page
	 * of trace as long as that has no more pages than this. */
	RECENT_ROWS = 16384,
	/* Pieces of a merged generation that a commit removes. */
	RECENT_PIECES_REMOVED = 32,
};

enum trace_topic {
	TOPIC_CLAIM = 1,
	TOPIC_CONTRIBUTION = 2,
	TOPIC_SUPPLY = 3,
	TOPIC_SERVICE = 4,
};

/* A row of table trace; what a topic does not use is zero or empty. */
struct trace {
	struct patient_key patient;
	enum trace_topic topic;
	char code[LEN_SERVICE + 1]; /* a supply's substance, a service's code */
	char form[LEN_CODE + 1];
	civil_day date;
	uint64_t seq;
	int days;
	int64_t quantity_milli;
	bool imported;
	char prk[LEN_CODE + 1];
	char for_zi[LEN_ZI + 1];
	char event[LEN_EVENT + 1];
	bool dose_changed;
	civil_day last_supplied;
	civil_day first_supplied;
	cents amount;
	uint64_t reversed_by;
};

struct recent;

/* rows: of a generation; 0: RECENT_ROWS. */
struct recent *recent_new(size_t rows);
void recent_free(struct recent *recent); /* NULL is fine */

/*
 * Belongs to the open transaction until it is committed. A supply or service
 * stands for its claim too: it takes the place of that row if it is the last
 * one.
 */
void recent_add(struct recent *recent, const struct trace *row);

/* Every row of a patient that is not in trace. */
typedef void recent_each(void *ctx, const struct trace *row);
void recent_of(const struct recent *recent, const struct patient_key *patient,
	       recent_each *each, void *ctx);

/* The rows of a claim were reversed by an entry. */
void recent_reverse(struct recent *recent, const struct patient_key *patient,
		    uint64_t claim, uint64_t seq);

/* The rows of the open transaction, oldest first. */
const struct trace *recent_new_row(const struct recent *recent, size_t index);
size_t recent_new_count(const struct recent *recent);
/* The number of the piece that this transaction writes into table recent. */
int64_t recent_take_piece(struct recent *recent);

/* So many rows are to be merged with this transaction, that merging ends when
 * the next generation is full. */
size_t recent_merge_due(const struct recent *recent);
/* The next rows to merge into trace, all of one patient and at most max; how
 * many, 0: none. They count as merged. */
size_t recent_merge_next(struct recent *recent, const struct trace **rows,
			 size_t max);
/* Pieces that were merged and can go: at most some, *from to *to. */
bool recent_take_obsolete(struct recent *recent, int64_t *from, int64_t *to);

/* How far merging is; every piece tells it of the moment of its commit. */
struct recent_progress {
	int64_t merged_to; /* of pieces up to this one all rows are in trace */
	int64_t frozen_to; /* of those behind them and up to this one */
	int64_t merged;	   /* so many are, in trace's order */
};
void recent_tell_progress(const struct recent *recent,
			  struct recent_progress *out);

/*
 * When opening: the rows that have been added are those of the frozen
 * generation. False if they are fewer than were merged.
 */
MUSTCHECK bool recent_resume(struct recent *recent,
			     const struct recent_progress *progress);
/*
 * When opening, the last: all pieces from first to last were added, but for
 * those up to merged_to.
 */
void recent_loaded(struct recent *recent, int64_t first_piece,
		   int64_t last_piece, const struct recent_progress *progress);

/* The transaction stands; begins a new generation when it is time. */
void recent_commit(struct recent *recent);
/* It does not; head is the last entry that stands. */
void recent_rollback(struct recent *recent, uint64_t head);

#endif
