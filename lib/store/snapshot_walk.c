#include "store/snapshot_walk.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "base/ensure.h"
#include "base/limits.h"
#include "base/text.h"
#include "store/snapshot_limits.h"
#include "store/snapshot_table.h"

/* The columns of a key, each with its end: twice the longest. */
enum { KEY_IMAGE = 256 };

/* Every zi of article, rising: eight digits are a number. */
struct articles {
	uint32_t *zi;
	size_t count, room;
	size_t last; /* found: the next one is often beside it */
};

/* What is known of a table and of its rows so far. */
struct walk {
	const struct table *table;
	sqlite3_stmt *stmt;
	struct articles *articles;
	int key_columns;
	int from, to; /* the places of valid_from and valid_to, or -1 */
	int zi;	      /* the place of what names an article, or -1 */
	int64_t rows;
	int64_t busy_to; /* the last day of the row before */
	char memory[2][KEY_IMAGE];
	struct text key, key_before;
};

/* Whether what a column holds keeps the column's rule. */
static bool holds(sqlite3_stmt *stmt, int at, const struct column *column)
{
	bool number = column->kind == KIND_INTEGER || column->kind == KIND_DATE;
	struct value value;
	const char *text;
	size_t len;

	switch (sqlite3_column_type(stmt, at)) {
	case SQLITE_NULL:
		return column->optional;
	case SQLITE_INTEGER:
		return number &&
		       column_takes(column, sqlite3_column_int64(stmt, at));
	case SQLITE_TEXT:
		text = db_text(stmt, at, &len);
		return !number && len > 0 &&
		       column_read(column, text, len, &value);
	default:
		return false;
	}
}

/*
 * SQLite leaves CHECK out when a file is read-only, integrity_check included:
 * every value of every row is looked at here, as when it was built.
 */
static bool check_values(const struct walk *w, struct err *e)
{
	char expected[LEN_FAULT];

	for (int i = 0; i < w->table->column_count; i++) {
		const struct column *column = &w->table->columns[i];
		if (holds(w->stmt, i, column))
			continue;
		column_expected(column, expected, sizeof(expected));
		return err_set(e, ERR_REFUSED, "%s, %s: expected %s",
			       w->table->name, column->name, expected);
	}
	return true;
}

static void read_key(struct walk *w)
{
	struct text before = w->key_before;

	w->key_before = w->key;
	w->key = before;
	text_clear(&w->key);
	for (int i = 0; i < w->key_columns; i++) {
		text_str(&w->key, db_text(w->stmt, i, NULL));
		text_char(&w->key, '\n');
	}
	ensure(!w->key.overflow);
}

static int64_t last_day(const struct walk *w)
{
	return sqlite3_column_type(w->stmt, w->to) == SQLITE_NULL
		   ? CIVIL_FOREVER
		   : sqlite3_column_int64(w->stmt, w->to);
}

static bool refuse_day(const struct walk *w, int column, const char *why,
		       struct err *e)
{
	char day[LEN_CIVIL + 1];

	civil_format(sqlite3_column_int(w->stmt, column), day);
	return err_set(e, ERR_REFUSED, "%s, %s: '%s'%s", w->table->name,
		       w->table->columns[column].name, day, why);
}

/* Rows of one key follow each other by valid_from: if any two of them overlap,
 * two neighbours do. */
static bool check_period(struct walk *w, bool same_key, struct err *e)
{
	int64_t from = sqlite3_column_int64(w->stmt, w->from);
	int64_t before = w->busy_to;

	w->busy_to = last_day(w);
	if (w->busy_to < from)
		return refuse_day(w, w->to,
				  ", expected a day that is not before "
				  "valid_from",
				  e);
	if (w->table->periods && same_key && from <= before)
		return refuse_day(w, w->from,
				  " overlaps another row of the same key,"
				  " expected periods that do not overlap",
				  e);
	return true;
}

static bool check_neighbours(struct walk *w, struct err *e)
{
	read_key(w);
	bool same_key =
	    w->rows > 0 && strcmp(w->key.data, w->key_before.data) == 0;
	if (same_key && !w->table->periods)
		return err_set(e, ERR_REFUSED,
			       "%s, %s: the same key again, expected each once",
			       w->table->name, w->table->columns[0].name);
	return w->to < 0 || check_period(w, same_key, e);
}

static void add_article(struct articles *a, uint32_t zi)
{
	if (a->count > 0 && a->zi[a->count - 1] == zi)
		return;
	if (a->count == a->room) {
		a->room = a->room == 0 ? 1024 : 2 * a->room;
		a->zi = realloc(a->zi, a->room * sizeof(a->zi[0]));
		ensure(a->zi != NULL);
	}
	a->zi[a->count++] = zi;
}

static int compare_zi(const void *key, const void *member)
{
	uint32_t a = *(const uint32_t *)key, b = *(const uint32_t *)member;

	return (a > b) - (a < b);
}

/* Most tables name the same article as the row before, or the next one. */
static bool is_article(struct articles *a, uint32_t zi)
{
	for (size_t i = a->last; i < a->count && i < a->last + 2; i++) {
		if (a->zi[i] == zi) {
			a->last = i;
			return true;
		}
	}
	const uint32_t *found =
	    a->count == 0
		? NULL
		: bsearch(&zi, a->zi, a->count, sizeof(a->zi[0]), compare_zi);
	if (found != NULL)
		a->last = (size_t)(found - a->zi);
	return found != NULL;
}

/* Where a row of this table names an article: -1, nowhere. */
static int zi_column(const struct table *table)
{
	if (table == snapshot_table(TABLE_condition))
		return table_column(table, "value");
	return table_column(table, "zi");
}

static bool names_article(const struct walk *w)
{
	static const int scope =
	    (int)COLUMN_condition_scope - (int)FIRST_condition;

	return w->table != snapshot_table(TABLE_condition) ||
	       strcmp(db_text(w->stmt, scope, NULL), "zi") == 0;
}

static bool check_article(struct walk *w, struct err *e)
{
	const char *text, *end;
	uint32_t zi = 0;

	if (w->zi < 0 || !names_article(w))
		return true;
	text = db_text(w->stmt, w->zi, NULL);
	for (end = text; *end >= '0' && *end <= '9' && end < text + LEN_ZI;
	     end++)
		zi = zi * 10 + (uint32_t)(*end - '0');
	if (w->table == snapshot_table(TABLE_article))
		add_article(w->articles, zi);
	else if (end != text + LEN_ZI || *end != '\0' ||
		 !is_article(w->articles, zi))
		return err_set(
		    e, ERR_REFUSED, "%s, %s: '%s', expected a zi of article",
		    w->table->name, w->table->columns[w->zi].name, text);
	return true;
}

static bool check_row(struct walk *w, struct err *e)
{
	if (!check_values(w, e) || !check_neighbours(w, e) ||
	    !check_article(w, e))
		return false;
	return ++w->rows <= w->table->rows_max ||
	       err_set(e, ERR_REFUSED, "%s: expected at most %" PRId64 " rows",
		       w->table->name, w->table->rows_max);
}

static int count_key(const struct table *table)
{
	int columns = 1;

	for (const char *at = table->key; *at != '\0'; at++)
		columns += *at == ',';
	return columns;
}

static bool walk_rows(sqlite3 *db, struct walk *w, struct err *e)
{
	bool ok = true;
	int rc;

	while (ok && (rc = sqlite3_step(w->stmt)) == SQLITE_ROW)
		ok = check_row(w, e);
	if (ok && rc != SQLITE_DONE)
		ok = db_fail(db, ERR_REFUSED, w->table->name, e);
	return ok;
}

static bool walk_table(sqlite3 *db, const struct table *table,
		       struct articles *articles, struct err *e)
{
	struct walk w = {
	    .table = table,
	    .articles = articles,
	    .key_columns = count_key(table),
	    .from = table_column(table, "valid_from"),
	    .to = table_column(table, "valid_to"),
	    .zi = zi_column(table),
	};

	text_init(&w.key, w.memory[0], KEY_IMAGE);
	text_init(&w.key_before, w.memory[1], KEY_IMAGE);
	char *sql =
	    sqlite3_mprintf("SELECT * FROM main.%w ORDER BY %s%s", table->name,
			    table->key, table->periods ? ", valid_from" : "");
	ensure(sql != NULL);
	bool ok = db_prepare(db, sql, &w.stmt, e) && walk_rows(db, &w, e);
	sqlite3_free(sql);
	sqlite3_finalize(w.stmt);
	return ok;
}

/* article comes before the tables that name one. */
bool snapshot_walk(sqlite3 *db, struct err *e)
{
	struct articles articles = {.zi = NULL};
	bool ok = true;

	for (int id = 0; ok && id < TABLE_COUNT; id++)
		ok = walk_table(db, snapshot_table(id), &articles, e);
	free(articles.zi);
	return ok;
}
