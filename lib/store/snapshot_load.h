/* Brings a folder of CSV into temporary tables, and says what is wrong. */
#ifndef CLAIMD_STORE_SNAPSHOT_LOAD_H
#define CLAIMD_STORE_SNAPSHOT_LOAD_H

#include "store/snapshot_db.h"
#include "store/snapshot_faults.h"
#include "store/snapshot_limits.h"

/* Where each column of each table stands in its file, from 1; 0: nowhere. */
struct snapshot_places {
	int of[TABLE_COUNT][CSV_COLUMNS_MAX];
};

/*
 * Makes the temporary tables, named as the real ones, with line and ok in
 * front, and fills them. Rows with faults are kept with ok = 0 and NULL for
 * each bad field. False only when SQLite fails or the folder cannot be read.
 */
MUSTCHECK bool snapshot_load(sqlite3 *db, const char *dir,
			     struct faults *faults,
			     struct snapshot_places *places, int64_t *rows,
			     struct err *e);

#endif
