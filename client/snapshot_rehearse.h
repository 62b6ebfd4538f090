/*
 * Rehearsals: has the daemon judge its claims of the last days again by a
 * snapshot that is not in use, and adds up what would differ.
 */
#ifndef CLAIMD_CLIENT_SNAPSHOT_REHEARSE_H
#define CLAIMD_CLIENT_SNAPSHOT_REHEARSE_H

#include "client/args.h"
#include "client/rehearse_groups.h"

/* What the command line asks for. */
struct rehearse_wish {
	int64_t days;	     /* 0: no rehearsal */
	int64_t max_denials; /* -1: any number */
	cents max_shift;     /* -1: any sum */
};

/* One claim that would be decided otherwise, as the daemon told it. */
struct rehearsed_change {
	char *json;
	cents shift; /* the largest change of an amount */
	size_t order;
};

/* Lists of the daemon's objects, in the order of recording. */
struct rehearsed {
	char snapshot[LEN_SNAPSHOT_ID + 1];
	char from[LEN_CIVIL + 1], first_day[LEN_CIVIL + 1],
	    last_day[LEN_CIVIL + 1];
	int64_t judged, changed, unjudged, reversed, out_of_days, other_rules;
	int64_t denials; /* approve or partial would be deny */
	int64_t rescued; /* deny would be approve or partial */
	cents shift;	 /* the sum over the claims */
	struct sums sums;
	struct groups rules, articles;
	struct rehearsed_change *changes;
	size_t change_count;
	char **failures;
	size_t failure_count;
	int64_t unlisted; /* of both, beyond REHEARSED_LISTED_MAX */
};

/* Reads --rehearse, --max-denials and --max-shift. */
MUSTCHECK bool rehearse_read_wish(const struct args *args,
				  struct rehearse_wish *wish, struct err *e);

/*
 * Runs it, with a bar on a terminal. path is absolute. ERR_INTERRUPTED when
 * the user stops it; the daemon then drops it. Free *out in any case.
 */
MUSTCHECK bool rehearse_run(const struct args *args, const char *path,
			    int64_t days, struct rehearsed *out, struct err *e);
void rehearsed_free(struct rehearsed *rehearsed); /* zeros are fine */

/* One answer of the daemon to rehearse_next; also for tests. */
MUSTCHECK bool rehearsed_add(struct rehearsed *rehearsed,
			     const struct doc_node *answer, struct err *e);

/* ERR_CHANGES_TOO_MUCH says what exceeds the wish. */
MUSTCHECK bool rehearsed_is_within(const struct rehearsed *rehearsed,
				   const struct rehearse_wish *wish,
				   struct err *e);

/* For people; full: every group and every claim. */
void rehearsed_print(const struct rehearsed *rehearsed, FILE *stream,
		     enum language language, bool full);
/* As claimd-snapshot(7) says; lists: the claims too. No LF behind it. */
void rehearsed_print_json(const struct rehearsed *rehearsed, bool lists);

#endif
