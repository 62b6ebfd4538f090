/*
 * lib/gstandaard: reads a delivery of the G-Standaard, fixed-width files that
 * describe themselves, and writes the CSV folder that a snapshot is built of.
 * It may use base and store.
 *
 * layout.h: which fields are read (files.def), and where BST001T says that
 * they stand.
 */
#ifndef CLAIMD_GSTANDAARD_LAYOUT_H
#define CLAIMD_GSTANDAARD_LAYOUT_H

#include <stdbool.h>

#include "gstandaard/report.h"

enum gst_file {
#define FILE(name) GST_##name,
#define FIELD(file, symbol, names, needed, width, what_for)
#define END(file)
#include "gstandaard/files.def"
#undef FILE
#undef FIELD
#undef END
	GST_FILE_COUNT
};

/* GST_FIRST_BST004T … GST_END_BST004T are the fields of a file. */
enum gst_field {
#define FILE(name) GST_FIRST_##name, GST_BEFORE_##name = GST_FIRST_##name - 1,
#define FIELD(file, symbol, names, needed, width, what_for)                    \
	GST_##file##_##symbol,
#define END(file) GST_END_##file, GST_LAST_##file = GST_END_##file - 1,
#include "gstandaard/files.def"
#undef FILE
#undef FIELD
#undef END
	GST_FIELD_COUNT
};

struct gst_field_info {
	const char *names;
	bool needed;
	int width;
	const char *what_for;
};

struct gst_file_info {
	const char *name;
	int first, end; /* of its fields */
};

/* Static memory. */
const struct gst_file_info *gst_file_info(enum gst_file file);
const struct gst_field_info *gst_field_info(enum gst_field field);

struct gst_layout {
	struct gst_span {
		int start, len; /* from 0; len 0: not in the directory */
	} at[GST_FIELD_COUNT];
	char name[GST_FIELD_COUNT][12]; /* as the directory has it */
	int record_bytes[GST_FILE_COUNT];
	int64_t records[GST_FILE_COUNT]; /* as BST000T says; -1: it does not */
};

/*
 * Reads BST001T of a folder, whose own layout is fixed. Reports each needed
 * field that it lacks; false with any fault.
 */
MUSTCHECK bool gst_layout_read(const char *dir, struct gst_layout *layout,
			       struct gst_report *report);

#endif
