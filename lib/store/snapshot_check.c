#include "store/snapshot_check.h"

#include "base/ensure.h"
#include "rules/facts.h"
#include "store/snapshot_limits.h"
#include "store/snapshot_rules.h"

/* What tables are asked; %w is a table's name, %s its key. */
static const char period_order[] =
    "SELECT '%w', 'valid_to', line,"
    " printf('%%Q', date(valid_to * 86400, 'unixepoch')),"
    " 'a day that is not before valid_from'"
    " FROM %w WHERE valid_to < valid_from";

static const char period_overlap[] =
    "SELECT '%w', 'valid_from', line, printf('%%Q overlaps another row"
    " of the same key', date(valid_from * 86400, 'unixepoch')),"
    " 'periods of one (%s) that do not overlap' FROM (SELECT line,"
    "  valid_from, max(coalesce(valid_to, 2932896)) OVER (PARTITION BY %s"
    "   ORDER BY valid_from ROWS BETWEEN UNBOUNDED PRECEDING"
    "   AND 1 PRECEDING) AS busy FROM %w WHERE ok)"
    " WHERE valid_from <= busy";

static const char key_twice[] =
    "SELECT '%w', '%s', line, 'the same key again', 'each (%s) once'"
    " FROM (SELECT line, row_number() OVER (PARTITION BY %s) AS n"
    "  FROM %w WHERE ok) WHERE n > 1";

static bool create_known_parameters(sqlite3 *db, struct err *e)
{
	sqlite3_stmt *stmt = NULL;
	bool ok = db_exec(db,
			  "CREATE TEMP TABLE IF NOT EXISTS known_parameter"
			  " (name TEXT PRIMARY KEY, low, high);"
			  "DELETE FROM temp.known_parameter",
			  e) &&
		  db_prepare(db,
			     "INSERT INTO temp.known_parameter"
			     " VALUES (?1, ?2, ?3)",
			     &stmt, e);

	for (int i = 0; ok && i < PARAM_COUNT; i++) {
		const struct param_info *info = param_info((enum param)i);
		db_bind_text(stmt, 1, info->name);
		db_bind_int(stmt, 2, info->min);
		db_bind_int(stmt, 3, info->max);
		ok = sqlite3_step(stmt) == SQLITE_DONE;
		if (!ok)
			db_fail(db, ERR_FAILED, "known_parameter", e);
		sqlite3_reset(stmt);
	}
	sqlite3_finalize(stmt);
	return ok;
}

bool snapshot_check_begin(sqlite3 *db, struct err *e)
{
	bool ok = true;

	for (int id = 0; ok && id < TABLE_COUNT; id++) {
		char *sql = sqlite3_mprintf(
		    "CREATE TEMP VIEW %w AS SELECT 0 AS line, 1 AS ok, *"
		    " FROM main.%w",
		    snapshot_table(id)->name, snapshot_table(id)->name);
		ensure(sql != NULL);
		ok = db_exec(db, sql, e);
		sqlite3_free(sql);
	}
	return ok;
}

void snapshot_check_end(sqlite3 *db)
{
	struct err ignored;

	for (int id = 0; id < TABLE_COUNT; id++) {
		char *sql = sqlite3_mprintf("DROP VIEW IF EXISTS temp.%w",
					    snapshot_table(id)->name);
		ensure(sql != NULL);
		ensure(db_exec(db, sql, &ignored));
		sqlite3_free(sql);
	}
	ensure(
	    db_exec(db, "DROP TABLE IF EXISTS temp.known_parameter", &ignored));
}

static bool ask(sqlite3 *db, const char *sql, snapshot_found *found, void *ctx,
		struct err *e)
{
	sqlite3_stmt *stmt;
	int rc;

	if (!db_prepare(db, sql, &stmt, e))
		return false;
	while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		struct snapshot_finding finding = {
		    .table = db_text(stmt, 0, NULL),
		    .column = db_text(stmt, 1, NULL),
		    .line = sqlite3_column_int64(stmt, 2),
		    .what = db_text(stmt, 3, NULL),
		    .expected = db_text(stmt, 4, NULL),
		};
		found(ctx, &finding);
	}
	if (rc == SQLITE_INTERRUPT)
		err_set(e, ERR_REFUSED, "its rows take too long to check");
	else if (rc != SQLITE_DONE)
		db_fail(db, ERR_FAILED, "check", e);
	sqlite3_finalize(stmt);
	return rc == SQLITE_DONE;
}

static bool ask_about(sqlite3 *db, char *sql, snapshot_found *found, void *ctx,
		      struct err *e)
{
	bool ok;

	ensure(sql != NULL);
	ok = ask(db, sql, found, ctx, e);
	sqlite3_free(sql);
	return ok;
}

static bool check_table(sqlite3 *db, const struct table *table,
			snapshot_found *found, void *ctx, struct err *e)
{
	const char *name = table->name, *key = table->key;

	if (table_column(table, "valid_to") >= 0 &&
	    !ask_about(db, sqlite3_mprintf(period_order, name, name), found,
		       ctx, e))
		return false;
	if (table->periods)
		return ask_about(
		    db, sqlite3_mprintf(period_overlap, name, key, key, name),
		    found, ctx, e);
	return ask_about(db,
			 sqlite3_mprintf(key_twice, name,
					 table->columns[0].name, key, key,
					 name),
			 found, ctx, e);
}

/* Questions that never end would keep whoever opens a file for ever. */
static int count_steps(void *ctx)
{
	int64_t *steps = ctx;

	return ++*steps > SNAPSHOT_CHECK_STEPS_MAX;
}

static bool ask_list(sqlite3 *db, const char *const rules[],
		     snapshot_found *found, void *ctx, struct err *e)
{
	for (int i = 0; rules[i] != NULL; i++)
		if (!ask(db, rules[i], found, ctx, e))
			return false;
	return true;
}

bool snapshot_check_rules(sqlite3 *db, snapshot_found *found, void *ctx,
			  struct err *e)
{
	int64_t steps = 0;

	sqlite3_progress_handler(db, SNAPSHOT_CHECK_STEP, count_steps, &steps);
	bool ok = create_known_parameters(db, e) &&
		  ask_list(db, snapshot_rules, found, ctx, e);
	sqlite3_progress_handler(db, 0, NULL, NULL);
	return ok;
}

static bool check_tables(sqlite3 *db, snapshot_found *found, void *ctx,
			 struct err *e)
{
	for (int id = 0; id < TABLE_COUNT; id++)
		if (!check_table(db, snapshot_table(id), found, ctx, e))
			return false;
	return ask_list(db, snapshot_source_rules, found, ctx, e);
}

bool snapshot_check(sqlite3 *db, snapshot_found *found, void *ctx,
		    struct err *e)
{
	int64_t steps = 0;

	sqlite3_progress_handler(db, SNAPSHOT_CHECK_STEP, count_steps, &steps);
	bool ok = check_tables(db, found, ctx, e);
	sqlite3_progress_handler(db, 0, NULL, NULL);
	return ok && snapshot_check_rules(db, found, ctx, e);
}
