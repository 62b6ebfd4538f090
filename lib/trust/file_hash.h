/* The SHA-256 of a snapshot's file, and whether it is still that file. */
#ifndef CLAIMD_TRUST_FILE_HASH_H
#define CLAIMD_TRUST_FILE_HASH_H

#include <sys/stat.h>

#include "trust/manifest.h"

/* No size is expected, but SNAPSHOT_FILE_MAX at most. */
#define FILE_HASH_ANY_SIZE (-1)

struct file_hash {
	char sha256[LEN_SHA256 + 1];
	int64_t size;
	struct stat about; /* before the first byte was read */
};

/*
 * Hashes a regular file, no symbolic link, of this size, and reads no byte
 * more than tells that it ends there. ERR_SNAPSHOT_SIZE: it has another;
 * ERR_SNAPSHOT_DAMAGED: no regular file; ERR_NOT_FOUND.
 */
MUSTCHECK bool file_hash_read(const char *path, int64_t size,
			      struct file_hash *out, struct err *e);
/* Whether path still is that very file, with nothing written to it since. */
bool file_hash_holds(const struct file_hash *hash, const char *path);

#endif
