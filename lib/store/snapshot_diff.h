/*
 * What differs between two snapshots, table by table in the order of
 * columns.def, so that no column can be left out.
 *
 * Of a table with periods a key is compared day by day: a change is a stretch
 * of days on which the two say something else, and the same else on each of
 * them. How the rows are cut does not matter: a row that now ends, and one
 * that takes over the next day with another price, are one change of price
 * from that day on. Of the other tables a change is a row.
 */
#ifndef CLAIMD_STORE_SNAPSHOT_DIFF_H
#define CLAIMD_STORE_SNAPSHOT_DIFF_H

#include "store/snapshot.h"
#include "store/snapshot_table.h"

enum change_kind {
	CHANGE_ADDED,	/* only the new one has something */
	CHANGE_GONE,	/* only the old one has */
	CHANGE_CHANGED, /* both have, and columns differ */
	CHANGE_KIND_COUNT
};

/* Columns of a table fit into the bits of a change. */
enum { CHANGE_COLUMNS_MAX = 64 };

struct snapshot_change {
	enum table_id table;
	enum change_kind kind;
	/* The days, both inclusive; CIVIL_NONE and CIVIL_FOREVER where there
	 * is no bound, and in tables without periods. */
	civil_day from, to;
	/* A row by column of the table; was is NULL when added, is when gone.
	 */
	const struct value *was, *is;
	/* Bit n: column n differs; of what is added or gone all columns that
	 * are neither of the key nor, with periods, of the period. */
	uint64_t columns;
};

/* How many columns, the first ones, are a table's key. */
int table_key_columns(const struct table *table);

/* The change, its rows and their texts live until it returns. */
typedef void snapshot_each_change(void *ctx,
				  const struct snapshot_change *change);

/*
 * Calls each for every change: by table, then key, then day. False when a
 * file cannot be read any more. Walks both files once and holds the rows of
 * one key in memory.
 */
MUSTCHECK bool snapshot_diff(struct snapshot *was, struct snapshot *is,
			     snapshot_each_change *each, void *ctx,
			     struct err *e);

#endif
