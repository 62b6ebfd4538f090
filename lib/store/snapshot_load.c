#include "store/snapshot_load.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "store/csv_rows.h"

/* One file on its way into its table. */
struct loading {
	sqlite3_stmt *insert; /* line, ok, columns */
	const struct table *table;
	struct faults *faults;
	int *places; /* of the table's columns in the file, from 1 */
	int columns_in_file;
	/* The columns of the file, as places in the table; -1: unknown. */
	int column_of[CSV_COLUMNS_MAX];
	bool have_header;
	int64_t rows;
	bool broken; /* SQLite failed */
};

static struct fault_place place_of(const struct loading *l, int64_t line,
				   int place, const char *column)
{
	return (struct fault_place){l->table, line, place, column};
}

/* --- the header ----------------------------------------------------------- */

static void header_field(struct loading *l, const struct csv_row *row, int i)
{
	const struct csv_field *field = &row->fields[i];
	int column = table_column(l->table, field->text);
	struct fault_place at = place_of(l, row->line, i + 1, "header");

	l->column_of[i] = -1;
	if (column < 0 || strlen(field->text) != field->len) {
		fault_value(l->faults, &at, field->text, field->len,
			    "the name of a column");
		return;
	}
	if (l->places[column] != 0) {
		fault_value(l->faults, &at, field->text, field->len,
			    "each column once");
		return;
	}
	l->column_of[i] = column;
	l->places[column] = i + 1;
}

static void take_header(struct loading *l, const struct csv_row *row)
{
	int count = row->count;

	if (count > CSV_COLUMNS_MAX) {
		struct fault_place at = place_of(l, row->line, count, "header");
		fault_add(l->faults, &at, "too many columns",
			  "those of the table");
		count = CSV_COLUMNS_MAX;
	}
	for (int i = 0; i < count; i++)
		header_field(l, row, i);
	for (int i = 0; i < l->table->column_count; i++) {
		struct fault_place at = place_of(l, row->line, row->count + 1,
						 l->table->columns[i].name);
		if (l->places[i] == 0)
			fault_add(l->faults, &at, "no such column",
				  "every column of the table");
	}
	l->columns_in_file = row->count;
	l->have_header = true;
}

/* --- the rows ---------------------------------------------------------------
 */

static void bind(sqlite3_stmt *stmt, int at, const struct value *value)
{
	if (value->type == VALUE_NULL)
		db_bind_null(stmt, at);
	else if (value->type == VALUE_INTEGER)
		db_bind_int(stmt, at, value->integer);
	else
		db_bind_text(stmt, at, value->text);
}

static bool take_field(struct loading *l, const struct csv_row *row, int i)
{
	const struct column *column = &l->table->columns[i];
	const struct csv_field *field;
	struct value value;
	char expected[LEN_FAULT];
	int place = l->places[i];

	if (place == 0 || place > row->count)
		return false;
	field = &row->fields[place - 1];
	if (column_read(column, field->text, field->len, &value)) {
		bind(l->insert, i + 3, &value);
		return true;
	}
	struct fault_place at = place_of(l, row->line, place, column->name);
	column_expected(column, expected, sizeof(expected));
	fault_value(l->faults, &at, field->text, field->len, expected);
	return false;
}

static bool take_row(struct loading *l, const struct csv_row *row)
{
	bool ok = row->count == l->columns_in_file;

	if (!ok) {
		struct fault_place at =
		    place_of(l, row->line, row->count, "row");
		char what[40], expected[40];
		snprintf(what, sizeof(what), "%d fields", row->count);
		snprintf(expected, sizeof(expected), "%d as in the header",
			 l->columns_in_file);
		fault_add(l->faults, &at, what, expected);
	}
	sqlite3_clear_bindings(l->insert);
	for (int i = 0; i < l->table->column_count; i++)
		ok = take_field(l, row, i) && ok;
	db_bind_int(l->insert, 1, row->line);
	db_bind_int(l->insert, 2, ok);
	l->broken = sqlite3_step(l->insert) != SQLITE_DONE;
	sqlite3_reset(l->insert);
	return !l->broken;
}

static bool on_row(void *ctx, const struct csv_row *row)
{
	struct loading *l = ctx;
	char most[40];

	if (!l->have_header) {
		take_header(l, row);
		return true;
	}
	if (++l->rows <= l->table->rows_max)
		return take_row(l, row);
	struct fault_place at = place_of(l, row->line, 1, "row");
	snprintf(most, sizeof(most), "at most %lld",
		 (long long)l->table->rows_max);
	fault_add(l->faults, &at, "too many rows", most);
	return false;
}

static void on_fault(void *ctx, int64_t line, const char *what)
{
	struct loading *l = ctx;
	struct fault_place at = place_of(l, line, 1, "row");

	fault_add(l->faults, &at, what, "a file as RFC 4180 says");
}

/* --- the tables
 * --------------------------------------------------------------- */

static bool create_table(sqlite3 *db, const struct table *table,
			 sqlite3_stmt **insert, struct err *e)
{
	char *create =
	    sqlite3_mprintf("CREATE TEMP TABLE %w (line, ok", table->name);
	char *into =
	    sqlite3_mprintf("INSERT INTO temp.%w VALUES (?, ?", table->name);
	bool ok;

	for (int i = 0; i < table->column_count; i++) {
		create =
		    sqlite3_mprintf("%z, %w", create, table->columns[i].name);
		into = sqlite3_mprintf("%z, ?", into);
	}
	create = sqlite3_mprintf("%z)", create);
	into = sqlite3_mprintf("%z)", into);
	ensure(create != NULL && into != NULL);
	ok = db_exec(db, create, e) && db_prepare(db, into, insert, e);
	sqlite3_free(create);
	sqlite3_free(into);
	return ok;
}

static bool load_table(sqlite3 *db, const char *path, struct loading *l,
		       struct err *e)
{
	static const struct csv_reader callbacks = {NULL, on_row, on_fault};
	struct csv_reader reader = callbacks;
	struct fault_place file = {l->table, 0, 0, NULL};
	enum csv_result result;

	reader.ctx = l;
	if (!create_table(db, l->table, &l->insert, e))
		return false;
	result = csv_read_file(path, &reader);
	if (l->broken)
		db_fail(db, ERR_FAILED, path, e);
	sqlite3_finalize(l->insert);
	if (result == CSV_MISSING && l->table->required)
		fault_add(l->faults, &file, "no such file", "this table");
	if (result == CSV_DONE && !l->have_header)
		fault_add(l->faults, &file, "empty",
			  "a first row with the names of the columns");
	return !l->broken;
}

/* --- the folder
 * --------------------------------------------------------------- */

/* A misspelt file would be an empty table that nobody misses. */
static bool check_folder(const char *dir, struct faults *faults, struct err *e)
{
	struct dirent **entries;
	int count = scandir(dir, &entries, NULL, alphasort);

	if (count < 0)
		return err_set(e, errno == ENOENT ? ERR_NOT_FOUND : ERR_FAILED,
			       "%s: %s", dir, strerror(errno));
	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;
		const char *dot = strrchr(name, '.');
		if (name[0] != '.' && dot != NULL && strcmp(dot, ".csv") == 0 &&
		    !table_has_file(name))
			fault_file(faults, name, "no such table",
				   "the name of a table and .csv");
		free(entries[i]);
	}
	free(entries);
	return true;
}

bool snapshot_load(sqlite3 *db, const char *dir, struct faults *faults,
		   struct snapshot_places *places, int64_t *rows, struct err *e)
{
	memset(places, 0, sizeof(*places));
	*rows = 0;
	if (!check_folder(dir, faults, e))
		return false;
	for (int id = 0; id < TABLE_COUNT; id++) {
		struct loading l = {.table = snapshot_table(id),
				    .faults = faults,
				    .places = places->of[id]};
		char path[PATH_MAX];
		int len = snprintf(path, sizeof(path), "%s/%s.csv", dir,
				   l.table->name);
		if (len >= PATH_MAX)
			return err_set(e, ERR_FAILED, "the path is too long");
		if (!load_table(db, path, &l, e))
			return false;
		*rows += l.rows;
	}
	return true;
}
