/* `claimctl check`: the plain-text rule cases against a snapshot. */
#ifndef CLAIMD_CLIENT_CHECK_H
#define CLAIMD_CLIENT_CHECK_H

#include <stdbool.h>
#include <stdio.h>

#include "base/err.h"

struct snapshot;

struct check_options {
	const char *snapshot; /* file; what judges, when there are no replies */
	struct snapshot *opened; /* or this one, which stays the caller's */
	bool steps;		 /* print the steps instead of running them */
	const char *replies;	 /* file: what a daemon answered to the steps */
	bool json;		 /* the summary as an object */
	bool no_summary;
	FILE *out; /* failing cases, the summary; or the steps */
};

struct check_result {
	int passed, failed;
};

/*
 * Runs all cases of the files; false only when a file or the snapshot cannot
 * be read. A case is known as FILE:NAME. The steps are JSON, one case a line:
 * {"case":…,"since":…,"steps":[{"do":…,"pharmacy":…,"json":…}…]}
 * and the replies come back as lines "CASE<tab>index of the step<tab>reply"
 * of all steps but history.
 */
MUSTCHECK bool check_files(char *const *files, int count,
			   const struct check_options *options,
			   struct check_result *result, struct err *e);

#endif
