/* Inside lib/store: the rows of one key of both snapshots, day by day. */
#ifndef CLAIMD_STORE_SNAPSHOT_DIFF_DAYS_H
#define CLAIMD_STORE_SNAPSHOT_DIFF_DAYS_H

#include "store/snapshot_diff.h"

/* A row and its texts, in one piece of memory. */
struct diff_row {
	civil_day from, to;
	struct value values[];
};

/* The rows of one key, by day; their periods do not overlap. */
struct diff_rows {
	struct diff_row **rows;
	size_t count, cap;
};

/* Who compares, and whom it tells. */
struct diff_table {
	enum table_id id;
	const struct table *table;
	int keys;	  /* how many columns are the key */
	uint64_t columns; /* that are compared */
	snapshot_each_change *each;
	void *ctx;
};

bool diff_value_equal(const struct value *a, const struct value *b);

/* Tells each change of a key; either side may be empty. */
void diff_days(const struct diff_table *table, const struct diff_rows *was,
	       const struct diff_rows *is);

#endif
