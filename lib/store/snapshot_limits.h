/*
 * The limits of a snapshot and of its source, each with its reason. How many
 * rows a table may have stands in columns.def.
 */
#ifndef CLAIMD_STORE_SNAPSHOT_LIMITS_H
#define CLAIMD_STORE_SNAPSHOT_LIMITS_H

/* Pages in memory, in KiB as PRAGMA cache_size has it: the daemon has 120 MB
 * in all, and what is not here is in the system's cache. */
#define SNAPSHOT_CACHE_KIB "16384"

enum {
	/* A snapshot's bytes: thirty times a real one. */
	SNAPSHOT_FILE_MAX = 1024 * 1024 * 1024,
	/* One CSV file: five times the G-Standaard's price history. */
	CSV_FILE_MAX = 256 * 1024 * 1024,
	/* One row, quotes included: the longest text many times over. */
	CSV_ROW_MAX = 64 * 1024,
	/* Columns of one file: twice the widest table. */
	CSV_COLUMNS_MAX = 64,
	/* Faults that are listed; the rest is counted: nobody reads more. */
	FAULTS_LISTED_MAX = 1000,
	/* One listed fault. */
	LEN_FAULT = 400,
	/* Of a wrong value, as much as a fault quotes. */
	LEN_FAULT_QUOTE = 60,

	/*
	 * Checking: SQLite's steps between two counts, and how many counts.
	 * 100 000 articles take 50 million steps; this is a hundred times
	 * that, and ends within minutes whatever the rows are.
	 */
	SNAPSHOT_CHECK_STEP = 1000000,
	SNAPSHOT_CHECK_STEPS_MAX = 5000,

	/*
	 * SQLite's steps of one statement until the schema has been compared:
	 * thirty times what ours takes to read, or millions of tables in a file
	 * would be read for hours.
	 */
	SNAPSHOT_SCHEMA_STEPS_MAX = 10000,

	/* What SQLite may do with a snapshot, whoever made it. */
	SNAPSHOT_VALUE_MAX = 64 * 1024, /* one text, one row */
	SNAPSHOT_SQL_MAX = 64 * 1024,	/* one statement */
	SNAPSHOT_SQL_COLUMNS_MAX = 64,
	SNAPSHOT_SQL_DEPTH_MAX = 100,
	SNAPSHOT_SQL_VARIABLES_MAX = 32,
};

#endif
