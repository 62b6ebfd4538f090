/* The reference data of the rule cases or the demo, with some of it changed. */
#ifndef CLAIMD_TESTS_CHANGED_DATA_H
#define CLAIMD_TESTS_CHANGED_DATA_H

#include <stddef.h>

/* In a file of the folder, the one place of a text, and what stands there
 * instead. */
struct data_edit {
	const char *file, *from, *to;
};

/*
 * Builds a snapshot of that name in dir from a folder of the source tree,
 * with the edits made; asserts that each finds its place, and that it builds.
 */
void changed_data_build(const char *dir, const char *name, const char *folder,
			const struct data_edit *edits, size_t count);

#endif
