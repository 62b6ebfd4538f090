#include "sync_vfs.h"

#include <sqlite3.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

#include "base/ensure.h"
#include "write_cache.h"

enum { FILES = 3, OPS = 2 };

/* What SQLite holds; the real file's memory follows it. */
struct shim {
	sqlite3_file base;
	enum sync_file kind;
	struct write_cache cache;
	sqlite3_file *real;
};

static struct {
	sqlite3_vfs vfs;
	sqlite3_vfs *real;
	sync_vfs_watcher *watcher;
	void *ctx;
	atomic_bool lose_syncs;
	bool cache_writes;
	struct sync_fault fault;
	uint64_t seen; /* writes and syncs since the fault was set */
	bool failed;
	atomic_uint_fast64_t counts[FILES][OPS];
	atomic_bool dirty[FILES];
} state;

static struct shim *shim_of(sqlite3_file *file)
{
	return (struct shim *)(void *)file;
}

/* --- faults --------------------------------------------------------------- */

static bool fault_applies(const struct shim *shim, enum sync_op op)
{
	const struct sync_fault *fault = &state.fault;

	if (fault->at == 0)
		return false;
	if (fault->code == SQLITE_FULL && op == SYNC_OP_SYNC)
		return false;
	if (fault->main_only && shim->kind != SYNC_FILE_MAIN)
		return false;
	return !fault->until_gone || access(fault->until_gone, F_OK) == 0;
}

/* The code to fail with, or SQLITE_OK. */
static int note(struct shim *shim, enum sync_op op)
{
	if (state.watcher)
		state.watcher(state.ctx, shim->kind, op);
	state.counts[shim->kind][op]++;
	if (!fault_applies(shim, op))
		return SQLITE_OK;
	state.seen++;
	bool fires = state.fault.lasting ? state.seen >= state.fault.at
					 : state.seen == state.fault.at;
	if (!fires)
		return SQLITE_OK;
	state.failed = true;
	if (state.fault.code == SQLITE_FULL)
		return SQLITE_FULL;
	return op == SYNC_OP_SYNC ? SQLITE_IOERR_FSYNC : SQLITE_IOERR_WRITE;
}

/* --- one file ---------------------------------------------------------------
 */

static int shim_close(sqlite3_file *file)
{
	struct shim *shim = shim_of(file);
	int rc = SQLITE_OK;

	if (state.cache_writes && !state.lose_syncs)
		rc = cache_flush(&shim->cache, shim->real);
	cache_forget(&shim->cache);
	int close_rc = shim->real->pMethods->xClose(shim->real);
	return rc == SQLITE_OK ? close_rc : rc;
}

static int shim_read(sqlite3_file *file, void *bytes, int len, sqlite3_int64 at)
{
	struct shim *shim = shim_of(file);

	if (state.cache_writes)
		return cache_read(&shim->cache, shim->real, bytes, len, at);
	return shim->real->pMethods->xRead(shim->real, bytes, len, at);
}

static int write_now(struct shim *shim, const void *bytes, int len,
		     sqlite3_int64 at)
{
	if (state.cache_writes)
		return cache_write(&shim->cache, bytes, len, at);
	return shim->real->pMethods->xWrite(shim->real, bytes, len, at);
}

static int shim_write(sqlite3_file *file, const void *bytes, int len,
		      sqlite3_int64 at)
{
	struct shim *shim = shim_of(file);
	int rc = note(shim, SYNC_OP_WRITE);
	int lacks = state.fault.lacks;

	state.dirty[shim->kind] = true;
	if (rc == SQLITE_OK)
		return write_now(shim, bytes, len, at);
	if (lacks > 0 && lacks < len)
		ensure(write_now(shim, bytes, len - lacks, at) == SQLITE_OK);
	return rc;
}

static int shim_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	struct shim *shim = shim_of(file);

	if (state.cache_writes)
		return cache_truncate(&shim->cache, size);
	return shim->real->pMethods->xTruncate(shim->real, size);
}

static int shim_sync(sqlite3_file *file, int flags)
{
	struct shim *shim = shim_of(file);
	int rc = note(shim, SYNC_OP_SYNC);

	if (rc != SQLITE_OK)
		return rc;
	if (state.lose_syncs)
		return SQLITE_OK;
	if (state.cache_writes)
		rc = cache_flush(&shim->cache, shim->real);
	if (rc == SQLITE_OK)
		rc = shim->real->pMethods->xSync(shim->real, flags);
	if (rc == SQLITE_OK)
		state.dirty[shim->kind] = false;
	return rc;
}

static int shim_file_size(sqlite3_file *file, sqlite3_int64 *size)
{
	struct shim *shim = shim_of(file);

	return cache_size(&shim->cache, shim->real, size);
}

static int shim_lock(sqlite3_file *file, int level)
{
	struct shim *shim = shim_of(file);

	return shim->real->pMethods->xLock(shim->real, level);
}

static int shim_unlock(sqlite3_file *file, int level)
{
	struct shim *shim = shim_of(file);

	return shim->real->pMethods->xUnlock(shim->real, level);
}

static int shim_check_lock(sqlite3_file *file, int *reserved)
{
	struct shim *shim = shim_of(file);

	return shim->real->pMethods->xCheckReservedLock(shim->real, reserved);
}

/* Hints of size would reach past the cache. */
static int shim_control(sqlite3_file *file, int op, void *arg)
{
	struct shim *shim = shim_of(file);

	if (op == SQLITE_FCNTL_SIZE_HINT)
		return SQLITE_NOTFOUND;
	return shim->real->pMethods->xFileControl(shim->real, op, arg);
}

static int shim_sector(sqlite3_file *file)
{
	struct shim *shim = shim_of(file);

	return shim->real->pMethods->xSectorSize(shim->real);
}

static int shim_character(sqlite3_file *file)
{
	struct shim *shim = shim_of(file);

	return shim->real->pMethods->xDeviceCharacteristics(shim->real);
}

/* Version 1: no shared memory and no mmap, which the ledger must not need. */
static const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = shim_close,
    .xRead = shim_read,
    .xWrite = shim_write,
    .xTruncate = shim_truncate,
    .xSync = shim_sync,
    .xFileSize = shim_file_size,
    .xLock = shim_lock,
    .xUnlock = shim_unlock,
    .xCheckReservedLock = shim_check_lock,
    .xFileControl = shim_control,
    .xSectorSize = shim_sector,
    .xDeviceCharacteristics = shim_character,
};

/* --- the VFS ----------------------------------------------------------------
 */

static enum sync_file kind_of(int flags)
{
	if (flags & SQLITE_OPEN_MAIN_DB)
		return SYNC_FILE_MAIN;
	return flags & SQLITE_OPEN_WAL ? SYNC_FILE_WAL : SYNC_FILE_OTHER;
}

static int vfs_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file,
		    int flags, int *out_flags)
{
	struct shim *shim = shim_of(file);

	(void)vfs;
	memset(shim, 0, sizeof(*shim));
	shim->kind = kind_of(flags);
	shim->real = (sqlite3_file *)(void *)(shim + 1);
	int rc =
	    state.real->xOpen(state.real, name, shim->real, flags, out_flags);
	if (rc == SQLITE_OK)
		shim->base.pMethods = &methods;
	return rc;
}

/* The other methods are the real VFS's own: they look at no member that
 * differs. */
void sync_vfs_register(void)
{
	state.real = sqlite3_vfs_find(NULL);
	ensure(state.real);
	state.vfs = *state.real;
	state.vfs.zName = SYNC_VFS;
	state.vfs.pNext = NULL;
	state.vfs.szOsFile = (int)sizeof(struct shim) + state.real->szOsFile;
	state.vfs.xOpen = vfs_open;
	ensure(sqlite3_vfs_register(&state.vfs, 0) == SQLITE_OK);
}

void sync_vfs_reset(void)
{
	sync_vfs_watch(NULL, NULL);
	sync_vfs_lose_syncs(false);
	sync_vfs_cache_writes(false);
	sync_vfs_fail((struct sync_fault){0});
	for (int file = 0; file < FILES; file++) {
		state.dirty[file] = false;
		for (int op = 0; op < OPS; op++)
			state.counts[file][op] = 0;
	}
}

void sync_vfs_watch(sync_vfs_watcher *watcher, void *ctx)
{
	state.watcher = watcher;
	state.ctx = ctx;
}

bool sync_vfs_is_synced(enum sync_file file)
{
	return !state.dirty[file];
}

uint64_t sync_vfs_count(enum sync_file file, enum sync_op op)
{
	return state.counts[file][op];
}

void sync_vfs_lose_syncs(bool lose)
{
	state.lose_syncs = lose;
}

void sync_vfs_cache_writes(bool cache)
{
	state.cache_writes = cache;
}

void sync_vfs_fail(struct sync_fault fault)
{
	state.fault = fault;
	state.seen = 0;
	state.failed = false;
}

bool sync_vfs_failed(void)
{
	return state.failed;
}
