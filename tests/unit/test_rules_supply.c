/* Article 9: each rule bites once and just does not; days to quantity. */
#include <criterion/criterion.h>

#include <string.h>

#include "base/attr.h"
#include "scenario.h"

/* A new medicine: 90 days asked. */
static void begin_new(struct scenario *s)
{
	scenario_init(s);
	scenario_make_new(s);
	s->article->smallest_package_milli = 10000;
}

/* In the start window: `days` were supplied `ago` days before D. */
static void begin_started(struct scenario *s, int ago, int days)
{
	begin_new(s);
	scenario_add_supply(s, s->claim->date - ago, days);
}

/* Established; `stock` days are still at home. */
static void begin_stocked(struct scenario *s, int stock)
{
	scenario_init(s);
	s->supplies[1].days = 90 + stock;
}

/* EUR 2000 for 30 days. */
static void make_expensive(struct scenario *s)
{
	s->price->aip_cents = 200000;
	s->price->vat_bp = 0;
}

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

Test(holiday, six_months_for_an_ordinary_medicine)
{
	struct scenario s;

	scenario_init(&s);
	s.prescription->holiday = true;
	scenario_ask(&s, 93000, 93);
	cr_expect_not(bites(&s, RULE_HOLIDAY, EFFECT_NOTE), "nothing is cut");
	scenario_ask(&s, 186000, 186);
	cr_expect(bites(&s, RULE_HOLIDAY, EFFECT_NOTE));
	cr_expect_eq(s.decision.outcome, OUTCOME_APPROVE);
	scenario_ask(&s, 187000, 187);
	cr_expect(bites(&s, RULE_HOLIDAY_MAX, EFFECT_LIMIT));
	cr_expect_eq(s.decision.approved_days, 186);
	cr_expect_not_null(scenario_reason(&s, RULE_HOLIDAY));
	/* A year's supply stays a year's. */
	s.article->long_supply = true;
	scenario_ask(&s, 380000, 380);
	cr_expect(bites(&s, RULE_HOLIDAY_MAX, EFFECT_LIMIT));
	cr_expect_eq(s.decision.approved_days, 372);
}

Test(holiday, also_for_a_new_medicine)
{
	struct scenario s;

	begin_new(&s);
	s.prescription->holiday = true;
	cr_expect(bites(&s, RULE_HOLIDAY, EFFECT_NOTE));
	cr_expect_eq(s.decision.outcome, OUTCOME_APPROVE);
	/* In the window too; what is at home counts against six months. */
	begin_started(&s, 3, 15);
	s.prescription->holiday = true;
	scenario_ask(&s, 186000, 186);
	cr_expect_eq(scenario_decide(&s)->outcome, OUTCOME_APPROVE);
	s.supplies[0].days = 20;
	cr_assert(bites(&s, RULE_STOCK_LEFT, EFFECT_LIMIT));
	cr_expect_eq(scenario_reason(&s, RULE_STOCK_LEFT)->limit_days,
		     186 - (17 - 14));
}

Test(holiday, expensive_or_weekly_needs_a_permit)
{
	struct scenario s;

	scenario_init(&s);
	s.prescription->holiday = true;
	scenario_ask(&s, 186000, 186);
	s.item->weekly = true;
	cr_expect(bites(&s, RULE_HOLIDAY_PERMIT, EFFECT_NOTE));
	cr_expect_not_null(scenario_reason(&s, RULE_SUPPLY_PERIOD));
	cr_expect_null(scenario_reason(&s, RULE_HOLIDAY));
	s.item->weekly = false;
	make_expensive(&s);
	cr_expect(bites(&s, RULE_HOLIDAY_PERMIT, EFFECT_NOTE));
	s.facts.permit_covers_item = true;
	cr_expect(bites(&s, RULE_HOLIDAY_PERMIT, EFFECT_NOTE));
	s.facts.permit_covers_holiday = true;
	cr_expect(bites(&s, RULE_HOLIDAY, EFFECT_NOTE));
	cr_expect_eq(s.decision.outcome, OUTCOME_APPROVE);
}

Test(holiday, does_not_lift_the_palliative_limit)
{
	struct scenario s;

	scenario_init(&s);
	s.article->smallest_package_milli = 10000;
	s.prescription->holiday = true;
	s.prescription->palliative = true;
	scenario_ask(&s, 150000, 150);
	cr_expect(bites(&s, RULE_PALLIATIVE, EFFECT_LIMIT));
	cr_expect_not_null(scenario_reason(&s, RULE_HOLIDAY));
	cr_expect_eq(s.decision.approved_days, 15);
	/* Nor is it a cut for which a holiday is asked. */
	scenario_ask(&s, 20000, 20);
	cr_expect_not(bites(&s, RULE_HOLIDAY, EFFECT_NOTE));
	cr_expect_not_null(scenario_reason(&s, RULE_PALLIATIVE));
}

Test(holiday, a_permit_lifts_the_month_of_the_setup)
{
	struct scenario s;

	scenario_init(&s);
	make_expensive(&s);
	s.facts.history_count = 1;
	s.supplies[0].date = s.claim->date - 90;
	s.supplies[0].days = 90;
	s.prescription->holiday = true;
	cr_expect(bites(&s, RULE_EXPENSIVE_SETUP, EFFECT_LIMIT));
	cr_expect_not_null(scenario_reason(&s, RULE_HOLIDAY_PERMIT));
	s.facts.permit_covers_holiday = true;
	cr_expect(bites(&s, RULE_HOLIDAY, EFFECT_NOTE));
	cr_expect_eq(s.decision.outcome, OUTCOME_APPROVE);
}

Test(days_unknown, only_the_smallest_package_of_a_new_medicine)
{
	struct scenario s;

	begin_new(&s);
	scenario_ask(&s, 90000, 0);
	cr_assert(bites(&s, RULE_DAYS_UNKNOWN, EFFECT_LIMIT));
	const struct reason *r = scenario_reason(&s, RULE_DAYS_UNKNOWN);
	cr_expect_eq(r->limit_days, -1);
	cr_expect_eq(r->limit_quantity_milli, 10000);
	cr_expect_eq(s.decision.outcome, OUTCOME_PARTIAL);
	scenario_ask(&s, 10000, 0);
	cr_expect(bites(&s, RULE_DAYS_UNKNOWN, EFFECT_NOTE));
	cr_expect_eq(s.decision.outcome, OUTCOME_APPROVE);
	begin_stocked(&s, 300);
	scenario_ask(&s, 900000, 0);
	cr_expect(bites(&s, RULE_DAYS_UNKNOWN, EFFECT_NOTE));
	cr_expect_eq(s.decision.outcome, OUTCOME_APPROVE);
	begin_started(&s, 3, 15);
	scenario_ask(&s, 90000, 0);
	cr_expect(bites(&s, RULE_DAYS_UNKNOWN, EFFECT_LIMIT));
}

Test(history_unknown, a_young_ledger_says_so)
{
	struct scenario s;

	begin_new(&s);
	s.facts.ledger_since = day("2025-11-21");
	cr_expect_not(bites(&s, RULE_HISTORY_UNKNOWN, EFFECT_NOTE));
	s.facts.ledger_since++;
	cr_expect(bites(&s, RULE_HISTORY_UNKNOWN, EFFECT_NOTE));
	cr_expect_not_null(scenario_reason(&s, RULE_FIRST_SUPPLY));
	scenario_add_supply(&s, day("2022-01-01"), 30);
	cr_expect_not(bites(&s, RULE_HISTORY_UNKNOWN, EFFECT_NOTE));
}

Test(deny, limits_are_listed_when_the_request_exceeds_them)
{
	struct scenario s;

	begin_new(&s);
	s.claim->insured.wlz = true;
	scenario_price(&s, 2670, 654260);
	s.item->has_price = true;
	s.item->price = 100000;
	s.article->cg_group = CG_ALLERGIE;
	s.prescription->chronic = true;
	scenario_decide(&s);
	cr_expect_not_null(scenario_reason(&s, RULE_FIRST_SUPPLY));
	cr_expect_null(scenario_reason(&s, RULE_CG_FIRST_DAYS));
	cr_expect_null(scenario_reason(&s, RULE_PRICE_ABOVE_LIST));
	cr_expect_null(scenario_reason(&s, RULE_CONTRIBUTION));
	cr_expect_null(scenario_reason(&s, RULE_CONTRIBUTION_CAP));
	cr_expect_eq(s.decision.reason_count, 2);
	scenario_ask(&s, 15000, 15);
	cr_expect_eq(scenario_decide(&s)->reason_count, 1);
}
