/* What an opened file must show before anybody relies on it. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/ensure.h"
#include "rules/decision.h"
#include "store/snapshot_check.h"
#include "store/snapshot_impl.h"

/* The first finding refuses the file; the rest is not counted. */
static void on_finding(void *ctx, const struct snapshot_finding *finding)
{
	struct err *e = ctx;

	if (e->code == ERR_NONE)
		err_set(e, ERR_REFUSED, "%s, %s: %s, expected %s",
			finding->table, finding->column, finding->what,
			finding->expected);
}

static bool check_rows(sqlite3 *db, struct err *e)
{
	struct err found = {.code = ERR_NONE};
	bool ok = snapshot_check_begin(db, e) &&
		  snapshot_check(db, on_finding, &found, e);

	snapshot_check_end(db);
	if (ok && found.code != ERR_NONE)
		*e = found;
	return ok && found.code == ERR_NONE;
}

static bool check_header(sqlite3 *db, struct err *e)
{
	int64_t application, version;

	if (!db_int(db, "PRAGMA application_id", &application, e) ||
	    !db_int(db, "PRAGMA user_version", &version, e))
		return false;
	if (application != SNAPSHOT_APPLICATION_ID)
		return err_set(e, ERR_REFUSED, "no GVS snapshot");
	if (version != SNAPSHOT_USER_VERSION)
		return err_set(e, ERR_REFUSED,
			       "snapshot of version %" PRId64 ", expected %d",
			       version, SNAPSHOT_USER_VERSION);
	return true;
}

/* Trees, types, NOT NULL and CHECK: all that a column's rule says. */
static bool check_pages(sqlite3 *db, struct err *e)
{
	sqlite3_stmt *stmt;
	const char *said;
	bool ok;

	if (!db_prepare(db, "PRAGMA main.integrity_check(1)", &stmt, e))
		return false;
	ok = sqlite3_step(stmt) == SQLITE_ROW;
	said = ok ? db_text(stmt, 0, NULL) : sqlite3_errmsg(db);
	ok = ok && strcmp(said, "ok") == 0;
	if (!ok)
		err_set(e, ERR_REFUSED, "damaged: %.200s", said);
	sqlite3_finalize(stmt);
	return ok;
}

/*
 * CHECK compares texts up to a NUL and does not look for broken UTF-8: every
 * text of every row is looked at here.
 */
static bool check_texts(sqlite3 *db, const struct table *table, struct err *e)
{
	char *sql = sqlite3_mprintf("SELECT count(*), coalesce(sum(NOT (1");
	int64_t rows, bad;
	sqlite3_stmt *stmt;
	bool ok;

	for (int i = 0; i < table->column_count; i++)
		sql = sqlite3_mprintf("%z AND plain(%w)", sql,
				      table->columns[i].name);
	sql = sqlite3_mprintf("%z)), 0) FROM main.%w", sql, table->name);
	ensure(sql != NULL);
	ok = db_prepare(db, sql, &stmt, e);
	sqlite3_free(sql);
	if (!ok)
		return false;
	ok = sqlite3_step(stmt) == SQLITE_ROW;
	rows = sqlite3_column_int64(stmt, 0);
	bad = sqlite3_column_int64(stmt, 1);
	if (!ok)
		db_fail(db, ERR_REFUSED, table->name, e);
	sqlite3_finalize(stmt);
	if (ok && rows > table->rows_max)
		return err_set(e, ERR_REFUSED,
			       "%s: %" PRId64
			       " rows, expected at most %" PRId64,
			       table->name, rows, table->rows_max);
	if (ok && bad > 0)
		return err_set(e, ERR_REFUSED,
			       "%s: control characters or no UTF-8 in %" PRId64
			       " rows",
			       table->name, bad);
	return ok;
}

static bool check_all(sqlite3 *db, struct err *e)
{
	if (!check_header(db, e) ||
	    !db_schema_check(db, snapshot_schema(), e) || !check_pages(db, e) ||
	    !snapshot_functions(db, e))
		return false;
	for (int id = 0; id < TABLE_COUNT; id++)
		if (!check_texts(db, snapshot_table(id), e))
			return false;
	return check_rows(db, e);
}

bool snapshot_verify(sqlite3 *db, struct err *e)
{
	if (check_all(db, e))
		return true;
	/* Whatever SQLite could not read in it: the file is refused. */
	e->code = ERR_REFUSED;
	return false;
}
