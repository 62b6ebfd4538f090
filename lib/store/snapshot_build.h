/* Makes a snapshot out of a folder of CSV files (snapshot.md section 1). */
#ifndef CLAIMD_STORE_SNAPSHOT_BUILD_H
#define CLAIMD_STORE_SNAPSHOT_BUILD_H

#include <stdint.h>

#include "base/err.h"

/* Called for each fault: "article.csv:12:3 zi: '9000001', expected …". */
typedef void snapshot_fault(void *ctx, const char *fault);

struct snapshot_build_stats {
	int64_t rows;
	int64_t faults;
};

/*
 * Builds out_path from the CSV files of dir; every fault is reported, and
 * with any the file is not made. Writes beside out_path, syncs, renames.
 * *e sums up when it fails.
 */
MUSTCHECK bool snapshot_build(const char *dir, const char *out_path,
			      snapshot_fault *fault, void *ctx,
			      struct snapshot_build_stats *stats,
			      struct err *e);

#endif
