/*
 * The rules between the rows of a snapshot, as a list of questions in SQL.
 * Whoever builds one asks them all; whoever opens one walks through the rows
 * (snapshot_walk.h), sees most of it there, and asks the rest.
 *
 * The questions name each table plainly and expect two columns more: line (of
 * the CSV file) and ok (every field of the row kept its column's rule). The
 * builder's temporary tables have them; snapshot_check_begin gives an open
 * snapshot temporary views that do.
 */
#ifndef CLAIMD_STORE_SNAPSHOT_CHECK_H
#define CLAIMD_STORE_SNAPSHOT_CHECK_H

#include "store/snapshot_db.h"
#include "store/snapshot_table.h"

struct snapshot_finding {
	const char *table;
	const char *column;
	int64_t line; /* 0: none */
	const char *what;
	const char *expected;
};

typedef void snapshot_found(void *ctx, const struct snapshot_finding *finding);

/* The views for an open snapshot. */
MUSTCHECK bool snapshot_check_begin(sqlite3 *db, struct err *e);
void snapshot_check_end(sqlite3 *db);

/* Reports what breaks a rule. False only when SQLite fails. */
MUSTCHECK bool snapshot_check(sqlite3 *db, snapshot_found *found, void *ctx,
			      struct err *e);
/* The same without what snapshot_walk looks at. */
MUSTCHECK bool snapshot_check_rules(sqlite3 *db, snapshot_found *found,
				    void *ctx, struct err *e);

#endif
