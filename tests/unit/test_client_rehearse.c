/* What claimctl adds up of a rehearsal, and what exceeds its bounds. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "client/snapshot_rehearse.h"

static struct rehearsed r;

static void tear_down(void)
{
	rehearsed_free(&r);
}

TestSuite(client_rehearse, .fini = tear_down);

/* The four amounts of one side. */
struct side {
	const char *outcome;
	int reimbursed, bijdrage, own, refused;
};

static int put_side(char *out, size_t cap, struct side side)
{
	return snprintf(out, cap,
			"{\"outcome\":\"%s\",\"reimbursed\":%d,"
			"\"eigen_bijdrage\":%d,\"own_account\":%d,"
			"\"refused\":%d}",
			side.outcome, side.reimbursed, side.bijdrage, side.own,
			side.refused);
}

static void add_answer(const char *changes, const char *failures)
{
	char line[4096];
	struct doc *doc;
	struct err e;

	snprintf(line, sizeof(line),
		 "{\"judged\":9,\"changed\":3,\"unjudged\":2,\"reversed\":4,"
		 "\"out_of_days\":5,\"other_rules\":6,\"changes\":[%s],"
		 "\"failures\":[%s]}",
		 changes, failures);
	cr_assert(doc_parse(line, strlen(line), &doc, &e), "%s: %s", e.message,
		  line);
	cr_assert(rehearsed_add(&r, doc_root(doc), &e), "%s", e.message);
	doc_free(doc);
}

/* item: members of a change; rules: of gained and lost. */
static void add(const char *item, struct side before, struct side after,
		const char *rules)
{
	char line[2048], sides[2][256];

	put_side(sides[0], sizeof(sides[0]), before);
	put_side(sides[1], sizeof(sides[1]), after);
	snprintf(line, sizeof(line), "{%s,\"before\":%s,\"after\":%s,%s}", item,
		 sides[0], sides[1], rules);
	add_answer(line, "");
}

static const char item[] =
    "\"kind\":\"medicine\",\"code\":\"90000013\",\"name\":\"A\"";
static const char other[] =
    "\"kind\":\"medicine\",\"code\":\"90000021\",\"name\":\"B\"";
static const char none[] = "\"gained\":[],\"lost\":[]";

Test(client_rehearse, outcomes_that_become_denials_and_back)
{
	static const struct {
		const char *before, *after;
		int64_t denials, rescued;
	} cases[] = {
	    {"approve", "deny", 1, 0},	  {"partial", "deny", 1, 0},
	    {"deny", "approve", 0, 1},	  {"deny", "partial", 0, 1},
	    {"approve", "partial", 0, 0}, {"deny", "deny", 0, 0},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		rehearsed_free(&r);
		add(item, (struct side){cases[i].before, 0, 0, 0, 0},
		    (struct side){cases[i].after, 0, 0, 0, 0}, none);
		cr_expect_eq(r.denials, cases[i].denials, "%zu", i);
		cr_expect_eq(r.rescued, cases[i].rescued, "%zu", i);
	}
}

Test(client_rehearse, the_largest_change_of_each_claim_is_summed)
{
	add(item, (struct side){"approve", 1000, 0, 0, 0},
	    (struct side){"approve", 900, 60, 40, 0}, none);
	cr_expect_eq(r.shift, 100);
	add(item, (struct side){"approve", 0, 50, 0, 10},
	    (struct side){"approve", 0, 0, 50, 0}, none);
	cr_expect_eq(r.shift, 150);
	add(item, (struct side){"deny", 0, 0, 0, 70},
	    (struct side){"deny", 0, 0, 0, 0}, none);
	cr_expect_eq(r.shift, 220);
	cr_expect_eq(r.sums.before[SUM_REIMBURSED], 1000);
	cr_expect_eq(r.sums.after[SUM_REIMBURSED], 900);
	cr_expect_eq(r.sums.before[SUM_EIGEN_BIJDRAGE], 50);
	cr_expect_eq(r.sums.after[SUM_EIGEN_BIJDRAGE], 60);
	cr_expect_eq(r.sums.before[SUM_OWN_ACCOUNT], 0);
	cr_expect_eq(r.sums.after[SUM_OWN_ACCOUNT], 90);
	cr_expect_eq(r.sums.before[SUM_REFUSED], 80);
	cr_expect_eq(r.sums.after[SUM_REFUSED], 0);
}

static void expect_group(const struct groups *groups, size_t at,
			 const char *code, const char *detail, int64_t claims)
{
	cr_assert_lt(at, groups->count);
	cr_expect_str_eq(groups->list[at]->code, code);
	cr_expect_str_eq(groups->list[at]->detail, detail);
	cr_expect_eq(groups->list[at]->claims, claims);
}

/* A claim that gains one and loses another counts under both. */
Test(client_rehearse, groups_by_rule_and_by_article)
{
	static const char rules[] =
	    "\"gained\":[{\"code\":\"X\",\"article\":\"1.1\"}],"
	    "\"lost\":[{\"code\":\"Y\",\"article\":\"2\"}]";
	struct side from = {"approve", 10, 0, 0, 0},
		    to = {"approve", 9, 0, 0, 1};

	add(item, from, to, rules);
	add(item, from, to, rules);
	add(other, from, (struct side){"approve", 0, 0, 0, 10}, none);
	groups_sort(&r.rules);
	groups_sort(&r.articles);
	cr_assert_eq(r.rules.count, 3);
	expect_group(&r.rules, 0, "", "", 1);
	expect_group(&r.rules, 1, "X", "1.1", 2);
	expect_group(&r.rules, 2, "Y", "2", 2);
	cr_expect_eq(r.rules.list[1]->gained, 2);
	cr_expect_eq(r.rules.list[1]->lost, 0);
	cr_expect_eq(r.rules.list[2]->lost, 2);
	cr_expect_eq(r.rules.list[2]->sums.after[SUM_REFUSED], 2);
	cr_assert_eq(r.articles.count, 2);
	expect_group(&r.articles, 0, "90000021", "medicine", 1);
	expect_group(&r.articles, 1, "90000013", "medicine", 2);
	cr_expect_str_eq(r.articles.list[1]->name, "A");
}

/* Imports have no code: their names tell them apart. */
Test(client_rehearse, what_has_no_code_goes_by_its_name)
{
	struct side side = {"approve", 1, 0, 0, 0};

	add("\"kind\":\"import\",\"code\":\"\",\"name\":\"A\"", side, side,
	    none);
	add("\"kind\":\"import\",\"code\":\"\",\"name\":\"B\"", side, side,
	    none);
	add("\"kind\":\"preparation\",\"code\":\"\",\"name\":\"\"", side, side,
	    none);
	cr_expect_eq(r.articles.count, 3);
	/* A code is enough: names may change. */
	add("\"kind\":\"diet\",\"code\":\"1\",\"name\":\"A\"", side, side,
	    none);
	add("\"kind\":\"diet\",\"code\":\"1\",\"name\":\"B\"", side, side,
	    none);
	cr_expect_eq(r.articles.count, 4);
}

Test(client_rehearse, what_was_counted_and_what_failed)
{
	add_answer("", "{\"claim\":\"C1\"},{\"claim\":\"C2\"}");
	cr_expect_eq(r.judged, 9);
	cr_expect_eq(r.changed, 3);
	cr_expect_eq(r.unjudged, 2);
	cr_expect_eq(r.reversed, 4);
	cr_expect_eq(r.out_of_days, 5);
	cr_expect_eq(r.other_rules, 6);
	cr_assert_eq(r.failure_count, 2);
	cr_expect_str_eq(r.failures[1], "{\"claim\":\"C2\"}");
	cr_expect_eq(r.unlisted, 0);
}

Test(client_rehearse, an_answer_of_something_else)
{
	struct doc *doc;
	struct err e;

	cr_assert(doc_parse("{\"ok\":true}", 11, &doc, &e));
	cr_expect_not(rehearsed_add(&r, doc_root(doc), &e));
	cr_expect_eq(e.code, ERR_FAILED);
	doc_free(doc);
}

Test(client_rehearse, more_than_are_listed_are_counted)
{
	struct side from = {"approve", 2, 0, 0, 0}, to = {"deny", 0, 0, 0, 2};

	for (int i = 0; i < REHEARSED_LISTED_MAX + 2; i++)
		add(item, from, to, none);
	cr_expect_eq(r.change_count, REHEARSED_LISTED_MAX);
	cr_expect_eq(r.unlisted, 2);
	cr_expect_eq(r.denials, REHEARSED_LISTED_MAX + 2);
	cr_expect_eq(r.shift, 2 * (REHEARSED_LISTED_MAX + 2));
}

Test(client_rehearse, bounds_hold_up_to_themselves)
{
	static const struct {
		int64_t denials, shift;
		bool within;
	} cases[] = {
	    {-1, -1, true},  {3, -1, true},    {2, -1, false},
	    {-1, 500, true}, {-1, 499, false}, {3, 500, true},
	    {3, 499, false}, {2, 500, false},  {0, 0, false},
	};
	struct err e;

	r.denials = 3;
	r.shift = 500;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct rehearse_wish wish = {7, cases[i].denials,
					     cases[i].shift};
		bool within = rehearsed_is_within(&r, &wish, &e);
		cr_expect_eq(within, cases[i].within, "%zu", i);
		if (!within)
			cr_expect_eq(e.code, ERR_CHANGES_TOO_MUCH);
	}
}
