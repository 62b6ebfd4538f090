/*
 * A SQLite VFS on a disk in memory, for tests: the ledger is opened on it by
 * name (ledger_config.vfs = DISK_VFS) and puts its own VFS for the WAL in
 * front. It records what changes the disk, and lets calls fail.
 *
 * It promises what SQLite's VFS for Unix does, with the same granularity: a
 * write does not harm the bytes beside it; the first sync of a journal or WAL
 * is one of the folder too; and that is all.
 *
 * One disk at a time, one process, one thread.
 */
#ifndef CLAIMD_TESTS_DISK_VFS_H
#define CLAIMD_TESTS_DISK_VFS_H

#include <stdbool.h>

#include "record.h"

#define DISK_VFS "claimd-disk"

/* Makes it known to SQLite, as the default, so that what SQLite draws by lot
 * is the same in every run; once, before anything else uses SQLite. */
void disk_vfs_register(void);

/* From now on files are on this disk; record NULL: what happens to them is
 * not written down. No file may be open. */
void disk_vfs_use(struct disk *disk, struct record *record);
/* Where the run stands: DEED_BEGUN and DEED_ACKED. */
void disk_vfs_mark(enum deed deed, uint64_t seq);

/* --- a disk that lies, which whoever looks must notice ------------------- */

/* Syncs of the files with these bits (1 << DISK_…) do nothing. */
void disk_vfs_lose_syncs(unsigned files);

/* --- a disk that fails --------------------------------------------------- */

enum disk_call {
	CALL_OPEN,
	CALL_READ,
	CALL_WRITE,
	CALL_SYNC,
	CALL_TRUNCATE,
	CALL_SIZE,
	CALL_LOCK,
	CALL_ACCESS,
	CALL_REMOVE,
	CALL_CLOSE,
	DISK_CALLS
};

enum disk_error {
	DISK_EIO,
	DISK_ENOSPC, /* as EIO, where SQLite does not tell them apart */
	DISK_LIE,    /* does nothing and says that all is well */
	DISK_ERRORS
};

/* Part of a write that fails may have reached the file. */
enum disk_part { PART_NONE, PART_HALF, PART_ALMOST, PART_ALL, PART_COUNT };

/* In memory that the test shares with its children. */
struct disk_fault {
	enum disk_call call;
	uint64_t at;  /* which call of that kind from now on; 0: none fails */
	bool lasting; /* all later ones fail too */
	enum disk_error error;
	enum disk_part part;
	/* NULL, or the disk as it was synced: where a sync fails, the file
	 * goes back to that, as pages do that a system gives up. */
	struct disk *synced;

	uint64_t calls[DISK_CALLS]; /* made since the fault was set */
	uint64_t fired;
	uint64_t fatal; /* writes, syncs that failed, but for a full disk */
};

/* Counts begin anew; NULL: no faults. */
void disk_vfs_fail(struct disk_fault *fault);
const char *disk_call_name(enum disk_call call);
const char *disk_error_name(enum disk_error error);

#endif
