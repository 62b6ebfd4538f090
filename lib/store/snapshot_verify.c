/* What an opened file must show before anybody relies on it. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/ensure.h"
#include "rules/decision.h"
#include "store/snapshot_check.h"
#include "store/snapshot_impl.h"
#include "store/snapshot_limits.h"
#include "store/snapshot_walk.h"

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
		  snapshot_check_rules(db, on_finding, &found, e);

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

static bool check_all(sqlite3 *db, struct err *e)
{
	if (!check_header(db, e) || !db_schema_check(db, snapshot_schema(), e))
		return false;
	/* Ours, so what it takes to read is bounded by its rows. */
	sqlite3_progress_handler(db, 0, NULL, NULL);
	return check_pages(db, e) && check_rulebook(db, e) &&
	       snapshot_functions(db, e) && snapshot_walk(db, e) &&
	       check_rows(db, e);
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
