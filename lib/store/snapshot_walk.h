/*
 * One pass over every row of an open snapshot, in the order of the keys: each
 * value, each row beside the one before it, each article that is named. The
 * same is asked in SQL when one is built (snapshot_check.h), which knows the
 * lines; here it takes a tenth of the time.
 */
#ifndef CLAIMD_STORE_SNAPSHOT_WALK_H
#define CLAIMD_STORE_SNAPSHOT_WALK_H

#include "store/snapshot_db.h"

/* The trees must have been checked. False with ERR_REFUSED: what was found. */
MUSTCHECK bool snapshot_walk(sqlite3 *db, struct err *e);

#endif
