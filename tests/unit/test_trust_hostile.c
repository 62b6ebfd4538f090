/*
 * What the holder of a trusted key could make of a snapshot: the hash is
 * right and the signature too, only the file is hostile. Each is refused
 * before anything in it runs, and soon.
 */
#include <criterion/criterion.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "store/snapshot_limits.h"
#include "trust_fixture.h"

/* What SQLite never finishes must not be begun. */
enum { SOON_S = 20 };

static void expect_damaged(struct trust_fixture *t, const char *what,
			   const char *why)
{
	time_t begun = time(NULL);

	trust_forge(t, KEY_A);
	cr_expect_eq(trust_try(t), ERR_SNAPSHOT_DAMAGED, "%s: %s", what,
		     t->e.message);
	cr_expect_not_null(strstr(t->e.message, why), "%s: %s", what,
			   t->e.message);
	cr_expect(time(NULL) - begun < SOON_S, "%s", what);
}

#define ENDLESS                                                                \
	"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"      \
	" SELECT i FROM n"

Test(trust_hostile, schema_that_would_run)
{
	static const struct {
		const char *sql, *why;
	} cases[] = {
	    {"CREATE VIEW v AS " ENDLESS, "unexpected: CREATE VIEW v"},
	    {"ALTER TABLE supplier RENAME TO s;"
	     "CREATE VIEW supplier AS " ENDLESS,
	     "unexpected"},
	    {"DROP TABLE device; CREATE VIEW device AS"
	     " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
	     " SELECT i AS code, 1 AS valid_from, 2 AS valid_to,"
	     " 'overig' AS category, 'x' AS name, 1 AS market_cents FROM n",
	     "unexpected"},
	    {"CREATE TRIGGER t AFTER INSERT ON price"
	     " BEGIN DELETE FROM price; END",
	     "CREATE TRIGGER t"},
	    {"CREATE TRIGGER t BEFORE DELETE ON meta"
	     " BEGIN SELECT load_extension('/tmp/x'); END",
	     "CREATE TRIGGER t"},
	    {"CREATE TABLE g (a INTEGER, b TEXT GENERATED ALWAYS AS"
	     " (hex(zeroblob(a))) STORED) STRICT",
	     "unexpected"},
	    {"DROP TABLE device; CREATE TABLE device (code TEXT,"
	     " valid_from INTEGER, valid_to INTEGER, category TEXT,"
	     " name TEXT AS (printf('%.*c', 1000000000, 'x')),"
	     " market_cents INTEGER, PRIMARY KEY (code, valid_from)) STRICT",
	     "unexpected"},
	    {"CREATE TABLE c (a TEXT CHECK (length(printf('%.*c', 1000000000,"
	     " a)) > 0)) STRICT",
	     "CREATE TABLE c"},
	    {"CREATE INDEX i ON article (hex(zeroblob(length(name))))",
	     "CREATE INDEX i"},
	    {"CREATE INDEX i ON article (zi) WHERE abs(package_milli) > 0",
	     "CREATE INDEX i"},
	    {"CREATE VIRTUAL TABLE v USING fts5(a)", "unexpected"},
	    {"CREATE VIRTUAL TABLE v USING fts4(a)", "unexpected"},
	    {"CREATE VIRTUAL TABLE v USING rtree(id, a, b)", "unexpected"},
	    {"PRAGMA writable_schema = ON; INSERT INTO sqlite_schema VALUES"
	     " ('table', 'v', 'v', 0, 'CREATE VIRTUAL TABLE v USING dbstat')",
	     "unexpected"},
	    {"PRAGMA writable_schema = ON; INSERT INTO sqlite_schema VALUES"
	     " ('table', 'v', 'v', 0,"
	     " 'CREATE VIRTUAL TABLE v USING no_such_module(x)')",
	     "unexpected"},
	    {"ANALYZE", "unexpected"},
	    {"CREATE TABLE q (a INTEGER PRIMARY KEY AUTOINCREMENT)",
	     "unexpected"},
	};
	struct trust_fixture t;

	trust_begin(&t);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		trust_renew(&t);
		trust_alter(&t, cases[i].sql);
		expect_damaged(&t, cases[i].sql, cases[i].why);
	}
	trust_end(&t);
}

/* The text of the schema, changed under the tables that it describes. */
Test(trust_hostile, schema_that_was_written_over)
{
	static const char *const changes[] = {
	    /* a table that is another's pages, twice, none, beyond the end */
	    "UPDATE sqlite_schema SET rootpage = 2",
	    "UPDATE sqlite_schema SET rootpage = 1 WHERE name = 'article'",
	    "UPDATE sqlite_schema SET rootpage = 0 WHERE name = 'article'",
	    "UPDATE sqlite_schema SET rootpage = -1 WHERE name = 'article'",
	    "UPDATE sqlite_schema SET rootpage = 4000000000"
	    " WHERE name = 'price'",
	    "UPDATE sqlite_schema SET rootpage = 'x' WHERE name = 'price'",
	    "UPDATE sqlite_schema SET sql = NULL WHERE name = 'article'",
	    "UPDATE sqlite_schema SET sql = '' WHERE name = 'article'",
	    "UPDATE sqlite_schema SET sql = 'SELECT 1' WHERE name = 'article'",
	    "UPDATE sqlite_schema SET sql = sql || char(10)"
	    " WHERE name = 'article'",
	    "UPDATE sqlite_schema SET sql = upper(sql) WHERE name = 'device'",
	    "UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '')"
	    " WHERE name = 'meta'",
	    "UPDATE sqlite_schema SET sql = replace(sql, 'INTEGER', 'TEXT')"
	    " WHERE name = 'price'",
	    "UPDATE sqlite_schema SET tbl_name = 'meta' WHERE name = 'price'",
	    "UPDATE sqlite_schema SET name = 'meta' WHERE name = 'price'",
	    "UPDATE sqlite_schema SET type = 'view' WHERE name = 'price'",
	    "UPDATE sqlite_schema SET name = CAST(x'00' AS TEXT)"
	    " WHERE name = 'price'",
	    "DELETE FROM sqlite_schema",
	    "DELETE FROM sqlite_schema WHERE name = 'device'",
	};
	struct trust_fixture t;

	trust_begin(&t);
	for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
		char sql[512];

		trust_renew(&t);
		snprintf(sql, sizeof(sql), "PRAGMA writable_schema = ON; %s",
			 changes[i]);
		trust_alter(&t, sql);
		expect_damaged(&t, changes[i], "");
	}
	trust_end(&t);
}

/* SQLite would read two million definitions for hours. */
Test(trust_hostile, schema_without_end)
{
	struct trust_fixture t;

	trust_begin(&t);
	trust_alter(&t,
		    "PRAGMA writable_schema = ON;"
		    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1"
		    " FROM n WHERE i < 300000) INSERT INTO sqlite_schema"
		    " SELECT 'table', 't' || i, 't' || i, 2,"
		    " 'CREATE TABLE t' || i || '(a, b, c)' FROM n");
	expect_damaged(&t, "tables without end", "interrupted");
	trust_renew(&t);
	trust_alter(&t, "PRAGMA writable_schema = ON;"
			"INSERT INTO sqlite_schema VALUES ('table', 't', 't',"
			" 2, 'CREATE TABLE t(a' || printf('%.*c', 2000000, ' ')"
			" || ')')");
	expect_damaged(&t, "a definition without end", "too big");
	trust_end(&t);
}

Test(trust_hostile, values_that_are_huge_or_none)
{
	static const struct {
		const char *sql, *why;
	} cases[] = {
	    {"UPDATE article SET name = printf('%.*c', 60000, 'x')",
	     "article, name"},
	    {"UPDATE article SET name = printf('%.*c', 100000, 'x')", ""},
	    {"UPDATE article SET name = printf('%.*c', 100000000, 'x')"
	     " WHERE zi = '90000005'",
	     ""},
	    {"UPDATE meta SET value = printf('%.*c', 100000, 'x')"
	     " WHERE key = 'publisher'",
	     ""},
	    {"UPDATE meta SET value = printf('%.*c', 100000, '1')"
	     " WHERE key = 'rules'",
	     ""},
	    {"UPDATE meta SET value = '2026.1' || char(0) || 'x'"
	     " WHERE key = 'rules'",
	     "meta"},
	    {"UPDATE meta SET value = '999999999999999999999'"
	     " WHERE key = 'sequence'",
	     "as sequence"},
	    {"UPDATE meta SET value = '../../../etc/passwd'"
	     " WHERE key = 'snapshot_id'",
	     "as snapshot_id"},
	    {"UPDATE price SET aip_cents = 9223372036854775807",
	     "price, aip_cents"},
	    {"UPDATE price SET aip_cents = -9223372036854775808",
	     "price, aip_cents"},
	    {"UPDATE price SET valid_from = -2147483649"
	     " WHERE zi = '90000021'",
	     "price, valid_from"},
	    {"UPDATE article SET package_milli = 9223372036854775807",
	     "article, package_milli"},
	    {"UPDATE article SET name = ''", "article, name"},
	    {"UPDATE article SET name = CAST(x'ff' AS TEXT)", "article, name"},
	};
	struct trust_fixture t;

	trust_begin(&t);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char sql[512];

		trust_renew(&t);
		snprintf(sql, sizeof(sql),
			 "PRAGMA ignore_check_constraints = ON; %s",
			 cases[i].sql);
		trust_alter(&t, sql);
		expect_damaged(&t, cases[i].sql, cases[i].why);
	}
	trust_end(&t);
}
