/*
 * A VFS of SQLite for the ledger: the WAL goes to the disk in one write a
 * commit, and is read from memory.
 *
 * SQLite writes each frame of a WAL with two system calls and reads each back
 * with a third when it checkpoints. In front of another VFS, this one keeps
 * the beginning of the WAL in memory; what is written there waits until the
 * file is synced, and reaches it in one piece just before. All other files are
 * the other VFS's own.
 *
 * What it may do is bounded by the ledger's invariants 6 to 8 (ledger.c):
 *
 *  - Only bytes that follow each other wait together; before a write anywhere
 *    else, those that wait go to the file. So the file is written in the order
 *    in which SQLite wrote, and a commit's last frame is the last to reach it:
 *    a disk that is full in the midst leaves no commit that counts.
 *  - A write that fails late is the failure of the call that made it happen: a
 *    sync, a truncation, another write. SQLite takes SQLITE_FULL from a sync
 *    of the WAL as from a write: the transaction is rolled back. The sync
 *    itself still fails as SQLITE_IOERR_FSYNC only, and is not tried then.
 *  - What could not be written is forgotten here too, so that memory holds
 *    what the file holds, and what waits to.
 *
 * No shared memory: locking_mode=EXCLUSIVE does without. One thread a file.
 */
#ifndef CLAIMD_STORE_WAL_VFS_H
#define CLAIMD_STORE_WAL_VFS_H

enum {
	/* Of a WAL in memory; what lies beyond is the file's alone. Twice what
	 * checkpoints leave of it, and the largest batch; taken as it is used.
	 */
	WAL_KEPT_BYTES = 8 * 1024 * 1024,
};

struct wal_vfs;

/* In front of the VFS of that name (NULL: the default), which must exist. */
struct wal_vfs *wal_vfs_new(const char *base);
/* What sqlite3_open_v2 wants to hear. */
const char *wal_vfs_name(const struct wal_vfs *vfs);
/* All its files must be closed; NULL is fine. */
void wal_vfs_free(struct wal_vfs *vfs);

#endif
