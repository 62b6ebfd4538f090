/* The rows of an import on their way from the CSV file to the daemon. */
#ifndef CLAIMD_CLIENT_IMPORT_ROWS_H
#define CLAIMD_CLIENT_IMPORT_ROWS_H

#include "client/control_client.h"

/* What can be imported; the columns in the order of the control protocol. */
enum { IMPORT_COLUMNS = 6 };

struct import_table {
	const char *what;
	const char *columns[IMPORT_COLUMNS];
};

struct import_rows {
	const struct import_table *table;
	const char *name; /* of the file, for messages */
	int64_t token;
	struct control *control; /* the caller's */
	/* Where the file has a column of the table. */
	int source[IMPORT_COLUMNS];
	int file_columns;
	bool has_header;
	/* The line of each row in the file. */
	int64_t *lines;
	size_t count, cap;
	/* The rows that wait to be sent. */
	char *memory;
	struct text batch;
	size_t batch_rows;
	struct err *error;
};

void import_rows_start(struct import_rows *rows, struct control *control);
void import_rows_free(struct import_rows *rows); /* wipes the batch */

/* Reads the file and sends all rows; e->field names file and line. */
MUSTCHECK bool import_rows_send(struct import_rows *rows, const char *path,
				struct err *e);

/* The line of a row that was read; 0: there is no such row. */
int64_t import_rows_line(const struct import_rows *rows, size_t row);

#endif
