#include "gstandaard/records.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "gstandaard/lines.h"

bool gst_has(const struct gst_delivery *delivery, enum gst_field field)
{
	return delivery->layout.at[field].len > 0;
}

struct gst_place gst_at(const struct gst_record *record, enum gst_field field)
{
	return (struct gst_place){
	    gst_file_info(record->file)->name, record->line,
	    field == GST_FIELD_COUNT ? NULL
				     : record->delivery->layout.name[field]};
}

bool gst_number(const struct gst_record *record, enum gst_field field,
		int64_t *out)
{
	struct gst_span span = record->delivery->layout.at[field];
	const char *bytes = record->bytes + span.start;

	ensure(span.len > 0);
	*out = 0;
	for (int i = 0; i < span.len; i++) {
		if (bytes[i] < '0' || bytes[i] > '9') {
			struct gst_place at = gst_at(record, field);
			gst_fault_value(record->delivery->report, &at,
					"digits only", bytes, (size_t)span.len);
			return false;
		}
		*out = *out * 10 + (bytes[i] - '0');
	}
	return true;
}

bool gst_text(const struct gst_record *record, enum gst_field field,
	      char out[GST_TEXT_MAX])
{
	struct gst_span span = record->delivery->layout.at[field];
	const char *bytes = record->bytes + span.start;
	size_t len = (size_t)span.len;

	ensure(span.len > 0);
	while (len > 0 && bytes[len - 1] == ' ')
		len--;
	while (len > 0 && bytes[0] == ' ') {
		bytes++;
		len--;
	}
	if (gst_charset_convert(record->delivery->charset, bytes, len, out,
				GST_TEXT_MAX))
		return true;
	struct gst_place at = gst_at(record, field);
	gst_fault_value(record->delivery->report, &at,
			"characters of the delivery's set", bytes, len);
	return false;
}

/* --- a file ------------------------------------------------------------- */

struct reading {
	struct gst_record record;
	enum gst_field number, mutation; /* its first two fields */
	int64_t file_number;
	gst_take *take;
	void *ctx;
	int64_t count;
};

static bool has_length(const struct reading *r, size_t len)
{
	const struct gst_delivery *delivery = r->record.delivery;
	int wanted = delivery->layout.record_bytes[r->record.file];
	struct gst_place at = gst_at(&r->record, GST_FIELD_COUNT);
	char expected[80];

	if (len == (size_t)wanted)
		return true;
	snprintf(expected, sizeof(expected), "%d, the fields of BST001T",
		 wanted);
	gst_fault(delivery->report, &at, expected, "a record of %zu bytes",
		  len);
	return false;
}

/* What every record begins with. */
static bool has_beginning(struct reading *r)
{
	struct gst_record *record = &r->record;
	int64_t file, mutation;
	char expected[20];

	if (!gst_number(record, r->number, &file) ||
	    !gst_number(record, r->mutation, &mutation))
		return false;
	if (file != r->file_number) {
		struct gst_place at = gst_at(record, r->number);
		snprintf(expected, sizeof(expected), "%04" PRId64,
			 r->file_number);
		gst_fault(record->delivery->report, &at, expected,
			  "'%04" PRId64 "'", file);
		return false;
	}
	if (mutation > 3) {
		struct gst_place at = gst_at(record, r->mutation);
		gst_fault(record->delivery->report, &at, "0, 1, 2 or 3",
			  "'%" PRId64 "'", mutation);
		return false;
	}
	record->deleted = mutation == 1;
	return true;
}

static void take_line(void *ctx, int64_t line, const char *bytes, size_t len)
{
	struct reading *r = ctx;

	r->count++;
	r->record.line = line;
	r->record.bytes = bytes;
	if (has_length(r, len) && r->count <= GST_RECORDS_MAX &&
	    has_beginning(r))
		r->take(r->ctx, &r->record);
}

static void check_count(const struct reading *r)
{
	const struct gst_delivery *delivery = r->record.delivery;
	int64_t wanted = delivery->layout.records[r->record.file];
	struct gst_place at = {gst_file_info(r->record.file)->name, 0, NULL};
	char expected[80];

	snprintf(expected, sizeof(expected), "%" PRId64 ", as BST000T says",
		 wanted);
	if (wanted >= 0 && r->count != wanted)
		gst_fault(delivery->report, &at, expected,
			  "%" PRId64 " records", r->count);
	snprintf(expected, sizeof(expected), "at most %d", GST_RECORDS_MAX);
	if (r->count > GST_RECORDS_MAX)
		gst_fault(delivery->report, &at, expected,
			  "%" PRId64 " records", r->count);
}

void gst_records_read(const struct gst_delivery *delivery, enum gst_file file,
		      gst_take *take, void *ctx)
{
	const struct gst_file_info *info = gst_file_info(file);
	struct reading r = {
	    .record = {.delivery = delivery, .file = file},
	    .number = (enum gst_field)info->first,
	    .mutation = (enum gst_field)(info->first + 1),
	    .file_number = strtoll(info->name + 3, NULL, 10),
	    .take = take,
	    .ctx = ctx,
	};

	if (gst_lines_read(delivery->dir, info->name, take_line, &r,
			   delivery->report))
		check_count(&r);
}

/* --- the list of files --------------------------------------------------- */

struct listing {
	struct gst_delivery *delivery;
	bool seen[GST_FILE_COUNT];
};

static void check_entry(struct listing *l, const struct gst_record *record,
			int file)
{
	struct gst_layout *layout = &l->delivery->layout;
	struct gst_place at = gst_at(record, GST_BST000T_MDRECL);
	int64_t bytes;
	char expected[80];

	l->seen[file] = true;
	if (!gst_number(record, GST_BST000T_MDRECL, &bytes))
		return;
	snprintf(expected, sizeof(expected), "%d, the fields of %s in BST001T",
		 layout->record_bytes[file],
		 gst_file_info((enum gst_file)file)->name);
	if (bytes != layout->record_bytes[file])
		gst_fault(l->delivery->report, &at, expected, "%" PRId64,
			  bytes);
	if (gst_has(l->delivery, GST_BST000T_MDANTL) &&
	    !gst_number(record, GST_BST000T_MDANTL, &layout->records[file]))
		layout->records[file] = -1;
}

static void take_file(void *ctx, const struct gst_record *record)
{
	struct listing *l = ctx;
	char name[GST_TEXT_MAX];

	if (record->deleted || !gst_text(record, GST_BST000T_MDBST, name))
		return;
	for (int i = 0; i < GST_FILE_COUNT; i++)
		if (strcmp(name, gst_file_info((enum gst_file)i)->name) == 0)
			check_entry(l, record, i);
}

bool gst_delivery_open(struct gst_delivery *delivery)
{
	struct listing l = {.delivery = delivery};
	struct gst_place at = {"BST000T", 0, NULL};
	int64_t before = delivery->report->faults;

	if (!gst_layout_read(delivery->dir, &delivery->layout,
			     delivery->report))
		return false;
	gst_records_read(delivery, GST_BST000T, take_file, &l);
	for (int i = 0; i < GST_FILE_COUNT; i++)
		if (!l.seen[i] && i != GST_BST000T)
			gst_fault(delivery->report, &at,
				  "every file that is read", "does not list %s",
				  gst_file_info((enum gst_file)i)->name);
	return delivery->report->faults == before;
}
