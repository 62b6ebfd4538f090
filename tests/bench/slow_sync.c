/*
 * A slower disk for one process: each sync of a database or its WAL takes 2 ms
 * longer. Preloaded into claimd (LD_PRELOAD) to measure what it makes of a
 * disk that syncs as slowly as many do; never part of it.
 *
 * The default VFS is replaced by one that is the same but for xOpen, and the
 * methods of a file by ones that are the same but for xSync.
 */
#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <time.h>

/* SQLite has methods for files with locks and for those without. */
enum { ADDED_NS = 2 * 1000 * 1000, KINDS_MAX = 4 };

static struct kind {
	sqlite3_io_methods slow; /* first: what a file points to */
	const sqlite3_io_methods *real;
} kinds[KINDS_MAX];

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static sqlite3_vfs vfs, *real_vfs;

static int slow_sync(sqlite3_file *file, int flags)
{
	const struct kind *kind = (const void *)file->pMethods;
	struct timespec left = {.tv_nsec = ADDED_NS};
	int rc = kind->real->xSync(file, flags);

	while (nanosleep(&left, &left) != 0)
		;
	return rc;
}

/* The same but for the sync. */
static const sqlite3_io_methods *slow_methods(const sqlite3_io_methods *real)
{
	size_t i = 0;

	pthread_mutex_lock(&lock);
	while (i < KINDS_MAX && kinds[i].real != NULL && kinds[i].real != real)
		i++;
	if (i == KINDS_MAX)
		abort();
	if (kinds[i].real == NULL) {
		kinds[i].slow = *real;
		kinds[i].slow.xSync = slow_sync;
		kinds[i].real = real;
	}
	pthread_mutex_unlock(&lock);
	return &kinds[i].slow;
}

static int slow_open(sqlite3_vfs *self, sqlite3_filename name,
		     sqlite3_file *file, int flags, int *out_flags)
{
	int rc = real_vfs->xOpen(self, name, file, flags, out_flags);

	if (rc == SQLITE_OK &&
	    (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) != 0)
		file->pMethods = slow_methods(file->pMethods);
	return rc;
}

/* As claimd sets SQLite up, which it may only before anything else. */
__attribute__((constructor)) static void slow_sync_register(void)
{
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	real_vfs = sqlite3_vfs_find(NULL);
	if (real_vfs == NULL)
		abort();
	vfs = *real_vfs;
	vfs.zName = "slow-sync";
	vfs.pNext = NULL;
	vfs.xOpen = slow_open;
	if (sqlite3_vfs_register(&vfs, 1) != SQLITE_OK)
		abort();
}
