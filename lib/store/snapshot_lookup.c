#include "store/snapshot_lookup.h"

#include "base/ensure.h"

sqlite3_stmt *lookup_ask(struct lookup *l, enum snapshot_query query,
			 const char *const texts[])
{
	sqlite3_stmt *stmt = l->snapshot->queries[query];
	int at = 1;

	ensure(l->key != NULL);
	while (*texts != NULL)
		db_bind_text(stmt, at++, *texts++);
	if (at <= sqlite3_bind_parameter_count(stmt))
		db_bind_int(stmt, at, l->key->date);
	return stmt;
}

bool lookup_next(struct lookup *l, sqlite3_stmt *stmt)
{
	int rc;

	if (l->failed)
		return false;
	rc = sqlite3_step(stmt);
	l->failed = rc != SQLITE_ROW && rc != SQLITE_DONE;
	return rc == SQLITE_ROW;
}

void lookup_done(sqlite3_stmt *stmt)
{
	sqlite3_reset(stmt);
	sqlite3_clear_bindings(stmt);
}

void lookup_copy(struct lookup *l, sqlite3_stmt *stmt, int at, char *out,
		 size_t cap)
{
	if (!snapshot_copy(stmt, at, out, cap))
		l->failed = true;
}

int lookup_word(struct lookup *l, sqlite3_stmt *stmt, int at,
		enum column_id column)
{
	int place;

	if (sqlite3_column_type(stmt, at) == SQLITE_NULL)
		return -1;
	place = column_word(snapshot_column(column), db_text(stmt, at, NULL));
	l->failed = l->failed || place < 0;
	return place;
}

bool lookup_cents(sqlite3_stmt *stmt, int at, cents *out)
{
	*out = sqlite3_column_int64(stmt, at);
	return sqlite3_column_type(stmt, at) != SQLITE_NULL;
}

void lookup_price(sqlite3_stmt *stmt, struct price *out)
{
	out->aip_cents = sqlite3_column_int64(stmt, 0);
	out->vat_bp = sqlite3_column_int(stmt, 1);
	out->has_limit = lookup_cents(stmt, 2, &out->limit_micro);
}

void lookup_tariff(struct lookup *l, const char *code)
{
	const char *const texts[] = {l->key->uzovi, code, NULL};
	sqlite3_stmt *stmt = lookup_ask(l, QUERY_TARIFF, texts);

	l->out->has_average_tariff =
	    lookup_next(l, stmt) &&
	    lookup_cents(stmt, 0, &l->out->average_tariff_cents);
	lookup_done(stmt);
}
