#include "store/db.h"

#include <pthread.h>
#include <string.h>

#include "base/ensure.h"

bool db_fail(sqlite3 *db, enum err_code code, const char *what, struct err *e)
{
	return err_set(e, code, "%s: %s", what, sqlite3_errmsg(db));
}

/* SQLite would count its memory under a mutex of the whole process, and
 * nobody asks. Too late, and harmless, when a test has used SQLite before. */
static void configure(void)
{
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

bool db_open(const char *path, int flags, const char *vfs, sqlite3 **out,
	     struct err *e)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	sqlite3 *db = NULL;

	*out = NULL;
	ensure(pthread_once(&once, configure) == 0);
	flags |= SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	if (sqlite3_open_v2(path, &db, flags, vfs) != SQLITE_OK) {
		ensure(db);
		db_fail(db, ERR_FAILED, path, e);
		db_close(db);
		return false;
	}
	*out = db;
	return true;
}

void db_close(sqlite3 *db)
{
	ensure(sqlite3_close(db) == SQLITE_OK);
}

bool db_exec(sqlite3 *db, const char *sql, struct err *e)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return db_fail(db, ERR_FAILED, sql, e);
	return true;
}

bool db_int(sqlite3 *db, const char *sql, int64_t *out, struct err *e)
{
	sqlite3_stmt *stmt;

	*out = 0;
	if (!db_prepare(db, sql, &stmt, e))
		return false;
	int rc = sqlite3_step(stmt);
	if (rc == SQLITE_ROW)
		*out = sqlite3_column_int64(stmt, 0);
	bool ok = rc == SQLITE_ROW || rc == SQLITE_DONE;
	if (!ok)
		db_fail(db, ERR_FAILED, sql, e);
	sqlite3_finalize(stmt);
	return ok;
}

bool db_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **out, struct err *e)
{
	unsigned flags = SQLITE_PREPARE_PERSISTENT;

	if (sqlite3_prepare_v3(db, sql, -1, flags, out, NULL) != SQLITE_OK)
		return db_fail(db, ERR_FAILED, sql, e);
	return true;
}

/* The texts of all that was made; SQLite's own indexes have none. */
static const char schema_list[] =
    "SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY type, name";

static bool same_row(sqlite3_stmt *a, sqlite3_stmt *b)
{
	const char *a_text = db_text(a, 0, NULL);
	const char *b_text = db_text(b, 0, NULL);

	return strcmp(a_text, b_text) == 0;
}

/* Walks both lists in step: they must have the same rows and end together. */
static bool same_lists(sqlite3 *db, sqlite3_stmt *is, sqlite3_stmt *should,
		       struct err *e)
{
	for (;;) {
		int is_rc = sqlite3_step(is), should_rc = sqlite3_step(should);

		if (is_rc != SQLITE_ROW && is_rc != SQLITE_DONE)
			return db_fail(db, ERR_FAILED, "read the schema", e);
		if (is_rc == SQLITE_DONE && should_rc == SQLITE_DONE)
			return true;
		if (is_rc == SQLITE_DONE)
			return err_set(e, ERR_REFUSED, "missing: %.80s",
				       db_text(should, 0, NULL));
		if (should_rc != SQLITE_ROW || !same_row(is, should))
			return err_set(e, ERR_REFUSED, "unexpected: %.80s",
				       db_text(is, 0, NULL));
	}
}

bool db_schema_check(sqlite3 *db, const char *sql, struct err *e)
{
	sqlite3 *model;
	sqlite3_stmt *is = NULL, *should = NULL;

	if (!db_open(":memory:", SQLITE_OPEN_READWRITE, NULL, &model, e))
		return false;
	bool ok = db_exec(model, sql, e) &&
		  db_prepare(model, schema_list, &should, e) &&
		  db_prepare(db, schema_list, &is, e) &&
		  same_lists(db, is, should, e);
	sqlite3_finalize(is);
	sqlite3_finalize(should);
	db_close(model);
	return ok;
}

void db_bind_int(sqlite3_stmt *stmt, int at, int64_t value)
{
	ensure(sqlite3_bind_int64(stmt, at, value) == SQLITE_OK);
}

void db_bind_text(sqlite3_stmt *stmt, int at, const char *text)
{
	ensure(sqlite3_bind_text(stmt, at, text, -1, SQLITE_STATIC) ==
	       SQLITE_OK);
}

void db_bind_bytes(sqlite3_stmt *stmt, int at, const void *bytes, size_t len)
{
	ensure(sqlite3_bind_blob64(stmt, at, bytes, len, SQLITE_STATIC) ==
	       SQLITE_OK);
}

void db_bind_null(sqlite3_stmt *stmt, int at)
{
	ensure(sqlite3_bind_null(stmt, at) == SQLITE_OK);
}

const char *db_text(sqlite3_stmt *stmt, int at, size_t *len)
{
	const char *text = (const char *)sqlite3_column_text(stmt, at);

	if (len)
		*len = (size_t)sqlite3_column_bytes(stmt, at);
	return text ? text : "";
}

void db_copy_text(sqlite3_stmt *stmt, int at, char *out, size_t cap)
{
	size_t len;
	const char *text = db_text(stmt, at, &len);

	ensure(len < cap);
	memcpy(out, text, len);
	out[len] = '\0';
}
