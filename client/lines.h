/* Reads a file line by line; a line above the limit costs no memory. */
#ifndef CLAIMD_CLIENT_LINES_H
#define CLAIMD_CLIENT_LINES_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "client/limits.h"

struct lines {
	int fd;	    /* the caller's */
	size_t max; /* at most REQUEST_LINE_MAX */
	/* The line just read, without its LF or CR LF, ended by NUL. */
	char bytes[REQUEST_LINE_MAX + 1];
	size_t len;
	int64_t number; /* from 1 */
	bool too_long;	/* only its beginning is in bytes */
	int64_t consumed_bytes;
	/* What was read ahead. */
	char ahead[64 * 1024];
	size_t start, end;
	bool ended;
	int failure; /* errno of a failed read */
};

void lines_start(struct lines *lines, int fd, size_t max);

/* Whether the next line can be had without waiting for whoever writes it. */
bool lines_ready(const struct lines *lines);

/* The next line that is not empty; false at the end or on a read error. */
bool lines_next(struct lines *lines);

/* Whether the end was reached without a read error. */
MUSTCHECK bool lines_finish(const struct lines *lines, struct err *e);

#endif
