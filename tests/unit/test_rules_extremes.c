/*
 * Every number at the ends of its range: nothing overflows, and money is
 * conserved. The sanitizers watch.
 */
#include <criterion/criterion.h>

#include "base/attr.h"
#include "scenario.h"

enum { CASES = 100000 };

static uint64_t state = 99;

static uint64_t random_number(void)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return state >> 33;
}

/* The low end, the high end, or something between. */
static int64_t extreme(int64_t low, int64_t high)
{
	switch (random_number() % 3) {
	case 0:
		return low;
	case 1:
		return high;
	default:
		return low + (int64_t)random_number() % (high - low + 1);
	}
}

static void extreme_reference(struct scenario *s)
{
	for (int i = 0; i < PARAM_COUNT; i++) {
		const struct param_info *info = param_info((enum param)i);
		s->param[i] = extreme(info->min, info->max);
	}
	s->param[PARAM_COVERS_FARMACIE] = 1;
	s->reference->contract_farmacie = extreme(0, 1);
	s->reference->has_average_tariff = extreme(0, 1);
	s->reference->average_tariff_cents = extreme(0, PRICE_CENTS_MAX);
	s->article->package_milli = extreme(1, QUANTITY_MILLI_MAX);
	s->article->smallest_package_milli = extreme(0, QUANTITY_MILLI_MAX);
	s->article->prk_least_package_milli = s->article->package_milli;
	s->article->divisible = extreme(0, 1);
	s->article->cg_group = extreme(0, 1) ? CG_ALLERGIE : CG_NONE;
	scenario_price(s, extreme(0, PRICE_CENTS_MAX),
		       extreme(0, 1000000000000));
	s->price->vat_bp = (int32_t)extreme(0, 10000);
}

static void extreme_claim(struct scenario *s)
{
	struct item *item = s->item;
	civil_day old = day("1800-01-01");

	s->claim->date =
	    (civil_day)extreme(day("2020-01-01"), day("9990-01-01"));
	s->claim->insured.born = (civil_day)extreme(old, s->claim->date);
	scenario_ask(s, extreme(1, QUANTITY_MILLI_MAX),
		     (int)extreme(0, DAYS_MAX));
	item->has_price = extreme(0, 1);
	item->price = extreme(0, PRICE_CENTS_MAX);
	item->dose_changed = extreme(0, 1);
	if (extreme(0, 1) == 1)
		item->last_supplied = (civil_day)extreme(old, s->claim->date);
	if (extreme(0, 1) == 1)
		item->first_supplied = (civil_day)extreme(old, s->claim->date);
	s->prescription->holiday = extreme(0, 1);
	s->prescription->chronic = extreme(0, 1);
	s->prescription->palliative = extreme(0, 1);
}

static void extreme_supplies(struct scenario *s)
{
	civil_day date = s->claim->date;

	scenario_make_new(s);
	for (int64_t n = extreme(0, 4); n > 0; n--)
		scenario_add_supply(s, date - (civil_day)(n * extreme(0, 400)),
				    (int)extreme(0, DAYS_MAX));
	for (size_t i = 1; i < s->facts.history_count; i++)
		if (s->supplies[i].date < s->supplies[i - 1].date)
			s->supplies[i].date = s->supplies[i - 1].date;
	s->facts.ledger_since = (civil_day)extreme(day("2020-01-01"), date);
	s->facts.contributions_year_cents = extreme(0, PRICE_CENTS_MAX);
}

Test(extremes, nothing_overflows)
{
	struct scenario s;

	for (int i = 0; i < CASES; i++) {
		scenario_init(&s);
		extreme_reference(&s);
		extreme_claim(&s);
		extreme_supplies(&s);
		const struct amounts *a = &scenario_decide(&s)->amounts;
		cr_assert_eq(a->claimed, a->reimbursed + a->eigen_bijdrage +
					     a->own_account + a->refused);
		cr_assert(a->reimbursed >= 0 && a->own_account >= 0);
		cr_assert(a->eigen_bijdrage >= 0 && a->refused >= 0);
		cr_assert_leq(s.decision.approved_quantity_milli,
			      s.item->quantity_milli);
		cr_assert_leq(s.decision.approved_days, s.item->days);
	}
}
