/* What the files of snapshot.h share. */
#ifndef CLAIMD_STORE_SNAPSHOT_IMPL_H
#define CLAIMD_STORE_SNAPSHOT_IMPL_H

#include "store/snapshot.h"
#include "store/snapshot_db.h"
#include "store/snapshot_table.h"

enum snapshot_query {
#define QUERY(symbol, sql) QUERY_##symbol,
#include "store/snapshot_queries.def"
#undef QUERY
	QUERY_COUNT
};

/* A parameter of a reglement in a period. */
struct dated_param {
	char reglement[LEN_REGLEMENT + 1];
	enum param param;
	civil_day from, to;
	int64_t value;
};

/* A row of annex 2, and what it is about. */
struct scoped_condition {
	char value[LEN_CODE + 1];
	int scope; /* the place of the word in its column */
	civil_day from, to;
	struct condition condition;
};

struct snapshot {
	sqlite3 *db;
	struct snapshot_info info;
	sqlite3_stmt *queries[QUERY_COUNT];
	/* By reglement: few, and every look-up needs them all. */
	struct dated_param *params;
	size_t param_count;
	/* By value, then id. */
	struct scoped_condition *conditions;
	size_t condition_count;
};

/* Everything about the file that must hold before it is asked. */
MUSTCHECK bool snapshot_verify(sqlite3 *db, struct err *e);
MUSTCHECK bool snapshot_read_info(sqlite3 *db, struct snapshot_info *out,
				  struct err *e);
MUSTCHECK bool snapshot_read_params(struct snapshot *snapshot, struct err *e);
MUSTCHECK bool snapshot_read_conditions(struct snapshot *snapshot,
					struct err *e);
/* Those that match out->article on a day. */
void snapshot_find_conditions(const struct snapshot *snapshot, const char *gpk,
			      const char *atc, civil_day day,
			      struct reference *out);
/* Another article of the same prk has one that does not match here->article,
 * whose own are in here. */
bool snapshot_adds_condition(const struct snapshot *snapshot, const char *zi,
			     const char *gpk, const char *atc, civil_day day,
			     const struct reference *here);

#endif
