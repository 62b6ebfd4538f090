/* Files and folders that claimctl makes: whole and on disk, or not at all. */
#ifndef CLAIMD_CLIENT_FILES_H
#define CLAIMD_CLIENT_FILES_H

#include <stddef.h>

#include "base/err.h"
#include "client/limits.h"

/* folder/name into out; fails when it is longer than a path may be. */
MUSTCHECK bool path_join(char out[PATH_BYTES_MAX], const char *folder,
			 const char *name, struct err *e);

/* The absolute path of something that need not exist, its folder must. */
MUSTCHECK bool path_absolute(const char *path, char out[PATH_BYTES_MAX],
			     struct err *e);

/* Writes and syncs a file that must not exist yet; the umask is ignored. */
MUSTCHECK bool file_write_new(const char *folder, const char *name,
			      const char *bytes, size_t len, unsigned mode,
			      struct err *e);

/* Reads a file of at most max bytes; *out ends in NUL and is to be freed. */
MUSTCHECK bool file_read(const char *path, size_t max, char **out, size_t *len,
			 struct err *e);

/* Whether a file can be read at all; says which it is, and why not. */
MUSTCHECK bool file_readable(const char *path, struct err *e);

MUSTCHECK bool folder_sync(const char *folder, struct err *e);
/* Whether nothing is in it; an error when it cannot be read. */
MUSTCHECK bool folder_is_empty(const char *folder, bool *empty, struct err *e);
/* Removes a folder with all that is in it, as far as that can be done. */
void folder_remove(const char *folder);
/* Removes all that is in a folder, not the folder itself. */
void folder_clear(const char *folder);
/* Moves all entries of one folder into another of the same file system. */
MUSTCHECK bool folder_move_entries(const char *from, const char *to,
				   struct err *e);

#endif
