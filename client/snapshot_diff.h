/* snapshot diff: one comparison, as text or as JSON. */
#ifndef CLAIMD_CLIENT_SNAPSHOT_DIFF_H
#define CLAIMD_CLIENT_SNAPSHOT_DIFF_H

#include "client/snapshot_rehearse.h"
#include "client/snapshot_supplied.h"
#include "client/snapshot_swap.h"
#include "client/snapshot_words.h"

struct diff_counts {
	int64_t kinds[CHANGE_KIND_COUNT];
	int64_t columns[CHANGE_COLUMNS_MAX]; /* of those that changed */
	int64_t supplied;		     /* about what was supplied */
};

/* A change of what was supplied, kept to be shown first. */
struct diff_kept {
	const struct supplied_article *article;
	size_t order;
	char *line;
};

struct diff {
	struct words words; /* its snapshots are those compared */
	struct supplied supplied;
	bool json;
	struct rehearse_wish wish;
	struct rehearsed rehearsed; /* where days are wished */
	struct diff_counts counts[TABLE_COUNT];
	/* On days that the new one does not judge: counted apart, and not
	 * shown, unless all is asked for. */
	int64_t outside;
	struct diff_kept *kept;
	size_t kept_count, kept_cap;
	char *line; /* DIFF_LINE_MAX bytes */
};

/* On no day that the new snapshot judges. */
bool diff_is_outside(const struct diff *diff,
		     const struct snapshot_change *change);
/* Whether it is told of nowhere but in outside. */
bool diff_is_left_out(const struct diff *diff,
		      const struct snapshot_change *change);

/* The most supplied article that a change, or what goes with it, is about. */
const struct supplied_article *diff_find(const struct diff *diff,
					 const struct snapshot_change *change,
					 const struct snapshot_change *instead);

/* The first walk has filled counts and kept; these walk once more. */
MUSTCHECK bool diff_print_text(struct diff *diff, struct err *e);
MUSTCHECK bool diff_print_json(struct diff *diff, struct err *e);
/* Renders one change into diff->line; instead may be NULL. */
void diff_line_text(struct diff *diff, const struct snapshot_change *change,
		    const struct snapshot_change *instead);
void diff_line_json(struct diff *diff, const struct snapshot_change *change,
		    const struct supplied_article *article);

#endif
