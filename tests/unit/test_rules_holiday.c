/* Article 9.2, supplies of unknown days, and what a deny still lists. */
#include <criterion/criterion.h>

#include "scenario.h"

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
