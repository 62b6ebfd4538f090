/*
 * Preloaded into claimd (LD_PRELOAD), never part of it: writes down, in the
 * file that SYNC_ORDER_LOG names, in which order requests were written to the
 * ledger's WAL, the WAL was synced, and replies left:
 *
 *   written N    the entry of request so-N is in what goes to the file now
 *   synced       what was written until now is on disk
 *   reply N      the answer to so-N is handed to TLS now
 *
 * so-N is an id of eight digits. SYNC_ORDER=lose makes syncs do nothing, and
 * SYNC_ORDER=late makes them only with the next write: whoever reads the log
 * must notice either.
 */
#include <dlfcn.h>
#include <fcntl.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS = 8, IDS_MAX = 1000 * 1000 };

static const char mark[] = "so-";

typedef int write_function(SSL *, const void *, size_t, size_t *);

static struct {
	pthread_mutex_t lock;
	int log;
	enum { SYNC, LOSE, LATE } mode;
	bool late; /* a sync is still to be made */
	bool written[IDS_MAX];
	sqlite3_vfs vfs, *real_vfs;
	sqlite3_io_methods methods;
	const sqlite3_io_methods *real;
	write_function *write;
} state = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void note(const char *what, long number)
{
	int done = number < 0 ? dprintf(state.log, "%s\n", what)
			      : dprintf(state.log, "%s %ld\n", what, number);

	if (done < 0)
		abort();
}

/* The number of an id that begins here; -1: it is none. */
static long number_at(const char *at, const char *end)
{
	long number = 0;

	at += strlen(mark);
	if (end - at < DIGITS)
		return -1;
	for (int i = 0; i < DIGITS; i++) {
		if (at[i] < '0' || at[i] > '9')
			return -1;
		number = 10 * number + (at[i] - '0');
	}
	return number < IDS_MAX ? number : -1;
}

/* The next id from *at on, which moves behind it; -1: there is none. */
static long next_id(const char **at, const char *end)
{
	while (*at < end) {
		const char *found =
		    memmem(*at, (size_t)(end - *at), mark, strlen(mark));
		if (found == NULL)
			return -1;
		*at = found + strlen(mark);
		long number = number_at(found, end);
		if (number >= 0)
			return number;
	}
	return -1;
}

/* --- the WAL ------------------------------------------------------------ */

static int sync_now(sqlite3_file *file, int flags)
{
	int rc = state.real->xSync(file, flags);

	state.late = false;
	if (rc == SQLITE_OK)
		note("synced", -1);
	return rc;
}

static int wal_sync(sqlite3_file *file, int flags)
{
	int rc = SQLITE_OK;

	pthread_mutex_lock(&state.lock);
	if (state.mode == SYNC)
		rc = sync_now(file, flags);
	state.late = state.mode == LATE;
	pthread_mutex_unlock(&state.lock);
	return rc;
}

static int wal_write(sqlite3_file *file, const void *bytes, int len,
		     sqlite3_int64 offset)
{
	const char *at = bytes, *end = at + len;
	int rc = SQLITE_OK;

	pthread_mutex_lock(&state.lock);
	if (state.late)
		rc = sync_now(file, SQLITE_SYNC_NORMAL);
	for (long number; (number = next_id(&at, end)) >= 0;) {
		if (!state.written[number])
			note("written", number);
		state.written[number] = true;
	}
	pthread_mutex_unlock(&state.lock);
	if (rc == SQLITE_OK)
		rc = state.real->xWrite(file, bytes, len, offset);
	return rc;
}

/* The same but for what is written down. */
static int order_open(sqlite3_vfs *self, sqlite3_filename name,
		      sqlite3_file *file, int flags, int *out_flags)
{
	int rc =
	    state.real_vfs->xOpen(state.real_vfs, name, file, flags, out_flags);

	(void)self;
	if (rc != SQLITE_OK || (flags & SQLITE_OPEN_WAL) == 0)
		return rc;
	state.real = file->pMethods;
	state.methods = *state.real;
	state.methods.xWrite = wal_write;
	state.methods.xSync = wal_sync;
	file->pMethods = &state.methods;
	return rc;
}

/* --- replies ------------------------------------------------------------ */

int SSL_write_ex(SSL *ssl, const void *bytes, size_t len, size_t *written)
{
	const char *at = bytes, *end = at + len;

	pthread_mutex_lock(&state.lock);
	for (long number; (number = next_id(&at, end)) >= 0;)
		note("reply", number);
	pthread_mutex_unlock(&state.lock);
	return state.write(ssl, bytes, len, written);
}

/* --- beginning ---------------------------------------------------------- */

static void open_log(void)
{
	const char *path = getenv("SYNC_ORDER_LOG");
	const char *mode = getenv("SYNC_ORDER");

	if (path == NULL)
		abort();
	state.log = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	if (state.log < 0)
		abort();
	if (mode != NULL && strcmp(mode, "lose") == 0)
		state.mode = LOSE;
	if (mode != NULL && strcmp(mode, "late") == 0)
		state.mode = LATE;
}

/* As claimd sets SQLite up, which it may only before anything else. */
__attribute__((constructor)) static void begin(void)
{
	open_log();
	state.write = (write_function *)dlsym(RTLD_NEXT, "SSL_write_ex");
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	state.real_vfs = sqlite3_vfs_find(NULL);
	if (state.write == NULL || state.real_vfs == NULL)
		abort();
	state.vfs = *state.real_vfs;
	state.vfs.zName = "sync-order";
	state.vfs.pNext = NULL;
	state.vfs.xOpen = order_open;
	if (sqlite3_vfs_register(&state.vfs, 1) != SQLITE_OK)
		abort();
}
