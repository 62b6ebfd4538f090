#include "store/snapshot_build.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ensure.h"
#include "store/files.h"
#include "store/snapshot_check.h"
#include "store/snapshot_load.h"

struct build {
	sqlite3 *db;
	struct faults faults;
	struct snapshot_places places;
};

/* What a check of the rows found, at its place in the file. */
static void on_finding(void *ctx, const struct snapshot_finding *finding)
{
	struct build *build = ctx;
	int id = 0;

	while (strcmp(snapshot_table(id)->name, finding->table) != 0)
		id++;
	const struct table *table = snapshot_table(id);
	int column = table_column(table, finding->column);
	ensure(column >= 0);
	struct fault_place at = {table, finding->line,
				 build->places.of[id][column], finding->column};
	fault_add(&build->faults, &at, finding->what, finding->expected);
}

/* From the temporary table into the real one, in the order of its key. */
static bool copy_table(sqlite3 *db, const struct table *table, struct err *e)
{
	char *sql = sqlite3_mprintf("INSERT INTO main.%w SELECT", table->name);
	bool ok;

	for (int i = 0; i < table->column_count; i++)
		sql = sqlite3_mprintf("%z%s %w", sql, i == 0 ? "" : ",",
				      table->columns[i].name);
	sql = sqlite3_mprintf("%z FROM temp.%w ORDER BY %s%s", sql, table->name,
			      table->key, table->periods ? ", valid_from" : "");
	ensure(sql != NULL);
	ok = db_exec(db, sql, e);
	sqlite3_free(sql);
	return ok;
}

static bool fill(struct build *build, const char *dir,
		 struct snapshot_build_stats *stats, struct err *e)
{
	sqlite3 *db = build->db;
	bool ok = snapshot_load(db, dir, &build->faults, &build->places,
				&stats->rows, e) &&
		  db_exec(db,
			  "CREATE INDEX temp.condition_by_value"
			  " ON condition (value)",
			  e) &&
		  snapshot_check(db, on_finding, build, e);

	stats->faults = build->faults.count;
	if (!ok)
		return false;
	if (build->faults.count > 0)
		return err_set(
		    e, ERR_REFUSED, "%" PRId64 " fault%s, no snapshot made",
		    build->faults.count, build->faults.count == 1 ? "" : "s");
	for (int id = 0; ok && id < TABLE_COUNT; id++)
		ok = copy_table(db, snapshot_table(id), e);
	return ok;
}

static bool build_file(const char *dir, const char *path,
		       struct snapshot_build_stats *stats,
		       const struct faults *faults, struct err *e)
{
	/* A crash leaves a file that nobody reads: no journal, no syncs. */
	static const char fast[] =
	    "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
	    "PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = MEMORY;"
	    "PRAGMA cache_size = -65536";
	struct build build = {.faults = *faults};
	bool ok;

	if (!db_open(path, SQLITE_OPEN_READWRITE, NULL, &build.db, e))
		return false;
	ok = db_exec(build.db, fast, e) && snapshot_functions(build.db, e) &&
	     db_exec(build.db, "BEGIN", e) &&
	     db_exec(build.db, snapshot_schema(), e) &&
	     fill(&build, dir, stats, e) && db_exec(build.db, "COMMIT", e);
	db_close(build.db);
	return ok;
}

static bool system_fail(const char *path, struct err *e)
{
	return err_set(e, ERR_FAILED, "%s: %s", path, strerror(errno));
}

static bool sync_file(const char *path, struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (!ok)
		system_fail(path, e);
	if (fd >= 0)
		close(fd);
	return ok;
}

static bool make_empty(const char *path, struct err *e)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);

	if (fd < 0)
		return system_fail(path, e);
	close(fd);
	return true;
}

bool snapshot_build(const char *dir, const char *out_path,
		    snapshot_fault *fault, void *ctx,
		    struct snapshot_build_stats *stats, struct err *e)
{
	struct faults faults = {.report = fault, .ctx = ctx};
	char path[PATH_MAX];
	bool ok;

	*stats = (struct snapshot_build_stats){0};
	int len = snprintf(path, sizeof(path), "%s.%ld.part", out_path,
			   (long)getpid());
	if (len >= PATH_MAX)
		return err_set(e, ERR_FAILED, "the path is too long");
	if (!make_empty(path, e))
		return false;
	ok = build_file(dir, path, stats, &faults, e) && sync_file(path, e);
	if (ok && rename(path, out_path) != 0)
		ok = system_fail(out_path, e);
	if (!ok)
		unlink(path);
	return ok && file_sync_folder(out_path, e);
}
