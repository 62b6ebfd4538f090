/*
 * Which snapshot is served: the file "current" in the snapshot folder holds
 * its name (relative to that folder) or its absolute path.
 */
#ifndef CLAIMD_STORE_CURRENT_H
#define CLAIMD_STORE_CURRENT_H

#include <stddef.h>

#include "base/err.h"

/* *path is empty when nothing was chosen yet. */
MUSTCHECK bool current_read(const char *dir, char *path, size_t size,
			    struct err *e);

/* Durable when it returns true: written beside, synced, renamed, synced. */
MUSTCHECK bool current_write(const char *dir, const char *path, struct err *e);

#endif
