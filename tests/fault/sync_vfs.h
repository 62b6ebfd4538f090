/*
 * A SQLite VFS in front of the default one, for tests of the ledger alone or
 * inside the daemon (ledger_config.vfs = SYNC_VFS): it tells whether what was
 * written is synced, makes the n-th write or sync fail, loses syncs, and can
 * forget at a power cut whatever was not synced.
 *
 * One thread uses the files; the questions may be asked from any. Settings
 * are for all files and are made before the ledger is opened, faults at any
 * time by the thread that uses it.
 */
#ifndef CLAIMD_TESTS_SYNC_VFS_H
#define CLAIMD_TESTS_SYNC_VFS_H

#include <stdbool.h>
#include <stdint.h>

#define SYNC_VFS "claimd-sync"

enum sync_file { SYNC_FILE_MAIN, SYNC_FILE_WAL, SYNC_FILE_OTHER };
enum sync_op { SYNC_OP_WRITE, SYNC_OP_SYNC };

/* Makes the VFS known to SQLite; once. */
void sync_vfs_register(void);
/* All settings, faults and counts as they were at first. */
void sync_vfs_reset(void);

/* Called before each write and sync, on the thread that does it. */
typedef void sync_vfs_watcher(void *ctx, enum sync_file file, enum sync_op op);
void sync_vfs_watch(sync_vfs_watcher *watcher, void *ctx);

/* Whether every write to a file was followed by a sync of it. */
bool sync_vfs_is_synced(enum sync_file file);
uint64_t sync_vfs_count(enum sync_file file, enum sync_op op);

/* A sync does nothing and says that all is well: what must be noticed. */
void sync_vfs_lose_syncs(bool lose);
/* Writes reach the file with a sync only: _exit is then a power cut. */
void sync_vfs_cache_writes(bool cache);

struct sync_fault {
	uint64_t at; /* which write or sync from now on; 0: none */
	/* SQLITE_IOERR, or SQLITE_FULL: which counts and fails writes alone,
	 * since a sync of SQLite's unix VFS has no such result. */
	int code;
	bool lasting;	/* all later ones fail too */
	bool main_only; /* count and fail writes of the main file */
	int lacks; /* >0: a write that fails wrote all but its last bytes */
	const char *until_gone; /* NULL, or: only while this file exists */
};
void sync_vfs_fail(struct sync_fault fault);
/* Whether it has fired. */
bool sync_vfs_failed(void);

#endif
