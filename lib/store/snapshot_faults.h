/* What is wrong with a folder of CSV: said one by one, counted to the end. */
#ifndef CLAIMD_STORE_SNAPSHOT_FAULTS_H
#define CLAIMD_STORE_SNAPSHOT_FAULTS_H

#include "store/snapshot_build.h"
#include "store/snapshot_table.h"

struct faults {
	snapshot_fault *report;
	void *ctx;
	int64_t count; /* also those that were no longer listed */
};

/* "article.csv:12:3 zi: what, expected …"; column 0 and line 0: not known. */
struct fault_place {
	const struct table *table;
	int64_t line;
	int place; /* of the column in the file, from 1 */
	const char *column;
};

void fault_add(struct faults *faults, const struct fault_place *place,
	       const char *what, const char *expected);
/* The same about a value: quoted, shortened, made safe to print. */
void fault_value(struct faults *faults, const struct fault_place *place,
		 const char *value, size_t len, const char *expected);
/* A fault of a file that is no table's. */
void fault_file(struct faults *faults, const char *file, const char *what,
		const char *expected);

#endif
