/* What differs between two snapshots: every column, and every cut of days. */
#include <criterion/criterion.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "store/snapshot_diff.h"
#include "store/snapshot_impl.h"

/* Two empty ones in memory: what snapshot_open checks is not asked here. */
static struct snapshot was, is;

static sqlite3 *empty_snapshot(void)
{
	sqlite3 *db;
	struct err e;

	cr_assert(db_open(":memory:", SQLITE_OPEN_READWRITE, NULL, &db, &e));
	cr_assert(db_exec(db, snapshot_schema(), &e), "%s", e.message);
	return db;
}

static void set_up(void)
{
	was.db = empty_snapshot();
	is.db = empty_snapshot();
}

static void tear_down(void)
{
	db_close(was.db);
	db_close(is.db);
}

TestSuite(snapshot_diff, .init = set_up, .fini = tear_down);

static void run(sqlite3 *db, const char *sql)
{
	struct err e;

	cr_assert(db_exec(db, sql, &e), "%s", e.message);
}

static void write_value(struct text *t, const struct value *value)
{
	if (value->type == VALUE_NULL)
		text_str(t, "null");
	else if (value->type == VALUE_INTEGER)
		text_int(t, value->integer);
	else
		text_str(t, value->text);
}

/* "price 90000005 +10..20 aip_cents 5 …;", with - and ! for gone, changed. */
static void write_change(void *ctx, const struct snapshot_change *change)
{
	const struct table *table = snapshot_table((int)change->table);
	const struct value *row = change->is ? change->is : change->was;
	struct text *t = ctx;

	text_str(t, table->name);
	for (int i = 0; i < table_key_columns(table); i++) {
		text_char(t, ' ');
		write_value(t, &row[i]);
	}
	text_char(t, ' ');
	text_char(t, "+-!"[change->kind]);
	if (change->from != CIVIL_NONE)
		text_int(t, change->from);
	text_str(t, "..");
	if (change->to != CIVIL_FOREVER)
		text_int(t, change->to);
	for (int i = 0; i < table->column_count; i++) {
		if ((change->columns >> i & 1) == 0)
			continue;
		text_char(t, ' ');
		text_str(t, table->columns[i].name);
		text_char(t, ' ');
		if (change->was)
			write_value(t, &change->was[i]);
		text_str(t, change->kind == CHANGE_CHANGED ? ">" : "");
		if (change->is)
			write_value(t, &change->is[i]);
	}
	text_char(t, ';');
}

static void expect_changes(const char *changes)
{
	static char memory[16384];
	struct text t;
	struct err e;

	text_init(&t, memory, sizeof(memory));
	cr_assert(snapshot_diff(&was, &is, write_change, &t, &e), "%s",
		  e.message);
	cr_expect_str_eq(memory, changes);
}

/* ---- every column ------------------------------------------------------- */

/* Of each kind two values that every column of it takes. */
static void good_value(const struct column *c, bool second, char *out,
		       size_t size)
{
	const char *word;

	switch (c->kind) {
	case KIND_DIGITS:
		snprintf(out, size, "'%0*d'", (int)c->high, 1 + second);
		break;
	case KIND_SCOPE:
		snprintf(out, size, second ? "'dieet'" : "'farmacie'");
		break;
	case KIND_ATC:
	case KIND_UPPER:
		snprintf(out, size, second ? "'B'" : "'A'");
		break;
	case KIND_INTEGER:
		snprintf(out, size, "%" PRId64, c->low + second);
		break;
	case KIND_DATE:
		snprintf(out, size, "%d", 20000 + second);
		break;
	case KIND_WORD:
		word = c->words;
		if (second)
			word += strcspn(word, "|") + 1;
		snprintf(out, size, "'%.*s'", (int)strcspn(word, "|"), word);
		break;
	default:
		snprintf(out, size, second ? "'12345679'" : "'12345678'");
	}
}

/* A row of good values, one column of it with another. */
static void insert(sqlite3 *db, const struct table *table, int column,
		   const char *other)
{
	char memory[2048], good[128];
	struct text sql;

	text_init(&sql, memory, sizeof(memory));
	text_str(&sql, "INSERT INTO ");
	text_str(&sql, table->name);
	text_str(&sql, " VALUES (");
	for (int i = 0; i < table->column_count; i++) {
		const struct column *c = &table->columns[i];
		good_value(c, false, good, sizeof(good));
		/* Two ages, or two days, must be in order. */
		if (c->optional && c->kind != KIND_WORD)
			strcpy(good, "NULL");
		text_str(&sql, i > 0 ? "," : "");
		text_str(&sql, i == column ? other : good);
	}
	text_char(&sql, ')');
	run(db, memory);
}

struct seen {
	int count;
	struct snapshot_change last;
};

static void see(void *ctx, const struct snapshot_change *change)
{
	struct seen *seen = ctx;

	seen->count++;
	seen->last = *change;
}

static void expect_seen(const struct table *table, int column, int id)
{
	int keys = table_key_columns(table);
	bool period = table->periods && (column == keys || column == keys + 1);
	struct seen seen = {0};
	struct err e;

	cr_assert(snapshot_diff(&was, &is, see, &seen, &e), "%s", e.message);
	cr_expect_eq(seen.count, column < keys ? 2 : 1, "%s.%s", table->name,
		     table->columns[column].name);
	cr_expect_eq((int)seen.last.table, id);
	if (period)
		cr_expect(seen.last.kind != CHANGE_CHANGED &&
			  (seen.last.from != CIVIL_NONE ||
			   seen.last.to != CIVIL_FOREVER));
	else if (column >= keys)
		cr_expect(seen.last.kind == CHANGE_CHANGED &&
			      seen.last.columns == UINT64_C(1) << column,
			  "%s.%s", table->name, table->columns[column].name);
}

static void clear(const struct table *table)
{
	char sql[64];

	snprintf(sql, sizeof(sql), "DELETE FROM %s", table->name);
	run(was.db, sql);
	run(is.db, sql);
}

static void try_column(int id, int column, const char *other)
{
	const struct table *table = snapshot_table(id);

	insert(was.db, table, -1, "");
	insert(is.db, table, column, other);
	expect_seen(table, column, id);
	clear(table);
	insert(was.db, table, column, other);
	insert(is.db, table, -1, "");
	expect_seen(table, column, id);
	clear(table);
}

Test(snapshot_diff, sees_every_column_of_every_table)
{
	int tried = 0;

	for (int id = 0; id < TABLE_COUNT; id++) {
		const struct table *table = snapshot_table(id);
		for (int i = 0; i < table->column_count; i++, tried++) {
			const struct column *c = &table->columns[i];
			char other[128];
			good_value(c, true, other, sizeof(other));
			try_column(id, i, other);
			if (c->optional && c->kind == KIND_WORD)
				try_column(id, i, "NULL");
		}
	}
	cr_expect_eq(tried, COLUMN_COUNT);
}

Test(snapshot_diff, is_silent_about_equal_ones)
{
	for (int id = 0; id < TABLE_COUNT; id++) {
		insert(was.db, snapshot_table(id), -1, "");
		insert(is.db, snapshot_table(id), -1, "");
	}
	expect_changes("");
}

/* ---- days --------------------------------------------------------------- */

/* Rows of one article's price: "(from, to, aip)" parted by commas. */
static void expect_prices(const char *old_rows, const char *new_rows,
			  const char *changes)
{
	const char *const rows[] = {old_rows, new_rows};
	sqlite3 *const dbs[] = {was.db, is.db};
	char sql[1024];

	for (int i = 0; i < 2; i++) {
		run(dbs[i], "DELETE FROM price");
		if (rows[i][0] == '\0')
			continue;
		snprintf(sql, sizeof(sql),
			 "WITH r (f, t, c) AS (VALUES %s) INSERT INTO price "
			 "SELECT '90000005', f, t, c, 900, NULL FROM r",
			 rows[i]);
		run(dbs[i], sql);
	}
	expect_changes(changes);
}

#define PRICE "price 90000005 "
#define REST  " vat_bp 900 limit_micro null;"

Test(snapshot_diff, a_row_that_ends_and_its_successor_are_one_change)
{
	expect_prices("(10,NULL,5)", "(10,29,5),(30,NULL,6)",
		      PRICE "!30.. aip_cents 5>6;");
	/* The same price from that day on is none. */
	expect_prices("(10,NULL,5)", "(10,29,5),(30,NULL,5)", "");
	expect_prices("(10,29,5),(30,NULL,5)", "(10,NULL,5)", "");
	expect_prices("(10,19,5),(20,29,5)", "(10,14,5),(15,29,5)", "");
}

Test(snapshot_diff, a_stretch_has_both_its_ends)
{
	expect_prices("(10,50,5)", "(10,19,5),(20,29,6),(30,50,5)",
		      PRICE "!20..29 aip_cents 5>6;");
	expect_prices("(10,50,5)", "(10,19,5),(20,29,6),(30,50,7)",
		      PRICE "!20..29 aip_cents 5>6;" PRICE
			    "!30..50 aip_cents 5>7;");
	/* Cut otherwise, but the same change on each day. */
	expect_prices("(10,30,5),(31,50,5)", "(10,19,6),(20,50,6)",
		      PRICE "!10..50 aip_cents 5>6;");
	/* One side says the same, and the other something else. */
	expect_prices("(10,19,5),(20,29,6)", "(10,29,7)",
		      PRICE "!10..19 aip_cents 5>7;" PRICE
			    "!20..29 aip_cents 6>7;");
	/* A gap parts them. */
	expect_prices("(10,19,5),(21,50,5)", "(10,19,6),(21,50,6)",
		      PRICE "!10..19 aip_cents 5>6;" PRICE
			    "!21..50 aip_cents 5>6;");
}

Test(snapshot_diff, another_column_begins_another_stretch)
{
	run(was.db, "INSERT INTO price VALUES ('90000005', 10, 29, 5, 900, 1)");
	run(is.db, "INSERT INTO price VALUES ('90000005', 10, 19, 6, 900, 1),"
		   "('90000005', 20, 29, 6, 2100, 1)");
	expect_changes(PRICE "!10..19 aip_cents 5>6;" PRICE
			     "!20..29 aip_cents 5>6 vat_bp 900>2100;");
}

Test(snapshot_diff, what_begins_or_ends_otherwise_is_added_or_gone)
{
	expect_prices("(10,NULL,5)", "(10,29,5)",
		      PRICE "-30.. aip_cents 5" REST);
	expect_prices("(10,29,5)", "(10,NULL,5)",
		      PRICE "+30.. aip_cents 5" REST);
	expect_prices("(10,29,5)", "(11,28,5)",
		      PRICE "-10..10 aip_cents 5" REST PRICE
			    "-29..29 aip_cents 5" REST);
	expect_prices("", "(10,19,5),(20,NULL,6)",
		      PRICE "+10..19 aip_cents 5" REST PRICE
			    "+20.. aip_cents 6" REST);
	expect_prices("(10,19,5)", "", PRICE "-10..19 aip_cents 5" REST);
}

Test(snapshot_diff, the_last_day_that_can_be_written_is_no_end)
{
	expect_prices("(10,NULL,5)", "(10,2932896,5)", "");
	expect_prices("(10,2932896,5)", "(10,NULL,6)",
		      PRICE "!10.. aip_cents 5>6;");
	expect_prices("(10,NULL,5)", "(10,2932895,5)",
		      PRICE "-2932896.. aip_cents 5" REST);
}

Test(snapshot_diff, equal_rows_before_and_behind_do_not_matter)
{
	expect_prices("(1,9,1),(10,19,5),(20,29,2)",
		      "(1,9,1),(10,19,6),(20,29,2)",
		      PRICE "!10..19 aip_cents 5>6;");
	expect_prices("(1,9,1),(10,19,5)", "(1,9,1)",
		      PRICE "-10..19 aip_cents 5" REST);
	expect_prices("(1,9,1)", "(1,9,1),(10,19,5)",
		      PRICE "+10..19 aip_cents 5" REST);
}

/* ---- keys --------------------------------------------------------------- */

static void preferences(sqlite3 *db, const char *rows)
{
	char sql[512];

	snprintf(sql, sizeof(sql),
		 "WITH r (u, p, z) AS (VALUES %s) INSERT INTO preference "
		 "SELECT u, p, z, 10, NULL FROM r",
		 rows);
	run(db, sql);
}

Test(snapshot_diff, keys_of_several_columns_are_told_in_order)
{
	preferences(was.db, "('3311','p1','90000005'),('3311','p2','90000005'),"
			    "('3312','p1','90000005')");
	preferences(is.db, "('3311','p1','90000013'),('3311','p2','90000005'),"
			   "('3313','p','90000005')");
	expect_changes("preference 3311 p1 90000005 -10..;"
		       "preference 3311 p1 90000013 +10..;"
		       "preference 3312 p1 90000005 -10..;"
		       "preference 3313 p 90000005 +10..;");
}

/* As numbers: 9 comes before 10. */
Test(snapshot_diff, keys_that_are_numbers_are_ordered_as_such)
{
	static const char add[] =
	    "INSERT INTO condition SELECT %d, 'prk', 'p', 'achteraf', NULL, "
	    "'%s', NULL, NULL, 10, NULL";
	char sql[256];

	for (int id = 9; id <= 10; id++) {
		snprintf(sql, sizeof(sql), add, id, "a");
		run(was.db, sql);
		snprintf(sql, sizeof(sql), add, id, id == 9 ? "a" : "ab");
		run(is.db, sql);
	}
	run(is.db, "DELETE FROM condition WHERE id = 9");
	expect_changes("condition 9 -.. scope prk value p procedure achteraf "
		       "form null text_nl a age_from null age_below null "
		       "valid_from 10 valid_to null;"
		       "condition 10 !.. text_nl a>ab;");
}
