/* What an opened file must show before anybody relies on it. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/ensure.h"
#include "rules/decision.h"
#include "store/snapshot_check.h"
#include "store/snapshot_impl.h"
#include "store/snapshot_limits.h"

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

/* The trees, and that rows and indexes agree. */
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

/* A version of a rulebook, as people write it; not just any bytes. */
static bool is_version(const char *text, size_t len)
{
	static const char letters[] = "0123456789.-abcdefghijklmnopqrstuvwxyz";

	return len > 0 && len <= LEN_RULES && strspn(text, letters) == len;
}

/*
 * Comes before the rows: those of another rulebook may well have other rules.
 * A value that is no version at all is one of the rows' faults.
 */
static bool check_rulebook(sqlite3 *db, struct err *e)
{
	sqlite3_stmt *stmt;
	const char *made_for;
	size_t len;
	bool ok = true;

	if (!db_prepare(db, "SELECT value FROM main.meta WHERE key = 'rules'",
			&stmt, e))
		return false;
	if (sqlite3_step(stmt) == SQLITE_ROW) {
		made_for = db_text(stmt, 0, &len);
		ok = !is_version(made_for, len) ||
		     strcmp(made_for, RULES_VERSION) == 0;
		if (!ok)
			err_set(e, ERR_SNAPSHOT_OTHER_RULES,
				"made for the rulebook %s, expected %s, the "
				"rulebook of this program",
				made_for, RULES_VERSION);
	}
	sqlite3_finalize(stmt);
	return ok;
}

/* Whether what a column holds keeps the column's rule. */
static bool holds(sqlite3_stmt *stmt, int at, const struct column *column)
{
	bool number = column->kind == KIND_INTEGER || column->kind == KIND_DATE;
	struct value value;
	const char *text;
	size_t len;

	switch (sqlite3_column_type(stmt, at)) {
	case SQLITE_NULL:
		return column->optional;
	case SQLITE_INTEGER:
		return number &&
		       column_takes(column, sqlite3_column_int64(stmt, at));
	case SQLITE_TEXT:
		text = db_text(stmt, at, &len);
		return !number && len > 0 &&
		       column_read(column, text, len, &value);
	default:
		return false;
	}
}

static bool check_row(sqlite3_stmt *stmt, const struct table *table,
		      struct err *e)
{
	char expected[LEN_FAULT];

	for (int i = 0; i < table->column_count; i++) {
		const struct column *column = &table->columns[i];
		if (holds(stmt, i, column))
			continue;
		column_expected(column, expected, sizeof(expected));
		return err_set(e, ERR_REFUSED, "%s, %s: expected %s",
			       table->name, column->name, expected);
	}
	return true;
}

/*
 * SQLite leaves CHECK out when a file is read-only, integrity_check included:
 * every value of every row is looked at here, as when it was built.
 */
static bool check_values(sqlite3 *db, const struct table *table, struct err *e)
{
	char *sql = sqlite3_mprintf("SELECT * FROM main.%w", table->name);
	int64_t rows = 0;
	sqlite3_stmt *stmt;
	int rc;

	ensure(sql != NULL);
	bool ok = db_prepare(db, sql, &stmt, e);
	sqlite3_free(sql);
	if (!ok)
		return false;
	while (ok && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		ok = check_row(stmt, table, e);
		if (ok && ++rows > table->rows_max)
			ok = err_set(e, ERR_REFUSED,
				     "%s: expected at most %" PRId64 " rows",
				     table->name, table->rows_max);
	}
	if (ok && rc != SQLITE_DONE)
		ok = db_fail(db, ERR_REFUSED, table->name, e);
	sqlite3_finalize(stmt);
	return ok;
}

static bool check_all(sqlite3 *db, struct err *e)
{
	if (!check_header(db, e) ||
	    !db_schema_check(db, snapshot_schema(), e) || !check_pages(db, e) ||
	    !check_rulebook(db, e) || !snapshot_functions(db, e))
		return false;
	for (int id = 0; id < TABLE_COUNT; id++)
		if (!check_values(db, snapshot_table(id), e))
			return false;
	return check_rows(db, e);
}

bool snapshot_verify(sqlite3 *db, struct err *e)
{
	if (check_all(db, e))
		return true;
	/* Whatever SQLite could not read in it: the file is refused. */
	if (e->code != ERR_SNAPSHOT_OTHER_RULES)
		e->code = ERR_REFUSED;
	return false;
}
