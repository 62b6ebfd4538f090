/* What building, checking and asking a snapshot share of SQLite. */
#ifndef CLAIMD_STORE_SNAPSHOT_DB_H
#define CLAIMD_STORE_SNAPSHOT_DB_H

#include "store/db.h"

enum { SNAPSHOT_APPLICATION_ID = 0x47565331, SNAPSHOT_USER_VERSION = 1 };

/* schema/snapshot.sql */
const char *snapshot_schema(void);

/* Copies a text column, NULL as "". False when it does not fit: then somebody
 * changed the file after it was checked. */
MUSTCHECK bool snapshot_copy(sqlite3_stmt *stmt, int at, char *out, size_t cap);

/*
 * Functions for the checks: utc(x) is is_utc_time; day(x) is the day of
 * YYYY-MM-DD, or NULL.
 */
MUSTCHECK bool snapshot_functions(sqlite3 *db, struct err *e);

#endif
