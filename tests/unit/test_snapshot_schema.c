/* columns.def and schema/snapshot.sql say the same. */
#include <criterion/criterion.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "store/snapshot_db.h"
#include "store/snapshot_table.h"

static sqlite3 *empty_snapshot(void)
{
	sqlite3 *db;
	struct err e;

	cr_assert(db_open(":memory:", SQLITE_OPEN_READWRITE, NULL, &db, &e));
	cr_assert(db_exec(db, snapshot_schema(), &e), "%s", e.message);
	return db;
}

Test(snapshot_schema, has_the_columns_of_the_table)
{
	sqlite3 *db = empty_snapshot();
	struct err e;

	for (int id = 0; id < TABLE_COUNT; id++) {
		const struct table *table = snapshot_table(id);
		sqlite3_stmt *stmt;
		char sql[128];
		int i = 0;

		snprintf(sql, sizeof(sql),
			 "SELECT name, type, \"notnull\""
			 " FROM pragma_table_info('%s')",
			 table->name);
		cr_assert(db_prepare(db, sql, &stmt, &e), "%s", e.message);
		for (; sqlite3_step(stmt) == SQLITE_ROW; i++) {
			const struct column *c = &table->columns[i];
			bool number =
			    c->kind == KIND_INTEGER || c->kind == KIND_DATE;
			cr_assert(i < table->column_count);
			cr_expect_str_eq(db_text(stmt, 0, NULL), c->name);
			cr_expect_str_eq(db_text(stmt, 1, NULL),
					 number ? "INTEGER" : "TEXT");
			cr_expect(sqlite3_column_int(stmt, 2) == !c->optional,
				  "%s.%s", table->name, c->name);
		}
		cr_expect_eq(i, table->column_count);
		sqlite3_finalize(stmt);
	}
	db_close(db);
}

/* A value that every column of a kind takes. */
static void good_value(const struct column *c, char *out, size_t size)
{
	switch (c->kind) {
	case KIND_DIGITS:
		snprintf(out, size, "%0*d", (int)c->high, 1);
		break;
	case KIND_SCOPE:
		snprintf(out, size, "farmacie");
		break;
	case KIND_ATC:
	case KIND_UPPER:
		snprintf(out, size, "A");
		break;
	case KIND_INTEGER:
		snprintf(out, size, "%" PRId64, c->low);
		break;
	case KIND_DATE:
		snprintf(out, size, "2024-01-01");
		break;
	case KIND_WORD:
		snprintf(out, size, "%.*s", (int)strcspn(c->words, "|"),
			 c->words);
		break;
	default:
		snprintf(out, size, "a");
	}
}

static void bind(sqlite3_stmt *stmt, int at, const struct column *c,
		 const char *text)
{
	civil_day day;

	if (text[0] == '\0')
		db_bind_null(stmt, at);
	else if (c->kind == KIND_DATE && civil_parse(text, strlen(text), &day))
		db_bind_int(stmt, at, day);
	else if (sqlite3_bind_text(stmt, at, text, -1, SQLITE_TRANSIENT) !=
		 SQLITE_OK)
		cr_assert_fail();
}

/* Whether SQLite takes a row that is good but for one column. */
static bool sqlite_takes(sqlite3 *db, const struct table *table, int column,
			 const char *text)
{
	char sql[512], good[128];
	int used =
	    snprintf(sql, sizeof(sql), "INSERT INTO %s VALUES (?", table->name);
	sqlite3_stmt *stmt;
	struct err e;
	bool taken;

	for (int i = 1; i < table->column_count; i++)
		used += snprintf(sql + used, sizeof(sql) - (size_t)used, ",?");
	snprintf(sql + used, sizeof(sql) - (size_t)used, ")");
	cr_assert(db_prepare(db, sql, &stmt, &e));
	for (int i = 0; i < table->column_count; i++) {
		const struct column *c = &table->columns[i];
		good_value(c, good, sizeof(good));
		/* A value for every scope of a condition but atc, and no
		 * upper age: those rules are about two columns. */
		if (strcmp(c->name, "value") == 0 && c->kind == KIND_CODE)
			strcpy(good, "12345678");
		if (strcmp(c->name, "scope") == 0 && c->kind == KIND_WORD)
			strcpy(good, "prk");
		if (c->kind == KIND_INTEGER && c->optional)
			good[0] = '\0';
		bind(stmt, i + 1, c, i == column ? text : good);
	}
	taken = sqlite3_step(stmt) == SQLITE_DONE;
	sqlite3_finalize(stmt);
	cr_assert(sqlite3_exec(db, "DELETE FROM meta", NULL, NULL, NULL) ==
		  SQLITE_OK);
	snprintf(sql, sizeof(sql), "DELETE FROM %s", table->name);
	cr_assert(db_exec(db, sql, &e));
	return taken;
}

static void compare(sqlite3 *db, const struct table *table, int column,
		    const char *text)
{
	const struct column *c = &table->columns[column];
	struct value value;
	bool read = column_read(c, text, strlen(text), &value);

	cr_expect(read == sqlite_takes(db, table, column, text),
		  "%s.%s '%s': %s by the reader alone", table->name, c->name,
		  text, read ? "taken" : "refused");
}

static const char *const texts[] = {
    "",
    "a",
    "A",
    "A1",
    "A10",
    "A10B",
    "A10BA",
    "A10BA0",
    "A10BA02",
    "A10BA023",
    "AA",
    "0",
    "1",
    "2",
    "-1",
    "-2",
    "1234",
    "12345",
    "12345678",
    "123456789",
    "1A",
    "1C",
    "farmacie",
    "prestatie:",
    "prestatie:x",
    "a b",
    "a-b",
    "stuk",
    "oraal",
    "7.1",
    "7.10",
    "7.20",
    "achteraf",
    "nooit",
    "2024-01-01",
    "zi",
    "150",
    "151",
    "10000",
    "10001",
    "100000000",
    "100000001",
    "1000000000",
    "1000000001",
    "1000000000000",
    "1000000000001",
    "-1000000000",
    "-1000000001",
};

Test(snapshot_schema, checks_what_the_reader_checks)
{
	sqlite3 *db = empty_snapshot();
	char longest[8300];

	for (int id = 0; id < TABLE_COUNT; id++) {
		const struct table *table = snapshot_table(id);
		for (int i = 0; i < table->column_count; i++) {
			const struct column *c = &table->columns[i];
			bool text =
			    c->kind < KIND_INTEGER && c->kind != KIND_ATC;
			/* STRICT makes '1' of a date column a number. */
			for (size_t k = 0;
			     c->kind != KIND_DATE && k < ARRAY_LEN(texts); k++)
				compare(db, table, i, texts[k]);
			for (int64_t len = c->high; text && len <= c->high + 1;
			     len++) {
				memset(longest, '7', (size_t)len);
				longest[len] = '\0';
				compare(db, table, i, longest);
			}
		}
	}
	db_close(db);
}

Test(snapshot_schema, days_reach_as_far_as_dates_are_written)
{
	cr_expect_eq(civil_from_ymd(1800, 1, 1), -62091);
	cr_expect_eq(civil_from_ymd(9999, 12, 31), 2932896);
}

Test(snapshot_schema, words_stand_in_the_order_of_the_enums)
{
	const struct column *supplier = snapshot_column(COLUMN_supplier_kind);
	const struct column *cg = snapshot_column(COLUMN_article_cg_group);

	cr_expect_eq(column_word(supplier, "apotheek"), 0);
	cr_expect_eq(column_word(supplier, "ziekenhuis"), 4);
	cr_expect_eq(column_word(supplier, "zieken"), -1);
	cr_expect_eq(column_word(supplier, "apotheek|"), -1);
	cr_expect_eq(column_word(supplier, ""), -1);
	cr_expect_eq(column_word(cg, "oogbescherming"), 5);
}
