/*
 * Reads a CSV file (RFC 4180, strictly) row by row, and knows on which line
 * of the file each row begins. libcsv splits; the lines are counted here.
 */
#ifndef CLAIMD_STORE_CSV_ROWS_H
#define CLAIMD_STORE_CSV_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

/* A field ends in NUL at len; empty ones have len 0. */
struct csv_field {
	const char *text;
	size_t len;
};

struct csv_row {
	int64_t line; /* on which it begins, from 1 */
	int count;    /* may exceed the fields that are kept */
	const struct csv_field *fields;
};

enum csv_result {
	CSV_DONE,
	CSV_MISSING, /* there is no such file */
	CSV_FAILED,  /* the fault was reported */
};

struct csv_reader {
	void *ctx;
	/* False ends the reading; the reason was reported then. */
	bool (*row)(void *ctx, const struct csv_row *row);
	/* What ends the reading, and the line. */
	void (*fault)(void *ctx, int64_t line, const char *what);
};

/*
 * Calls row for every row that is not blank, the header too. The row lives
 * until the callback returns.
 */
MUSTCHECK enum csv_result csv_read_file(const char *path,
					const struct csv_reader *reader);

#endif
