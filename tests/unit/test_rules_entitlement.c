/* Articles 1.3 to 4.4 and 8: each rule bites once, and just does not. */
#include <criterion/criterion.h>

#include <string.h>

#include "base/attr.h"
#include "scenario.h"

Test(entitlement, no_policy_ends_the_list)
{
	struct scenario s;

	scenario_init(&s);
	s.claim->insured.wlz = true;
	s.reference->policy_known = false;
	memset(s.param, 0, sizeof(s.reference->param));
	const struct decision *d = scenario_decide(&s);
	cr_expect_eq(d->outcome, OUTCOME_DENY);
	cr_assert_eq(d->reason_count, 1);
	cr_expect_eq(d->reasons[0].code, RULE_POLICY_UNKNOWN);
	cr_expect_str_eq(d->reasons[0].article, "1.3");
	cr_expect_eq(d->amounts.claimed, 3270);
	cr_expect_eq(d->amounts.refused, 3270);
	cr_expect_eq(d->approved_quantity_milli, 0);
	cr_expect_eq(d->status[RULE_POLICY_UNKNOWN], RULE_BIT);
	cr_expect_eq(d->status[RULE_WLZ], RULE_NOT_REACHED);
}

Test(entitlement, a_policy_without_farmacie)
{
	struct scenario s;

	scenario_init(&s);
	cr_expect_not(bites(&s, RULE_KIND_NOT_COVERED, EFFECT_DENY));
	s.param[PARAM_COVERS_FARMACIE] = 0;
	cr_expect(bites(&s, RULE_KIND_NOT_COVERED, EFFECT_DENY));
	cr_expect_eq(s.decision.reason_count, 1);
}

Test(entitlement, wlz_denies_and_the_rest_is_judged)
{
	struct scenario s;

	scenario_init(&s);
	s.claim->insured.wlz = true;
	s.claim->has_prescription = false;
	cr_expect(bites(&s, RULE_WLZ, EFFECT_DENY));
	cr_expect_not_null(scenario_reason(&s, RULE_PRESCRIPTION_MISSING));
	cr_expect_eq(s.decision.advice_count, 0, "nothing helps");
}

Test(entitlement, an_unknown_article_has_no_list_price)
{
	struct scenario s;

	scenario_init(&s);
	s.reference->article_known = false;
	memset(s.article, 0, sizeof(*s.article));
	cr_expect(bites(&s, RULE_UNKNOWN_ARTICLE, EFFECT_DENY));
	cr_expect_eq(s.decision.reason_count, 1);
	cr_expect_eq(s.decision.amounts.claimed, 0);
	s.item->has_price = true;
	s.item->price = 1234;
	scenario_decide(&s);
	cr_expect_eq(s.decision.amounts.refused, 1234);
}

Test(entitlement, a_prescription_and_who_may_write_it)
{
	static const bool may[PRESCRIBER_COUNT] = {
	    [PRESCRIBER_HUISARTS] = true,
	    [PRESCRIBER_MEDISCH_SPECIALIST] = true,
	    [PRESCRIBER_TANDARTS] = true,
	    [PRESCRIBER_SPECIALIST_OUDERENGENEESKUNDE] = true,
	    [PRESCRIBER_ARTS_VERSTANDELIJK_GEHANDICAPTEN] = true,
	    [PRESCRIBER_VERLOSKUNDIGE] = true,
	    [PRESCRIBER_VERPLEEGKUNDIGE] = true,
	};
	struct scenario s;

	scenario_init(&s);
	for (int who = 0; who < PRESCRIBER_COUNT; who++) {
		s.prescription->prescriber = (enum prescriber)who;
		cr_expect_eq(bites(&s, RULE_PRESCRIBER, EFFECT_DENY), !may[who],
			     "%s", prescriber_name((enum prescriber)who));
		cr_expect_null(scenario_reason(&s, RULE_PRESCRIPTION_MISSING));
	}
	s.claim->has_prescription = false;
	cr_expect(bites(&s, RULE_PRESCRIPTION_MISSING, EFFECT_DENY));
	cr_expect_null(scenario_reason(&s, RULE_PRESCRIBER));
}

Test(entitlement, insulin_repeats_without_prescription)
{
	struct scenario s;

	scenario_init(&s);
	s.claim->has_prescription = false;
	s.article->insulin = true;
	cr_expect(bites(&s, RULE_REPEAT_WITHOUT_PRESCRIPTION, EFFECT_NOTE));
	cr_expect_null(scenario_reason(&s, RULE_PRESCRIPTION_MISSING));
	/* Any age of supply will do, also one that no longer counts as known.
	 */
	scenario_make_new(&s);
	scenario_add_supply(&s, day("2021-01-01"), 30);
	cr_expect(bites(&s, RULE_REPEAT_WITHOUT_PRESCRIPTION, EFFECT_NOTE));
	scenario_make_new(&s);
	cr_expect(bites(&s, RULE_PRESCRIPTION_MISSING, EFFECT_DENY));
	s.item->last_supplied = day("2021-01-01");
	cr_expect_not(bites(&s, RULE_PRESCRIPTION_MISSING, EFFECT_DENY));
	/* 9.1 without days: this rule sets no period. */
	s.item->days = 0;
	cr_expect(bites(&s, RULE_REPEAT_WITHOUT_PRESCRIPTION, EFFECT_NOTE));
}

Test(entitlement, the_pill_repeats_without_prescription_until_21)
{
	struct scenario s;

	scenario_init(&s);
	s.claim->has_prescription = false;
	s.article->oral_contraceptive = true;
	s.claim->insured.born = day("2005-11-22"); /* 21 tomorrow */
	cr_expect(bites(&s, RULE_REPEAT_WITHOUT_PRESCRIPTION, EFFECT_NOTE));
	s.claim->insured.born = day("2005-11-21");
	cr_expect(bites(&s, RULE_PRESCRIPTION_MISSING, EFFECT_DENY));
	s.claim->insured.born = day("2010-11-21");
	s.claim->insured.sex = 'x';
	cr_expect(bites(&s, RULE_PRESCRIPTION_MISSING, EFFECT_DENY));
}

Test(entitlement, not_in_the_gvs)
{
	struct scenario s;

	scenario_init(&s);
	s.article->annex = ANNEX_1A;
	cr_expect_not(bites(&s, RULE_NOT_IN_GVS, EFFECT_DENY));
	s.article->annex = ANNEX_NONE;
	cr_expect(bites(&s, RULE_NOT_IN_GVS, EFFECT_DENY));
}

Test(entitlement, excluded_names_its_article)
{
	static const char *const articles[EXCLUDED_COUNT] = {
	    [EXCLUDED_REIZEN] = "8.2",
	    [EXCLUDED_GELIJKWAARDIG_NIET_VERGOED] = "8.3",
	    [EXCLUDED_ONDERZOEK] = "8.4",
	    [EXCLUDED_ART40_3_F] = "8.5",
	    [EXCLUDED_HOMEOPATHIE] = "8.8",
	    [EXCLUDED_ANTROPOSOFIE] = "8.8",
	    [EXCLUDED_ALTERNATIEF] = "8.8",
	};
	struct scenario s;

	scenario_init(&s);
	cr_expect_not(bites(&s, RULE_EXCLUDED, EFFECT_DENY));
	for (int value = 1; value < EXCLUDED_COUNT; value++) {
		s.article->excluded = (enum excluded)value;
		cr_assert(bites(&s, RULE_EXCLUDED, EFFECT_DENY));
		cr_expect_str_eq(scenario_reason(&s, RULE_EXCLUDED)->article,
				 articles[value]);
	}
}

Test(entitlement, travel_selfcare_and_hospital)
{
	struct scenario s;

	scenario_init(&s);
	s.prescription->travel = true;
	cr_expect(bites(&s, RULE_TRAVEL, EFFECT_DENY));
	s.prescription->travel = false;
	cr_expect_not(bites(&s, RULE_TRAVEL, EFFECT_DENY));
	s.article->selfcare = true;
	cr_expect(bites(&s, RULE_SELFCARE, EFFECT_DENY));
	s.article->cg_group = CG_LAXEERMIDDEL;
	cr_expect_not(bites(&s, RULE_SELFCARE, EFFECT_DENY));
	s.article->hospital_only = true;
	cr_expect(bites(&s, RULE_HOSPITAL_ONLY, EFFECT_DENY));
	s.reference->supplier = SUPPLIER_UNKNOWN;
	cr_expect(bites(&s, RULE_HOSPITAL_ONLY, EFFECT_DENY));
	s.reference->supplier = SUPPLIER_ZIEKENHUIS;
	cr_expect_not(bites(&s, RULE_HOSPITAL_ONLY, EFFECT_DENY));
}

static void prefer_another(struct scenario *s)
{
	s->reference->preferred_count = 1;
	strcpy(s->reference->preferred[0].zi, "90000028");
	strcpy(s->reference->preferred[0].name, "VOORKEURSMIDDEL 10MG");
}

Test(preference, only_the_preferred_one)
{
	struct scenario s;

	scenario_init(&s);
	prefer_another(&s);
	cr_assert(bites(&s, RULE_NOT_PREFERRED, EFFECT_DENY));
	cr_expect(scenario_reason(&s, RULE_NOT_PREFERRED)->names_preferred);
	s.reference->is_preferred = true;
	cr_expect_eq(scenario_decide(&s)->outcome, OUTCOME_APPROVE);
}

Test(preference, medical_necessity)
{
	struct scenario s;

	scenario_init(&s);
	prefer_another(&s);
	s.prescription->medical_necessity = true;
	s.item->preferred_unavailable = true;
	cr_expect(bites(&s, RULE_MEDICAL_NECESSITY, EFFECT_NOTE));
	cr_expect_null(scenario_reason(&s, RULE_NOT_PREFERRED));
	cr_expect_null(scenario_reason(&s, RULE_PREFERRED_UNAVAILABLE));
	cr_expect_eq(s.decision.outcome, OUTCOME_APPROVE);
	s.claim->has_prescription = false;
	s.article->insulin = true;
	s.item->preferred_unavailable = false;
	cr_expect(bites(&s, RULE_NOT_PREFERRED, EFFECT_DENY));
}

Test(preference, no_preferred_one_can_be_had)
{
	struct scenario s;

	scenario_init(&s);
	prefer_another(&s);
	s.item->preferred_unavailable = true;
	cr_expect(bites(&s, RULE_PREFERRED_UNAVAILABLE, EFFECT_NOTE));
	s.param[PARAM_LOGISTIC_NECESSITY] = 0;
	cr_expect(bites(&s, RULE_NOT_PREFERRED, EFFECT_DENY));
	s.param[PARAM_LOGISTIC_NECESSITY] = 1;
	s.reference->contract_farmacie = false;
	cr_expect(bites(&s, RULE_NOT_PREFERRED, EFFECT_DENY));
	cr_expect(bites(&s, RULE_UNCONTRACTED, EFFECT_NOTE), "under a deny");
}

Test(conditions, afterwards_is_a_note_within_the_ages)
{
	struct scenario s;
	struct condition *c;

	scenario_init(&s);
	c = &s.reference->conditions[0];
	scenario_add_condition(&s, PROCEDURE_ACHTERAF, STATEMENT_NONE);
	cr_expect(bites(&s, RULE_CHECKED_AFTERWARDS, EFFECT_NOTE));
	cr_expect_eq(s.decision.outcome, OUTCOME_APPROVE);
	c->age_from = 66; /* she is 65 */
	cr_expect_not(bites(&s, RULE_CHECKED_AFTERWARDS, EFFECT_NOTE));
	c->age_from = 65;
	cr_expect(bites(&s, RULE_CHECKED_AFTERWARDS, EFFECT_NOTE));
	c->age_below = 65;
	cr_expect_not(bites(&s, RULE_CHECKED_AFTERWARDS, EFFECT_NOTE));
	c->age_below = 66;
	cr_expect(bites(&s, RULE_CHECKED_AFTERWARDS, EFFECT_NOTE));
}

Test(conditions, a_statement_beforehand)
{
	struct scenario s;
	struct statement *st;

	scenario_init(&s);
	st = &s.claim->statement;
	scenario_add_condition(&s, PROCEDURE_VOORAF,
			       STATEMENT_ARTSENVERKLARING);
	cr_expect(bites(&s, RULE_STATEMENT_MISSING, EFFECT_DENY));
	s.claim->has_statement = true;
	st->kind = STATEMENT_APOTHEEKINSTRUCTIE;
	st->conditions_met = ANSWER_YES;
	cr_expect(bites(&s, RULE_STATEMENT_MISSING, EFFECT_DENY));
	/* Enough to serve one of several. */
	scenario_add_condition(&s, PROCEDURE_VOORAF,
			       STATEMENT_APOTHEEKINSTRUCTIE);
	cr_expect_eq(scenario_decide(&s)->outcome, OUTCOME_APPROVE);
	s.reference->conditions[1].form = STATEMENT_NONE;
	cr_expect_eq(scenario_decide(&s)->outcome, OUTCOME_APPROVE);
	st->conditions_met = ANSWER_NO;
	cr_expect(bites(&s, RULE_STATEMENT_NOT_MET, EFFECT_DENY));
	cr_expect_null(scenario_reason(&s, RULE_STATEMENT_MISSING));
}

Test(conditions, a_statement_at_the_insurer)
{
	struct scenario s;
	struct statement *st;

	scenario_init(&s);
	st = &s.claim->statement;
	scenario_add_condition(&s, PROCEDURE_VOORAF,
			       STATEMENT_ARTSENVERKLARING);
	s.claim->has_statement = true;
	*st = (struct statement){.kind = STATEMENT_ARTSENVERKLARING,
				 .conditions_met = ANSWER_NO,
				 .sent_to_insurer = true};
	cr_expect(bites(&s, RULE_STATEMENT_AT_INSURER, EFFECT_DENY));
	cr_expect_null(scenario_reason(&s, RULE_STATEMENT_NOT_MET));
	st->judged_by_insurer = true;
	cr_expect(bites(&s, RULE_STATEMENT_NOT_MET, EFFECT_DENY));
	cr_expect_null(scenario_reason(&s, RULE_STATEMENT_AT_INSURER));
	st->conditions_met = ANSWER_YES;
	cr_expect_eq(scenario_decide(&s)->outcome, OUTCOME_APPROVE);
}

Test(conditions, without_contract_the_insurer_judges_the_doctors_statement)
{
	struct scenario s;
	struct statement *st;

	scenario_init(&s);
	st = &s.claim->statement;
	scenario_add_condition(&s, PROCEDURE_VOORAF, STATEMENT_NONE);
	s.claim->has_statement = true;
	s.reference->contract_farmacie = false;
	st->kind = STATEMENT_ARTSENVERKLARING;
	st->conditions_met = ANSWER_YES;
	cr_expect(bites(&s, RULE_STATEMENT_AT_INSURER, EFFECT_DENY));
	st->kind = STATEMENT_APOTHEEKINSTRUCTIE;
	cr_expect_not(bites(&s, RULE_STATEMENT_AT_INSURER, EFFECT_DENY));
	st->kind = STATEMENT_ARTSENVERKLARING;
	st->judged_by_insurer = true;
	cr_expect_not(bites(&s, RULE_STATEMENT_AT_INSURER, EFFECT_DENY));
}

Test(conditions, a_permit_beforehand)
{
	struct scenario s;

	scenario_init(&s);
	s.facts.permit_covers_holiday = true;
	scenario_add_condition(&s, PROCEDURE_TOESTEMMING, STATEMENT_NONE);
	cr_expect(bites(&s, RULE_PERMIT_MISSING, EFFECT_DENY));
	cr_expect_null(scenario_reason(&s, RULE_PERMIT_INVALID));
	s.claim->permit_count = 1;
	cr_expect(bites(&s, RULE_PERMIT_INVALID, EFFECT_DENY));
	cr_expect_null(scenario_reason(&s, RULE_PERMIT_MISSING));
	s.facts.permit_covers_item = true;
	cr_expect_eq(scenario_decide(&s)->outcome, OUTCOME_APPROVE);
}

Test(chronic, the_mark_on_the_prescription)
{
	struct scenario s;

	scenario_init(&s);
	s.article->cg_group = CG_MAAGZUURREMMER;
	cr_expect(bites(&s, RULE_CG_MISSING, EFFECT_DENY));
	cr_expect_null(scenario_reason(&s, RULE_CG_FIRST_DAYS));
	s.prescription->chronic = true;
	cr_expect_eq(scenario_decide(&s)->outcome, OUTCOME_APPROVE);
}

Test(chronic, the_first_fifteen_days_pro_rata)
{
	struct scenario s;

	scenario_init(&s);
	scenario_make_new(&s);
	s.article->cg_group = CG_MAAGZUURREMMER;
	s.prescription->chronic = true;
	s.article->smallest_package_milli = 20000;
	scenario_ask(&s, 20000, 20);
	const struct decision *d = scenario_decide(&s);
	const struct reason *r = scenario_reason(&s, RULE_CG_FIRST_DAYS);
	cr_assert_not_null(r);
	cr_expect_eq(r->effect, EFFECT_OWN_ACCOUNT);
	cr_expect_eq(d->outcome, OUTCOME_PARTIAL);
	cr_expect_eq(d->amounts.claimed, 727);
	cr_expect_eq(d->amounts.own_account, 545); /* 727 x 15 / 20 */
	cr_expect_eq(r->amount, 545);
	cr_expect_eq(d->amounts.reimbursed, 182);
	cr_expect_eq(d->collect.from_insured, 545);
}

Test(chronic, wholly_own_is_denied_but_counts_as_a_supply)
{
	struct scenario s;
	struct supply supply;

	scenario_init(&s);
	scenario_make_new(&s);
	s.article->cg_group = CG_MAAGZUURREMMER;
	s.prescription->chronic = true;
	scenario_ask(&s, 15000, 15);
	const struct decision *d = scenario_decide(&s);
	cr_expect_eq(d->outcome, OUTCOME_DENY);
	cr_expect_eq(d->approved_quantity_milli, 15000);
	cr_expect_eq(d->amounts.own_account, d->amounts.claimed);
	cr_expect(decision_supply(&s.facts, d, &supply));
	cr_expect_eq(supply.days, 15);
	cr_expect_str_eq(supply.prk, "1001");
	s.claim->insured.wlz = true;
	scenario_decide(&s);
	cr_expect_not(decision_supply(&s.facts, &s.decision, &supply));
}

Test(chronic, earlier_days_count_whatever_the_strength)
{
	struct scenario s;

	scenario_init(&s);
	scenario_make_new(&s);
	s.article->cg_group = CG_MAAGZUURREMMER;
	s.prescription->chronic = true;
	scenario_add_supply(&s, day("2026-10-01"), 10);
	strcpy(s.supplies[0].prk, "2002");
	scenario_ask(&s, 30000, 30);
	scenario_decide(&s);
	cr_expect_eq(s.decision.working.own_days, 5);
	s.supplies[0].days = 15;
	cr_expect_not(bites(&s, RULE_CG_FIRST_DAYS, EFFECT_OWN_ACCOUNT));
	s.supplies[0].days = 0; /* unknown: all of them */
	cr_expect_not(bites(&s, RULE_CG_FIRST_DAYS, EFFECT_OWN_ACCOUNT));
	s.supplies[0].days = 1;
	s.item->last_supplied = day("2026-09-30"); /* attested before */
	cr_expect_not(bites(&s, RULE_CG_FIRST_DAYS, EFFECT_OWN_ACCOUNT));
}

Test(chronic, days_unknown_is_all_or_nothing)
{
	struct scenario s;

	scenario_init(&s);
	s.article->cg_group = CG_MAAGZUURREMMER;
	s.prescription->chronic = true;
	scenario_ask(&s, 30000, 0);
	cr_expect_not(bites(&s, RULE_CG_FIRST_DAYS, EFFECT_OWN_ACCOUNT));
	scenario_make_new(&s);
	cr_expect(bites(&s, RULE_CG_FIRST_DAYS, EFFECT_OWN_ACCOUNT));
	cr_expect_eq(s.decision.outcome, OUTCOME_DENY);
	cr_expect_eq(s.decision.amounts.own_account, 1090);
}
