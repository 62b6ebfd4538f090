/* Small files that others may have written, read whole within a bound. */
#ifndef CLAIMD_TRUST_BOUNDED_H
#define CLAIMD_TRUST_BOUNDED_H

#include <stddef.h>
#include <sys/stat.h>
#include <sys/types.h>

#include "base/err.h"

/*
 * Reads a regular file of at most max bytes into out, which holds max + 1,
 * and ends it in NUL. ERR_NOT_FOUND: there is none; wrong: it is no regular
 * file, longer, or holds a NUL. about, if not NULL, is what fstat said.
 */
MUSTCHECK bool bounded_read(const char *path, enum err_code wrong, char *out,
			    size_t max, struct stat *about, struct err *e);

/* Opens for reading without waiting for a writer; -1 with errno. */
MUSTCHECK int bounded_open(const char *path, int more_flags);

/* Reads until len bytes or the end; -1 with errno. */
MUSTCHECK ssize_t bounded_fill(int fd, void *out, size_t len);

/* ERR_NOT_FOUND, ERR_NOT_PERMITTED or ERR_FAILED by errno; false. */
bool bounded_fail(const char *path, struct err *e);

#endif
