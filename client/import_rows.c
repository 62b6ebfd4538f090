#include "client/import_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "client/bsn_prompt.h"
#include "desk/control.h"
#include "store/csv_rows.h"

enum {
	/* A batch is sent before it reaches the daemon's longest line... */
	BATCH_BYTES = 512 * 1024,
	/* ...which one more row, escaped, may make longer by this. */
	ROW_BYTES_MAX = 256 * 1024,
};

void import_rows_start(struct import_rows *rows, struct control *control)
{
	rows->control = control;
	rows->memory = malloc(BATCH_BYTES + ROW_BYTES_MAX);
	ensure(rows->memory != NULL);
	text_init(&rows->batch, rows->memory, BATCH_BYTES + ROW_BYTES_MAX);
}

void import_rows_free(struct import_rows *rows)
{
	bsn_wipe(rows->memory, BATCH_BYTES + ROW_BYTES_MAX);
	free(rows->memory);
	free(rows->lines);
}

int64_t import_rows_line(const struct import_rows *rows, size_t row)
{
	return row < rows->count ? rows->lines[row] : 0;
}

static bool fault(struct import_rows *rows, int64_t line, const char *column,
		  const char *what)
{
	char place[96];

	snprintf(place, sizeof(place), "%.60s:%lld%s%s", rows->name,
		 (long long)line, column[0] != '\0' ? ": " : "", column);
	return err_field(rows->error, ERR_BAD_FIELD, place, "%s", what);
}

static int find_column(const struct csv_row *header, const char *name)
{
	for (int i = 0; i < header->count; i++)
		if (strcmp(header->fields[i].text, name) == 0)
			return i;
	return -1;
}

static bool read_header(struct import_rows *rows, const struct csv_row *row)
{
	char expected[128];
	struct text t;

	text_init(&t, expected, sizeof(expected));
	text_str(&t, "expected these column names, in any order:");
	for (int i = 0; i < IMPORT_COLUMNS; i++) {
		text_char(&t, ' ');
		text_str(&t, rows->table->columns[i]);
	}
	if (row->count != IMPORT_COLUMNS)
		return fault(rows, row->line, "", expected);
	for (int i = 0; i < IMPORT_COLUMNS; i++) {
		rows->source[i] = find_column(row, rows->table->columns[i]);
		if (rows->source[i] < 0)
			return fault(rows, row->line, "", expected);
	}
	rows->has_header = true;
	return true;
}

static void note_line(struct import_rows *rows, int64_t line)
{
	if (rows->count == rows->cap) {
		rows->cap = rows->cap == 0 ? 1024 : 2 * rows->cap;
		rows->lines =
		    realloc(rows->lines, rows->cap * sizeof(*rows->lines));
		ensure(rows->lines != NULL);
	}
	rows->lines[rows->count++] = line;
}

static bool send_batch(struct import_rows *rows)
{
	struct doc *reply;

	if (rows->batch_rows == 0)
		return true;
	text_str(&rows->batch, "]}");
	ensure(!rows->batch.overflow);
	rows->batch_rows = 0;
	if (!control_call(rows->control, &rows->batch, &reply, rows->error))
		return false;
	doc_free(reply);
	text_clear(&rows->batch);
	return true;
}

static void begin_batch(struct import_rows *rows)
{
	text_str(&rows->batch, "{\"cmd\":\"import_rows\",\"token\":");
	text_int(&rows->batch, rows->token);
	text_str(&rows->batch, ",\"rows\":[");
}

/* The fields in the order that the daemon expects. */
static void add_fields(struct import_rows *rows, const struct csv_row *row)
{
	struct text *t = &rows->batch;

	text_char(t, '[');
	for (int i = 0; i < IMPORT_COLUMNS; i++) {
		if (i > 0)
			text_char(t, ',');
		text_json_string(t, row->fields[rows->source[i]].text);
	}
	text_char(t, ']');
}

static bool add_row(struct import_rows *rows, const struct csv_row *row)
{
	if (row->count != IMPORT_COLUMNS)
		return fault(rows, row->line, "", "expected 6 fields");
	if (rows->count == IMPORT_ROWS_MAX)
		return fault(rows, row->line, "",
			     "expected at most 2000000 rows");
	for (int i = 0; i < IMPORT_COLUMNS; i++)
		if (strlen(row->fields[i].text) != row->fields[i].len)
			return fault(rows, row->line, "",
				     "a field holds a NUL byte");
	if (rows->batch_rows == 0)
		begin_batch(rows);
	else
		text_char(&rows->batch, ',');
	add_fields(rows, row);
	note_line(rows, row->line);
	rows->batch_rows++;
	return rows->batch.len < BATCH_BYTES || send_batch(rows);
}

static bool take_row(void *ctx, const struct csv_row *row)
{
	struct import_rows *rows = ctx;

	return rows->has_header ? add_row(rows, row) : read_header(rows, row);
}

static void take_fault(void *ctx, int64_t line, const char *what)
{
	fault(ctx, line, "", what);
}

bool import_rows_send(struct import_rows *rows, const char *path, struct err *e)
{
	struct csv_reader reader = {rows, take_row, take_fault};

	rows->error = e;
	switch (csv_read_file(path, &reader)) {
	case CSV_MISSING:
		return err_set(e, ERR_NOT_FOUND, "%s: no such file",
			       rows->name);
	case CSV_FAILED:
		return false;
	case CSV_DONE:
		break;
	}
	if (!rows->has_header)
		return fault(rows, 1, "", "the file is empty");
	return send_batch(rows);
}
