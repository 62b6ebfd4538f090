/* Section 5 of the protocol: each advice is given, and only where it helps. */
#include <criterion/criterion.h>

#include <string.h>

#include "base/attr.h"
#include "scenario.h"

static bool advised(struct scenario *s, enum advice_action action)
{
	scenario_decide(s);
	return scenario_advice(s, action) != NULL;
}

Test(advice, the_protocols_example)
{
	struct scenario s;

	scenario_init(&s);
	scenario_make_new(&s);
	s.article->smallest_package_milli = 15000;
	scenario_price(&s, 2670, 654260);
	const struct decision *d = scenario_decide(&s);
	cr_expect_eq(d->outcome, OUTCOME_PARTIAL);
	cr_expect_eq(d->amounts.claimed, 8731);
	cr_expect_eq(d->amounts.reimbursed, 1070);
	cr_expect_eq(d->amounts.eigen_bijdrage, 385);
	cr_expect_eq(d->amounts.refused, 7276);
	cr_expect_eq(d->reason_count, 2);
	cr_assert_eq(d->advice_count, 2);
	cr_expect_eq(d->advice[0].action, ADVICE_RESUPPLY);
	cr_expect_eq(d->advice[0].from, day("2026-12-01"));
	cr_expect_eq(d->advice[1].action, ADVICE_REDUCE);
	cr_expect_eq(d->advice[1].days, 15);
	cr_expect_eq(d->advice[1].quantity_milli, 15000);
}

Test(advice, resupply_when_the_window_closes_or_the_cover_ends)
{
	struct scenario s;

	scenario_init(&s);
	scenario_make_new(&s);
	scenario_add_supply(&s, s.claim->date - 2, 15);
	scenario_decide(&s); /* denied: FIRST_SUPPLY_RUNNING */
	cr_assert_not_null(scenario_advice(&s, ADVICE_RESUPPLY));
	cr_expect_eq(scenario_advice(&s, ADVICE_RESUPPLY)->from,
		     s.claim->date + 8);
	/* A package of 60 days covers longer than the window. */
	scenario_make_new(&s);
	s.article->smallest_package_milli = 60000;
	scenario_decide(&s);
	cr_expect_eq(scenario_advice(&s, ADVICE_RESUPPLY)->from,
		     s.claim->date + 60 - 14);
	/* Stock: now 107 days, 14 on the day. */
	scenario_init(&s);
	s.supplies[1].days = 90 + 107;
	scenario_decide(&s);
	cr_expect_eq(scenario_advice(&s, ADVICE_RESUPPLY)->from,
		     s.claim->date + 93);
	/* Palliative: tomorrow. */
	scenario_init(&s);
	s.prescription->palliative = true;
	s.article->smallest_package_milli = 10000;
	scenario_decide(&s);
	cr_expect_eq(scenario_advice(&s, ADVICE_RESUPPLY)->from,
		     s.claim->date + 1);
}

Test(advice, no_resupply_when_another_rule_denies)
{
	struct scenario s;

	scenario_init(&s);
	scenario_make_new(&s);
	scenario_add_supply(&s, s.claim->date - 2, 15);
	s.claim->has_prescription = false;
	cr_expect_not(advised(&s, ADVICE_RESUPPLY));
	cr_expect_not_null(scenario_advice(&s, ADVICE_ASK_PRESCRIPTION));
	s.claim->insured.wlz = true;
	cr_expect_not(advised(&s, ADVICE_ASK_PRESCRIPTION));
}

Test(advice, reduce_scales_a_given_price)
{
	struct scenario s;

	scenario_init(&s);
	scenario_ask(&s, 180000, 180);
	s.item->has_price = true;
	s.item->price = 1000000; /* far above the list price, all the same */
	cr_expect(advised(&s, ADVICE_REDUCE));
	cr_expect_eq(scenario_advice(&s, ADVICE_REDUCE)->quantity_milli, 93000);
	cr_expect_eq(scenario_advice(&s, ADVICE_REDUCE)->days, 93);
	s.item->days = 0;
	cr_expect_not(advised(&s, ADVICE_REDUCE), "nothing is cut");
	scenario_make_new(&s);
	cr_expect(advised(&s, ADVICE_REDUCE));
	cr_expect_eq(scenario_advice(&s, ADVICE_REDUCE)->quantity_milli, 30000);
	cr_expect_eq(scenario_advice(&s, ADVICE_REDUCE)->days, 0);
	/* Unscaled it would be expensive for 93 days, and be cut again. */
	scenario_init(&s);
	s.facts.history_count = 1;
	s.supplies[0].date = s.claim->date - 90;
	s.price->aip_cents = 1000000;
	scenario_ask(&s, 180000, 180);
	s.item->has_price = true;
	s.item->price = 500000;
	cr_expect(advised(&s, ADVICE_REDUCE));
}

Test(advice, preferred)
{
	struct scenario s;

	scenario_init(&s);
	s.reference->preferred_count = 1;
	cr_expect(advised(&s, ADVICE_DISPENSE_PREFERRED));
	s.prescription->travel = true; /* nothing cures that */
	cr_expect_not(advised(&s, ADVICE_DISPENSE_PREFERRED));
	s.prescription->travel = false;
	s.prescription->prescriber = PRESCRIBER_DIETIST;
	cr_expect(advised(&s, ADVICE_DISPENSE_PREFERRED), "one of two");
	cr_expect_not_null(scenario_advice(&s, ADVICE_ASK_PRESCRIPTION));
	s.reference->preferred[0].unlike = true;
	cr_expect_not(advised(&s, ADVICE_DISPENSE_PREFERRED));
	s.reference->preferred_count = 2; /* the second will do */
	cr_expect(advised(&s, ADVICE_DISPENSE_PREFERRED));
	s.reference->is_preferred = true;
	cr_expect_not(advised(&s, ADVICE_DISPENSE_PREFERRED));
}

static uint32_t advised_articles(struct scenario *s)
{
	scenario_decide(s);
	const struct advice *a = scenario_advice(s, ADVICE_DISPENSE_PREFERRED);
	cr_assert(a == NULL || a->articles != 0, "advice that names none");
	return a == NULL ? 0 : a->articles;
}

Test(advice, preferred_that_are_alike_and_at_most_eight)
{
	struct scenario s;

	scenario_init(&s);
	s.reference->preferred_count = PREFERRED_MAX;
	cr_expect_eq(advised_articles(&s), 0xff);
	s.reference->preferred[0].unlike = true;
	s.reference->preferred[3].unlike = true;
	cr_expect_eq(advised_articles(&s), 0x3f6);
	s.reference->preferred_count = 5;
	cr_expect_eq(advised_articles(&s), 0x16);
}

/* A dear one might be expensive, and then refused for the stock at home. */
Test(advice, a_dearer_article_only_where_its_price_decides_nothing)
{
	struct scenario s;

	begin_stocked(&s, 15);
	scenario_ask(&s, 10000, 10);
	s.reference->preferred_count = 2;
	s.reference->preferred[1].dearer = true;
	cr_expect_eq(advised_articles(&s), 1, "stock is set against a period");
	s.supplies[1].days--;
	cr_expect_eq(advised_articles(&s), 3, "stock that may overlap");
	s.supplies[1].days++;
	make_expensive(&s);
	cr_expect_eq(advised_articles(&s), 3, "this one is expensive already");
}

Test(advice, a_dearer_article_for_a_holiday)
{
	struct scenario s;

	scenario_init(&s);
	scenario_ask(&s, 94000, 94);
	s.reference->preferred_count = 1;
	s.reference->preferred[0].dearer = true;
	cr_expect_eq(advised_articles(&s), 1);
	s.prescription->holiday = true;
	cr_expect_eq(advised_articles(&s), 0, "it might need a permit");
}

/* At 0 % the contribution alone is no denial; another article may have none. */
Test(advice, a_preferred_article_without_a_contract)
{
	struct scenario s;

	scenario_init(&s);
	s.reference->preferred_count = 1;
	s.reference->contract_farmacie = false;
	cr_expect_eq(advised_articles(&s), 1);
	scenario_price(&s, 2670, 654260);
	s.param[PARAM_UNCONTRACTED_PERCENT] = 0;
	cr_expect_eq(advised_articles(&s), 0);
	s.prescription->prescriber = PRESCRIBER_DIETIST;
	cr_expect_eq(advised_articles(&s), 1, "one obstacle less");
	s.prescription->prescriber = PRESCRIBER_HUISARTS;
	s.reference->contract_farmacie = true;
	cr_expect_eq(advised_articles(&s), 1);
	s.price->aip_cents = 0;
	cr_expect_eq(advised_articles(&s), 1, "what is free is no denial");
}

Test(advice, permit)
{
	struct scenario s;

	scenario_init(&s);
	scenario_add_condition(&s, PROCEDURE_TOESTEMMING, STATEMENT_NONE);
	cr_expect(advised(&s, ADVICE_ASK_PERMIT));
	s.claim->permit_count = 2;
	cr_expect(advised(&s, ADVICE_ASK_PERMIT));
	s.facts.permit_covers_item = true;
	cr_expect_not(advised(&s, ADVICE_ASK_PERMIT));
	/* For a long holiday, too. */
	s.prescription->holiday = true;
	s.item->weekly = true;
	scenario_ask(&s, 150000, 150);
	cr_expect(advised(&s, ADVICE_ASK_PERMIT));
	s.facts.permit_covers_holiday = true;
	cr_expect_not(advised(&s, ADVICE_ASK_PERMIT));
	/* Here it would pay no more. */
	s.facts.permit_covers_holiday = false;
	s.prescription->palliative = true;
	cr_expect_not(advised(&s, ADVICE_ASK_PERMIT));
	cr_expect_not_null(scenario_reason(&s, RULE_HOLIDAY_PERMIT));
}

Test(advice, statement)
{
	struct scenario s;

	scenario_init(&s);
	scenario_add_condition(&s, PROCEDURE_VOORAF,
			       STATEMENT_APOTHEEKINSTRUCTIE);
	cr_expect(advised(&s, ADVICE_ASK_STATEMENT));
	cr_expect_eq(scenario_advice(&s, ADVICE_ASK_STATEMENT)->kind,
		     STATEMENT_APOTHEEKINSTRUCTIE);
	s.reference->conditions[0].form = STATEMENT_NONE;
	s.reference->contract_farmacie = false; /* the insurer must judge */
	cr_expect(advised(&s, ADVICE_ASK_STATEMENT));
	cr_expect_eq(scenario_advice(&s, ADVICE_ASK_STATEMENT)->kind,
		     STATEMENT_ARTSENVERKLARING);
	s.claim->has_statement = true;
	s.claim->statement = (struct statement){
	    .kind = STATEMENT_ARTSENVERKLARING, .sent_to_insurer = true};
	cr_expect(advised(&s, ADVICE_ASK_STATEMENT));
	/* A doctor has said no: no advice to ask for a yes. */
	s.claim->statement.judged_by_insurer = true;
	s.claim->statement.conditions_met = ANSWER_NO;
	cr_expect_not(advised(&s, ADVICE_ASK_STATEMENT));
}

Test(advice, chronic)
{
	struct scenario s;

	scenario_init(&s);
	s.article->cg_group = CG_DIARREE;
	cr_expect(advised(&s, ADVICE_MARK_CHRONIC));
	/* The first fifteen days are her own: the mark would not pay. */
	scenario_make_new(&s);
	s.article->smallest_package_milli = 10000;
	cr_expect_not(advised(&s, ADVICE_MARK_CHRONIC));
	scenario_init(&s);
	s.article->cg_group = CG_DIARREE;
	s.claim->has_prescription = false; /* nothing to mark */
	cr_expect_not(advised(&s, ADVICE_MARK_CHRONIC));
	cr_expect_not_null(scenario_advice(&s, ADVICE_ASK_PRESCRIPTION));
}

Test(advice, holiday)
{
	struct scenario s;

	scenario_init(&s);
	scenario_ask(&s, 186000, 186);
	cr_expect(advised(&s, ADVICE_MARK_HOLIDAY));
	scenario_ask(&s, 187000, 187);
	cr_expect_not(advised(&s, ADVICE_MARK_HOLIDAY), "it does not fit");
	scenario_ask(&s, 186000, 186);
	s.item->weekly = true;
	cr_expect_not(advised(&s, ADVICE_MARK_HOLIDAY), "it needs a permit");
	s.item->weekly = false;
	s.supplies[1].days = 90 + 60;
	scenario_ask(&s, 140000, 140);
	cr_expect(advised(&s, ADVICE_MARK_HOLIDAY), "186 - (60 - 14) = 140");
	scenario_ask(&s, 141000, 141);
	cr_expect_not(advised(&s, ADVICE_MARK_HOLIDAY));
	scenario_make_new(&s);
	scenario_ask(&s, 100000, 100);
	cr_expect_not(advised(&s, ADVICE_MARK_HOLIDAY), "not for FIRST_SUPPLY");
}

Test(advice, attest)
{
	struct scenario s;

	scenario_init(&s);
	scenario_make_new(&s);
	cr_expect_not(advised(&s, ADVICE_ATTEST_LAST_SUPPLY));
	s.facts.ledger_since = day("2026-01-01");
	cr_expect(advised(&s, ADVICE_ATTEST_LAST_SUPPLY));
	scenario_ask(&s, 15000, 15);
	cr_expect_not(advised(&s, ADVICE_ATTEST_LAST_SUPPLY), "nothing cut");
	/* Expensive, and first rests on last_supplied alone. */
	scenario_ask(&s, 90000, 90);
	s.price->aip_cents = 200000;
	s.item->last_supplied = day("2026-10-20");
	cr_expect(advised(&s, ADVICE_ATTEST_FIRST_SUPPLY));
	s.item->first_supplied = day("2026-10-20");
	cr_expect_not(advised(&s, ADVICE_ATTEST_FIRST_SUPPLY));
	s.item->first_supplied = CIVIL_NONE;
	scenario_add_supply(&s, day("2026-10-20"), 30);
	cr_expect_not(advised(&s, ADVICE_ATTEST_FIRST_SUPPLY));
	s.supplies[0].date++;
	cr_expect(advised(&s, ADVICE_ATTEST_FIRST_SUPPLY));
}

Test(advice, prescription)
{
	struct scenario s;

	scenario_init(&s);
	s.prescription->prescriber = PRESCRIBER_PHYSICIAN_ASSISTANT;
	cr_expect(advised(&s, ADVICE_ASK_PRESCRIPTION));
	s.claim->has_prescription = false;
	cr_expect(advised(&s, ADVICE_ASK_PRESCRIPTION));
	s.article->annex = ANNEX_NONE;
	cr_expect_not(advised(&s, ADVICE_ASK_PRESCRIPTION));
}

/* Days unknown keep the medicine known for a month, and fill a long window. */
Test(advice, tomorrow_when_the_medicine_is_new_again_by_then)
{
	struct scenario s;

	begin_new(&s);
	s.param[PARAM_NEW_AFTER_MONTHS] = 1;
	s.param[PARAM_MAX_SUPPLY_MONTHS] = 1;
	s.param[PARAM_FIRST_SUPPLY_DAYS] = 100;
	scenario_add_supply(&s, day("2026-10-22"), 0);
	cr_assert(bites(&s, RULE_FIRST_SUPPLY_RUNNING, EFFECT_DENY));
	const struct advice *a = scenario_advice(&s, ADVICE_RESUPPLY);
	cr_assert_not_null(a);
	cr_expect_eq(a->from, day("2026-11-22"));
}

/* A limit that stays is no new obstacle. */
Test(advice, each_of_two_denials_beside_a_limit)
{
	struct scenario s;

	begin_new(&s);
	s.reference->preferred_count = 1;
	strcpy(s.reference->preferred[0].zi, "90000102");
	scenario_add_condition(&s, PROCEDURE_TOESTEMMING, STATEMENT_NONE);
	scenario_decide(&s);
	cr_assert_not_null(scenario_reason(&s, RULE_FIRST_SUPPLY));
	cr_expect_not_null(scenario_advice(&s, ADVICE_DISPENSE_PREFERRED));
	cr_expect_not_null(scenario_advice(&s, ADVICE_ASK_PERMIT));
}

/* The same quantity, but the first days are not the insured's to pay. */
Test(advice, attested_days_are_paid)
{
	struct scenario s;

	begin_new(&s);
	s.facts.ledger_since = day("2026-06-01");
	s.article->cg_group = CG_DIARREE;
	s.prescription->chronic = true;
	scenario_ask(&s, 20000, 20);
	s.article->smallest_package_milli = 20000;
	scenario_decide(&s);
	cr_expect_eq(s.decision.approved_quantity_milli, 20000);
	cr_expect_not_null(scenario_advice(&s, ADVICE_ATTEST_LAST_SUPPLY));
}

/* No window holds intensive care at home back: stock alone does. */
Test(advice, resupply_of_intensive_care)
{
	struct scenario s;

	begin_started(&s, 2, 1);
	s.prescription->palliative = true;
	scenario_ask(&s, 20000, 20);
	cr_assert(bites(&s, RULE_PALLIATIVE, EFFECT_LIMIT));
	const struct advice *a = scenario_advice(&s, ADVICE_RESUPPLY);
	cr_assert_not_null(a);
	cr_expect_eq(a->from, s.claim->date + 1);
}

/* What the insurer is asked is whether the conditions are met after all. */
Test(advice, a_statement_that_says_no_may_be_judged_otherwise)
{
	struct scenario s;

	scenario_init(&s);
	scenario_add_condition(&s, PROCEDURE_VOORAF,
			       STATEMENT_ARTSENVERKLARING);
	s.claim->has_statement = true;
	s.claim->statement = (struct statement){
	    .kind = STATEMENT_ARTSENVERKLARING,
	    .conditions_met = ANSWER_NO,
	    .sent_to_insurer = true,
	};
	scenario_decide(&s);
	const struct advice *a = scenario_advice(&s, ADVICE_ASK_STATEMENT);
	cr_assert_not_null(a);
	cr_expect_eq(a->kind, STATEMENT_ARTSENVERKLARING);
}

Test(advice, no_mark_on_a_prescription_that_is_not_needed)
{
	struct scenario s;

	scenario_init(&s);
	s.article->insulin = true;
	s.claim->has_prescription = false;
	scenario_ask(&s, 100000, 100);
	cr_assert(bites(&s, RULE_SUPPLY_PERIOD, EFFECT_LIMIT));
	cr_expect_null(scenario_advice(&s, ADVICE_MARK_HOLIDAY));
	cr_expect_not_null(scenario_advice(&s, ADVICE_REDUCE));
}

/* Whole units for whole days: 47 in 91 days cost more a day than 50 in 97. */
Test(advice, no_reduction_that_makes_it_expensive)
{
	struct scenario s;

	begin_stocked(&s, 0);
	s.facts.history_count = 1;
	s.supplies[0].date = s.claim->date - 30;
	s.supplies[0].days = 30;
	s.price->aip_cents = 193800;
	s.price->vat_bp = 0;
	scenario_ask(&s, 50000, 97);
	cr_assert(bites(&s, RULE_SUPPLY_PERIOD, EFFECT_LIMIT));
	cr_expect_eq(s.decision.approved_quantity_milli, 47000);
	cr_expect_eq(s.decision.approved_days, 91);
	cr_expect_null(scenario_advice(&s, ADVICE_REDUCE));
	scenario_ask(&s, 47000, 91);
	cr_expect(bites(&s, RULE_EXPENSIVE_SETUP, EFFECT_LIMIT));
}
