#include "store/snapshot_names.h"

#include "store/snapshot_impl.h"

struct place {
	char *out;
	size_t cap;
};

/* Copies the columns of the first row into places, ended by NULL. */
static bool ask(struct snapshot *snapshot, enum snapshot_query query,
		const char *key, const struct place *places)
{
	sqlite3_stmt *stmt = snapshot->queries[query];

	db_bind_text(stmt, 1, key);
	bool ok = sqlite3_step(stmt) == SQLITE_ROW;
	for (int i = 0; ok && places[i].out != NULL; i++)
		ok = snapshot_copy(stmt, i, places[i].out, places[i].cap);
	sqlite3_reset(stmt);
	return ok;
}

bool snapshot_article_names(struct snapshot *snapshot, const char *zi,
			    struct article_names *out)
{
	const struct place places[] = {
	    {out->name, sizeof(out->name)},
	    {out->prk, sizeof(out->prk)},
	    {out->gpk, sizeof(out->gpk)},
	    {out->atc, sizeof(out->atc)},
	    {out->substance, sizeof(out->substance)},
	    {NULL, 0},
	};

	return ask(snapshot, QUERY_NEWEST_ARTICLE, zi, places);
}

bool snapshot_supplier_name(struct snapshot *snapshot, const char *agb,
			    char out[LEN_NAME + 1])
{
	const struct place places[] = {{out, LEN_NAME + 1}, {NULL, 0}};

	return ask(snapshot, QUERY_SUPPLIER_NAME, agb, places);
}

bool snapshot_service_name(struct snapshot *snapshot, const char *code,
			   char out[LEN_NAME + 1])
{
	const struct place places[] = {{out, LEN_NAME + 1}, {NULL, 0}};

	return ask(snapshot, QUERY_NEWEST_SERVICE, code, places);
}
