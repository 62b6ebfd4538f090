/* Section 5, articles 9.1 and 9.2, and "From days to quantity". */
#include "oracle.h"

/* What the rules of 9 look at. */
struct view {
	const struct facts *facts;
	const struct item *item;
	const struct article *article;
	const struct prescription *prescription; /* empty: there is none */
	const struct course *course;
	struct expected *e;
	bool open; /* the start window */
	int64_t used, stock;
	bool expensive;
	int64_t period; /* days that STOCK_LEFT counts against */
};

/* A limit that was found, and whether it leaves less than was asked. */
struct limit {
	bool applies;
	int64_t days;
	int64_t quantity;
};

static int64_t param(const struct view *v, enum param which)
{
	return v->facts->reference.param[which];
}

static int64_t smallest_package(const struct article *a)
{
	if (!a->divisible)
		return a->package_milli;
	return a->smallest_package_milli > 0 ? a->smallest_package_milli
					     : a->prk_least_package_milli;
}

static struct limit limit_of(const struct view *v, int64_t days, bool package)
{
	int64_t asked = v->item->quantity_milli;
	int64_t whole =
	    v->article->divisible ? 1000 : v->article->package_milli;
	struct limit l = {.applies = true, .days = days, .quantity = asked};

	if (l.days < 0)
		l.days = 0;
	if (l.days >= v->item->days)
		return l;
	l.quantity = (int64_t)((wide)asked * l.days / v->item->days);
	l.quantity = l.quantity / whole * whole;
	if (package && l.quantity < smallest_package(v->article))
		l.quantity = smallest_package(v->article);
	if (l.quantity > asked)
		l.quantity = asked;
	return l;
}

static bool cuts(const struct view *v, struct limit l)
{
	return l.applies && l.quantity < v->item->quantity_milli;
}

static void expect_limit(const struct view *v, enum rule_code code,
			 struct limit l)
{
	struct expected_reason *r = &v->e->reasons[code];

	if (!cuts(v, l))
		return;
	expect(v->e, code, EFFECT_LIMIT, true);
	r->limit_days = v->item->days > 0 ? l.days : -1;
	r->limit_quantity = l.quantity;
	if (l.quantity < v->e->quantity)
		v->e->quantity = l.quantity;
}

/* A limit that may leave nothing: then it is a denial, with its date. */
static void expect_or_deny(const struct view *v, enum rule_code limited,
			   enum rule_code denied, civil_day until,
			   struct limit l)
{
	if (!cuts(v, l))
		return;
	if (l.quantity > 0) {
		expect_limit(v, limited, l);
		if (limited == denied)
			v->e->reasons[limited].date = until;
		return;
	}
	expect(v->e, denied, EFFECT_DENY, true);
	v->e->reasons[denied].date = until;
}

static civil_day window_end(const struct view *v)
{
	return v->course->first +
	       (civil_day)(param(v, PARAM_FIRST_SUPPLY_DAYS) -
			   param(v, PARAM_FIRST_EARLY_DAYS));
}

/* Start window, used and stock; a changed dose ends both. */
static void look(struct view *v)
{
	const struct course *c = v->course;
	civil_day date = v->facts->claim.date;
	bool changed = v->item->dose_changed;

	if (c->is_new)
		return;
	v->open = !c->attested && !v->prescription->palliative &&
		  date < window_end(v);
	v->used = c->used;
	if (c->has_prk && c->cover_end > date)
		v->stock = c->cover_end - date;
	expect(v->e, RULE_DOSE_CHANGED, EFFECT_NOTE,
	       changed && ((v->open && v->used > 0) || v->stock > 0));
	if (changed)
		v->used = v->stock = 0;
}

static int64_t ordinary_period(const struct view *v)
{
	bool longer = v->article->long_supply || v->article->oral_contraceptive;

	return 31 * param(v, longer ? PARAM_LONG_SUPPLY_MONTHS
				    : PARAM_MAX_SUPPLY_MONTHS);
}

static bool in_window_of_prk(const struct view *v)
{
	return v->open && v->course->has_prk && !v->item->dose_changed;
}

static struct limit first_supply(const struct view *v)
{
	int64_t days = param(v, PARAM_FIRST_SUPPLY_DAYS);

	if (!v->course->is_new && !v->open)
		return (struct limit){0};
	if (in_window_of_prk(v))
		return limit_of(v, days - v->used, false);
	return limit_of(v, days, true);
}

static bool is_set_up(const struct view *v)
{
	return !v->course->is_new && !v->open && v->expensive &&
	       v->facts->claim.date <
		   civil_add_months(v->course->first,
				    (int)param(v, PARAM_SETUP_MONTHS));
}

static struct limit set_up(struct view *v)
{
	if (!is_set_up(v))
		return (struct limit){0};
	v->period = 31 * param(v, PARAM_SETUP_SUPPLY_MONTHS);
	return limit_of(v, v->period, true);
}

static struct limit supply_period(struct view *v)
{
	if (v->course->is_new || v->open || is_set_up(v))
		return (struct limit){0};
	v->period = ordinary_period(v);
	return limit_of(v, v->period, true);
}

static struct limit stock_left(const struct view *v)
{
	int64_t over = v->stock - param(v, PARAM_EARLY_DAYS);

	if (v->course->is_new || v->prescription->palliative || over <= 0)
		return (struct limit){0};
	return limit_of(v, v->period - over, false);
}

static struct limit palliative(const struct view *v)
{
	if (!v->prescription->palliative ||
	    v->prescription->palliative_agreement)
		return (struct limit){0};
	return limit_of(v, param(v, PARAM_PALLIATIVE_DAYS), true);
}

static void with_days(struct view *v)
{
	struct limit first = first_supply(v), setup = set_up(v);
	struct limit period = supply_period(v), stock = {0}, holiday = {0};

	if (!v->open)
		stock = stock_left(v);
	if (v->prescription->holiday && (cuts(v, first) || cuts(v, setup) ||
					 cuts(v, period) || cuts(v, stock))) {
		bool asks = v->expensive || v->item->weekly;
		bool granted = !asks || v->facts->permit_covers_holiday;
		expect(v->e, granted ? RULE_HOLIDAY : RULE_HOLIDAY_PERMIT,
		       EFFECT_NOTE, true);
		if (granted) {
			first = setup = period = (struct limit){0};
			v->period = 31 * param(v, PARAM_HOLIDAY_MONTHS);
			if (ordinary_period(v) > v->period)
				v->period = ordinary_period(v);
			holiday = limit_of(v, v->period, true);
			stock = stock_left(v);
		}
	}
	expect_or_deny(v, RULE_FIRST_SUPPLY, RULE_FIRST_SUPPLY_RUNNING,
		       v->course->is_new ? CIVIL_NONE : window_end(v), first);
	expect_limit(v, RULE_PALLIATIVE, palliative(v));
	expect_limit(v, RULE_EXPENSIVE_SETUP, setup);
	expect_limit(v, RULE_SUPPLY_PERIOD, period);
	expect_or_deny(v, RULE_STOCK_LEFT, RULE_STOCK_LEFT,
		       v->course->cover_end, stock);
	expect_limit(v, RULE_HOLIDAY_MAX, holiday);
}

static void without_days(const struct view *v)
{
	struct limit l = {.quantity = smallest_package(v->article)};

	l.applies = v->course->is_new || v->open;
	expect(v->e, RULE_DAYS_UNKNOWN, EFFECT_NOTE, true);
	expect_limit(v, RULE_DAYS_UNKNOWN, l);
}

static void look_at_ledger(const struct view *v)
{
	civil_day old = civil_add_months(v->facts->ledger_since,
					 (int)param(v, PARAM_NEW_AFTER_MONTHS));

	expect(v->e, RULE_HISTORY_UNKNOWN, EFFECT_NOTE,
	       !v->course->known && old > v->facts->claim.date);
}

void oracle_supply(const struct facts *facts, struct expected *e)
{
	static const struct prescription none;
	const struct claim *claim = &facts->claim;
	struct view v = {
	    .facts = facts,
	    .item = &claim->item,
	    .article = &facts->reference.article,
	    .prescription =
		claim->has_prescription ? &claim->prescription : &none,
	    .course = &e->course,
	    .e = e,
	};
	cents price = e->claimed < e->list ? e->claimed : e->list;

	v.expensive =
	    v.item->days > 0 &&
	    (wide)price * 30 >
		(wide)param(&v, PARAM_EXPENSIVE_MONTH_CENTS) * v.item->days;
	look(&v);
	if (v.item->days > 0)
		with_days(&v);
	else
		without_days(&v);
	look_at_ledger(&v);
	if (v.item->days > 0 && e->quantity < v.item->quantity_milli) {
		e->days = (int64_t)((wide)e->quantity * v.item->days /
				    v.item->quantity_milli);
		if (e->days < 1)
			e->days = 1;
	}
}
