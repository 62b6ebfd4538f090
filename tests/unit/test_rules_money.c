/* Section 6 of the rulebook: the figures, and each step on both sides. */
#include <criterion/criterion.h>

#include "base/attr.h"
#include "scenario.h"

static const struct amounts *settle_amounts(struct scenario *s)
{
	return &scenario_decide(s)->amounts;
}

Test(money, a_plain_supply_is_approved_whole)
{
	struct scenario s;

	scenario_init(&s);
	const struct decision *d = scenario_decide(&s);
	cr_expect_eq(d->outcome, OUTCOME_APPROVE);
	cr_expect_eq(d->reason_count, 0);
	cr_expect_eq(d->advice_count, 0);
	cr_expect_eq(d->approved_quantity_milli, 90000);
	cr_expect_eq(d->approved_days, 90);
	cr_expect_eq(d->amounts.claimed, 3270);
	cr_expect_eq(d->amounts.reimbursed, 3270);
	cr_expect_eq(d->eigen_risico, 3270);
	cr_expect_eq(d->collect.from_insured, 0);
}

Test(money, known_contributions)
{
	static const struct {
		cents aip;
		int64_t limit_micro;
		int pieces;
		cents contribution;
	} known[] = {
	    {2670, 654260, 15, 385},  {2670, 654260, 30, 771},
	    {2670, 654260, 60, 1542}, {2670, 654260, 90, 2313},
	    {2120, 218090, 15, 799},  {2120, 218090, 60, 3195},
	};
	struct scenario s;

	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		scenario_init(&s);
		scenario_price(&s, known[i].aip, known[i].limit_micro);
		scenario_ask(&s, known[i].pieces * 1000, known[i].pieces);
		const struct decision *d = scenario_decide(&s);
		cr_expect_eq(d->amounts.eigen_bijdrage, known[i].contribution,
			     "row %zu: %ld", i, d->amounts.eigen_bijdrage);
		cr_expect_eq(d->outcome, OUTCOME_APPROVE);
		const struct reason *r = scenario_reason(&s, RULE_CONTRIBUTION);
		cr_assert_not_null(r);
		cr_expect_eq(r->effect, EFFECT_CONTRIBUTION);
		cr_expect_eq(r->amount, known[i].contribution);
		cr_expect_eq(d->collect.billed_by_insurer,
			     known[i].contribution);
	}
}

/*
 * 730 tablets of Concerta 54 mg came to EUR 506.27 within the limit, VAT 6 %:
 * a limit of EUR 0.65426 a tablet, here also the price (of 1000, in cents).
 */
Test(money, published_price_of_concerta)
{
	struct scenario s;

	scenario_init(&s);
	scenario_price(&s, 65426, 654260);
	s.article->package_milli = 1000000;
	s.article->long_supply = true;
	s.price->vat_bp = 600;
	scenario_ask(&s, 730000, 365);
	const struct amounts *a = settle_amounts(&s);
	cr_expect_eq(a->reimbursed, 50627, "%ld", a->reimbursed);
	cr_expect_eq(a->eigen_bijdrage, 0);
}

Test(money, the_claimed_price_up_to_the_list_price)
{
	struct scenario s;

	scenario_init(&s);
	s.item->has_price = true;
	s.item->price = 3270;
	cr_expect_eq(scenario_decide(&s)->outcome, OUTCOME_APPROVE);
	s.item->price = 3000;
	cr_expect_eq(settle_amounts(&s)->reimbursed, 3000);
	s.item->price = 3271;
	cr_assert(bites(&s, RULE_PRICE_ABOVE_LIST, EFFECT_CAP));
	cr_expect_eq(scenario_reason(&s, RULE_PRICE_ABOVE_LIST)->amount, 1);
	cr_expect_eq(s.decision.outcome, OUTCOME_PARTIAL);
	cr_expect_eq(s.decision.amounts.refused, 1);
	cr_expect_eq(s.decision.amounts.reimbursed, 3270);
	s.item->price = 0;
	cr_expect_eq(scenario_decide(&s)->outcome, OUTCOME_APPROVE,
		     "nothing claimed, nothing refused");
}

Test(money, a_cut_supply_is_paid_in_proportion)
{
	struct scenario s;

	scenario_init(&s);
	scenario_make_new(&s);
	s.article->smallest_package_milli = 10000;
	s.item->has_price = true;
	s.item->price = 5000;
	const struct decision *d = scenario_decide(&s);
	cr_expect_eq(d->working.list_cents, 3270);
	cr_expect_eq(d->working.base_cents, 3270);
	cr_expect_eq(d->working.approved_price, 545);
	cr_expect_eq(d->amounts.refused, 4455);
	/* The excess above the list price, not what the limit took. */
	cr_expect_eq(scenario_reason(&s, RULE_PRICE_ABOVE_LIST)->amount, 1730);
}

Test(money, the_yearly_cap)
{
	struct scenario s;

	scenario_init(&s);
	scenario_price(&s, 2670, 654260); /* 2313 for 90 */
	s.facts.contributions_year_cents = 25000 - 2313;
	cr_expect_eq(settle_amounts(&s)->eigen_bijdrage, 2313);
	cr_expect_null(scenario_reason(&s, RULE_CONTRIBUTION_CAP));
	s.facts.contributions_year_cents++;
	cr_expect_eq(settle_amounts(&s)->eigen_bijdrage, 2312);
	cr_expect_eq(scenario_reason(&s, RULE_CONTRIBUTION_CAP)->amount, 1);
	cr_expect_eq(s.decision.outcome, OUTCOME_APPROVE);
	s.facts.contributions_year_cents = 30000;
	cr_expect_eq(settle_amounts(&s)->eigen_bijdrage, 0);
	cr_expect_null(scenario_reason(&s, RULE_CONTRIBUTION));
	cr_expect_eq(scenario_reason(&s, RULE_CONTRIBUTION_CAP)->amount, 2313);
	s.param[PARAM_CONTRIBUTION_YEAR_CENTS] = -1;
	cr_expect_eq(settle_amounts(&s)->eigen_bijdrage, 2313);
	cr_expect_eq(s.decision.working.contribution_room, -1);
	s.param[PARAM_CONTRIBUTION_YEAR_CENTS] = 0;
	cr_expect_eq(settle_amounts(&s)->eigen_bijdrage, 0);
}

Test(money, no_contribution_outside_annex_1a_or_under_the_limit)
{
	struct scenario s;

	scenario_init(&s);
	scenario_price(&s, 2670, 890000);
	cr_expect_eq(settle_amounts(&s)->eigen_bijdrage, 0);
	s.price->limit_micro = 889000; /* 0.001 a unit: 9.81 cents for 90 */
	cr_expect_eq(settle_amounts(&s)->eigen_bijdrage, 10);
	s.article->annex = ANNEX_1B;
	cr_expect_eq(settle_amounts(&s)->eigen_bijdrage, 0);
	s.article->annex = ANNEX_1A;
	s.price->has_limit = false;
	cr_expect_eq(settle_amounts(&s)->eigen_bijdrage, 0);
}

Test(money, a_contribution_is_at_most_what_is_left_of_the_price)
{
	struct scenario s;

	scenario_init(&s);
	scenario_price(&s, 2670, 654260);
	s.item->has_price = true;
	s.item->price = 1000;
	const struct amounts *a = settle_amounts(&s);
	cr_expect_eq(a->eigen_bijdrage, 1000);
	cr_expect_eq(a->reimbursed, 0);
	cr_expect_eq(s.decision.outcome, OUTCOME_APPROVE);
}

Test(money, own_days_bear_no_contribution)
{
	struct scenario s;

	scenario_init(&s);
	scenario_make_new(&s);
	scenario_price(&s, 2670, 654260);
	s.article->cg_group = CG_ALLERGIE;
	s.prescription->chronic = true;
	scenario_ask(&s, 30000, 30);
	const struct amounts *a = settle_amounts(&s);
	cr_expect_eq(a->claimed, 2910);
	cr_expect_eq(a->own_account, 1455);
	cr_expect_eq(a->eigen_bijdrage, 385);
	cr_expect_eq(a->reimbursed, 1070);
}

Test(money, without_contract)
{
	struct scenario s;

	scenario_init(&s);
	s.reference->contract_farmacie = false;
	const struct decision *d = scenario_decide(&s);
	/* No tariff: 75 % of what it costs. */
	cr_expect_eq(d->amounts.reimbursed, 2453); /* 2452.5 */
	cr_expect_eq(d->amounts.own_account, 817);
	cr_expect_eq(d->outcome, OUTCOME_PARTIAL);
	const struct reason *r = scenario_reason(&s, RULE_UNCONTRACTED);
	cr_assert_not_null(r);
	cr_expect_eq(r->effect, EFFECT_CAP);
	cr_expect_eq(r->amount, 817);
	cr_expect_eq(d->collect.from_insured, 817);
	cr_expect_eq(d->collect.advanced, 2453);
	/* A tariff at which nothing is lost: 3 x 1453.33 x 0.75. */
	s.reference->has_average_tariff = true;
	s.reference->average_tariff_cents = 1453;
	cr_expect(bites(&s, RULE_UNCONTRACTED, EFFECT_CAP));
	s.reference->average_tariff_cents = 1454;
	cr_expect(bites(&s, RULE_UNCONTRACTED, EFFECT_NOTE));
	cr_expect_eq(scenario_reason(&s, RULE_UNCONTRACTED)->amount, -1);
	cr_expect_eq(d->outcome, OUTCOME_APPROVE);
	s.reference->average_tariff_cents = 0;
	cr_expect_eq(scenario_decide(&s)->outcome, OUTCOME_DENY);
	cr_expect_eq(d->amounts.own_account, 3270);
	cr_expect_eq(d->approved_quantity_milli, 90000);
}

Test(money, who_collects)
{
	struct scenario s;

	scenario_init(&s);
	scenario_price(&s, 2670, 654260);
	s.param[PARAM_CONTRIBUTION_BY_INSURER] = 0;
	const struct collect *c = &scenario_decide(&s)->collect;
	cr_expect_eq(c->from_insured, 2313);
	cr_expect_eq(c->billed_by_insurer, 0);
	s.param[PARAM_CONTRIBUTION_BY_INSURER] = 1;
	s.reference->contract_farmacie = false;
	scenario_decide(&s);
	cr_expect_eq(c->billed_by_insurer, 0);
	cr_expect_eq(c->from_insured, s.decision.amounts.own_account + 2313);
	cr_expect_eq(c->advanced, s.decision.amounts.reimbursed);
}

Test(money, eigen_risico_from_the_month_after_the_birthday)
{
	static const struct {
		const char *born;
		bool counts;
	} known[] = {
	    {"2008-10-31", true},  {"2008-10-01", true},  {"2008-11-01", false},
	    {"2008-11-21", false}, {"2010-01-01", false}, {"1961-04-02", true},
	};
	struct scenario s;

	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		scenario_init(&s);
		s.claim->insured.born = day(known[i].born);
		cr_expect_eq(scenario_decide(&s)->eigen_risico,
			     known[i].counts ? 3270 : 0, "%s", known[i].born);
	}
	s.claim->insured.born = day("2008-10-31");
	s.claim->date = day("2026-11-01");
	s.facts.history_count = 1; /* no stock on that day */
	cr_expect_eq(scenario_decide(&s)->eigen_risico, 3270);
	s.claim->date--;
	cr_expect_eq(scenario_decide(&s)->eigen_risico, 0);
}

Test(money, the_largest_request_does_not_overflow)
{
	struct scenario s;

	scenario_init(&s);
	scenario_price(&s, 100000000, 1);
	s.price->vat_bp = 10000;
	s.article->package_milli = 1;
	s.article->long_supply = true;
	s.reference->contract_farmacie = false;
	s.reference->has_average_tariff = true;
	s.reference->average_tariff_cents = 100000000;
	scenario_ask(&s, QUANTITY_MILLI_MAX, DAYS_MAX);
	const struct amounts *a = settle_amounts(&s);
	cr_expect_eq(a->claimed, 200000000000000000);
	cr_expect_eq(a->claimed, a->reimbursed + a->eigen_bijdrage +
				     a->own_account + a->refused);
}
