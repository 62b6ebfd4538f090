/* What is read once, when a snapshot has been checked. */
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "store/snapshot_impl.h"

static bool read_meta(sqlite3 *db, const char *key, char *out, size_t cap,
		      struct err *e)
{
	sqlite3_stmt *stmt;
	bool ok;

	if (!db_prepare(db, "SELECT value FROM meta WHERE key = ?1", &stmt, e))
		return false;
	db_bind_text(stmt, 1, key);
	ok = sqlite3_step(stmt) == SQLITE_ROW &&
	     snapshot_copy(stmt, 0, out, cap);
	if (!ok)
		err_set(e, ERR_REFUSED, "meta: %s cannot be read", key);
	sqlite3_finalize(stmt);
	return ok;
}

static bool read_day(sqlite3 *db, const char *key, civil_day *day,
		     struct err *e)
{
	char text[LEN_NAME + 1];

	if (!read_meta(db, key, text, sizeof(text), e))
		return false;
	if (strlen(text) >= LEN_CIVIL && civil_parse(text, LEN_CIVIL, day))
		return true;
	return err_set(e, ERR_REFUSED, "meta: %s is no date", key);
}

bool snapshot_read_info(sqlite3 *db, struct snapshot_info *out, struct err *e)
{
	char sequence[LEN_NAME + 1];

	if (!read_meta(db, "snapshot_id", out->id, sizeof(out->id), e) ||
	    !read_meta(db, "sequence", sequence, sizeof(sequence), e) ||
	    !read_meta(db, "publisher", out->publisher, sizeof(out->publisher),
		       e) ||
	    !read_meta(db, "published_at", out->published_at,
		       sizeof(out->published_at), e) ||
	    !read_meta(db, "rules", out->rules, sizeof(out->rules), e) ||
	    !read_day(db, "published_at", &out->published_day, e) ||
	    !read_day(db, "first_day", &out->first_day, e) ||
	    !read_day(db, "last_day", &out->last_day, e))
		return false;
	out->sequence = strtoll(sequence, NULL, 10);
	return db_int(db, "SELECT count(*) FROM article", &out->articles, e) &&
	       db_int(db, "SELECT count(*) FROM price", &out->prices, e) &&
	       db_int(db, "SELECT count(*) FROM preference", &out->preferences,
		      e);
}

static enum param param_by_name(const char *name)
{
	int param = 0;

	/* The checks have refused other names. */
	while (strcmp(param_info((enum param)param)->name, name) != 0)
		ensure(++param < PARAM_COUNT);
	return (enum param)param;
}

static bool read_param(sqlite3_stmt *stmt, struct dated_param *out)
{
	char name[LEN_NAME + 1];

	if (!snapshot_copy(stmt, 0, out->reglement, sizeof(out->reglement)) ||
	    !snapshot_copy(stmt, 1, name, sizeof(name)))
		return false;
	out->param = param_by_name(name);
	out->from = sqlite3_column_int(stmt, 2);
	out->to = sqlite3_column_type(stmt, 3) == SQLITE_NULL
		      ? CIVIL_FOREVER
		      : sqlite3_column_int(stmt, 3);
	out->value = sqlite3_column_int64(stmt, 4);
	return true;
}

bool snapshot_read_params(struct snapshot *snapshot, struct err *e)
{
	sqlite3_stmt *stmt;
	int64_t count;

	if (!db_int(snapshot->db, "SELECT count(*) FROM parameter", &count,
		    e) ||
	    !db_prepare(snapshot->db,
			"SELECT reglement, name, valid_from, valid_to, value"
			" FROM parameter ORDER BY reglement, name, valid_from",
			&stmt, e))
		return false;
	snapshot->params = calloc((size_t)count, sizeof(*snapshot->params));
	ensure(snapshot->params != NULL);
	while (snapshot->param_count < (size_t)count &&
	       sqlite3_step(stmt) == SQLITE_ROW &&
	       read_param(stmt, &snapshot->params[snapshot->param_count]))
		snapshot->param_count++;
	sqlite3_finalize(stmt);
	if (snapshot->param_count == (size_t)count)
		return true;
	return err_set(e, ERR_REFUSED, "parameter: cannot be read");
}
