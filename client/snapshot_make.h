/* Builds a snapshot and opens it once, as the daemon would. */
#ifndef CLAIMD_CLIENT_SNAPSHOT_MAKE_H
#define CLAIMD_CLIENT_SNAPSHOT_MAKE_H

#include "client/limits.h"
#include "store/snapshot.h"

/*
 * Prints every fault of the CSV files on stderr, and with json also as an
 * object a line on stdout; *e sums up.
 */
MUSTCHECK bool snapshot_make(const char *csv_folder, const char *out_path,
			     bool json, struct snapshot_info *info,
			     struct err *e);

/* The same as folder/ID.gvs; *path is where. */
MUSTCHECK bool snapshot_make_in(const char *csv_folder, const char *folder,
				bool json, struct snapshot_info *info,
				char path[PATH_BYTES_MAX], struct err *e);

void snapshot_print_json(const struct snapshot_info *info, const char *path);

#endif
