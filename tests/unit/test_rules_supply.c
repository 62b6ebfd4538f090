/* Article 9: each rule bites once and just does not; days to quantity. */
#include <criterion/criterion.h>

#include <string.h>

#include "base/attr.h"
#include "scenario.h"

Test(first_supply, fifteen_days_of_a_new_medicine)
{
	struct scenario s;

	begin_new(&s);
	const struct decision *d = scenario_decide(&s);
	const struct reason *r = scenario_reason(&s, RULE_FIRST_SUPPLY);
	cr_assert_not_null(r);
	cr_expect_eq(r->effect, EFFECT_LIMIT);
	cr_expect_eq(r->limit_days, 15);
	cr_expect_eq(r->limit_quantity_milli, 15000);
	cr_expect_eq(d->outcome, OUTCOME_PARTIAL);
	cr_expect_eq(d->approved_quantity_milli, 15000);
	cr_expect_eq(d->approved_days, 15);
	cr_expect_eq(d->amounts.claimed, 3270);
	cr_expect_eq(d->amounts.reimbursed, 545);
	cr_expect_eq(d->amounts.refused, 2725);
	scenario_ask(&s, 15000, 15);
	cr_expect_eq(scenario_decide(&s)->outcome, OUTCOME_APPROVE);
	scenario_ask(&s, 16000, 16);
	cr_expect(bites(&s, RULE_FIRST_SUPPLY, EFFECT_LIMIT));
}

Test(first_supply, or_the_smallest_package)
{
	struct scenario s;

	begin_new(&s);
	s.article->smallest_package_milli = 0; /* the least of the prk: 30 */
	scenario_decide(&s);
	cr_expect_eq(s.decision.approved_quantity_milli, 30000);
	cr_expect_eq(s.decision.approved_days, 30);
	scenario_ask(&s, 30000, 30);
	cr_expect_eq(scenario_decide(&s)->outcome, OUTCOME_APPROVE);
	/* What is not divisible: a package of its own, whole packages. */
	s.article->divisible = false;
	s.article->package_milli = 7000;
	s.article->smallest_package_milli = 5000;
	scenario_ask(&s, 28000, 28);
	scenario_decide(&s);
	cr_expect_eq(s.decision.approved_quantity_milli, 14000);
	cr_expect_eq(s.decision.approved_days, 14);
	s.article->package_milli = 28000;
	cr_expect_eq(scenario_decide(&s)->outcome, OUTCOME_APPROVE);
}

Test(first_supply, whole_units_only)
{
	struct scenario s;

	begin_new(&s);
	scenario_ask(&s, 50000, 20); /* 2.5 a day; 15 days are 37.5 */
	scenario_decide(&s);
	cr_expect_eq(s.decision.approved_quantity_milli, 37000);
	cr_expect_eq(s.decision.approved_days, 14); /* 14.8 */
}

Test(first_supply, within_the_days_nothing_is_rounded)
{
	struct scenario s;

	begin_new(&s);
	scenario_ask(&s, 15500, 15);
	cr_expect_eq(scenario_decide(&s)->outcome, OUTCOME_APPROVE);
	scenario_ask(&s, 500, 16); /* less than a unit, and never more than Q */
	cr_expect_eq(scenario_decide(&s)->outcome, OUTCOME_APPROVE);
}

Test(first_supply, the_rest_of_the_window)
{
	struct scenario s;

	begin_started(&s, 3, 10);
	const struct decision *d = scenario_decide(&s);
	const struct reason *r = scenario_reason(&s, RULE_FIRST_SUPPLY);
	cr_assert_not_null(r);
	cr_expect_eq(r->limit_days, 5);
	cr_expect_eq(d->approved_quantity_milli, 5000);
	cr_expect_null(scenario_reason(&s, RULE_FIRST_SUPPLY_RUNNING));
	/* Here the smallest package does not count. */
	s.article->divisible = false;
	cr_expect(bites(&s, RULE_FIRST_SUPPLY_RUNNING, EFFECT_DENY));
	cr_expect_null(scenario_reason(&s, RULE_FIRST_SUPPLY));
}

Test(first_supply, nothing_left_in_the_window)
{
	struct scenario s;

	begin_started(&s, 3, 15);
	cr_assert(bites(&s, RULE_FIRST_SUPPLY_RUNNING, EFFECT_DENY));
	const struct reason *r = scenario_reason(&s, RULE_FIRST_SUPPLY_RUNNING);
	cr_expect_eq(r->until, s.claim->date - 3 + 10);
	cr_expect_eq(r->limit_days, -1);
	cr_expect_null(scenario_reason(&s, RULE_STOCK_LEFT));
	s.supplies[0].days = 0; /* unknown: all fifteen */
	cr_expect(bites(&s, RULE_FIRST_SUPPLY_RUNNING, EFFECT_DENY));
	s.supplies[0].days = 14;
	cr_expect_not(bites(&s, RULE_FIRST_SUPPLY_RUNNING, EFFECT_DENY));
	cr_expect_eq(s.decision.approved_days, 1);
}

Test(first_supply, the_window_closes_five_days_early)
{
	struct scenario s;

	begin_started(&s, 9, 15);
	cr_expect(bites(&s, RULE_FIRST_SUPPLY_RUNNING, EFFECT_DENY));
	begin_started(&s, 10, 15);
	cr_expect_eq(scenario_decide(&s)->outcome, OUTCOME_APPROVE);
	/* Attested before: not a new medicine, no window. */
	begin_started(&s, 3, 5);
	s.item->last_supplied = s.claim->date - 100;
	cr_expect_eq(scenario_decide(&s)->outcome, OUTCOME_APPROVE);
}

Test(first_supply, another_strength_is_a_first_supply_of_its_own)
{
	struct scenario s;

	begin_started(&s, 3, 15);
	strcpy(s.supplies[0].prk, "2002");
	scenario_decide(&s);
	const struct reason *r = scenario_reason(&s, RULE_FIRST_SUPPLY);
	cr_assert_not_null(r);
	cr_expect_eq(r->limit_days, 15);
	s.article->smallest_package_milli = 20000;
	scenario_decide(&s);
	cr_expect_eq(s.decision.approved_quantity_milli, 20000);
}

Test(dose_changed, opens_the_window_again)
{
	struct scenario s;

	begin_started(&s, 3, 15);
	s.item->dose_changed = true;
	cr_expect(bites(&s, RULE_FIRST_SUPPLY, EFFECT_LIMIT));
	cr_expect_eq(s.decision.approved_days, 15);
	cr_expect_not_null(scenario_reason(&s, RULE_DOSE_CHANGED));
	/* It lasts: only what came from then on is used. */
	struct supply *u = scenario_add_supply(&s, s.claim->date - 1, 6);
	u->dose_changed = true;
	s.item->dose_changed = false;
	cr_expect_not(bites(&s, RULE_DOSE_CHANGED, EFFECT_NOTE));
	cr_expect_eq(s.decision.approved_days, 9);
}

Test(dose_changed, ends_the_stock)
{
	struct scenario s;

	begin_stocked(&s, 60);
	cr_expect(bites(&s, RULE_STOCK_LEFT, EFFECT_LIMIT));
	s.item->dose_changed = true;
	cr_expect(bites(&s, RULE_DOSE_CHANGED, EFFECT_NOTE));
	cr_expect_eq(s.decision.outcome, OUTCOME_APPROVE);
	/* Nothing that it could end: no note. */
	begin_stocked(&s, 0);
	s.item->dose_changed = true;
	cr_expect_not(bites(&s, RULE_DOSE_CHANGED, EFFECT_NOTE));
	scenario_make_new(&s);
	cr_expect_not(bites(&s, RULE_DOSE_CHANGED, EFFECT_NOTE));
}

Test(palliative, fifteen_days_unless_agreed)
{
	struct scenario s;

	scenario_init(&s);
	s.prescription->palliative = true;
	cr_expect(bites(&s, RULE_PALLIATIVE, EFFECT_LIMIT));
	cr_expect_eq(s.decision.approved_days, 15 * 2,
		     "the smallest package is 30");
	s.prescription->palliative_agreement = true;
	cr_expect_eq(scenario_decide(&s)->outcome, OUTCOME_APPROVE);
	s.prescription->palliative_agreement = false;
	scenario_ask(&s, 15000, 15);
	cr_expect_eq(scenario_decide(&s)->outcome, OUTCOME_APPROVE);
}

Test(palliative, neither_window_nor_stock)
{
	struct scenario s;

	begin_started(&s, 3, 15);
	s.prescription->palliative = true;
	scenario_ask(&s, 15000, 15);
	cr_expect_eq(scenario_decide(&s)->outcome, OUTCOME_APPROVE);
	begin_stocked(&s, 120);
	s.prescription->palliative = true;
	scenario_ask(&s, 15000, 15);
	cr_expect_eq(scenario_decide(&s)->outcome, OUTCOME_APPROVE);
}

Test(period, three_months_are_93_days)
{
	struct scenario s;

	scenario_init(&s);
	scenario_ask(&s, 93000, 93);
	cr_expect_eq(scenario_decide(&s)->outcome, OUTCOME_APPROVE);
	scenario_ask(&s, 94000, 94);
	cr_expect(bites(&s, RULE_SUPPLY_PERIOD, EFFECT_LIMIT));
	cr_expect_eq(s.decision.approved_days, 93);
	s.article->long_supply = true;
	scenario_ask(&s, 372000, 372);
	cr_expect_eq(scenario_decide(&s)->outcome, OUTCOME_APPROVE);
	scenario_ask(&s, 373000, 373);
	cr_expect(bites(&s, RULE_SUPPLY_PERIOD, EFFECT_LIMIT));
	s.article->long_supply = false;
	s.article->oral_contraceptive = true;
	cr_expect_eq(scenario_decide(&s)->approved_days, 372);
}

Test(expensive, more_than_a_thousand_a_month)
{
	struct scenario s;

	scenario_init(&s);
	s.supplies[0].date = day("2026-07-01");
	s.supplies[1].date = day("2026-08-21");
	make_expensive(&s);
	s.price->aip_cents = 100000;
	cr_expect_not(bites(&s, RULE_EXPENSIVE_SETUP, EFFECT_LIMIT));
	s.price->aip_cents = 100001;
	cr_assert(bites(&s, RULE_EXPENSIVE_SETUP, EFFECT_LIMIT));
	const struct reason *r = scenario_reason(&s, RULE_EXPENSIVE_SETUP);
	cr_expect_eq(r->limit_days, 31);
	cr_expect_null(scenario_reason(&s, RULE_SUPPLY_PERIOD));
	/* The claimed price, where it is smaller. */
	s.item->has_price = true;
	s.item->price = 300000;
	cr_expect_not(bites(&s, RULE_EXPENSIVE_SETUP, EFFECT_LIMIT));
	s.item->price = 300001;
	cr_expect(bites(&s, RULE_EXPENSIVE_SETUP, EFFECT_LIMIT));
}

Test(expensive, in_the_first_six_months)
{
	struct scenario s;

	scenario_init(&s);
	make_expensive(&s);
	s.facts.history_count = 1;
	s.supplies[0].days = 30;
	s.supplies[0].date = day("2026-05-21");
	cr_expect_not(bites(&s, RULE_EXPENSIVE_SETUP, EFFECT_LIMIT));
	s.supplies[0].date++;
	cr_expect(bites(&s, RULE_EXPENSIVE_SETUP, EFFECT_LIMIT));
	/* first is attested to be earlier. */
	s.item->first_supplied = day("2026-05-21");
	cr_expect_not(bites(&s, RULE_EXPENSIVE_SETUP, EFFECT_LIMIT));
}

Test(stock, fourteen_days_are_early_enough)
{
	struct scenario s;

	begin_stocked(&s, 14);
	cr_expect_eq(scenario_decide(&s)->outcome, OUTCOME_APPROVE);
	scenario_ask(&s, 94000, 94);
	cr_expect_not(bites(&s, RULE_STOCK_LEFT, EFFECT_LIMIT));
	cr_expect_not_null(scenario_reason(&s, RULE_SUPPLY_PERIOD));
	/* 93 - (18 - 14) = 89 days. */
	begin_stocked(&s, 17);
	cr_expect_eq(scenario_decide(&s)->outcome, OUTCOME_APPROVE);
	begin_stocked(&s, 18);
	cr_assert(bites(&s, RULE_STOCK_LEFT, EFFECT_LIMIT));
	const struct reason *r = scenario_reason(&s, RULE_STOCK_LEFT);
	cr_expect_eq(r->limit_days, 89);
	cr_expect_eq(r->until, s.claim->date + 18);
	cr_expect_eq(s.decision.approved_quantity_milli, 89000);
}

Test(stock, nothing_left_denies)
{
	struct scenario s;

	begin_stocked(&s, 14 + 92);
	cr_expect(bites(&s, RULE_STOCK_LEFT, EFFECT_LIMIT));
	cr_expect_eq(s.decision.approved_days, 1);
	begin_stocked(&s, 14 + 93);
	cr_assert(bites(&s, RULE_STOCK_LEFT, EFFECT_DENY));
	const struct reason *r = scenario_reason(&s, RULE_STOCK_LEFT);
	cr_expect_eq(r->until, s.claim->date + 107);
	cr_expect_eq(r->limit_days, -1);
	cr_expect_eq(r->limit_quantity_milli, -1);
	/* A package is not cut, and not given either. */
	begin_stocked(&s, 14 + 92);
	s.article->divisible = false;
	cr_expect(bites(&s, RULE_STOCK_LEFT, EFFECT_DENY));
}

Test(stock, counts_against_the_period_of_the_setup)
{
	struct scenario s;

	begin_stocked(&s, 20);
	make_expensive(&s);
	s.facts.history_count = 1;
	s.supplies[0].date = s.claim->date - 30;
	s.supplies[0].days = 50;
	scenario_ask(&s, 31000, 31);
	cr_assert(bites(&s, RULE_STOCK_LEFT, EFFECT_LIMIT));
	cr_expect_eq(scenario_reason(&s, RULE_STOCK_LEFT)->limit_days, 25);
	cr_expect_null(scenario_reason(&s, RULE_EXPENSIVE_SETUP));
	scenario_ask(&s, 90000, 90);
	scenario_decide(&s);
	cr_expect_not_null(scenario_reason(&s, RULE_EXPENSIVE_SETUP));
	cr_expect_not_null(scenario_reason(&s, RULE_STOCK_LEFT));
	cr_expect_eq(s.decision.approved_days, 25, "the smallest holds");
}
