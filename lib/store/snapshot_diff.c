/* Two walks in the order of the key, side by side. */
#include "store/snapshot_diff.h"

#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "store/snapshot_diff_days.h"
#include "store/snapshot_impl.h"

/* 9999-12-31, as schema/snapshot.sql says: no row can end later. */
enum { LAST_DAY = 2932896 };

struct side {
	sqlite3 *db;
	sqlite3_stmt *stmt;
	bool at_row;
	struct diff_rows rows;
};

struct walk {
	const struct diff_table *table;
	struct side was, is;
	struct err *e;
	bool failed;
};

int table_key_columns(const struct table *table)
{
	const char *at = table->key;
	int count = 0;

	for (;; count++) {
		size_t len = strcspn(at, ",");
		const char *name = table->columns[count].name;
		ensure(strlen(name) == len);
		ensure(memcmp(at, name, len) == 0);
		if (at[len] == '\0')
			return count + 1;
		at += len + strlen(", ");
	}
}

/* All but the key and the period. */
static uint64_t compared(const struct table *table)
{
	int skipped = table_key_columns(table) + (table->periods ? 2 : 0);

	ensure(table->column_count < CHANGE_COLUMNS_MAX);
	return (UINT64_C(1) << table->column_count) - (UINT64_C(1) << skipped);
}

/* ---- one side ----------------------------------------------------------- */

static bool step(struct walk *walk, struct side *side)
{
	int rc = sqlite3_step(side->stmt);

	side->at_row = rc == SQLITE_ROW;
	if (rc != SQLITE_ROW && rc != SQLITE_DONE) {
		walk->failed = true;
		db_fail(side->db, ERR_FAILED, walk->table->table->name,
			walk->e);
	}
	return side->at_row;
}

/* The primary key's order: no sorting. */
static bool begin(struct walk *walk, struct side *side,
		  struct snapshot *snapshot)
{
	const struct table *table = walk->table->table;
	int keys = walk->table->keys;
	sqlite3_str *sql = sqlite3_str_new(NULL);

	side->db = snapshot->db;
	sqlite3_str_appendf(sql, "SELECT * FROM main.\"%w\" ORDER BY 1",
			    table->name);
	for (int i = 2; i <= keys + table->periods; i++)
		sqlite3_str_appendf(sql, ", %d", i);
	char *text = sqlite3_str_finish(sql);
	ensure(text != NULL);
	bool ok = db_prepare(side->db, text, &side->stmt, walk->e);
	sqlite3_free(text);
	if (!ok)
		return false;
	step(walk, side);
	return !walk->failed;
}

static void forget_rows(struct side *side)
{
	for (size_t i = 0; i < side->rows.count; i++)
		free(side->rows.rows[i]);
	side->rows.count = 0;
}

static void end(struct side *side)
{
	forget_rows(side);
	free(side->rows.rows);
	sqlite3_finalize(side->stmt);
}

/* ---- keeping a row ------------------------------------------------------ */

static size_t text_bytes_of(sqlite3_stmt *stmt, int count)
{
	size_t sum = 0;

	for (int i = 0; i < count; i++)
		if (sqlite3_column_type(stmt, i) == SQLITE_TEXT)
			sum += (size_t)sqlite3_column_bytes(stmt, i) + 1;
	return sum;
}

/* Copies one value; returns where the next text goes. */
static char *keep_value(sqlite3_stmt *stmt, int i, struct value *out, char *at)
{
	int type = sqlite3_column_type(stmt, i);
	const char *text;
	size_t len;

	*out = (struct value){.type = VALUE_NULL};
	if (type == SQLITE_INTEGER) {
		out->type = VALUE_INTEGER;
		out->integer = sqlite3_column_int64(stmt, i);
	}
	if (type != SQLITE_TEXT)
		return at;
	text = db_text(stmt, i, &len);
	memcpy(at, text, len);
	at[len] = '\0';
	out->type = VALUE_TEXT;
	out->text = at;
	return at + len + 1;
}

/* The last day that can be written is the end of an open period. */
static void set_period(const struct diff_table *table, struct diff_row *row)
{
	int from = table->keys;
	const struct value *to = &row->values[from + 1];

	row->from = CIVIL_NONE;
	row->to = CIVIL_FOREVER;
	if (!table->table->periods)
		return;
	row->from = (civil_day)row->values[from].integer;
	if (to->type == VALUE_INTEGER && to->integer < LAST_DAY)
		row->to = (civil_day)to->integer;
}

static void keep_row(struct side *side, const struct diff_table *table)
{
	int count = table->table->column_count;
	size_t head =
	    sizeof(struct diff_row) + (size_t)count * sizeof(struct value);
	struct diff_row *row = malloc(head + text_bytes_of(side->stmt, count));
	struct diff_rows *rows = &side->rows;

	ensure(row != NULL);
	char *at = (char *)row + head;
	for (int i = 0; i < count; i++)
		at = keep_value(side->stmt, i, &row->values[i], at);
	set_period(table, row);
	if (rows->count == rows->cap) {
		rows->cap = rows->cap == 0 ? 16 : 2 * rows->cap;
		rows->rows =
		    realloc(rows->rows, rows->cap * sizeof(struct diff_row *));
		ensure(rows->rows != NULL);
	}
	rows->rows[rows->count++] = row;
}

/* ---- comparing ---------------------------------------------------------- */

/* As SQLite orders them: no column of a key is NULL. */
static int compare_cells(sqlite3_stmt *a, sqlite3_stmt *b, int at)
{
	size_t a_len, b_len;

	if (sqlite3_column_type(a, at) == SQLITE_INTEGER) {
		int64_t x = sqlite3_column_int64(a, at);
		int64_t y = sqlite3_column_int64(b, at);
		return (x > y) - (x < y);
	}
	const char *x = db_text(a, at, &a_len);
	const char *y = db_text(b, at, &b_len);
	int order = memcmp(x, y, a_len < b_len ? a_len : b_len);
	return order != 0 ? order : (a_len > b_len) - (a_len < b_len);
}

/* Which side's key comes first; 0: both have it. */
static int compare_keys(const struct walk *walk)
{
	int keys = walk->table->keys;
	int order = 0;

	if (!walk->was.at_row || !walk->is.at_row)
		return walk->was.at_row ? -1 : 1;
	for (int i = 0; i < keys && order == 0; i++)
		order = compare_cells(walk->was.stmt, walk->is.stmt, i);
	return order;
}

/* Whether both stand on the same row: then nothing differs on its days. */
static bool is_same_row(const struct walk *walk)
{
	sqlite3_stmt *a = walk->was.stmt, *b = walk->is.stmt;

	for (int i = 0; i < walk->table->table->column_count; i++)
		if (sqlite3_column_type(a, i) != sqlite3_column_type(b, i) ||
		    compare_cells(a, b, i) != 0)
			return false;
	return true;
}

static bool has_key(const struct side *side, const struct diff_table *table,
		    const struct value *key)
{
	if (!side->at_row)
		return false;
	for (int i = 0; i < table->keys; i++) {
		struct value value = {.type = VALUE_INTEGER};
		if (key[i].type == VALUE_TEXT) {
			value.type = VALUE_TEXT;
			value.text = db_text(side->stmt, i, NULL);
		} else {
			value.integer = sqlite3_column_int64(side->stmt, i);
		}
		if (!diff_value_equal(&value, &key[i]))
			return false;
	}
	return true;
}

/* Keeps all rows of the key on which the side stands. */
static void keep_key(struct walk *walk, struct side *side)
{
	const struct diff_table *table = walk->table;

	do {
		keep_row(side, table);
	} while (step(walk, side) &&
		 has_key(side, table, side->rows.rows[0]->values));
}

static void compare_key(struct walk *walk)
{
	int order = compare_keys(walk);

	if (order == 0 && is_same_row(walk)) {
		step(walk, &walk->was);
		step(walk, &walk->is);
		return;
	}
	if (order <= 0)
		keep_key(walk, &walk->was);
	if (order >= 0)
		keep_key(walk, &walk->is);
	if (!walk->failed)
		diff_days(walk->table, &walk->was.rows, &walk->is.rows);
	forget_rows(&walk->was);
	forget_rows(&walk->is);
}

static bool compare_table(const struct diff_table *table, struct snapshot *was,
			  struct snapshot *is, struct err *e)
{
	struct walk walk = {.table = table, .e = e};
	bool ok = begin(&walk, &walk.was, was) && begin(&walk, &walk.is, is);

	while (ok && !walk.failed && (walk.was.at_row || walk.is.at_row))
		compare_key(&walk);
	end(&walk.was);
	end(&walk.is);
	return ok && !walk.failed;
}

bool snapshot_diff(struct snapshot *was, struct snapshot *is,
		   snapshot_each_change *each, void *ctx, struct err *e)
{
	for (int id = 0; id < TABLE_COUNT; id++) {
		const struct diff_table table = {
		    .id = (enum table_id)id,
		    .table = snapshot_table(id),
		    .keys = table_key_columns(snapshot_table(id)),
		    .columns = compared(snapshot_table(id)),
		    .each = each,
		    .ctx = ctx,
		};
		if (!compare_table(&table, was, is, e))
			return false;
	}
	return true;
}
