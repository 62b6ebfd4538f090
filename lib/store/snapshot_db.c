#include "store/snapshot_db.h"

#include <string.h>

#include "base/civil.h"
#include "schema/snapshot_sql.h"
#include "store/snapshot_table.h"

const char *snapshot_schema(void)
{
	return snapshot_sql;
}

bool snapshot_copy(sqlite3_stmt *stmt, int at, char *out, size_t cap)
{
	size_t len;
	const char *text = db_text(stmt, at, &len);

	out[0] = '\0';
	if (len >= cap)
		return false;
	memcpy(out, text, len);
	out[len] = '\0';
	return true;
}

static void sql_utc(sqlite3_context *context, int count, sqlite3_value **values)
{
	const char *text = (const char *)sqlite3_value_text(values[0]);

	(void)count;
	sqlite3_result_int(context, text != NULL && is_utc_time(text));
}

static void sql_day(sqlite3_context *context, int count, sqlite3_value **values)
{
	const char *text = (const char *)sqlite3_value_text(values[0]);
	civil_day day;

	(void)count;
	if (text != NULL && civil_parse(text, strlen(text), &day))
		sqlite3_result_int(context, day);
}

bool snapshot_functions(sqlite3 *db, struct err *e)
{
	static const struct {
		const char *name;
		void (*call)(sqlite3_context *, int, sqlite3_value **);
	} functions[] = {{"utc", sql_utc}, {"day", sql_day}};
	const int flags =
	    SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;

	for (size_t i = 0; i < ARRAY_LEN(functions); i++)
		if (sqlite3_create_function_v2(db, functions[i].name, 1, flags,
					       NULL, functions[i].call, NULL,
					       NULL, NULL) != SQLITE_OK)
			return db_fail(db, ERR_FAILED, functions[i].name, e);
	return true;
}
