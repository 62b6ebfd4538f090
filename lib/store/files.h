/* Small deeds on files that must be on disk before the caller goes on. */
#ifndef CLAIMD_STORE_FILES_H
#define CLAIMD_STORE_FILES_H

#include <stddef.h>

#include "base/err.h"

/*
 * Makes a file of a mode (the umask is ignored) with these bytes, synced, its
 * folder too. Refuses to replace one (ERR_REFUSED), leaves none behind when
 * it fails.
 */
MUSTCHECK bool file_create(const char *path, const void *bytes, size_t len,
			   unsigned mode, struct err *e);

/* Replaces a file as a whole: beside it, synced, renamed, folder synced. One
 * thread of a process at a time for one path. */
MUSTCHECK bool file_replace(const char *path, const void *bytes, size_t len,
			    unsigned mode, struct err *e);

/* Writes all of it, however often it takes. False: errno says why. */
MUSTCHECK bool file_write(int fd, const char *bytes, size_t len);

/* Syncs the folder of a path, so that a new name in it lasts. */
MUSTCHECK bool file_sync_folder(const char *path, struct err *e);

#endif
