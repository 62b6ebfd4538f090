/*
 * Who asks for fewer days at the same rate and price a day is not worse off:
 * what was approved is not denied. Left out is where the smaller quantity is
 * no longer as expensive a month, or the other way about, by its rounding. Two
 * ways remain in which nothing is left for the insurer: the days that are left
 * are the first ones of 4.4.4, or price or tariff round to nothing.
 */
#include <criterion/criterion.h>

#include "property.h"
#include "random_values.h"

enum { TRIES = 3, RATE_MAX_MILLI = 4000, OTHER_SEED = 7 };

enum { APPROVED, PARTLY, OWN_DAYS, WENT_COUNT };
static int64_t went[WENT_COUNT];

static cents list_price_of(const struct facts *facts)
{
	const struct reference *r = &facts->reference;
	wide numerator = (wide)r->price.aip_cents *
			 facts->claim.item.quantity_milli *
			 (10000 + r->price.vat_bp);
	wide denominator = (wide)r->article.package_milli * 10000;

	return (cents)((2 * numerator + denominator) / (2 * denominator));
}

static bool is_expensive(const struct facts *facts)
{
	const struct item *item = &facts->claim.item;
	cents price = list_price_of(facts);

	if (item->has_price && item->price < price)
		price = item->price;
	return (wide)price * 30 >
	       (wide)facts->reference.param[PARAM_EXPENSIVE_MONTH_CENTS] *
		   item->days;
}

/* A rate at which every number of days has a whole quantity and price. */
struct rate {
	int64_t milli;
	cents price;
};

static void ask(struct random_facts *f, struct rate rate, int days)
{
	struct item *item = &f->facts.claim.item;

	item->days = days;
	item->quantity_milli = rate.milli * days;
	if (item->has_price)
		item->price = rate.price * days;
}

static struct rate rate_of(const struct random_facts *f)
{
	const struct item *item = &f->facts.claim.item;
	struct rate rate = {item->quantity_milli / item->days,
			    item->price / item->days};

	if (rate.milli == 0 || once_in(8))
		rate.milli = between(1, RATE_MAX_MILLI);
	return rate;
}

/* The price or average tariff of so little is less than half a cent. */
static bool is_worth_nothing(const struct random_facts *f,
			     const struct decision *d)
{
	const struct reason *r = reason_of(d, RULE_UNCONTRACTED);

	return d->working.approved_price == 0 ||
	       (r != NULL && r->effect == EFFECT_CAP &&
		d->amounts.reimbursed == 0 &&
		f->facts.reference.has_average_tariff);
}

static void compare(const struct random_facts *more, const struct decision *d,
		    const struct random_facts *fewer)
{
	static struct decision after;

	if (is_expensive(&more->facts) != is_expensive(&fewer->facts))
		return;
	adjudicate(&fewer->facts, &after);
	hold(fewer, denials(&after) == 0);
	went[d->outcome == OUTCOME_APPROVE ? APPROVED : PARTLY]++;
	if (after.outcome != OUTCOME_DENY || d->outcome == OUTCOME_DENY)
		return;
	/* Nothing is left for the insurer (section 2, 2). */
	if (reason_of(&after, RULE_CG_FIRST_DAYS) != NULL)
		went[OWN_DAYS]++;
	else
		hold(fewer, is_worth_nothing(fewer, &after));
}

static void check_fewer(const struct random_facts *f, const struct decision *d)
{
	static struct random_facts more, fewer;
	static struct decision before;

	(void)d;
	if (f->facts.claim.item.kind != KIND_MEDICINE ||
	    f->facts.claim.item.days < 2)
		return;
	random_begin(OTHER_SEED, f->index);
	random_facts_copy(&more, f);
	random_facts_copy(&fewer, f);
	struct rate rate = rate_of(f);
	ask(&more, rate, f->facts.claim.item.days);
	adjudicate(&more.facts, &before);
	if (denials(&before) > 0)
		return;
	for (int i = 0; i < TRIES; i++) {
		ask(&fewer, rate,
		    (int)between(1, f->facts.claim.item.days - 1));
		compare(&more, &before, &fewer);
	}
}

static const char *name_of(int what)
{
	static const char *const names[WENT_COUNT] = {
	    [APPROVED] = "from an approval",
	    [PARTLY] = "from a partial approval",
	    [OWN_DAYS] = "only first days of C.G. left",
	};

	return names[what];
}

Test(fewer, days_are_never_worse)
{
	property_run(check_fewer);
	property_counts("fewer days", name_of, went, WENT_COUNT);
}
