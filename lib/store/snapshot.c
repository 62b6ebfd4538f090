#include "store/snapshot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/ensure.h"
#include "base/text.h"
#include "store/snapshot_impl.h"
#include "store/snapshot_limits.h"

/* A file: URI takes at most three bytes for one of the path. */
enum { URI_BYTES = 3 * 4096 };

static const char *const query_sql[QUERY_COUNT] = {
#define QUERY(symbol, sql) [QUERY_##symbol] = (sql),
#include "store/snapshot_queries.def"
#undef QUERY
};

static bool uri_of(const char *path, char out[URI_BYTES], struct err *e)
{
	static const char hex[] = "0123456789ABCDEF";
	struct text uri;

	text_init(&uri, out, URI_BYTES);
	text_str(&uri, "file:");
	for (const char *at = path; *at != '\0'; at++) {
		unsigned char c = (unsigned char)*at;
		if (c > ' ' && c < 0x7f && strchr("%?#&", c) == NULL) {
			text_char(&uri, *at);
			continue;
		}
		text_char(&uri, '%');
		text_char(&uri, hex[c >> 4]);
		text_char(&uri, hex[c & 15]);
	}
	text_str(&uri, "?mode=ro&immutable=1");
	return !uri.overflow || err_set(e, ERR_FAILED, "the path is too long");
}

/* A statement of so many steps reads more schema than ours is. */
static int too_long(void *ctx)
{
	(void)ctx;
	return 1;
}

/* Nothing in the file may make SQLite do more than look rows up. */
static bool restrain(sqlite3 *db, struct err *e)
{
	static const struct {
		int option, value;
	} options[] = {
	    {SQLITE_DBCONFIG_DEFENSIVE, 1},
	    {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
	    {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
	    {SQLITE_DBCONFIG_ENABLE_VIEW, 0}, /* temporary ones stay */
	    {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
	    {SQLITE_DBCONFIG_DQS_DDL, 0},
	    {SQLITE_DBCONFIG_DQS_DML, 0},
	};
	static const int limits[][2] = {
	    {SQLITE_LIMIT_LENGTH, SNAPSHOT_VALUE_MAX},
	    {SQLITE_LIMIT_SQL_LENGTH, SNAPSHOT_SQL_MAX},
	    {SQLITE_LIMIT_COLUMN, SNAPSHOT_SQL_COLUMNS_MAX},
	    {SQLITE_LIMIT_EXPR_DEPTH, SNAPSHOT_SQL_DEPTH_MAX},
	    {SQLITE_LIMIT_VARIABLE_NUMBER, SNAPSHOT_SQL_VARIABLES_MAX},
	    {SQLITE_LIMIT_ATTACHED, 0},
	    {SQLITE_LIMIT_TRIGGER_DEPTH, 1},
	    {SQLITE_LIMIT_WORKER_THREADS, 0},
	};

	static const char settings[] =
	    "PRAGMA mmap_size = 0; PRAGMA cell_size_check = ON;"
	    "PRAGMA cache_size = -" SNAPSHOT_CACHE_KIB;

	for (size_t i = 0; i < ARRAY_LEN(options); i++)
		if (sqlite3_db_config(db, options[i].option, options[i].value,
				      NULL) != SQLITE_OK)
			return db_fail(db, ERR_FAILED, "restrain", e);
	for (size_t i = 0; i < ARRAY_LEN(limits); i++)
		sqlite3_limit(db, limits[i][0], limits[i][1]);
	/* snapshot_verify ends this when the schema is known to be ours. */
	sqlite3_progress_handler(db, SNAPSHOT_SCHEMA_STEPS_MAX, too_long, NULL);
	/* The first to read the file: it may be none of SQLite's. */
	if (!db_exec(db, settings, e))
		return err_set(e, ERR_REFUSED, "damaged: %s",
			       sqlite3_errmsg(db));
	return true;
}

static bool check_size(const char *path, struct err *e)
{
	struct stat info;

	if (stat(path, &info) != 0)
		return err_set(e, errno == ENOENT ? ERR_NOT_FOUND : ERR_FAILED,
			       "%s", strerror(errno));
	if (!S_ISREG(info.st_mode) || info.st_size > SNAPSHOT_FILE_MAX)
		return err_set(e, ERR_REFUSED, "no file of at most 1 GiB");
	return true;
}

static bool prepare_all(struct snapshot *snapshot, struct err *e)
{
	for (int i = 0; i < QUERY_COUNT; i++)
		if (!db_prepare(snapshot->db, query_sql[i],
				&snapshot->queries[i], e))
			return false;
	return true;
}

/* One transaction for the file's whole life: no lock is taken per look-up. */
static bool open_all(struct snapshot *snapshot, const char *path, struct err *e)
{
	const int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
	char uri[URI_BYTES];

	return check_size(path, e) && uri_of(path, uri, e) &&
	       db_open(uri, flags, NULL, &snapshot->db, e) &&
	       restrain(snapshot->db, e) && snapshot_verify(snapshot->db, e) &&
	       snapshot_read_info(snapshot->db, &snapshot->info, e) &&
	       snapshot_read_params(snapshot, e) &&
	       snapshot_read_conditions(snapshot, e) &&
	       prepare_all(snapshot, e) &&
	       db_exec(snapshot->db, "PRAGMA query_only = ON; BEGIN", e);
}

bool snapshot_open(const char *path, struct snapshot **out, struct err *e)
{
	struct snapshot *snapshot = calloc(1, sizeof(*snapshot));

	ensure(snapshot != NULL);
	*out = NULL;
	if (!open_all(snapshot, path, e)) {
		struct err why = *e;
		snapshot_close(snapshot);
		return err_set(e, why.code, "%s: %s", path, why.message);
	}
	/* Checking has read every page once; few of them are asked again. */
	sqlite3_db_release_memory(snapshot->db);
	*out = snapshot;
	return true;
}

void snapshot_close(struct snapshot *snapshot)
{
	if (snapshot == NULL)
		return;
	for (int i = 0; i < QUERY_COUNT; i++)
		sqlite3_finalize(snapshot->queries[i]);
	if (snapshot->db != NULL)
		db_close(snapshot->db);
	free(snapshot->params);
	free(snapshot->conditions);
	free(snapshot);
}

const struct snapshot_info *snapshot_info(const struct snapshot *snapshot)
{
	return &snapshot->info;
}
