/* Tables of the extra folder that go into the output as they are, or nearly. */
#ifndef CLAIMD_GSTANDAARD_EXTRA_TABLES_H
#define CLAIMD_GSTANDAARD_EXTRA_TABLES_H

#include "base/civil.h"
#include "gstandaard/articles.h"

struct gst_extra_job {
	const struct gst_extra *extra;
	const struct gst_products *products;
	const struct gst_articles *articles;
	const char *into; /* the folder that is written */
};

/* Copies what the G-Standaard has no part in. */
MUSTCHECK bool gst_extra_copy(const struct gst_extra_job *job, struct err *e);

/*
 * Writes the rows of price, preference or registered_equivalent behind those
 * of csv, with codes as they are now, without those of articles that are gone.
 */
void gst_extra_append(const struct gst_extra_job *job, int table_id,
		      struct gst_csv *csv);

/* Reports CSV files that are no table's. */
MUSTCHECK bool gst_extra_check_folder(const struct gst_extra *extra,
				      struct err *e);

/* The days of meta.csv that the snapshot can judge. */
struct gst_days {
	char first[LEN_CIVIL + 1], last[LEN_CIVIL + 1]; /* empty: not found */
};
void gst_extra_days(const struct gst_extra *extra, struct gst_days *days);

#endif
