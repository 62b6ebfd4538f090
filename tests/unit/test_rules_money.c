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
