#include "disk_vfs.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "base/attr.h"
#include "base/ensure.h"
#include "base/limits.h"
#include "base/money.h"

struct file {
	sqlite3_file base; /* first: SQLite knows no other part */
	enum disk_name name;
	bool is_new; /* its first sync is one of the folder too */
};

static struct {
	sqlite3_vfs vfs;
	struct disk *disk;
	struct record *record;
	struct disk_fault *fault;
	unsigned lost_syncs;
	uint64_t random;
} state;

/* --- faults ------------------------------------------------------------- */

/* What SQLite's VFS for Unix says; 0: a full disk is no cause of its own. */
static const struct call_row {
	const char *name;
	int eio, enospc;
} calls[DISK_CALLS] = {
    [CALL_OPEN] = {"open", SQLITE_CANTOPEN, 0},
    [CALL_READ] = {"read", SQLITE_IOERR_READ, 0},
    [CALL_WRITE] = {"write", SQLITE_IOERR_WRITE, SQLITE_FULL},
    [CALL_SYNC] = {"sync", SQLITE_IOERR_FSYNC, 0},
    [CALL_TRUNCATE] = {"truncate", SQLITE_IOERR_TRUNCATE, 0},
    [CALL_SIZE] = {"size", SQLITE_IOERR_FSTAT, 0},
    [CALL_LOCK] = {"lock", SQLITE_IOERR_LOCK, 0},
    [CALL_ACCESS] = {"access", SQLITE_IOERR_ACCESS, 0},
    [CALL_REMOVE] = {"remove", SQLITE_IOERR_DELETE, 0},
    [CALL_CLOSE] = {"close", SQLITE_IOERR_CLOSE, 0},
};

const char *disk_call_name(enum disk_call call)
{
	return calls[call].name;
}

const char *disk_error_name(enum disk_error error)
{
	static const char *const names[DISK_ERRORS] = {"EIO", "ENOSPC",
						       "a lie"};

	return names[error];
}

static bool fires(struct disk_fault *fault, enum disk_call call)
{
	if (fault == NULL)
		return false;
	uint64_t seen = ++fault->calls[call];
	if (fault->at == 0 || fault->call != call)
		return false;
	return fault->lasting ? seen >= fault->at : seen == fault->at;
}

/* What a call is to say instead of being made; SQLITE_OK: *lies, or nothing
 * is wrong. */
static int failing(enum disk_call call, bool *lies)
{
	struct disk_fault *fault = state.fault;
	const struct call_row *row = &calls[call];

	*lies = false;
	if (!fires(fault, call))
		return SQLITE_OK;
	fault->fired++;
	*lies = fault->error == DISK_LIE;
	if (*lies)
		return SQLITE_OK;
	if (fault->error == DISK_ENOSPC && row->enospc != 0)
		return row->enospc;
	fault->fatal += call == CALL_WRITE || call == CALL_SYNC;
	return row->eio;
}

void disk_vfs_fail(struct disk_fault *fault)
{
	state.fault = fault;
	if (fault == NULL)
		return;
	memset(fault->calls, 0, sizeof(fault->calls));
	fault->fired = fault->fatal = 0;
	if (fault->synced != NULL)
		disk_copy(fault->synced, state.disk);
}

/* --- one file ----------------------------------------------------------- */

static enum disk_name name_of(sqlite3_file *file)
{
	return ((struct file *)(void *)file)->name;
}

static void note(struct op op, const void *bytes)
{
	if (state.record != NULL)
		record_add(state.record, op, bytes);
}

static int file_close(sqlite3_file *file)
{
	bool lies;

	(void)file;
	return failing(CALL_CLOSE, &lies);
}

static int file_read(sqlite3_file *file, void *bytes, int len, sqlite3_int64 at)
{
	enum disk_name name = name_of(file);
	bool lies;
	int rc = failing(CALL_READ, &lies);

	if (rc != SQLITE_OK)
		return rc;
	int64_t there =
	    min_i64(max_i64(state.disk->files[name].len - at, 0), len);
	if (there > 0)
		memcpy(bytes, state.disk->files[name].bytes + at,
		       (size_t)there);
	if (there == len)
		return SQLITE_OK;
	memset((uint8_t *)bytes + there, 0, (size_t)(len - there));
	return SQLITE_IOERR_SHORT_READ;
}

/* How much of a write that fails reached the file. */
static int64_t part_of(int64_t len)
{
	switch (state.fault->part) {
	case PART_HALF:
		return len / 2;
	case PART_ALMOST:
		return len - 1;
	case PART_ALL:
		return len;
	case PART_NONE:
	case PART_COUNT:
		break;
	}
	return 0;
}

static int file_write(sqlite3_file *file, const void *bytes, int len,
		      sqlite3_int64 at)
{
	enum disk_name name = name_of(file);
	int64_t done = len;
	bool lies;
	int rc = failing(CALL_WRITE, &lies);

	if (lies)
		return SQLITE_OK;
	if (rc == SQLITE_FULL) /* else all of it would have had room */
		done = min_i64(part_of(len), len - 1);
	else if (rc != SQLITE_OK)
		done = part_of(len);
	disk_write(state.disk, name, at, bytes, done);
	note(
	    (struct op){
		.deed = DEED_WRITE, .file = name, .at = at, .len = done},
	    bytes);
	return rc;
}

static int file_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	enum disk_name name = name_of(file);
	bool lies;
	int rc = failing(CALL_TRUNCATE, &lies);

	if (rc != SQLITE_OK || lies)
		return rc;
	disk_truncate(state.disk, name, size);
	note((struct op){.deed = DEED_TRUNCATE, .file = name, .at = size},
	     NULL);
	return SQLITE_OK;
}

static int file_sync(sqlite3_file *file, int flags)
{
	enum disk_name name = name_of(file);
	struct disk *synced = state.fault ? state.fault->synced : NULL;
	bool lies;
	int rc = failing(CALL_SYNC, &lies);

	(void)flags;
	if (synced != NULL && rc != SQLITE_OK)
		disk_copy_file(state.disk, synced, name);
	if (rc != SQLITE_OK || lies || (state.lost_syncs & (1U << name)) != 0)
		return rc;
	if (synced != NULL)
		disk_copy_file(synced, state.disk, name);
	note((struct op){.deed = DEED_SYNC, .file = name}, NULL);
	if (((struct file *)(void *)file)->is_new)
		note((struct op){.deed = DEED_SYNC_FOLDER}, NULL);
	((struct file *)(void *)file)->is_new = false;
	return SQLITE_OK;
}

static int file_size(sqlite3_file *file, sqlite3_int64 *size)
{
	bool lies;

	*size = state.disk->files[name_of(file)].len;
	return failing(CALL_SIZE, &lies);
}

/* Nobody else is there. */
static int file_lock(sqlite3_file *file, int level)
{
	bool lies;

	(void)file;
	(void)level;
	return failing(CALL_LOCK, &lies);
}

static int file_unlock(sqlite3_file *file, int level)
{
	(void)file;
	(void)level;
	return SQLITE_OK;
}

static int file_check_lock(sqlite3_file *file, int *reserved)
{
	(void)file;
	*reserved = 0;
	return SQLITE_OK;
}

static int file_control(sqlite3_file *file, int op, void *arg)
{
	(void)file;
	(void)op;
	(void)arg;
	return SQLITE_NOTFOUND;
}

static int file_sector(sqlite3_file *file)
{
	(void)file;
	return 4096;
}

static int file_character(sqlite3_file *file)
{
	(void)file;
	return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

/* Version 1: no shared memory and no mmap, which the ledger must not need. */
static const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_check_lock,
    .xFileControl = file_control,
    .xSectorSize = file_sector,
    .xDeviceCharacteristics = file_character,
};

/* --- the VFS ------------------------------------------------------------ */

static enum disk_name name_from(const char *path)
{
	static const char *const ends[DISK_FILES] = {
	    [DISK_WAL] = "-wal", [DISK_JOURNAL] = "-journal"};
	size_t len = strlen(path);

	for (int i = DISK_WAL; i < DISK_FILES; i++) {
		size_t end = strlen(ends[i]);
		if (len > end && strcmp(path + len - end, ends[i]) == 0)
			return (enum disk_name)i;
	}
	return DISK_MAIN;
}

static int vfs_open(sqlite3_vfs *vfs, sqlite3_filename path, sqlite3_file *file,
		    int flags, int *out_flags)
{
	struct file *own = (struct file *)(void *)file;
	bool lies;

	(void)vfs;
	ensure(path != NULL); /* temporary files are in memory */
	own->base.pMethods = NULL;
	int rc = failing(CALL_OPEN, &lies);
	if (rc != SQLITE_OK)
		return rc;
	own->name = name_from(path);
	own->is_new = own->name != DISK_MAIN;
	own->base.pMethods = &methods;
	if (out_flags != NULL)
		*out_flags = flags;
	return SQLITE_OK;
}

static int vfs_remove(sqlite3_vfs *vfs, const char *path, int sync_folder)
{
	enum disk_name name = name_from(path);
	bool lies;
	int rc = failing(CALL_REMOVE, &lies);

	(void)vfs;
	if (rc != SQLITE_OK || lies)
		return rc;
	disk_truncate(state.disk, name, 0);
	note((struct op){.deed = DEED_REMOVE, .file = name}, NULL);
	if (sync_folder)
		note((struct op){.deed = DEED_SYNC_FOLDER}, NULL);
	return SQLITE_OK;
}

static int vfs_access(sqlite3_vfs *vfs, const char *path, int flags, int *out)
{
	bool lies;

	(void)vfs;
	*out = flags != SQLITE_ACCESS_EXISTS ||
	       state.disk->files[name_from(path)].len > 0;
	return failing(CALL_ACCESS, &lies);
}

static int vfs_full_path(sqlite3_vfs *vfs, const char *path, int cap, char *out)
{
	(void)vfs;
	return snprintf(out, (size_t)cap, "%s", path) < cap ? SQLITE_OK
							    : SQLITE_CANTOPEN;
}

/* xorshift64: nothing here is to be secret. */
static int vfs_randomness(sqlite3_vfs *vfs, int len, char *out)
{
	(void)vfs;
	for (int i = 0; i < len; i++) {
		state.random ^= state.random << 13;
		state.random ^= state.random >> 7;
		state.random ^= state.random << 17;
		out[i] = (char)(state.random >> 56);
	}
	return len;
}

void disk_vfs_register(void)
{
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	const sqlite3_vfs *real = sqlite3_vfs_find(NULL);

	ensure(real != NULL);
	state.random = 0x9e3779b97f4a7c15;
	state.vfs = *real;
	state.vfs.iVersion = 2;
	state.vfs.zName = DISK_VFS;
	state.vfs.pNext = NULL;
	state.vfs.szOsFile = (int)sizeof(struct file);
	state.vfs.xOpen = vfs_open;
	state.vfs.xDelete = vfs_remove;
	state.vfs.xAccess = vfs_access;
	state.vfs.xFullPathname = vfs_full_path;
	state.vfs.xRandomness = vfs_randomness;
	ensure(sqlite3_vfs_register(&state.vfs, 1) == SQLITE_OK);
}

void disk_vfs_use(struct disk *disk, struct record *record)
{
	state.disk = disk;
	state.record = record;
}

void disk_vfs_mark(enum deed deed, uint64_t seq)
{
	note((struct op){.deed = deed, .at = (int64_t)seq}, NULL);
}

void disk_vfs_lose_syncs(unsigned files)
{
	state.lost_syncs = files;
}
