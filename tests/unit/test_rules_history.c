/*
 * Section 4 of the rulebook: known or new, the episode, used days and cover.
 * The last test compares with a plain walk over sorted dates.
 */
#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "rules/history.h"
#include "scenario.h"

static struct history read_history(const struct scenario *s)
{
	struct matter m = {.facts = &s->facts, .claim = &s->facts.claim};
	struct history h;

	history_read(&m, &h);
	return h;
}

static void supply_on(struct scenario *s, const char *date, int days)
{
	scenario_add_supply(s, day(date), days);
}

Test(history, nothing_known_is_new)
{
	struct scenario s;

	scenario_init(&s);
	scenario_make_new(&s);
	struct history h = read_history(&s);
	cr_expect(h.is_new);
	cr_expect_not(h.anything_known);
}

Test(history, a_supply_keeps_it_known_for_twelve_months)
{
	struct scenario s;

	scenario_init(&s);
	scenario_make_new(&s);
	supply_on(&s, "2025-11-21", 90);
	struct history h = read_history(&s);
	cr_expect(h.is_new, "the bound is D itself");
	cr_expect(h.anything_known);
	s.supplies[0].date++;
	cr_expect_not(read_history(&s).is_new);
}

Test(history, a_yearly_supply_does_not_make_its_refill_new)
{
	struct scenario s;

	scenario_init(&s);
	scenario_make_new(&s);
	/* 365 + 93 days before D: known until D. */
	scenario_add_supply(&s, s.claim->date - 458, 365);
	cr_expect(read_history(&s).is_new);
	s.supplies[0].days++;
	cr_expect_not(read_history(&s).is_new);
	s.supplies[0].days = 0;
	cr_expect(read_history(&s).is_new);
}

Test(history, an_attested_date_keeps_it_known)
{
	struct scenario s;

	scenario_init(&s);
	scenario_make_new(&s);
	s.item->last_supplied = day("2025-11-21");
	cr_expect(read_history(&s).is_new);
	s.item->last_supplied++;
	struct history h = read_history(&s);
	cr_expect_not(h.is_new);
	cr_expect(h.attested);
	cr_expect_eq(h.first, s.item->last_supplied);
	cr_expect_eq(h.cover_end, CIVIL_NONE);
}

Test(history, the_end_of_february_is_clamped)
{
	struct scenario s;

	scenario_init(&s);
	scenario_make_new(&s);
	s.claim->date = day("2025-02-28");
	s.item->last_supplied = day("2024-02-29");
	cr_expect(read_history(&s).is_new);
	s.item->last_supplied = day("2024-03-01");
	cr_expect_not(read_history(&s).is_new);
	s.claim->date = day("2024-02-29");
	s.item->last_supplied = day("2023-02-28");
	cr_expect_not(read_history(&s).is_new == false,
		      "2023-02-28 + 12 months is 2024-02-28");
	s.item->last_supplied = day("2023-03-01");
	cr_expect_not(read_history(&s).is_new);
}

Test(history, a_gap_begins_a_new_episode)
{
	struct scenario s;

	scenario_init(&s);
	scenario_make_new(&s);
	supply_on(&s, "2024-01-10", 30);
	supply_on(&s, "2025-01-10", 30);
	supply_on(&s, "2025-12-10", 30);
	struct history h = read_history(&s);
	cr_expect_eq(h.first, day("2025-01-10"));
	cr_expect_not(h.attested);
	cr_expect_eq(h.used_days, 60);
	s.supplies[1].date--;
	cr_expect_eq(read_history(&s).first, day("2024-01-10"));
}

Test(history, a_stated_course_has_no_gap_up_to_the_next_known_date)
{
	struct scenario s;

	scenario_init(&s);
	scenario_make_new(&s);
	s.item->first_supplied = day("2019-05-01");
	supply_on(&s, "2022-02-01", 30);
	supply_on(&s, "2022-12-01", 30);
	supply_on(&s, "2023-10-01", 30);
	supply_on(&s, "2024-08-01", 30);
	supply_on(&s, "2025-06-01", 30);
	supply_on(&s, "2026-05-01", 30);
	struct history h = read_history(&s);
	cr_expect_eq(h.first, day("2019-05-01"));
	cr_expect(h.attested);
	/* Only up to the next: a later gap begins an episode. */
	s.supplies[3].date = day("2024-10-01");
	s.supplies[4].date = day("2025-06-01");
	h = read_history(&s);
	cr_expect_eq(h.first, day("2024-10-01"));
	cr_expect_not(h.attested);
}

Test(history, what_was_once_attested_stays_known)
{
	struct scenario s;

	scenario_init(&s);
	scenario_make_new(&s);
	supply_on(&s, "2026-10-01", 30);
	cr_expect_not(read_history(&s).attested);
	s.supplies[0].last_supplied = day("2026-03-01");
	struct history h = read_history(&s);
	cr_expect(h.attested);
	cr_expect_eq(h.first, day("2026-03-01"));
	s.supplies[0].first_supplied = day("2021-03-01");
	cr_expect_eq(read_history(&s).first, day("2021-03-01"));
}

Test(history, attested_on_the_day_of_the_first_supply_is_not_before_it)
{
	struct scenario s;

	scenario_init(&s);
	scenario_make_new(&s);
	supply_on(&s, "2026-10-01", 30);
	s.item->last_supplied = day("2026-10-01");
	cr_expect_not(read_history(&s).attested);
	s.item->last_supplied--;
	cr_expect(read_history(&s).attested);
}

Test(history, cover_adds_up_and_never_runs_back)
{
	struct scenario s;

	scenario_init(&s);
	scenario_make_new(&s);
	supply_on(&s, "2026-09-01", 30); /* to 1 October */
	supply_on(&s, "2026-09-20", 30); /* to 31 October */
	supply_on(&s, "2026-11-10", 30); /* a gap; to 10 December */
	cr_expect_eq(read_history(&s).cover_end, day("2026-12-10"));
	supply_on(&s, "2026-11-10", 0); /* unknown days cover nothing */
	struct history h = read_history(&s);
	cr_expect_eq(h.cover_end, day("2026-12-10"));
	cr_expect_eq(h.used_days, 105);
	cr_expect_eq(h.used_all_days, 105);
}

Test(history, another_dose_ends_the_cover_before_it)
{
	struct scenario s;

	scenario_init(&s);
	scenario_make_new(&s);
	supply_on(&s, "2026-11-01", 90);
	supply_on(&s, "2026-11-10", 20);
	s.supplies[1].dose_changed = true;
	struct history h = read_history(&s);
	cr_expect_eq(h.cover_end, day("2026-11-30"));
	cr_expect_eq(h.used_days, 20);
	cr_expect_eq(h.used_all_days, 110);
}

Test(history, another_strength_neither_covers_nor_uses)
{
	struct scenario s;

	scenario_init(&s);
	scenario_make_new(&s);
	supply_on(&s, "2026-11-15", 10);
	strcpy(s.supplies[0].prk, "2002");
	struct history h = read_history(&s);
	cr_expect_not(h.has_supply_of_prk);
	cr_expect_eq(h.used_days, 0);
	cr_expect_eq(h.used_all_days, 10);
	cr_expect_eq(h.cover_end, CIVIL_NONE);
	/* An imported supply names none and matches every one. */
	s.supplies[0].prk[0] = '\0';
	h = read_history(&s);
	cr_expect(h.has_supply_of_prk);
	cr_expect_eq(h.used_days, 10);
}

Test(history, cover_stays_a_date_that_can_be_written)
{
	struct scenario s;
	static struct supply many[HISTORY_MAX];

	scenario_init(&s);
	scenario_make_new(&s);
	supply_on(&s, "2026-11-15", 400);
	for (size_t i = 0; i < ARRAY_LEN(many); i++)
		many[i] = s.supplies[0];
	s.facts.history = many;
	s.facts.history_count = ARRAY_LEN(many);
	cr_expect_eq(read_history(&s).cover_end, day("9999-12-31"));
	scenario_ask(&s, 30000, 30);
	cr_expect(bites(&s, RULE_STOCK_LEFT, EFFECT_DENY) ||
		  bites(&s, RULE_FIRST_SUPPLY_RUNNING, EFFECT_DENY));
}

/* --- the same by sorting ------------------------------------------------- */

struct known {
	civil_day date, bound;
	bool is_first, is_supply;
};

struct known_list {
	struct known rows[3 * SCENARIO_SUPPLIES_MAX + 2];
	size_t count;
};

static void put(struct known_list *l, struct known k)
{
	if (k.date != CIVIL_NONE)
		l->rows[l->count++] = k;
}

static void put_attested(struct known_list *l, int months, civil_day last,
			 civil_day first)
{
	if (last != CIVIL_NONE)
		put(l, (struct known){last, civil_add_months(last, months),
				      false, false});
	if (first != CIVIL_NONE)
		put(l, (struct known){first, civil_add_months(first, months),
				      true, false});
}

static int by_date(const void *a, const void *b)
{
	const struct known *x = a, *y = b;

	return (x->date > y->date) - (x->date < y->date);
}

static void list_known(const struct scenario *s, struct known_list *l)
{
	int months = (int)s->param[PARAM_NEW_AFTER_MONTHS];
	int grace = 31 * (int)s->param[PARAM_MAX_SUPPLY_MONTHS];

	l->count = 0;
	put_attested(l, months, s->item->last_supplied,
		     s->item->first_supplied);
	for (size_t i = 0; i < s->facts.history_count; i++) {
		const struct supply *u = &s->supplies[i];
		civil_day by_months = civil_add_months(u->date, months);
		civil_day by_days = u->date + u->days + grace;
		put(l, (struct known){u->date,
				      by_months > by_days ? by_months : by_days,
				      false, true});
		put_attested(l, months, u->last_supplied, u->first_supplied);
	}
	qsort(l->rows, l->count, sizeof(l->rows[0]), by_date);
}

static bool bridged(const struct known_list *l, size_t i)
{
	civil_day before = l->rows[i - 1].date;

	for (size_t k = i; k-- > 0 && l->rows[k].date == before;)
		if (l->rows[k].is_first)
			return true;
	return false;
}

struct walked {
	bool is_new;
	civil_day first;
	bool attested;
};

static struct walked walk(const struct scenario *s)
{
	struct known_list l;
	struct walked w = {.is_new = true};
	civil_day bound = CIVIL_NONE;
	size_t begin = 0;

	list_known(s, &l);
	for (size_t i = 0; i < l.count; i++) {
		if (i > 0 && l.rows[i].date >= bound &&
		    l.rows[i].date != l.rows[i - 1].date && !bridged(&l, i))
			begin = i;
		if (l.rows[i].bound > bound)
			bound = l.rows[i].bound;
	}
	w.is_new = bound <= s->claim->date;
	if (w.is_new)
		return w;
	w.first = l.rows[begin].date;
	w.attested = true;
	for (size_t i = begin; i < l.count && l.rows[i].date == w.first; i++)
		if (l.rows[i].is_supply)
			w.attested = false;
	return w;
}

static uint64_t next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

/* Dates that lie around a year apart, often on the same day. */
static void random_history(struct scenario *s, uint64_t *state)
{
	size_t count = next_random(state) % 12;
	civil_day date = s->claim->date - 2500;

	scenario_make_new(s);
	s->item->last_supplied = CIVIL_NONE;
	s->item->first_supplied = CIVIL_NONE;
	for (size_t i = 0; i < count; i++) {
		date += (civil_day)(next_random(state) % 5 * 92 +
				    next_random(state) % 3);
		if (date > s->claim->date)
			break;
		struct supply *u = scenario_add_supply(
		    s, date, (int)(next_random(state) % 4 * 120));
		if (next_random(state) % 4 == 0)
			u->last_supplied =
			    date - (civil_day)(next_random(state) % 800);
		if (next_random(state) % 8 == 0)
			u->first_supplied =
			    date - (civil_day)(next_random(state) % 2000);
	}
	if (next_random(state) % 4 == 0)
		s->item->last_supplied =
		    s->claim->date - (civil_day)(next_random(state) % 500);
	if (next_random(state) % 8 == 0)
		s->item->first_supplied =
		    s->claim->date - (civil_day)(next_random(state) % 2000);
}

Test(history, agrees_with_a_walk_over_sorted_dates)
{
	struct scenario s;
	uint64_t state = 20261121;
	int seen_new = 0, seen_attested = 0;

	scenario_init(&s);
	for (int i = 0; i < 200000; i++) {
		s.claim->date = day("2026-11-21") + (civil_day)(i % 366);
		s.param[PARAM_NEW_AFTER_MONTHS] = i % 5 == 0 ? 1 : 12;
		s.param[PARAM_MAX_SUPPLY_MONTHS] = i % 5 == 0 ? 1 : 3;
		random_history(&s, &state);
		struct walked w = walk(&s);
		struct history h = read_history(&s);
		cr_assert_eq(h.is_new, w.is_new, "case %d", i);
		seen_new += w.is_new;
		if (w.is_new)
			continue;
		seen_attested += w.attested;
		cr_assert_eq(h.first, w.first, "case %d", i);
		cr_assert_eq(h.attested, w.attested, "case %d", i);
	}
	cr_expect(seen_new > 10000 && seen_attested > 10000,
		  "%d new, %d attested", seen_new, seen_attested);
}
