/* Article 9 and "From days to quantity": the plan behind the rows. */
#include "rules/supply.h"

#include "base/ensure.h"

enum { DAYS_A_MONTH = 31 };

struct planning {
	const struct matter *m;
	const struct history *h;
	struct supply_plan *plan;
};

static int64_t param(const struct planning *p, enum param which)
{
	return p->m->facts->reference.param[which];
}

static const struct prescription *prescription(const struct planning *p)
{
	static const struct prescription none;

	return p->m->claim->has_prescription ? &p->m->claim->prescription
					     : &none;
}

static int months(const struct planning *p, enum param which)
{
	return (int)(DAYS_A_MONTH * param(p, which));
}

int64_t smallest_package(const struct article *article)
{
	if (!article->divisible)
		return article->package_milli;
	if (article->smallest_package_milli > 0)
		return article->smallest_package_milli;
	ensure(article->prk_least_package_milli > 0);
	return article->prk_least_package_milli;
}

/*
 * q: what an allowance of days leaves of the request. whole_package: never
 * less than one smallest package.
 */
static int64_t quantity_for(const struct planning *p, int64_t days,
			    bool whole_package)
{
	const struct item *item = &p->m->claim->item;
	const struct article *article = &p->m->facts->reference.article;
	int64_t step = article->divisible ? 1000 : article->package_milli;

	if (days >= item->days)
		return item->quantity_milli;
	int64_t q = round_down((wide)item->quantity_milli * max_i64(days, 0),
			       item->days);
	q -= q % step;
	if (whole_package)
		q = max_i64(q, smallest_package(article));
	return min_i64(q, item->quantity_milli);
}

static void allow(const struct planning *p, enum cut_kind kind, int64_t days,
		  bool whole_package)
{
	p->plan->cuts[kind] = (struct cut){
	    .applies = true,
	    .days = (int)max_i64(days, 0),
	    .quantity = quantity_for(p, days, whole_package),
	};
}

static void lift(const struct planning *p, enum cut_kind kind)
{
	p->plan->cuts[kind] = (struct cut){
	    .quantity = p->m->claim->item.quantity_milli,
	};
}

/* Reading 4: until some days before they end, the first days are one. */
static void plan_window(const struct planning *p)
{
	struct supply_plan *plan = p->plan;
	const struct history *h = p->h;
	bool changed = p->m->claim->item.dose_changed;

	if (h->is_new)
		return;
	plan->window_end = h->first +
			   (civil_day)param(p, PARAM_FIRST_SUPPLY_DAYS) -
			   (civil_day)param(p, PARAM_FIRST_EARLY_DAYS);
	plan->window_open = !h->attested && !prescription(p)->palliative &&
			    p->m->claim->date < plan->window_end;
	int64_t used = plan->window_open ? h->used_days : 0;
	int64_t stock = 0;
	if (h->cover_end != CIVIL_NONE)
		stock = max_i64(0, h->cover_end - p->m->claim->date);
	plan->dose_changed = changed && (used > 0 || stock > 0);
	plan->window_used =
	    plan->window_open && h->has_supply_of_prk && !changed;
	plan->used_days = changed ? 0 : used;
	plan->stock_days = changed ? 0 : stock;
}

static bool is_expensive(const struct planning *p, cents price)
{
	int days = p->m->claim->item.days;

	return days > 0 &&
	       (wide)price * 30 >
		   (wide)param(p, PARAM_EXPENSIVE_MONTH_CENTS) * days;
}

/* The period of an established medicine that is not being set up. */
static int long_or_max_period(const struct planning *p)
{
	const struct article *article = &p->m->facts->reference.article;

	if (article->long_supply || article->oral_contraceptive)
		return months(p, PARAM_LONG_SUPPLY_MONTHS);
	return months(p, PARAM_MAX_SUPPLY_MONTHS);
}

static void plan_first_supply(const struct planning *p)
{
	int64_t days = param(p, PARAM_FIRST_SUPPLY_DAYS);

	if (p->plan->window_used)
		allow(p, CUT_FIRST_SUPPLY, days - p->plan->used_days, false);
	else
		allow(p, CUT_FIRST_SUPPLY, days, true);
}

static bool is_being_set_up(const struct planning *p)
{
	civil_day end =
	    civil_add_months(p->h->first, (int)param(p, PARAM_SETUP_MONTHS));

	return p->plan->expensive && p->m->claim->date < end;
}

static void plan_period(const struct planning *p)
{
	if (is_being_set_up(p)) {
		p->plan->period_days = months(p, PARAM_SETUP_SUPPLY_MONTHS);
		allow(p, CUT_EXPENSIVE_SETUP, p->plan->period_days, true);
	} else {
		p->plan->period_days = long_or_max_period(p);
		allow(p, CUT_SUPPLY_PERIOD, p->plan->period_days, true);
	}
}

static void plan_stock(const struct planning *p)
{
	int64_t early = param(p, PARAM_EARLY_DAYS);

	if (p->h->is_new || prescription(p)->palliative ||
	    p->plan->stock_days <= early)
		return;
	allow(p, CUT_STOCK_LEFT,
	      p->plan->period_days - (p->plan->stock_days - early), false);
}

static bool anything_cut(const struct planning *p)
{
	for (int kind = 0; kind < CUT_COUNT; kind++)
		if (kind != CUT_PALLIATIVE &&
		    plan_cuts(p->m, p->plan, (enum cut_kind)kind))
			return true;
	return false;
}

/* 9.2, judged when the ordinary rules of 9.1 have been. */
static void plan_holiday(const struct planning *p)
{
	struct supply_plan *plan = p->plan;

	if (!prescription(p)->holiday || !anything_cut(p))
		return;
	if ((plan->expensive || p->m->claim->item.weekly) &&
	    !p->m->permit_covers_holiday) {
		plan->holiday = HOLIDAY_NEEDS_PERMIT;
		return;
	}
	plan->holiday = HOLIDAY_GRANTED;
	plan->period_days = (int)max_i64(months(p, PARAM_HOLIDAY_MONTHS),
					 long_or_max_period(p));
	lift(p, CUT_FIRST_SUPPLY);
	lift(p, CUT_EXPENSIVE_SETUP);
	lift(p, CUT_SUPPLY_PERIOD);
	allow(p, CUT_HOLIDAY_MAX, plan->period_days, true);
	plan_stock(p);
}

static void plan_days(const struct planning *p)
{
	if (prescription(p)->palliative &&
	    !prescription(p)->palliative_agreement)
		allow(p, CUT_PALLIATIVE, param(p, PARAM_PALLIATIVE_DAYS), true);
	if (p->h->is_new || p->plan->window_open) {
		plan_first_supply(p);
	} else {
		plan_period(p);
		plan_stock(p);
	}
	plan_holiday(p);
}

/* Reading 6: no number of days can be judged. */
static void plan_without_days(const struct planning *p)
{
	const struct item *item = &p->m->claim->item;
	int64_t smallest = smallest_package(&p->m->facts->reference.article);

	if (p->h->is_new || p->plan->window_open)
		p->plan->cuts[CUT_DAYS_UNKNOWN] = (struct cut){
		    .applies = true,
		    .quantity = min_i64(smallest, item->quantity_milli),
		};
}

/* When rules overlap, the smallest quantity holds (reading 12). */
static void plan_approved(const struct planning *p)
{
	const struct item *item = &p->m->claim->item;
	int64_t q = item->quantity_milli;

	for (int kind = 0; kind < CUT_COUNT; kind++)
		q = min_i64(q, p->plan->cuts[kind].quantity);
	p->plan->approved_milli = q;
	p->plan->approved_days = item->days;
	if (item->days > 0)
		p->plan->approved_days = (int)max_i64(
		    1, round_down((wide)q * item->days, item->quantity_milli));
}

void supply_plan(const struct matter *m, const struct history *h, cents price,
		 struct supply_plan *plan)
{
	struct planning p = {m, h, plan};

	*plan = (struct supply_plan){.window_end = CIVIL_NONE};
	for (int kind = 0; kind < CUT_COUNT; kind++)
		lift(&p, (enum cut_kind)kind);
	plan_window(&p);
	plan->expensive = is_expensive(&p, price);
	if (m->claim->item.days > 0)
		plan_days(&p);
	else
		plan_without_days(&p);
	plan_approved(&p);
}

bool plan_cuts(const struct matter *m, const struct supply_plan *plan,
	       enum cut_kind kind)
{
	return plan->cuts[kind].quantity < m->claim->item.quantity_milli;
}

bool plan_denies(const struct supply_plan *plan, enum cut_kind kind)
{
	return plan->cuts[kind].quantity == 0;
}
