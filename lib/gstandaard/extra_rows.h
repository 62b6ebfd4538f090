/* The rows of a CSV file of the extra folder, column by column. */
#ifndef CLAIMD_GSTANDAARD_EXTRA_ROWS_H
#define CLAIMD_GSTANDAARD_EXTRA_ROWS_H

#include "gstandaard/report.h"
#include "store/snapshot_table.h"

enum { GST_COLUMNS_MAX = 32, GST_MORE_MAX = 2 };

/* Lives until the callback returns. */
struct gst_extra_row {
	int64_t line;
	/* By the table's columns; NULL: the file does not have it. */
	const char *value[GST_COLUMNS_MAX];
	/* By the columns beside those of the table. */
	const char *more[GST_MORE_MAX];
};

struct gst_extra_file {
	int table_id;
	const char *more[GST_MORE_MAX]; /* names; NULL: none */
	bool partial;			/* columns may be missing */
	void (*take)(void *ctx, const struct gst_extra_row *row);
	void *ctx;
};

/* The file's path into path; the place that faults name. */
struct gst_extra {
	const char *dir;
	struct gst_report *report;
};

/*
 * Calls take for each row; without the file, for none. Values are not checked
 * (gst_extra_check does), the header and the number of fields are.
 */
void gst_extra_read(const struct gst_extra *extra,
		    const struct gst_extra_file *file);

/* Whether a value keeps its column's rule; else a fault. */
bool gst_extra_check(const struct gst_extra *extra, int table_id, int column,
		     const struct gst_extra_row *row);
/* The same of every column but those of a bit set. */
bool gst_extra_check_row(const struct gst_extra *extra, int table_id,
			 uint64_t but, const struct gst_extra_row *row);

/* A fault or a note about a row. */
void gst_extra_fault(const struct gst_extra *extra, int table_id, int64_t line,
		     const char *column, const char *value,
		     const char *expected);
void gst_extra_note(const struct gst_extra *extra, int table_id, int64_t line,
		    const char *column, const char *value, const char *what);

#endif
