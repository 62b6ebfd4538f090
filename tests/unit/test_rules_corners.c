/* Reglements at the edge of what a snapshot may say, and facts that are rare.
 */
#include <criterion/criterion.h>

#include <string.h>

#include "kinds.h"

/* 4.4.4 without own days: also a dosage that is not known costs nothing. */
Test(corners, no_first_days_at_all)
{
	struct scenario s;

	begin_new(&s);
	s.article->cg_group = CG_DIARREE;
	s.prescription->chronic = true;
	s.param[PARAM_CG_OWN_DAYS] = 0;
	scenario_ask(&s, 10000, 0);
	scenario_decide(&s);
	cr_expect_null(scenario_reason(&s, RULE_CG_FIRST_DAYS));
	cr_expect_eq(s.decision.amounts.own_account, 0);
	cr_expect_eq(s.decision.outcome, OUTCOME_APPROVE);
	s.param[PARAM_CG_OWN_DAYS] = 1;
	scenario_decide(&s);
	cr_expect_eq(s.decision.amounts.own_account,
		     s.decision.amounts.claimed);
}

/*
 * 3.3 without any reimbursement, and a price that is all contribution: once
 * the year's maximum is reached, nothing is left to supply for.
 */
static void begin_all_contribution(struct scenario *s, const char *date)
{
	begin_new(s);
	s->claim->date = day(date);
	scenario_price(s, 30000, 0);
	scenario_ask(s, 30000, 30);
	s->reference->contract_farmacie = false;
	s->param[PARAM_UNCONTRACTED_PERCENT] = 0;
	s->facts.contributions_year_cents = 25000 - 16350;
}

Test(corners, a_resupply_counts_what_this_one_costs_the_year)
{
	struct scenario s;

	begin_all_contribution(&s, "2026-11-21");
	scenario_decide(&s);
	cr_expect_eq(s.decision.amounts.eigen_bijdrage, 16350);
	cr_expect_eq(s.decision.outcome, OUTCOME_PARTIAL);
	cr_expect_null(scenario_advice(&s, ADVICE_RESUPPLY));
	/* From 1 January on the maximum is whole again. */
	begin_all_contribution(&s, "2026-12-22");
	scenario_decide(&s);
	cr_expect_not_null(scenario_advice(&s, ADVICE_RESUPPLY));
	begin_all_contribution(&s, "2026-12-21");
	scenario_decide(&s);
	cr_expect_null(scenario_advice(&s, ADVICE_RESUPPLY));
	/* To the cent. */
	begin_all_contribution(&s, "2026-12-22");
	s.facts.contributions_year_cents = 0;
	s.param[PARAM_CONTRIBUTION_YEAR_CENTS] = 1;
	scenario_decide(&s);
	cr_expect_eq(s.decision.amounts.eigen_bijdrage, 1);
	cr_expect_not_null(scenario_advice(&s, ADVICE_RESUPPLY));
}

/* Fills all that lies behind the counts with what would decide otherwise. */
static void poison(struct scenario *s)
{
	struct reference *r = s->reference;

	for (int i = r->component_count; i < INGREDIENTS_MAX; i++)
		r->components[i] = (struct component){
		    .unreimbursed_equivalent = true,
		    .irrational = true,
		    .limited = true,
		    .package_milli = 1000,
		    .price = {.aip_cents = 10000, .has_limit = true},
		};
	for (int i = s->item->ingredient_count; i < INGREDIENTS_MAX; i++)
		s->item->ingredients[i].quantity_milli = 1000000;
	for (int i = r->condition_count; i < CONDITIONS_MAX; i++)
		r->conditions[i] = (struct condition){
		    .procedure = (enum procedure)(i % PROCEDURE_COUNT),
		    .age_from = -1,
		    .age_below = -1,
		};
	for (size_t i = s->facts.history_count; i < SCENARIO_SUPPLIES_MAX; i++)
		s->supplies[i] = (struct supply){
		    .date = s->claim->date - 40,
		    .days = 400,
		    .last_supplied = s->claim->date - 50,
		    .first_supplied = s->claim->date - 400,
		};
}

static void begin_review(struct scenario *s)
{
	begin_service(s, SERVICE_7_5);
	add_past_service(s, 42, day("2026-02-01"));
	s->facts.service_count = 0;
}

static void begin_talk(struct scenario *s)
{
	begin_service(s, SERVICE_7_2);
}

static void begin_many_reasons(struct scenario *s)
{
	begin_stocked(s, 20);
	scenario_ask(s, 100000, 100);
	scenario_add_condition(s, PROCEDURE_VOORAF, STATEMENT_NONE);
	scenario_price(s, 2670, 654260);
}

Test(corners, what_lies_behind_the_counts_is_not_looked_at)
{
	static void (*const begins[])(struct scenario *) = {
	    scenario_init,	begin_new,  begin_preparation, begin_import,
	    begin_allergen,	begin_diet, begin_device,      begin_review,
	    begin_many_reasons, begin_talk,
	};

	for (size_t i = 0; i < sizeof(begins) / sizeof(begins[0]); i++) {
		struct scenario s;
		begins[i](&s);
		struct decision before = *scenario_decide(&s);
		poison(&s);
		const struct decision *after = scenario_decide(&s);
		cr_expect_eq(after->outcome, before.outcome);
		cr_expect_eq(after->reason_count, before.reason_count);
		cr_expect_eq(after->advice_count, before.advice_count);
		cr_expect_arr_eq(&after->amounts, &before.amounts,
				 sizeof(before.amounts));
		cr_expect_arr_eq(after->status, before.status,
				 sizeof(before.status));
	}
}

/* The first day of a course is known when any supply of it is of that day. */
Test(corners, a_course_whose_first_day_is_known)
{
	struct scenario s;

	begin_new(&s);
	make_expensive(&s);
	scenario_add_supply(&s, day("2024-01-01"), 30);
	scenario_add_supply(&s, day("2026-10-20"), 30);
	scenario_add_supply(&s, day("2026-11-10"), 5);
	cr_assert(bites(&s, RULE_EXPENSIVE_SETUP, EFFECT_LIMIT));
	cr_expect_null(scenario_advice(&s, ADVICE_ATTEST_FIRST_SUPPLY));
	/* Once stated, by the last request of three: the same. */
	s.supplies[2].last_supplied = day("2026-10-05");
	scenario_decide(&s);
	cr_expect_not_null(scenario_advice(&s, ADVICE_ATTEST_FIRST_SUPPLY));
	s.supplies[2].first_supplied = day("2026-10-05");
	scenario_decide(&s);
	cr_expect_null(scenario_advice(&s, ADVICE_ATTEST_FIRST_SUPPLY));
}

/* An own account that becomes a contribution is paid for, too. */
Test(corners, attested_days_become_a_contribution)
{
	struct scenario s;

	begin_new(&s);
	s.facts.ledger_since = day("2026-06-01");
	s.article->cg_group = CG_DIARREE;
	s.prescription->chronic = true;
	scenario_price(&s, 1000, 0);
	scenario_ask(&s, 10000, 10);
	scenario_decide(&s);
	cr_expect_eq(s.decision.amounts.own_account, 363);
	cr_expect_not_null(scenario_advice(&s, ADVICE_ATTEST_LAST_SUPPLY));
}

Test(corners, no_attestation_where_nothing_is_gained)
{
	struct scenario s;

	begin_new(&s);
	s.facts.ledger_since = day("2026-06-01");
	scenario_price(&s, 2670, 654260);
	scenario_ask(&s, 10000, 10);
	scenario_decide(&s);
	cr_expect_not_null(scenario_reason(&s, RULE_HISTORY_UNKNOWN));
	cr_expect(s.decision.amounts.eigen_bijdrage > 0);
	cr_expect_null(scenario_advice(&s, ADVICE_ATTEST_LAST_SUPPLY));
}

/* 3.3: the insured advances a single cent too, and is told so. */
Test(corners, one_cent_is_advanced)
{
	struct scenario s;

	begin_allergen(&s);
	s.item->price = 1;
	s.reference->contract_farmacie = false;
	s.param[PARAM_UNCONTRACTED_PERCENT] = 100;
	scenario_decide(&s);
	cr_expect_eq(s.decision.amounts.reimbursed, 1);
	cr_expect_eq(s.decision.collect.advanced, 1);
	const struct reason *r = scenario_reason(&s, RULE_UNCONTRACTED);
	cr_assert_not_null(r);
	cr_expect_eq(r->effect, EFFECT_NOTE);
	cr_expect_eq(r->variant, TEXT_UNCONTRACTED_ADVANCE);
	s.param[PARAM_UNCONTRACTED_PERCENT] = 0;
	scenario_decide(&s);
	r = scenario_reason(&s, RULE_UNCONTRACTED);
	cr_assert_not_null(r);
	cr_expect_eq(r->effect, EFFECT_CAP);
	cr_expect_eq(r->amount, 1);
	cr_expect_eq(r->variant, TEXT_UNCONTRACTED_COSTS);
}

/* Where nothing is left to reimburse, the preferred article may be denied. */
Test(corners, a_preferred_article_where_all_is_contribution)
{
	struct scenario s;

	scenario_init(&s);
	scenario_price(&s, 1000, 0);
	scenario_ask(&s, 30000, 30);
	s.reference->preferred_count = 1;
	strcpy(s.reference->preferred[0].zi, "90000102");
	scenario_decide(&s);
	cr_assert_not_null(scenario_reason(&s, RULE_NOT_PREFERRED));
	cr_expect_not_null(scenario_advice(&s, ADVICE_DISPENSE_PREFERRED));
	s.reference->contract_farmacie = false;
	scenario_decide(&s);
	cr_expect_null(scenario_advice(&s, ADVICE_DISPENSE_PREFERRED));
}

/* A course that was stated has no first days, also when it is new again. */
Test(corners, a_resupply_in_a_course_that_was_stated)
{
	struct scenario s;

	begin_new(&s);
	s.param[PARAM_NEW_AFTER_MONTHS] = 1;
	s.param[PARAM_FIRST_SUPPLY_DAYS] = 100;
	s.prescription->palliative = true;
	s.item->first_supplied = s.claim->date - 40;
	scenario_ask(&s, 120000, 120);
	cr_assert(bites(&s, RULE_FIRST_SUPPLY, EFFECT_LIMIT));
	cr_expect_eq(s.decision.approved_days, 15);
	const struct advice *a = scenario_advice(&s, ADVICE_RESUPPLY);
	cr_assert_not_null(a);
	cr_expect_eq(a->from, s.claim->date + 1);
}

/* A condition for those younger than nothing is for nobody. */
Test(corners, a_condition_of_no_age)
{
	struct scenario s;

	scenario_init(&s);
	scenario_add_condition(&s, PROCEDURE_ACHTERAF, STATEMENT_NONE);
	s.reference->conditions[0].age_below = 0;
	scenario_decide(&s);
	cr_expect_null(scenario_reason(&s, RULE_CHECKED_AFTERWARDS));
	s.reference->conditions[0].age_below = -1;
	scenario_decide(&s);
	cr_expect_not_null(scenario_reason(&s, RULE_CHECKED_AFTERWARDS));
}

/* Only a resupply has a day. */
Test(corners, an_advice_without_a_day)
{
	struct scenario s;

	scenario_init(&s);
	s.claim->has_prescription = false;
	scenario_decide(&s);
	const struct advice *a = scenario_advice(&s, ADVICE_ASK_PRESCRIPTION);
	cr_assert_not_null(a);
	cr_expect_eq(a->from, CIVIL_NONE);
}
