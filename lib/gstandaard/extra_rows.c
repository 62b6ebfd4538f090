#include "gstandaard/extra_rows.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "base/ensure.h"
#include "store/csv_rows.h"
#include "store/snapshot_limits.h"

struct reading {
	const struct gst_extra *extra;
	const struct gst_extra_file *file;
	const struct table *table;
	int columns_in_file; /* 0: no header yet */
	/* Where the file has a column, from 1; those of the table first. */
	int at[GST_COLUMNS_MAX + GST_MORE_MAX];
};

/* The file as people know it: folder/article.csv. */
static struct gst_place place_of(const struct gst_extra *extra, int table_id,
				 int64_t line, const char *field,
				 char path[PATH_MAX])
{
	snprintf(path, PATH_MAX, "%.200s/%s.csv", extra->dir,
		 snapshot_table(table_id)->name);
	return (struct gst_place){path, line, field};
}

void gst_extra_fault(const struct gst_extra *extra, int table_id, int64_t line,
		     const char *column, const char *value,
		     const char *expected)
{
	char path[PATH_MAX];
	struct gst_place at = place_of(extra, table_id, line, column, path);

	gst_fault_value(extra->report, &at, expected, value, strlen(value));
}

void gst_extra_note(const struct gst_extra *extra, int table_id, int64_t line,
		    const char *column, const char *value, const char *what)
{
	char path[PATH_MAX];
	struct gst_place at = place_of(extra, table_id, line, column, path);

	gst_note(extra->report, &at, value, what);
}

/* --- the header ----------------------------------------------------------- */

/* The place of a name among all columns, or -1. */
static int known_column(const struct reading *r, const char *name)
{
	for (int i = 0; i < GST_MORE_MAX; i++)
		if (r->file->more[i] != NULL &&
		    strcmp(r->file->more[i], name) == 0)
			return GST_COLUMNS_MAX + i;
	return table_column(r->table, name);
}

static void take_header(struct reading *r, const struct csv_row *row)
{
	for (int i = 0; i < row->count && i < CSV_COLUMNS_MAX; i++) {
		const char *name = row->fields[i].text;
		int column = known_column(r, name);
		if (column < 0 || r->at[column] != 0)
			gst_extra_fault(r->extra, r->file->table_id, row->line,
					"header", name,
					"the name of a column, each once");
		else
			r->at[column] = i + 1;
	}
	r->columns_in_file = row->count;
	for (int i = 0; !r->file->partial && i < r->table->column_count; i++)
		if (r->at[i] == 0)
			gst_extra_fault(r->extra, r->file->table_id, row->line,
					r->table->columns[i].name, "",
					"this column in the header");
}

/* --- rows ----------------------------------------------------------------- */

static const char *field_at(const struct reading *r, const struct csv_row *row,
			    int column)
{
	int place = r->at[column];

	return place == 0 ? NULL : row->fields[place - 1].text;
}

static void take_row(struct reading *r, const struct csv_row *row)
{
	struct gst_extra_row out = {.line = row->line};

	if (row->count != r->columns_in_file) {
		gst_extra_fault(r->extra, r->file->table_id, row->line, NULL,
				row->fields[0].text,
				"a row with as many fields as the header");
		return;
	}
	for (int i = 0; i < r->table->column_count; i++)
		out.value[i] = field_at(r, row, i);
	for (int i = 0; i < GST_MORE_MAX; i++)
		out.more[i] = field_at(r, row, GST_COLUMNS_MAX + i);
	r->file->take(r->file->ctx, &out);
}

static bool on_row(void *ctx, const struct csv_row *row)
{
	struct reading *r = ctx;

	if (row->count > CSV_COLUMNS_MAX) {
		gst_extra_fault(r->extra, r->file->table_id, row->line, NULL,
				row->fields[0].text, "fewer columns");
		return false;
	}
	if (r->columns_in_file == 0)
		take_header(r, row);
	else
		take_row(r, row);
	return true;
}

static void on_fault(void *ctx, int64_t line, const char *what)
{
	struct reading *r = ctx;

	gst_extra_fault(r->extra, r->file->table_id, line, NULL, what,
			"a file as RFC 4180 says");
}

void gst_extra_read(const struct gst_extra *extra,
		    const struct gst_extra_file *file)
{
	struct reading r = {
	    extra, file, snapshot_table(file->table_id), 0, {0}};
	struct csv_reader reader = {&r, on_row, on_fault};
	char path[PATH_MAX];
	int len = snprintf(path, sizeof(path), "%s/%s.csv", extra->dir,
			   r.table->name);

	ensure(r.table->column_count <= GST_COLUMNS_MAX);
	if (len >= PATH_MAX)
		gst_extra_fault(extra, file->table_id, 0, NULL, extra->dir,
				"a shorter path");
	else if (csv_read_file(path, &reader) == CSV_DONE &&
		 r.columns_in_file == 0)
		gst_extra_fault(extra, file->table_id, 0, NULL, "",
				"a first row with the names of the columns");
}

/* --- values --------------------------------------------------------------- */

bool gst_extra_check(const struct gst_extra *extra, int table_id, int column,
		     const struct gst_extra_row *row)
{
	const struct column *c = &snapshot_table(table_id)->columns[column];
	const char *text = row->value[column] ? row->value[column] : "";
	char expected[LEN_FAULT];
	struct value value;

	if (column_read(c, text, strlen(text), &value))
		return true;
	column_expected(c, expected, sizeof(expected));
	gst_extra_fault(extra, table_id, row->line, c->name, text, expected);
	return false;
}

bool gst_extra_check_row(const struct gst_extra *extra, int table_id,
			 uint64_t but, const struct gst_extra_row *row)
{
	bool ok = true;

	for (int i = 0; i < snapshot_table(table_id)->column_count; i++)
		if ((but >> i & 1) == 0)
			ok = gst_extra_check(extra, table_id, i, row) && ok;
	return ok;
}
