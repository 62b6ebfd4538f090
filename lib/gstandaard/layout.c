#include "gstandaard/layout.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "gstandaard/limits.h"
#include "gstandaard/lines.h"

static const struct gst_field_info fields[] = {
#define FILE(name)
#define FIELD(file, symbol, names, needed, width, what_for)                    \
	{names, needed, width, what_for},
#define END(file)
#include "gstandaard/files.def"
#undef FILE
#undef FIELD
#undef END
};

static const struct gst_file_info files[] = {
#define FILE(name) {#name, GST_FIRST_##name, GST_END_##name},
#define FIELD(file, symbol, names, needed, width, what_for)
#define END(file)
#include "gstandaard/files.def"
#undef FILE
#undef FIELD
#undef END
};

const struct gst_file_info *gst_file_info(enum gst_file file)
{
	ensure(file < GST_FILE_COUNT);
	return &files[file];
}

const struct gst_field_info *gst_field_info(enum gst_field field)
{
	ensure(field < GST_FIELD_COUNT);
	return &fields[field];
}

/* Of BST001T itself: where its own fields stand, from 0. */
enum {
	MDBST_START = 5,
	MDBST_LEN = 20,
	MDVNR_START = 25,
	MDVNR_LEN = 3,
	MDRNAM_START = 28,
	MDRNAM_LEN = 10,
	MDRLEN_START = 99,
	MDRLEN_LEN = 4,
	DIRECTORY_BYTES = 103, /* what is read of a record */
};

static const char directory[] = "BST001T";

/* The directory of one file: row MDVNR says how wide the field is. */
struct listing {
	int len[GST_FIELDS_MAX + 1]; /* 0: no such row */
	char name[GST_FIELDS_MAX + 1][MDRNAM_LEN + 1];
};

struct reading {
	struct listing *of; /* by enum gst_file, and BST001T itself */
	struct gst_report *report;
};

enum { LISTING_COUNT = GST_FILE_COUNT + 1, LISTING_OWN = GST_FILE_COUNT };

static const char *listing_name(int i)
{
	return i == LISTING_OWN ? directory : files[i].name;
}

/* Without the blanks that fill a field. */
static void cut(const char *bytes, int start, int len, char *out)
{
	while (len > 0 && bytes[start + len - 1] == ' ')
		len--;
	memcpy(out, bytes + start, (size_t)len);
	out[len] = '\0';
}

static bool cut_number(const char *bytes, int start, int len, int *out)
{
	*out = 0;
	for (int i = start; i < start + len; i++) {
		if (bytes[i] < '0' || bytes[i] > '9')
			return false;
		*out = *out * 10 + (bytes[i] - '0');
	}
	return true;
}

static void take_number(struct reading *r, struct gst_place *at,
			const char *bytes, int *vnr, int *len)
{
	at->field = "MDVNR";
	if (!cut_number(bytes, MDVNR_START, MDVNR_LEN, vnr) || *vnr == 0)
		gst_fault_value(r->report, at, "a number from 001",
				bytes + MDVNR_START, MDVNR_LEN);
	at->field = "MDRLEN";
	if (!cut_number(bytes, MDRLEN_START, MDRLEN_LEN, len) || *len == 0 ||
	    *len > GST_RECORD_MAX)
		gst_fault_value(r->report, at, "a length from 0001 to 4096",
				bytes + MDRLEN_START, MDRLEN_LEN);
}

static void take_row(struct reading *r, struct gst_place *at,
		     struct listing *listing, const char *bytes)
{
	int64_t before = r->report->faults;
	int vnr, len;

	take_number(r, at, bytes, &vnr, &len);
	if (r->report->faults > before)
		return;
	if (listing->len[vnr] != 0) {
		at->field = "MDVNR";
		gst_fault(r->report, at, "each number of a file once", "%d",
			  vnr);
		return;
	}
	listing->len[vnr] = len;
	cut(bytes, MDRNAM_START, MDRNAM_LEN, listing->name[vnr]);
}

static void take_line(void *ctx, int64_t line, const char *bytes, size_t len)
{
	struct reading *r = ctx;
	struct gst_place at = {directory, line, NULL};
	char file[MDBST_LEN + 1];

	if (len < DIRECTORY_BYTES) {
		gst_fault(r->report, &at, "MDRLEN at 100-103",
			  "a record of %zu bytes", len);
		return;
	}
	if (strncmp(bytes, "0001", 4) != 0) {
		at.field = "BSTNUM";
		gst_fault_value(r->report, &at, "0001", bytes, 4);
		return;
	}
	if (bytes[4] < '0' || bytes[4] > '3') {
		at.field = "MUTKOD";
		gst_fault_value(r->report, &at, "0, 1, 2 or 3", bytes + 4, 1);
		return;
	}
	if (bytes[4] == '1')
		return;
	cut(bytes, MDBST_START, MDBST_LEN, file);
	for (int i = 0; i < LISTING_COUNT; i++)
		if (strcmp(file, listing_name(i)) == 0)
			take_row(r, &at, &r->of[i], bytes);
}

/* Whether name is one of "A|B|C". */
static bool is_one_of(const char *name, const char *names)
{
	size_t len = strlen(name);

	while (*names != '\0') {
		size_t this_len = strcspn(names, "|");
		if (this_len == len && strncmp(names, name, len) == 0)
			return true;
		names += this_len + (names[this_len] == '|');
	}
	return false;
}

static void place_field(struct gst_layout *layout, int file, const char *name,
			const struct gst_span *span)
{
	for (int i = files[file].first; i < files[file].end; i++)
		if (layout->at[i].len == 0 &&
		    is_one_of(name, fields[i].names)) {
			layout->at[i] = *span;
			snprintf(layout->name[i], sizeof(layout->name[i]), "%s",
				 name);
		}
}

static void check_field(const struct gst_layout *layout, int file, int i,
			struct gst_report *report)
{
	struct gst_place at = {directory, 0, NULL};
	char expected[200];

	snprintf(expected, sizeof(expected), "it, at most %d wide: %s needs it",
		 fields[i].width, fields[i].what_for);
	if (layout->at[i].len == 0 && fields[i].needed)
		gst_fault(report, &at, expected, "no field %s of %s",
			  fields[i].names, files[file].name);
	if (layout->at[i].len > fields[i].width)
		gst_fault(report, &at, expected, "%s of %s is %d wide",
			  layout->name[i], files[file].name, layout->at[i].len);
}

static void place_file(struct gst_layout *layout, int file,
		       const struct listing *listing, struct gst_report *report)
{
	int start = 0;

	for (int vnr = 1; vnr <= GST_FIELDS_MAX; vnr++) {
		struct gst_span span = {start, listing->len[vnr]};
		if (span.len > 0)
			place_field(layout, file, listing->name[vnr], &span);
		start += span.len;
	}
	layout->record_bytes[file] = start;
	for (int i = files[file].first; i < files[file].end; i++)
		check_field(layout, file, i, report);
}

static void check_either(const struct gst_layout *layout,
			 struct gst_report *report)
{
	struct gst_place at = {directory, 0, NULL};

	if (layout->at[GST_BST014T_ZINR].len == 0 &&
	    layout->at[GST_BST014T_HPKODE].len == 0)
		gst_fault(report, &at, "one of them: condition.value needs it",
			  "no field %s or %s of BST014T",
			  fields[GST_BST014T_ZINR].names,
			  fields[GST_BST014T_HPKODE].names);
}

/* BST001T may describe itself; then as it was read. */
static void check_own(const struct listing *own, struct gst_report *report)
{
	static const struct {
		const char *name;
		int start, len;
	} fixed[] = {
	    {"MDBST", MDBST_START, MDBST_LEN},
	    {"MDVNR", MDVNR_START, MDVNR_LEN},
	    {"MDRNAM", MDRNAM_START, MDRNAM_LEN},
	    {"MDRLEN", MDRLEN_START, MDRLEN_LEN},
	};
	struct gst_place at = {directory, 0, NULL};
	int start = 0;

	for (int vnr = 1; vnr <= GST_FIELDS_MAX; start += own->len[vnr++])
		for (size_t i = 0; i < ARRAY_LEN(fixed); i++) {
			char expected[40];
			if (strcmp(own->name[vnr], fixed[i].name) != 0 ||
			    (start == fixed[i].start &&
			     own->len[vnr] == fixed[i].len))
				continue;
			snprintf(expected, sizeof(expected), "%d-%d",
				 fixed[i].start + 1,
				 fixed[i].start + fixed[i].len);
			at.field = fixed[i].name;
			gst_fault(report, &at, expected, "at %d-%d", start + 1,
				  start + own->len[vnr]);
		}
}

bool gst_layout_read(const char *dir, struct gst_layout *layout,
		     struct gst_report *report)
{
	struct reading r = {.report = report};
	int64_t before = report->faults;

	memset(layout, 0, sizeof(*layout));
	for (int i = 0; i < GST_FILE_COUNT; i++)
		layout->records[i] = -1;
	r.of = calloc(LISTING_COUNT, sizeof(*r.of));
	ensure(r.of != NULL);
	if (gst_lines_read(dir, directory, take_line, &r, report)) {
		for (int i = 0; i < GST_FILE_COUNT; i++)
			place_file(layout, i, &r.of[i], report);
		check_either(layout, report);
		check_own(&r.of[LISTING_OWN], report);
	}
	free(r.of);
	return report->faults == before;
}
