/* A delivery of the G-Standaard becomes a folder of CSV: all or nothing. */
#ifndef CLAIMD_GSTANDAARD_IMPORT_H
#define CLAIMD_GSTANDAARD_IMPORT_H

#include "base/err.h"
#include "gstandaard/report.h"

struct gst_import_job {
	const char *dir;     /* of the delivery */
	const char *extra;   /* the folder of what it does not say */
	const char *into;    /* an empty folder */
	const char *charset; /* iso-8859-1 or cp850 */
	const char *from;    /* first day of prices; NULL: first_day of meta */
	gst_say *say;
	void *ctx;
};

struct gst_import_stats {
	int64_t articles, prices, preferences, conditions;
	int64_t deleted;   /* articles with mutation code 1 */
	int64_t left_out;  /* articles without products */
	int64_t unpriced;  /* articles without a price */
	int64_t unlimited; /* articles in a cluster, without a limit */
	int64_t notes;
};

/*
 * Writes the tables into job->into. With any fault it is false, *e sums up,
 * and what was written is worth nothing.
 */
MUSTCHECK bool gst_import(const struct gst_import_job *job,
			  struct gst_import_stats *stats, struct err *e);

#endif
