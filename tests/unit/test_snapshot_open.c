/* Files that are no snapshot of ours: refused, whatever they hold. */
#include <criterion/criterion.h>

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "snapshot_fixture.h"
#include "store/snapshot_limits.h"

static void alter(const char *path, const char *sql)
{
	sqlite3 *db;
	char *said = NULL;

	cr_assert(sqlite3_open(path, &db) == SQLITE_OK);
	cr_assert(sqlite3_exec(db, sql, NULL, NULL, &said) == SQLITE_OK,
		  "%s: %s", sql, said);
	cr_assert(sqlite3_close(db) == SQLITE_OK);
}

static void expect_refused(const char *path, const char *what, const char *why)
{
	struct snapshot *snapshot = NULL;
	struct err e = {.code = ERR_NONE};

	cr_expect_not(snapshot_open(path, &snapshot, &e), "%s", what);
	cr_expect_null(snapshot, "%s", what);
	cr_expect(e.code == ERR_REFUSED, "%s: %s", what, e.message);
	cr_expect_not_null(strstr(e.message, why), "%s: %s", what, e.message);
	snapshot_close(snapshot);
}

Test(snapshot_open, reads_what_was_built)
{
	struct fixture f;
	const struct snapshot_info *info;
	struct snapshot *snapshot;

	fixture_begin(&f);
	snapshot = fixture_open(&f);
	info = snapshot_info(snapshot);
	cr_expect_str_eq(info->id, "gvs-20261101-000017");
	cr_expect_eq(info->sequence, 17);
	cr_expect_str_eq(info->publisher, "tests");
	cr_expect_str_eq(info->published_at, "2026-11-01T03:00:00Z");
	cr_expect_eq(info->published_day, civil_from_ymd(2026, 11, 1));
	cr_expect_eq(info->first_day, civil_from_ymd(2024, 1, 1));
	cr_expect_eq(info->last_day, civil_from_ymd(2026, 12, 31));
	cr_expect_eq(info->articles, 3);
	cr_expect_eq(info->prices, 4);
	cr_expect_eq(info->preferences, 2);
	snapshot_close(snapshot);
	snapshot_close(NULL);
	fixture_end(&f);
}

struct change {
	const char *sql, *why;
};

static void expect_all_refused(const struct change *changes, size_t count)
{
	struct fixture f;

	fixture_begin(&f);
	for (size_t i = 0; i < count; i++) {
		cr_assert(fixture_build(&f), "%s", f.faults[0]);
		alter(f.out, changes[i].sql);
		expect_refused(f.out, changes[i].sql, changes[i].why);
	}
	fixture_end(&f);
}

Test(snapshot_open, refuses_what_builds_would_refuse)
{
	static const struct change changes[] = {
	    {"CREATE VIEW v AS SELECT 1", "CREATE VIEW"},
	    {"CREATE TRIGGER t AFTER INSERT ON price"
	     " BEGIN DELETE FROM price; END",
	     "CREATE TRIGGER"},
	    {"CREATE TABLE extra (x)", "CREATE TABLE extra"},
	    {"CREATE INDEX extra ON price (zi)", "CREATE INDEX extra"},
	    {"CREATE VIRTUAL TABLE extra USING fts5(x)", "unexpected"},
	    {"DROP INDEX article_prk", "condition_value"},
	    {"DROP TABLE device", "unexpected"},
	    {"ALTER TABLE device ADD COLUMN x TEXT", "device"},
	    {"ANALYZE", "sqlite_stat1"},
	    {"PRAGMA application_id = 1", "no GVS snapshot"},
	    {"PRAGMA user_version = 2", "version 2, expected 1"},
	    {"PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql ="
	     " replace(sql, ' BETWEEN 1 AND 1000000000',"
	     " ' BETWEEN 0 AND 1000000000')",
	     "CREATE TABLE article"},
	    {"PRAGMA writable_schema = ON;"
	     "UPDATE sqlite_schema SET rootpage = 2",
	     ""},
	    {"PRAGMA ignore_check_constraints = ON;"
	     "UPDATE article SET package_milli = 0",
	     "article, "},
	    {"PRAGMA ignore_check_constraints = ON;"
	     "UPDATE article SET name = printf('%200s', 'x')",
	     "article, "},
	    {"PRAGMA ignore_check_constraints = ON;"
	     "UPDATE condition SET procedure = 'nooit'",
	     "condition, procedure"},
	    {"UPDATE article SET name = 'a' || char(0) || 'b'", "article"},
	    {"UPDATE article SET name = CAST(x'c328' AS TEXT)", "article"},
	    {"UPDATE article SET zi = zi || char(0) WHERE zi = '90000021'",
	     "article"},
	    {"DELETE FROM parameter WHERE name = 'cg_own_days'",
	     "'r-1' has no cg_own_days on 2024-01-01"},
	    {"UPDATE parameter SET value = 2"
	     " WHERE name = 'covers_farmacie'",
	     "expected 0 to 1 as covers_farmacie"},
	    {"UPDATE parameter SET name = 'x'"
	     " WHERE name = 'cg_own_days'",
	     "the name of a parameter"},
	    {"UPDATE meta SET value = '2026.1 ' WHERE key = 'rules'",
	     "the rulebook of this program"},
	    {"DELETE FROM meta WHERE key = 'rules'", "'rules'"},
	    {"UPDATE meta SET value = 'x' WHERE key = 'sequence'",
	     "an integer from 1"},
	    {"DELETE FROM meta WHERE key = 'last_day'", "'last_day'"},
	};

	expect_all_refused(changes, ARRAY_LEN(changes));
}

/* What the rows must keep towards those beside them, and to articles. */
Test(snapshot_open, refuses_rows_that_do_not_go_together)
{
	static const struct change changes[] = {
	    {"UPDATE price SET valid_to = NULL", "do not overlap"},
	    {"UPDATE price SET valid_to = (SELECT max(valid_from) FROM price"
	     " WHERE zi = '90000005') WHERE zi = '90000005' AND valid_to > 0",
	     "price, valid_from: '2025-02-01' overlaps"},
	    {"INSERT INTO contract SELECT uzovi, agb, scope, valid_from + 9,"
	     " valid_to FROM contract WHERE scope = 'prestatie:x'",
	     "contract, valid_from: '2024-01-10' overlaps"},
	    {"INSERT INTO preference SELECT uzovi, prk, zi, valid_to, NULL"
	     " FROM preference",
	     "preference, valid_from: '2025-12-31' overlaps"},
	    {"PRAGMA ignore_check_constraints = ON;"
	     "UPDATE condition SET valid_to = valid_from - 1 WHERE id = 3",
	     "condition, valid_to: '2023-12-31', expected a day that is not"
	     " before"},
	    {"PRAGMA ignore_check_constraints = ON;"
	     "UPDATE price SET valid_to = valid_from - 1 WHERE zi = '90000021'",
	     "price, valid_to: '2023-12-31', expected a day that is not"
	     " before"},
	    {"DELETE FROM article WHERE zi = '90000021'",
	     "price, zi: '90000021', expected a zi of article"},
	    {"DELETE FROM price WHERE zi = '90000021';"
	     "DELETE FROM article WHERE zi = '90000021'",
	     "registered_equivalent, zi: '90000021', expected a zi of article"},
	    {"UPDATE preference SET zi = '90000014' WHERE zi = '90000013'",
	     "preference, zi: '90000014', expected a zi of article"},
	    {"UPDATE preference SET zi = '99999999' WHERE zi = '90000013'",
	     "preference, zi: '99999999', expected a zi of article"},
	    {"UPDATE condition SET value = '00000001' WHERE scope = 'zi'",
	     "condition, value: '00000001', expected a zi of article"},
	    {"DELETE FROM condition WHERE id <> 5;"
	     "WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n"
	     " WHERE i < 25) INSERT INTO condition SELECT i, scope, value,"
	     " procedure, form, text_nl, age_from, age_below, valid_from,"
	     " valid_to FROM n, condition WHERE id = 5",
	     "at most 16 matching conditions"},
	    {"DELETE FROM condition WHERE id <> 5;"
	     "WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n"
	     " WHERE i < 25) INSERT INTO condition SELECT i, 'atc',"
	     " substr('A10BA02', 1, 1 + i % 7), procedure, form, text_nl,"
	     " age_from, age_below, valid_from, valid_to FROM n, condition"
	     " WHERE id = 5",
	     "at most 16 matching conditions"},
	};

	expect_all_refused(changes, ARRAY_LEN(changes));
}

/* The same from the other side of each boundary. */
Test(snapshot_open, takes_what_is_just_allowed)
{
	static const char *const cases[] = {
	    "UPDATE price SET valid_to = (SELECT max(valid_from) - 1 FROM price"
	    " WHERE zi = '90000005') WHERE zi = '90000005' AND valid_to > 0",
	    "UPDATE price SET valid_to = valid_from WHERE zi = '90000021'",
	    "UPDATE condition SET valid_to = valid_from WHERE id = 3",
	    "INSERT INTO preference SELECT uzovi, prk, zi, valid_to + 1, NULL"
	    " FROM preference",
	    "UPDATE condition SET value = '90000021' WHERE scope = 'zi'",
	    "DELETE FROM condition WHERE id <> 5;"
	    "WITH RECURSIVE n(i) AS (SELECT 10 UNION ALL SELECT i + 1 FROM n"
	    " WHERE i < 24) INSERT INTO condition SELECT i, 'atc',"
	    " substr('A10BA02', 1, 1 + i % 7), procedure, form, text_nl,"
	    " age_from, age_below, valid_from, valid_to FROM n, condition"
	    " WHERE id = 5",
	};
	struct snapshot *snapshot;
	struct fixture f;

	fixture_begin(&f);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		cr_assert(fixture_build(&f), "%s", f.faults[0]);
		alter(f.out, cases[i]);
		cr_assert(snapshot_open(f.out, &snapshot, &f.e), "%s: %s",
			  cases[i], f.e.message);
		snapshot_close(snapshot);
	}
	fixture_end(&f);
}

/* Also when the rows do not keep the rules of this one. */
Test(snapshot_open, says_that_the_rulebook_is_another)
{
	static const char *const changes[] = {
	    "UPDATE meta SET value = '2000.1' WHERE key = 'rules'",
	    "UPDATE meta SET value = '2000.1-beta.12x' WHERE key = 'rules'",
	    ("UPDATE meta SET value = '2000.1' WHERE key = 'rules';"
	     "UPDATE parameter SET name = 'x' WHERE name = 'cg_own_days'"),
	};
	struct snapshot *snapshot;
	struct fixture f;

	fixture_begin(&f);
	for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
		cr_assert(fixture_build(&f), "%s", f.faults[0]);
		alter(f.out, changes[i]);
		cr_expect_not(snapshot_open(f.out, &snapshot, &f.e));
		cr_expect_eq(f.e.code, ERR_SNAPSHOT_OTHER_RULES, "%s: %s",
			     changes[i], f.e.message);
		cr_expect_not_null(strstr(f.e.message, "the rulebook 2000.1"));
		cr_expect_null(snapshot);
	}
	fixture_end(&f);
}

static size_t read_file(const char *path, unsigned char **bytes)
{
	struct stat info;
	FILE *file = fopen(path, "rbe");

	cr_assert_not_null(file);
	cr_assert(fstat(fileno(file), &info) == 0);
	*bytes = malloc((size_t)info.st_size);
	cr_assert_not_null(*bytes);
	cr_assert(fread(*bytes, 1, (size_t)info.st_size, file) ==
		  (size_t)info.st_size);
	fclose(file);
	return (size_t)info.st_size;
}

static void write_file(const char *path, const unsigned char *bytes, size_t len)
{
	FILE *file = fopen(path, "wbe");

	cr_assert_not_null(file);
	cr_assert(fwrite(bytes, 1, len, file) == len);
	cr_assert(fclose(file) == 0);
}

Test(snapshot_open, refuses_a_file_of_another_size)
{
	struct fixture f;
	unsigned char *bytes;

	fixture_begin(&f);
	cr_assert(fixture_build(&f));
	size_t len = read_file(f.out, &bytes);
	const size_t cuts[] = {1, 99, 100, 4095, 4096, 8192, len / 2, len - 1};
	for (size_t i = 0; i < ARRAY_LEN(cuts); i++) {
		write_file(f.out, bytes, cuts[i]);
		expect_refused(f.out, "cut", "");
	}
	write_file(f.out, bytes, 0);
	expect_refused(f.out, "empty", "no GVS snapshot");
	cr_assert(truncate(f.out, SNAPSHOT_FILE_MAX + 1) == 0);
	expect_refused(f.out, "too large", "1 GiB");
	free(bytes);
	fixture_end(&f);
}

Test(snapshot_open, refuses_what_is_no_file)
{
	struct snapshot *snapshot;
	struct fixture f;
	struct err e;

	fixture_begin(&f);
	cr_expect_not(snapshot_open(f.out, &snapshot, &e));
	cr_expect(access(f.out, F_OK) != 0); /* and makes none */
	cr_expect_not(snapshot_open(f.dir, &snapshot, &e));
	fixture_end(&f);
}

/*
 * A changed letter of a name is not seen here (the manifest's hash sees it):
 * what must hold is that nothing crashes and that look-ups stay in bounds.
 */
Test(snapshot_open, survives_flipped_bits)
{
	struct reference_key key = {.uzovi = "3311",
				    .polis = "196",
				    .zi = "90000005",
				    .pharmacy = "02012345",
				    .date = civil_from_ymd(2025, 2, 1)};
	struct reference reference;
	struct fixture f;
	unsigned char *bytes;
	int refused = 0, tried = 0;

	fixture_begin(&f);
	cr_assert(fixture_build(&f));
	size_t len = read_file(f.out, &bytes);
	for (size_t at = 0; at < len; at += at % 4096 < 64 ? 3 : 61) {
		struct snapshot *snapshot;
		unsigned char bit = (unsigned char)(1 << (at % 8));

		bytes[at] ^= bit;
		write_file(f.out, bytes, len);
		bytes[at] ^= bit;
		tried++;
		if (!snapshot_open(f.out, &snapshot, &f.e)) {
			refused++;
			continue;
		}
		if (snapshot_reference(snapshot, &key, &reference, &f.e))
			cr_expect(reference.preferred_count <= PREFERRED_MAX);
		snapshot_close(snapshot);
	}
	cr_expect(refused > tried / 10, "%d of %d", refused, tried);
	free(bytes);
	fixture_end(&f);
}
