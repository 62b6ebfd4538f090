/*
 * The limits of the desk and of the control protocol, each with its reason.
 * claimd.conf(5) lists them.
 */
#ifndef CLAIMD_DESK_LIMITS_H
#define CLAIMD_DESK_LIMITS_H

enum {
	/* Jobs of one transaction: bounds the wait of the first of them. */
	BATCH_MAX = 512,
	/* Nobody came for so long: it is quiet. */
	QUIET_MS = 5,
	/* Snapshots that wait to be opened, besides the one that is: a claimctl
	 * that was killed may have left one behind. More get busy. */
	LOADS_WAITING_MAX = 4,
	/* How long the desk sleeps when it is. */
	IDLE_WAKE_MS = 1000,
	/* How often the head of the chain goes to the log. */
	HEAD_LOG_MS = 3600 * 1000,
	/* How often the log says that the snapshot has expired. */
	EXPIRY_LOG_MS = 3600 * 1000,
	/* Later claims of one insured that a reversal judges again: decades
	 * of daily supplies. Those beyond are not named as affected. */
	LATER_MAX = 10000,
	/* Reference facts kept for the next claims: about 2 KiB each. A full
	 * cache starts again. */
	REFCACHE_MAX = 16384,
	/* Entries that are verified between two batches: some 100 µs. */
	VERIFY_SLICE = 16,
	/* Claims that are read between two batches to count what was
	 * supplied: some 20 µs each. */
	SUPPLIED_SLICE = 24,
	/* Articles that are told apart there: more than a pharmacy has, and
	 * written within a millisecond. */
	SUPPLIED_ARTICLES_MAX = 8192,
	/* Of those so many find their place between two batches. */
	SUPPLIED_SORT_SLICE = 512,
	/* The days of one such question: longer than any habit lasts. */
	SUPPLIED_DAYS_MAX = 3660,
	/* The desk's part of a rehearsal between two batches. */
	REHEARSE_SLICE_US = 700,
	/* So often it answers, for the bar to move. */
	REHEARSE_ANSWER_US = 200 * 1000,
	/* Changes in one such answer, and as much of what failed. */
	REHEARSE_REPLY_BYTES = 512 * 1024,
	/* The days of a rehearsal: longer than any snapshot is of use. */
	REHEARSE_DAYS_MAX = 3660,
	/* A rehearsal for which nobody asks so long is dropped. */
	REHEARSE_ABANDONED_MS = 60 * 1000,
	/* Rehearsals that are being closed: each holds a snapshot open. */
	REHEARSALS_CLOSING_MAX = 2,
	/* A control line: holds some thousand rows of an import. */
	CONTROL_LINE_MAX = 1024 * 1024,
	/* The largest answer to a control command: an explanation with a
	 * history of years. */
	CONTROL_REPLY_MAX = 4 * 1024 * 1024,
	/* Permits in one listing. */
	PERMITS_LISTED_MAX = 1000,
	/* Rows of one import, held in memory until its commit. */
	IMPORT_ROWS_MAX = 2000000,
};

#endif
