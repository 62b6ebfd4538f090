/* Copies and compares files of any size. */
#ifndef CLAIMD_CLIENT_SNAPSHOT_COPY_H
#define CLAIMD_CLIENT_SNAPSHOT_COPY_H

#include <stdint.h>

#include "base/err.h"

/*
 * Copies exactly size bytes into a new file, synced: mode 0640, of the group
 * of the folder it is in, as far as that can be given. ERR_SNAPSHOT_SIZE when
 * the source has fewer or more.
 */
MUSTCHECK bool copy_file(const char *from, const char *to, int64_t size,
			 struct err *e);

/* The group of the folder, and mode for it, on a file that was just made. */
void copy_share(const char *path, const char *folder, unsigned mode);

/* Whether two files have the same bytes. */
MUSTCHECK bool files_equal(const char *a, const char *b, bool *equal,
			   struct err *e);

#endif
