/*
 * A thin hand on SQLite for lib/store: prepare, bind, step, and one way to
 * say what went wrong. A wrong statement or parameter is a bug and aborts;
 * what the disk or the file does is the caller's to judge. A connection and
 * its statements belong to one thread at a time.
 */
#ifndef CLAIMD_STORE_DB_H
#define CLAIMD_STORE_DB_H

#include <sqlite3.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Opens with NOMUTEX and extended result codes; vfs NULL: the default. */
MUSTCHECK bool db_open(const char *path, int flags, const char *vfs,
		       sqlite3 **out, struct err *e);
/* Every statement must be finalized; NULL is fine. */
void db_close(sqlite3 *db);

/* Fills e with the code, what was tried and SQLite's words; false. */
bool db_fail(sqlite3 *db, enum err_code code, const char *what, struct err *e);

/* Runs statements without results. Failures are ERR_FAILED. */
MUSTCHECK bool db_exec(sqlite3 *db, const char *sql, struct err *e);
/* The first column of the first row; 0 when there is none. */
MUSTCHECK bool db_int(sqlite3 *db, const char *sql, int64_t *out,
		      struct err *e);

/* A statement that is used many times. Failures are ERR_FAILED. */
MUSTCHECK bool db_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **out,
			  struct err *e);

/*
 * Whether the tables and indexes are, text for text, those that sql makes;
 * ERR_REFUSED names the first that is not.
 */
MUSTCHECK bool db_schema_check(sqlite3 *db, const char *sql, struct err *e);

/* Parameters count from 1. Bytes are not copied: they must stay until the
 * statement has been reset. */
void db_bind_int(sqlite3_stmt *stmt, int at, int64_t value);
void db_bind_text(sqlite3_stmt *stmt, int at, const char *text);
void db_bind_bytes(sqlite3_stmt *stmt, int at, const void *bytes, size_t len);
void db_bind_null(sqlite3_stmt *stmt, int at);

/* Columns count from 0. Pointers live until the next step or reset. */
const char *db_text(sqlite3_stmt *stmt, int at, size_t *len);
/* Copies a text and its NUL; aborts when it does not fit. */
void db_copy_text(sqlite3_stmt *stmt, int at, char *out, size_t cap);

#endif
