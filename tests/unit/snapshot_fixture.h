/* A folder of CSV that makes a small good snapshot, for tests to spoil. */
#ifndef CLAIMD_TESTS_SNAPSHOT_FIXTURE_H
#define CLAIMD_TESTS_SNAPSHOT_FIXTURE_H

#include "store/snapshot.h"
#include "store/snapshot_build.h"

enum { FIXTURE_PATH = 256, FIXTURE_TEXT = 65536, FIXTURE_FAULTS = 32 };

struct fixture {
	char dir[FIXTURE_PATH]; /* of the CSV */
	char out[FIXTURE_PATH]; /* the snapshot */
	struct snapshot_build_stats stats;
	struct err e;
	int fault_count;
	char faults[FIXTURE_FAULTS][512];
};

/* Writes the good files into a new folder. */
void fixture_begin(struct fixture *f);
/* Removes all of it. */
void fixture_end(struct fixture *f);

/* Replaces a file; text NULL removes it. */
void fixture_write(struct fixture *f, const char *file, const char *text);
/* Replaces the first find in a good file. */
void fixture_edit(struct fixture *f, const char *file, const char *find,
		  const char *replace);
/* Adds lines at the end of a good file. */
void fixture_append(struct fixture *f, const char *file, const char *text);

/* Builds; fills faults, stats and e. */
bool fixture_build(struct fixture *f);
bool fixture_has_fault(const struct fixture *f, const char *fault);
/* Builds and opens; both must succeed. */
struct snapshot *fixture_open(struct fixture *f);

#endif
