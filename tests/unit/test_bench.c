#include <criterion/criterion.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/bench/histogram.h"
#include "tests/bench/population.h"
#include "tests/bench/template.h"
#include "wire/request.h"

enum { LINES = 256, BLOCK = POPULATION_SUPPLIES_MAX + 1 };

static const struct population some = {.insured = 10 * BLOCK, .lines = LINES};

Test(population, has_every_number_of_supplies_equally_often)
{
	for (uint64_t block = 0; block < 10; block++) {
		bool had[BLOCK] = {false};
		for (uint64_t k = block * BLOCK; k < (block + 1) * BLOCK; k++) {
			unsigned count = population_supplies(k);
			cr_assert_leq(count, POPULATION_SUPPLIES_MAX);
			cr_assert_not(had[count]);
			had[count] = true;
		}
	}
}

Test(population, has_bsn_that_pass_the_eleven_test_once_each)
{
	unsigned last = 0;

	for (uint64_t k = 0; k < 100000; k++) {
		unsigned bsn = population_bsn(k);
		char text[16];
		snprintf(text, sizeof(text), "%09u", bsn);
		cr_assert(bsn_valid(text), "%s", text);
		cr_assert_gt(bsn, last);
		last = bsn;
	}
	cr_assert_gt(population_bsn(POPULATION_INSURED_MAX - 1), last);
	cr_assert_lt(population_bsn(POPULATION_INSURED_MAX - 1), 1000000000);
}

static bool is_his(uint64_t k, size_t line)
{
	for (unsigned j = 0; j < population_medicines(k); j++)
		if (population_line(&some, k, j) == line)
			return true;
	return false;
}

/* The newest is soon used up. */
Test(population, takes_each_medicine_monthly)
{
	for (uint64_t k = 0; k < some.insured; k++) {
		int last[LINES] = {0};
		for (unsigned i = 0; i < population_supplies(k); i++) {
			struct population_supply s;
			population_supply(&some, k, i, &s);
			cr_assert(is_his(k, s.line));
			if (last[s.line] == 0)
				cr_assert(s.days_ago >= 20 && s.days_ago <= 30);
			else
				cr_assert_eq(s.days_ago, last[s.line] + 30);
			last[s.line] = s.days_ago;
		}
	}
}

Test(population, has_one_to_four_different_medicines)
{
	unsigned had[POPULATION_MEDICINES_MAX + 1] = {0};

	for (uint64_t k = 0; k < some.insured; k++) {
		unsigned count = population_medicines(k);
		cr_assert(count >= 1 && count <= POPULATION_MEDICINES_MAX);
		had[count]++;
		for (unsigned j = 1; j < count; j++)
			cr_assert_neq(population_line(&some, k, j),
				      population_line(&some, k, j - 1));
	}
	for (unsigned count = 1; count <= POPULATION_MEDICINES_MAX; count++)
		cr_assert_gt(had[count], some.insured / 8);
}

Test(population, asks_for_what_its_insured_take)
{
	struct population_request request;

	for (uint64_t n = 0; n < 10000; n++) {
		population_request(&some, n, &request);
		cr_assert_lt(request.insured, some.insured);
		cr_assert(is_his(request.insured, request.line));
	}
}

/* Also of those whose ledger has few, and where lines are alike. */
Test(population, meets_five_supplies_in_most_requests)
{
	static const uint64_t sizes[] = {333, 33333, 333333};
	unsigned alike[LINES];

	for (unsigned line = 0; line < LINES; line++)
		alike[line] = line / 2;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct population p = {sizes[i], LINES};
		double share = population_share(&p, NULL, 20000, 5);
		cr_log_info("%" PRIu64 " insured: %.3f", sizes[i], share);
		cr_assert(share > 0.5 && share < 0.95, "%f", share);
		cr_assert_geq(population_share(&p, alike, 20000, 5), share);
		cr_assert_eq(population_share(&p, NULL, 1000, 0), 1);
		cr_assert_eq(population_share(&p, NULL, 1000, 61), 0);
	}
}

/* --- request lines ------------------------------------------------------ */

static const char line[] = "{\"id\":\"{id}\",\"d\":\"{date}\",\"b\":\"{bsn}\"}";

static void write_file(char *path, const char *text)
{
	FILE *file = fdopen(mkstemp(path), "w");

	cr_assert_not_null(file);
	cr_assert_geq(fputs(text, file), 0);
	cr_assert_eq(fclose(file), 0);
}

static struct templates load(const char *text)
{
	struct templates t = {
	    .run = "r7", .date = "2026-11-20", .insured = 100};
	char path[] = "/tmp/test_bench.XXXXXX";

	write_file(path, text);
	cr_assert(templates_load(&t, path));
	cr_assert_eq(unlink(path), 0);
	return t;
}

Test(template, fills_every_hole)
{
	struct templates t = load(line);
	char out[TEMPLATE_LINE_MAX], expected[128];
	static const uint64_t numbers[] = {0, 9, 10, 123456, UINT64_MAX};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		uint64_t n = numbers[i];
		int len =
		    snprintf(expected, sizeof(expected),
			     "{\"id\":\"r7-%" PRIu64
			     "\",\"d\":\"2026-11-20\",\"b\":\"%09u\"}\n",
			     n, population_bsn(population_scatter(n) % 100));
		cr_assert_eq(template_fill(&t, n, out), (size_t)len);
		cr_assert_arr_eq(out, expected, (size_t)len);
	}
	templates_free(&t);
}

Test(template, takes_lines_in_turn_or_by_population)
{
	struct templates t = load("a{bsn}\nb{bsn}\n\nc{bsn}\r\n");
	struct population population = {100, 3};
	struct population_request request;
	char out[TEMPLATE_LINE_MAX], bsn[16];

	cr_assert_eq(t.count, 3);
	for (uint64_t n = 0; n < 9; n++) {
		cr_assert_eq(template_fill(&t, n, out), 11);
		cr_assert_eq(out[0], "abc"[n % 3]);
	}
	t.by_population = true;
	for (uint64_t n = 0; n < 100; n++) {
		population_request(&population, n, &request);
		cr_assert_eq(template_fill(&t, n, out), 11);
		cr_assert_eq(out[0], "abc"[request.line]);
		snprintf(bsn, sizeof(bsn), "%09u",
			 population_bsn(request.insured));
		cr_assert_arr_eq(out + 1, bsn, 9);
	}
	templates_free(&t);
}

Test(template, reads_escapes_of_raw_lines)
{
	struct templates t = {.run = "r", .date = "d", .insured = 1};
	char out[TEMPLATE_LINE_MAX], path[] = "/tmp/test_bench.XXXXXX";
	static const char expected[] = "$4\r\n\tr-10\\~{date xxx";

	write_file(path,
		   "${id-length}\\r\\n\\t{id}\\\\\\x7e{date {filler:3}\n");
	t.raw = true;
	cr_assert(templates_load(&t, path));
	cr_assert_eq(unlink(path), 0);
	cr_assert_eq(template_fill(&t, 10, out), sizeof(expected) - 1);
	cr_assert_arr_eq(out, expected, sizeof(expected) - 1);
	templates_free(&t);
}

Test(template, refuses_what_it_cannot_fill)
{
	static const char *const wrong[] = {
	    "\\",
	    "\\q",
	    "\\x7",
	    "\\xg0",
	    "{filler:65536}",
	    "{filler:7",
	    "",
	    "{id}{id}{id}{id}{id}{id}{id}{id}{id}",
	};

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct templates t = {
		    .run = "r", .date = "d", .insured = 1, .raw = true};
		char path[] = "/tmp/test_bench.XXXXXX";
		write_file(path, wrong[i]);
		cr_assert_not(templates_load(&t, path), "%s", wrong[i]);
		cr_assert_eq(unlink(path), 0);
		templates_free(&t);
	}
}

/* --- latencies ---------------------------------------------------------- */

Test(histogram, knows_percentiles_within_two_percent)
{
	static struct histogram h;

	cr_assert_eq(histogram_at(&h, 500), 0);
	for (uint64_t us = 1; us <= 100000; us++)
		histogram_add(&h, us);
	static const unsigned points[] = {1, 500, 900, 990, 999, 1000};
	for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++) {
		double exact = points[i] * 100.0;
		double told = (double)histogram_at(&h, points[i]);
		cr_assert(told <= exact && told >= 0.98 * exact, "%u: %f",
			  points[i], told);
	}
	cr_assert_eq(h.total, 100000);
	cr_assert_eq(h.max_us, 100000);
}

Test(histogram, keeps_small_and_huge_values)
{
	static struct histogram h;

	histogram_add(&h, 0);
	cr_assert_eq(histogram_at(&h, 1000), 0);
	histogram_add(&h, 63);
	cr_assert_eq(histogram_at(&h, 1000), 63);
	histogram_add(&h, UINT64_MAX);
	cr_assert_eq(h.max_us, UINT64_MAX);
	cr_assert_gt(histogram_at(&h, 1000), 3600u * 1000000);
}
