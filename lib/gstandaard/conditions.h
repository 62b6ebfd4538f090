/*
 * Annex 2: BST014T says which articles have which numbers, condition.csv of
 * the extra folder says of each number what it means. A row of it without a
 * value is of all articles that have its number; with one it stands by
 * itself.
 */
#ifndef CLAIMD_GSTANDAARD_CONDITIONS_H
#define CLAIMD_GSTANDAARD_CONDITIONS_H

#include "gstandaard/articles.h"

struct gst_condition_job {
	const struct gst_delivery *delivery;
	const struct gst_extra *extra;
	const struct gst_products *products;
	const struct gst_articles *articles;
	struct gst_csv *condition;
};

/* Writes condition.csv; faults are reported. */
void gst_conditions_read(const struct gst_condition_job *job);

/*
 * Whether a zi that the extra folder names is written. One that is deleted or
 * left out is a note, one that is unknown a fault.
 */
bool gst_zi_is_written(const struct gst_articles *articles,
		       const struct gst_extra *extra, int table_id,
		       int64_t line, const char *zi);

#endif
