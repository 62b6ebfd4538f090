/* The command supplied: what was counted, and what was not. */
#include <criterion/criterion.h>

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/clock.h"
#include "desk/limits.h"
#include "desk_fixture.h"
#include "wire/doc.h"

/* Of tests/cases/data. */
static const char plain[] = "90000013";
static const char other[] = "90000048";

static struct fixture f;

static void set_up(void)
{
	fixture_make(&f);
	fixture_start(&f);
}

static void tear_down(void)
{
	fixture_remove(&f);
}

TestSuite(desk_supplied, .init = set_up, .fini = tear_down);

static void dispense(const char *id, const char *zi)
{
	char *reply = fixture_ask(&f, dispense_line(id, "2026-11-02", zi, 15));

	cr_assert_not_null(strstr(reply, "\"claim\":\"C"), "%s", reply);
	free(reply);
}

static void expect_supplied(int days, const char *articles)
{
	char line[64], from[LEN_CIVIL + 1], should[256];

	civil_format(clock_day(clock_now_ms()) - days + 1, from);
	snprintf(line, sizeof(line), "{\"cmd\":\"supplied\",\"days\":%d}",
		 days);
	snprintf(should, sizeof(should),
		 "{\"ok\":true,\"from\":\"%s\",\"articles\":[%s],"
		 "\"others\":0}",
		 from, articles);
	char *reply = fixture_control(&f, line);
	cr_expect_str_eq(reply, should);
	free(reply);
}

Test(desk_supplied, nothing_was)
{
	expect_supplied(90, "");
}

Test(desk_supplied, the_most_supplied_come_first)
{
	dispense("a-1", plain);
	dispense("a-2", other);
	dispense("a-3", other);
	expect_supplied(1, "{\"zi\":\"90000048\",\"claims\":2},"
			   "{\"zi\":\"90000013\",\"claims\":1}");
}

Test(desk_supplied, of_as_many_the_lower_number_comes_first)
{
	dispense("a-1", other);
	dispense("a-2", plain);
	expect_supplied(1, "{\"zi\":\"90000013\",\"claims\":1},"
			   "{\"zi\":\"90000048\",\"claims\":1}");
}

Test(desk_supplied, what_was_reversed_was_not)
{
	dispense("a-1", plain);
	dispense("a-2", other);
	free(fixture_ask(&f, "{\"v\":1,\"op\":\"reverse\",\"id\":\"r-1\","
			     "\"claim\":\"C00000000000001\","
			     "\"reason\":\"test\"}"));
	expect_supplied(1, "{\"zi\":\"90000048\",\"claims\":1}");
}

Test(desk_supplied, simulations_and_services_are_not)
{
	char line[2048];

	snprintf(line, sizeof(line), "%s",
		 dispense_line("a-1", "2026-11-02", plain, 15));
	char *op = strstr(line, "dispense");
	cr_assert_not_null(op);
	memcpy(op, "simulate", strlen("simulate"));
	free(fixture_ask(&f, line));
	expect_supplied(1, "");
}

/* More than a slice, and not a multiple of it. */
Test(desk_supplied, goes_on_over_many_slices)
{
	char id[16], should[64];
	const int count = 2 * SUPPLIED_SLICE + 3;

	for (int i = 0; i < count; i++) {
		snprintf(id, sizeof(id), "a-%d", i);
		dispense(id, plain);
	}
	snprintf(should, sizeof(should), "{\"zi\":\"90000013\",\"claims\":%d}",
		 count);
	expect_supplied(1, should);
}

Test(desk_supplied, days_have_bounds)
{
	static const struct {
		const char *days;
		bool good;
	} rows[] = {{"0", false},    {"1", true},      {"3660", true},
		    {"3661", false}, {"\"9\"", false}, {"-1", false}};
	char line[64];

	cr_assert_eq(SUPPLIED_DAYS_MAX, 3660);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		snprintf(line, sizeof(line),
			 "{\"cmd\":\"supplied\",\"days\":%s}", rows[i].days);
		char *reply = fixture_control(&f, line);
		if (rows[i].good)
			cr_expect_not_null(strstr(reply, "\"ok\":true"));
		else
			expect_error(reply, "bad_field");
		free(reply);
	}
}

/* As if the first of two claims had been recorded at a moment. */
static void record_at(int64_t moment_ms)
{
	char sql[128];
	sqlite3 *db;

	fixture_stop(&f);
	snprintf(sql, sizeof(sql),
		 "UPDATE entry SET recorded_at_ms = %lld WHERE seq = 1",
		 (long long)moment_ms);
	cr_assert_eq(sqlite3_open(f.ledger, &db), SQLITE_OK);
	cr_assert_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	cr_assert_eq(sqlite3_close(db), SQLITE_OK);
	fixture_start(&f);
}

Test(desk_supplied, a_day_counts_from_its_first_moment)
{
	static const char late[] = "{\"zi\":\"90000048\",\"claims\":1}";
	static const char both[] = "{\"zi\":\"90000013\",\"claims\":1},"
				   "{\"zi\":\"90000048\",\"claims\":1}";
	int64_t begins = clock_day_begins(clock_day(clock_now_ms()) - 6);

	dispense("a-1", plain);
	dispense("a-2", other);
	record_at(begins);
	expect_supplied(7, both);
	expect_supplied(6, late);
	record_at(begins - 1);
	expect_supplied(7, late);
	expect_supplied(8, both);
}

/* More than find their place in one turn; the ledger also keeps claims for
 * articles that nobody knows. */
Test(desk_supplied, many_are_in_order)
{
	const int articles = SUPPLIED_SORT_SLICE + 9;
	char id[32], zi[16], last_zi[16] = "";
	int64_t last_claims = INT64_MAX, sum = 0;
	struct doc *doc;
	struct err e;

	for (int i = 0; i < articles; i++) {
		snprintf(zi, sizeof(zi), "%08d", 91000000 + i * 7919 % 10007);
		for (int n = 0; n <= i % 3; n++) {
			snprintf(id, sizeof(id), "%d-%d", i, n);
			dispense(id, zi);
		}
	}
	char *reply = fixture_control(&f, "{\"cmd\":\"supplied\",\"days\":1}");
	cr_assert(doc_parse(reply, strlen(reply), &doc, &e));
	const struct doc_node *list = doc_get(doc_root(doc), "articles");
	cr_expect_eq(doc_len(list), (size_t)articles);
	for (size_t i = 0; i < doc_len(list); i++) {
		const struct doc_node *row = doc_at(list, i);
		int64_t claims = doc_get_int(row, "claims", 0);
		const char *next = doc_get_str(row, "zi", "");
		cr_expect(claims < last_claims || (claims == last_claims &&
						   strcmp(next, last_zi) > 0),
			  "%s", next);
		snprintf(last_zi, sizeof(last_zi), "%s", next);
		last_claims = claims;
		sum += claims;
	}
	cr_expect_eq(sum, articles / 3 * 6 + (articles % 3 == 2 ? 3 : 1) *
						 (articles % 3 != 0));
	doc_free(doc);
	free(reply);
}
