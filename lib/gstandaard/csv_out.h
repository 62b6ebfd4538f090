/* Writes a CSV file of the folder that a snapshot is built of. */
#ifndef CLAIMD_GSTANDAARD_CSV_OUT_H
#define CLAIMD_GSTANDAARD_CSV_OUT_H

#include <stdio.h>

#include "base/err.h"
#include "store/snapshot_table.h"

struct gst_csv {
	const struct table *table;
	FILE *file;
	int64_t rows;
};

/* Makes folder/table.csv, which must not be there, with its first row. */
MUSTCHECK bool gst_csv_open(struct gst_csv *csv, const char *folder,
			    int table_id, struct err *e);
/* One value a column of the table; empty or NULL is none. */
void gst_csv_row(struct gst_csv *csv, const char *const *values);
/* Syncs. False when anything that was written did not arrive. */
MUSTCHECK bool gst_csv_close(struct gst_csv *csv, struct err *e);

/* The file of a table, byte by byte; without one nothing is copied. */
MUSTCHECK bool gst_csv_copy(const char *from_folder, const char *to_folder,
			    int table_id, struct err *e);

#endif
