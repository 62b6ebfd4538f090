/* Opening and closing: the file, its settings, its schema, its head. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/ensure.h"
#include "schema/ledger_sql.h"
#include "store/files.h"
#include "store/ledger_impl.h"

enum { APPLICATION_ID = 0x434c4d31, SCHEMA_VERSION = 3 };

/*
 * page_size: a claim changes a few pages in random places, so small ones save
 * bytes in the WAL. cache_size in KiB: the inner pages of all indexes and the
 * leaves of the patients of the day. journal_size_limit: a WAL that an import
 * made large gives its room back. secure_delete, which Debian's SQLite turns
 * on: what leaves recent stands in trace, and zeros in its place were an
 * eighth of all pages written.
 */
static const char settings[] = "PRAGMA page_size = 4096;"
			       "PRAGMA synchronous = FULL;"
			       "PRAGMA wal_autocheckpoint = 0;"
			       "PRAGMA journal_size_limit = 67108864;"
			       "PRAGMA cache_size = -32768;"
			       "PRAGMA temp_store = MEMORY;"
			       "PRAGMA cell_size_check = ON;"
			       "PRAGMA secure_delete = OFF;"
			       "PRAGMA trusted_schema = OFF;";

static bool unavailable(const struct ledger *ledger, const char *what,
			struct err *e)
{
	return err_set(e, ERR_LEDGER_UNAVAILABLE, "%s: %s: %s", ledger->path,
		       what, sqlite3_errmsg(ledger->db));
}

/* Only the wish to open tells these apart: why, and what to do about it. */
static bool cannot_open(const struct ledger *ledger, struct err *e)
{
	int system = sqlite3_system_errno(ledger->db);

	switch (sqlite3_errcode(ledger->db) & 0xff) {
	case SQLITE_BUSY:
		return err_set(e, ERR_LEDGER_UNAVAILABLE,
			       "%s: in use by another process (hint: one "
			       "claimd at a time; see claimctl status)",
			       ledger->path);
	case SQLITE_NOTADB:
		return err_set(e, ERR_REFUSED,
			       "%s: not a ledger, expected an SQLite file",
			       ledger->path);
	case SQLITE_CANTOPEN:
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return err_set(e, ERR_LEDGER_UNAVAILABLE,
			       "%s: cannot be opened: %s (hint: file and "
			       "folder must belong to the user of claimd)",
			       ledger->path,
			       strerror(system ? system : EACCES));
	default:
		return unavailable(ledger, "cannot be opened", e);
	}
}

/*
 * SQLite would make the file readable for all; the files beside it take its
 * mode. It is never opened here when it exists: closing it again would drop
 * SQLite's own locks.
 */
static bool make_private(const char *path, struct err *e)
{
	struct stat st;

	if (stat(path, &st) != 0 && errno == ENOENT) {
		if (file_create(path, "", 0, 0600, e))
			return true;
		e->code = ERR_LEDGER_UNAVAILABLE;
		return false;
	}
	if (stat(path, &st) != 0)
		return err_set(e, ERR_LEDGER_UNAVAILABLE, "%s: %s", path,
			       strerror(errno));
	if ((st.st_mode & (S_IRWXG | S_IRWXO)) == 0 || chmod(path, 0600) == 0)
		return true;
	return err_set(e, ERR_LEDGER_UNAVAILABLE,
		       "%s: others may read it and that cannot be changed: %s",
		       path, strerror(errno));
}

/*
 * Exclusive locking must be the very first: what looks at the file before it
 * makes SQLite use a WAL that others may share. The lock itself is taken with
 * the first look.
 */
static bool lock(struct ledger *ledger, struct err *e)
{
	sqlite3_stmt *stmt;
	struct err ignored;

	if (!db_exec(ledger->db, "PRAGMA locking_mode = EXCLUSIVE", &ignored) ||
	    !db_exec(ledger->db, settings, &ignored) ||
	    !db_prepare(ledger->db, "PRAGMA journal_mode = WAL", &stmt,
			&ignored))
		return cannot_open(ledger, e);
	int rc = sqlite3_step(stmt);
	bool ok =
	    rc == SQLITE_ROW && strcmp(db_text(stmt, 0, NULL), "wal") == 0;
	if (!ok)
		cannot_open(ledger, e);
	sqlite3_finalize(stmt);
	return ok;
}

static bool make_schema(struct ledger *ledger, civil_day today, struct err *e)
{
	char created[96];

	snprintf(created, sizeof(created),
		 "INSERT INTO meta (key, value) VALUES ('created', %d)", today);
	return db_exec(ledger->db, "BEGIN IMMEDIATE", e) &&
	       db_exec(ledger->db, ledger_sql, e) &&
	       db_exec(ledger->db, created, e) &&
	       db_exec(ledger->db, "COMMIT", e);
}

static bool check_schema(struct ledger *ledger, int64_t id, int64_t version,
			 struct err *e)
{
	struct err why;

	if (id != APPLICATION_ID)
		return err_set(e, ERR_REFUSED,
			       "%s: not a ledger, but some other SQLite file",
			       ledger->path);
	if (version != SCHEMA_VERSION)
		return err_set(e, ERR_REFUSED,
			       "%s: a ledger of version %lld, expected %d "
			       "(hint: %s claimd made it, and this one cannot "
			       "use it; name another path)",
			       ledger->path, (long long)version, SCHEMA_VERSION,
			       version < SCHEMA_VERSION ? "an older"
							: "a newer");
	if (!db_schema_check(ledger->db, ledger_sql, &why))
		return err_set(e,
			       why.code == ERR_REFUSED ? ERR_REFUSED
						       : ERR_LEDGER_UNAVAILABLE,
			       "%s: its schema is not that of a ledger: %.200s",
			       ledger->path, why.message);
	return true;
}

/* An empty database is one that a crash left just made. */
static bool find_or_make_schema(struct ledger *ledger, civil_day today,
				struct err *e)
{
	int64_t id, version, objects;
	struct err ignored;

	if (!db_int(ledger->db, "PRAGMA application_id", &id, &ignored) ||
	    !db_int(ledger->db, "PRAGMA user_version", &version, &ignored) ||
	    !db_int(ledger->db, "SELECT count(*) FROM sqlite_schema", &objects,
		    &ignored))
		return cannot_open(ledger, e);
	if (id == 0 && version == 0 && objects == 0) {
		if (!make_schema(ledger, today, &ignored))
			return unavailable(ledger, "cannot be made", e);
		return true;
	}
	return check_schema(ledger, id, version, e);
}

static bool prepare(struct ledger *ledger, struct err *e)
{
	static const char *const texts[] = {
#define SQL(name, text) [SQL_##name] = (text),
#include "store/ledger_sql.def"
#undef SQL
	};
	struct err ignored;

	for (int i = 0; i < SQL_COUNT; i++)
		if (!db_prepare(ledger->db, texts[i], &ledger->sql[i],
				&ignored))
			return unavailable(ledger, "cannot be read", e);
	return true;
}

/* The last entry must have the hash that its columns give. */
static bool load_head(struct ledger *ledger, struct err *e)
{
	uint64_t seq = (uint64_t)ledger_value(ledger, SQL_ENTRY_LAST, 0);
	struct link link;

	if (seq == 0)
		return true;
	if (!ledger_check_link(ledger, seq, NULL, e))
		return false;
	ensure(ledger_get_link(ledger, seq, &link));
	ledger->now.head.seq = seq;
	ledger->now.head.hash = link.stored.hash;
	return true;
}

static void load_counts(struct ledger *ledger)
{
	sqlite3_stmt *stmt = ledger->sql[SQL_ENTRY_COUNT];

	for (int kind = ENTRY_REVERSAL; kind <= ENTRY_IMPORT; kind++) {
		db_bind_int(stmt, 1, kind);
		ledger->now.other[kind] =
		    (uint64_t)ledger_value(ledger, SQL_ENTRY_COUNT, 0);
	}
	ledger->now.permits =
	    (uint64_t)ledger_value(ledger, SQL_PERMIT_COUNT, 0);
}

/*
 * What was recovered goes into the file before anybody is served. A disk
 * that is full even with the reserve spent is no reason not to start: reading
 * goes on, and commits say LEDGER_FULL until there is room.
 */
static bool recover(struct ledger *ledger, struct err *e)
{
	ledger_watch_wal(ledger);
	reserve_fill(&ledger->reserve);
	if (ledger_checkpoint(ledger, CHECKPOINT_ALL) == LEDGER_BROKEN)
		return unavailable(ledger, "cannot be checkpointed", e);
	return true;
}

static bool load(struct ledger *ledger, const struct ledger_config *config,
		 struct err *e)
{
	if (!lock(ledger, e) ||
	    !find_or_make_schema(ledger, config->today, e) ||
	    !recover(ledger, e) || !prepare(ledger, e) ||
	    !load_head(ledger, e) || !ledger_load_recent(ledger, e))
		return false;
	load_counts(ledger);
	ledger->committed = ledger->now;
	ledger->since = config->since;
	if (config->since == CIVIL_NONE)
		ledger->since = (civil_day)ledger_value(ledger, SQL_META_GET,
							config->today);
	return true;
}

static char *join(const char *path, const char *suffix)
{
	size_t size = strlen(path) + strlen(suffix) + 1;
	char *joined = malloc(size);

	ensure(joined);
	snprintf(joined, size, "%s%s", path, suffix);
	return joined;
}

static struct ledger *new_ledger(const struct ledger_config *config)
{
	struct ledger *ledger = calloc(1, sizeof(*ledger));

	ensure(ledger);
	ledger->path = join(config->path, "");
	ledger->reserve.path = join(config->path, ".reserve");
	ledger->reserve.bytes = config->reserve_bytes;
	ledger->sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	ledger->hash = EVP_MD_CTX_new();
	ledger->by_digest = calloc(REFERENCE_CACHE, sizeof(*ledger->by_digest));
	ledger->by_id = calloc(REFERENCE_CACHE, sizeof(*ledger->by_id));
	ledger->recent = recent_new(config->recent_rows);
	ledger->vfs = wal_vfs_new(config->vfs);
	ledger->past = calloc(HISTORY_MAX, sizeof(*ledger->past));
	ledger->history = calloc(HISTORY_MAX, sizeof(*ledger->history));
	ledger->services = calloc(SERVICES_MAX, sizeof(*ledger->services));
	ensure(ledger->sha256 && ledger->hash && ledger->past);
	ensure(ledger->services);
	ensure(ledger->by_digest && ledger->by_id && ledger->history);
	return ledger;
}

bool ledger_open(const struct ledger_config *config, struct ledger **out,
		 struct err *e)
{
	struct err why;

	*out = NULL;
	if (!make_private(config->path, e))
		return false;
	struct ledger *ledger = new_ledger(config);
	if (!db_open(config->path, SQLITE_OPEN_READWRITE,
		     wal_vfs_name(ledger->vfs), &ledger->db, &why)) {
		err_set(e, ERR_LEDGER_UNAVAILABLE, "%s", why.message);
	} else if (load(ledger, config, e)) {
		*out = ledger;
		return true;
	}
	ledger_close(ledger);
	return false;
}

static void close_db(struct ledger *ledger)
{
	int off = 1;

	if (ledger->transaction != TRANSACTION_NONE)
		ledger_rollback(ledger);
	for (int i = 0; i < SQL_COUNT; i++)
		sqlite3_finalize(ledger->sql[i]);
	if (ledger->broken)
		sqlite3_db_config(ledger->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE,
				  off, NULL);
	db_close(ledger->db);
}

void ledger_close(struct ledger *ledger)
{
	if (!ledger)
		return;
	if (ledger->db)
		close_db(ledger);
	EVP_MD_CTX_free(ledger->hash);
	EVP_MD_free(ledger->sha256);
	free(ledger->by_digest);
	free(ledger->by_id);
	free(ledger->entry_bytes.data);
	free(ledger->reference_bytes.data);
	free(ledger->recent_bytes.data);
	free(ledger->part_bytes.data);
	recent_free(ledger->recent);
	wal_vfs_free(ledger->vfs);
	free(ledger->past);
	free(ledger->history);
	free(ledger->services);
	free(ledger->reserve.path);
	free(ledger->path);
	free(ledger);
}
