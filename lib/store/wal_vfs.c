#include "store/wal_vfs.h"

#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "base/money.h"

enum {
	/* SQLite's unix VFS takes less than 128 KiB in one piece. */
	WRITE_BYTES_MAX = 64 * 1024,
};

struct wal_vfs {
	sqlite3_vfs vfs; /* the first: SQLite knows no other part */
	sqlite3_vfs *base;
	char name[40];
};

/* A WAL. Its file follows in memory. */
struct wal_file {
	sqlite3_file shown; /* the first, as above */
	sqlite3_file *real;
	uint8_t *kept;	  /* WAL_KEPT_BYTES */
	int64_t len;	  /* of them are what the file holds, or will */
	int64_t from, to; /* of those: not in the file yet; equal: none */
};

static struct wal_file *wal_of(sqlite3_file *file)
{
	return (struct wal_file *)(void *)file;
}

/* --- bytes that wait ---------------------------------------------------- */

static int write_real(struct wal_file *wal, int64_t from, int64_t to)
{
	int rc = SQLITE_OK;

	while (from < to && rc == SQLITE_OK) {
		int64_t len = min_i64(to - from, WRITE_BYTES_MAX);
		rc = wal->real->pMethods->xWrite(wal->real, wal->kept + from,
						 (int)len, from);
		from += len;
	}
	return rc;
}

static int flush(struct wal_file *wal)
{
	int64_t from = wal->from, to = wal->to;

	wal->from = wal->to = 0;
	int rc = write_real(wal, from, to);
	if (rc != SQLITE_OK)
		wal->len = from;
	return rc;
}

/* Past what is kept: straight to the file. */
static int write_through(struct wal_file *wal, const void *bytes, int len,
			 int64_t at)
{
	int rc = flush(wal);

	wal->len = min_i64(wal->len, at);
	if (rc != SQLITE_OK)
		return rc;
	return wal->real->pMethods->xWrite(wal->real, bytes, len, at);
}

static int wal_write(sqlite3_file *file, const void *bytes, int len,
		     sqlite3_int64 at)
{
	struct wal_file *wal = wal_of(file);
	int rc = SQLITE_OK;

	if (at > wal->len || at + len > WAL_KEPT_BYTES)
		return write_through(wal, bytes, len, at);
	if (wal->from != wal->to && at != wal->to)
		rc = flush(wal);
	if (rc != SQLITE_OK)
		return rc;
	memcpy(wal->kept + at, bytes, (size_t)len);
	if (wal->from == wal->to)
		wal->from = at;
	wal->to = at + len;
	wal->len = max_i64(wal->len, wal->to);
	return SQLITE_OK;
}

/* What is kept is newer than the file, which may even end before it. */
static int wal_read(sqlite3_file *file, void *bytes, int len, sqlite3_int64 at)
{
	struct wal_file *wal = wal_of(file);
	int64_t known = min_i64(max_i64(wal->len - at, 0), len);
	int rc = SQLITE_OK;

	if (known < len)
		rc = wal->real->pMethods->xRead(wal->real, bytes, len, at);
	if (known > 0)
		memcpy(bytes, wal->kept + at, (size_t)known);
	return rc;
}

static int wal_truncate(sqlite3_file *file, sqlite3_int64 size)
{
	struct wal_file *wal = wal_of(file);
	int rc = flush(wal);

	if (rc != SQLITE_OK)
		return rc;
	wal->len = min_i64(wal->len, size);
	return wal->real->pMethods->xTruncate(wal->real, size);
}

static int wal_sync(sqlite3_file *file, int flags)
{
	struct wal_file *wal = wal_of(file);
	int rc = flush(wal);

	if (rc != SQLITE_OK)
		return rc;
	return wal->real->pMethods->xSync(wal->real, flags);
}

static int wal_size(sqlite3_file *file, sqlite3_int64 *size)
{
	struct wal_file *wal = wal_of(file);
	int rc = wal->real->pMethods->xFileSize(wal->real, size);

	if (wal->from != wal->to)
		*size = max_i64(*size, wal->to);
	return rc;
}

static int wal_close(sqlite3_file *file)
{
	struct wal_file *wal = wal_of(file);
	int rc = flush(wal);
	int close_rc = wal->real->pMethods->xClose(wal->real);

	free(wal->kept);
	return rc == SQLITE_OK ? close_rc : rc;
}

/* --- what is the real file's -------------------------------------------- */

static int wal_lock(sqlite3_file *file, int level)
{
	struct wal_file *wal = wal_of(file);

	return wal->real->pMethods->xLock(wal->real, level);
}

static int wal_unlock(sqlite3_file *file, int level)
{
	struct wal_file *wal = wal_of(file);

	return wal->real->pMethods->xUnlock(wal->real, level);
}

static int wal_check_lock(sqlite3_file *file, int *reserved)
{
	struct wal_file *wal = wal_of(file);

	return wal->real->pMethods->xCheckReservedLock(wal->real, reserved);
}

static int wal_control(sqlite3_file *file, int op, void *arg)
{
	struct wal_file *wal = wal_of(file);

	return wal->real->pMethods->xFileControl(wal->real, op, arg);
}

static int wal_sector(sqlite3_file *file)
{
	struct wal_file *wal = wal_of(file);

	return wal->real->pMethods->xSectorSize(wal->real);
}

static int wal_character(sqlite3_file *file)
{
	struct wal_file *wal = wal_of(file);

	return wal->real->pMethods->xDeviceCharacteristics(wal->real);
}

/* Version 1: neither shared memory nor mmap. */
static const sqlite3_io_methods methods = {
    .iVersion = 1,
    .xClose = wal_close,
    .xRead = wal_read,
    .xWrite = wal_write,
    .xTruncate = wal_truncate,
    .xSync = wal_sync,
    .xFileSize = wal_size,
    .xLock = wal_lock,
    .xUnlock = wal_unlock,
    .xCheckReservedLock = wal_check_lock,
    .xFileControl = wal_control,
    .xSectorSize = wal_sector,
    .xDeviceCharacteristics = wal_character,
};

/* --- the VFS ------------------------------------------------------------ */

static int open_wal(sqlite3_vfs *base, const char *name, struct wal_file *wal,
		    int flags, int *out_flags)
{
	memset(wal, 0, sizeof(*wal));
	wal->real = (sqlite3_file *)(void *)(wal + 1);
	int rc = base->xOpen(base, name, wal->real, flags, out_flags);
	if (rc != SQLITE_OK)
		return rc;
	wal->kept = malloc(WAL_KEPT_BYTES);
	ensure(wal->kept != NULL);
	wal->shown.pMethods = &methods;
	return rc;
}

static int vfs_open(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file,
		    int flags, int *out_flags)
{
	sqlite3_vfs *base = ((struct wal_vfs *)(void *)vfs)->base;

	if ((flags & SQLITE_OPEN_WAL) == 0)
		return base->xOpen(base, name, file, flags, out_flags);
	return open_wal(base, name, wal_of(file), flags, out_flags);
}

/* The other methods are the base's own: they look at no member that differs. */
struct wal_vfs *wal_vfs_new(const char *base)
{
	struct wal_vfs *own = calloc(1, sizeof(*own));

	ensure(own != NULL);
	own->base = sqlite3_vfs_find(base);
	ensure(own->base != NULL);
	own->vfs = *own->base;
	snprintf(own->name, sizeof(own->name), "claimd-wal-%p", (void *)own);
	own->vfs.zName = own->name;
	own->vfs.pNext = NULL;
	own->vfs.szOsFile = (int)sizeof(struct wal_file) + own->base->szOsFile;
	own->vfs.xOpen = vfs_open;
	ensure(sqlite3_vfs_register(&own->vfs, 0) == SQLITE_OK);
	return own;
}

const char *wal_vfs_name(const struct wal_vfs *vfs)
{
	return vfs->name;
}

void wal_vfs_free(struct wal_vfs *vfs)
{
	if (vfs == NULL)
		return;
	ensure(sqlite3_vfs_unregister(&vfs->vfs) == SQLITE_OK);
	free(vfs);
}
