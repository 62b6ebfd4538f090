/* Section 6, step by step. */
#include "oracle.h"

/* 0.5 and more upwards. */
cents oracle_half_up(wide numerator, wide denominator)
{
	wide whole = numerator / denominator;
	wide rest = numerator - whole * denominator;

	return (cents)(rest * 2 >= denominator ? whole + 1 : whole);
}

static cents least(cents a, cents b)
{
	return a < b ? a : b;
}

static bool has_article_price(enum item_kind kind)
{
	return kind == KIND_MEDICINE || kind == KIND_DIET;
}

/* Step 1, and what is claimed under a deny. */
void oracle_prices(const struct facts *facts, struct expected *e)
{
	const struct reference *r = &facts->reference;
	const struct item *item = &facts->claim.item;

	if (has_article_price(item->kind) && r->article_known) {
		e->has_list = true;
		e->list = oracle_half_up(
		    (wide)r->price.aip_cents * item->quantity_milli *
			(10000 + r->price.vat_bp),
		    (wide)r->article.package_milli * 10000);
	}
	if (item->kind == KIND_SERVICE && r->service.has_tariff) {
		e->has_list = true;
		e->list = r->service.tariff_cents;
	}
	e->claimed = item->has_price ? item->price : e->list;
}

/* What steps 2 to 6 hand on. */
struct sum {
	const struct facts *facts;
	struct expected *e;
	cents approved; /* A */
	int64_t n, o;	/* days; a supply of unknown days is one day */
	cents own;
	cents rest; /* R */
	cents k;
	cents due; /* eigen_bijdrage */
};

static void approve(struct sum *s)
{
	struct expected *e = s->e;
	int64_t asked = s->facts->claim.item.quantity_milli;
	cents base = e->has_list ? least(e->claimed, e->list) : e->claimed;

	s->approved = e->quantity == asked
			  ? base
			  : oracle_half_up((wide)base * e->quantity, asked);
	if (e->claimed > base) {
		expect(e, RULE_PRICE_ABOVE_LIST, EFFECT_CAP, true);
		e->reasons[RULE_PRICE_ABOVE_LIST].amount = e->claimed - base;
	}
}

static void expect_own(struct sum *s, enum rule_code code, enum effect effect)
{
	if (s->own == 0)
		return;
	expect(s->e, code, effect, true);
	s->e->reasons[code].amount = s->own;
}

/* 4.4.4: the first days of chronic use. */
static void own_days(struct sum *s)
{
	const struct facts *facts = s->facts;
	const struct course *c = &s->e->course;
	int64_t first = facts->reference.param[PARAM_CG_OWN_DAYS];
	int64_t behind = c->is_new ? 0 : c->attested ? first : c->used_all;
	int64_t ahead = first - behind;

	if (facts->reference.article.cg_group == CG_NONE ||
	    !facts->claim.has_prescription ||
	    !facts->claim.prescription.chronic || ahead <= 0)
		return;
	if (facts->claim.item.days > 0)
		s->o = ahead < s->n ? ahead : s->n;
	else
		s->o = behind == 0;
	s->own = oracle_half_up((wide)s->approved * s->o, s->n);
	expect_own(s, RULE_CG_FIRST_DAYS, EFFECT_OWN_ACCOUNT);
}

static void own_device(struct sum *s)
{
	const struct item *item = &s->facts->claim.item;
	const struct reference *r = &s->facts->reference;
	cents bound = r->device.market_cents *
		      (100 + r->param[PARAM_DEVICE_EXCESS_PERCENT]) / 100;

	if ((item->part == PART_BATTERY || item->part == PART_CHARGER) &&
	    !item->first_purchase) {
		s->own = s->approved;
		expect_own(s, RULE_DEVICE_BATTERY, EFFECT_OWN_ACCOUNT);
	} else if (!r->contract_hulpmiddelen && r->device.has_market &&
		   item->price > bound) {
		s->own = item->price - bound;
		expect_own(s, RULE_DEVICE_PRICE, EFFECT_CAP);
	}
}

static cents above(const struct price *p, int64_t package, int64_t quantity,
		   int64_t n, int64_t o)
{
	wide unit =
	    (wide)p->aip_cents * 10000000 - (wide)p->limit_micro * package;

	if (unit <= 0)
		return 0;
	return oracle_half_up(unit * quantity * (n - o) * (10000 + p->vat_bp),
			      (wide)package * 10000000 * 10000 * n);
}

/* Step 4. */
static cents contribution(const struct sum *s)
{
	const struct reference *r = &s->facts->reference;
	const struct item *item = &s->facts->claim.item;
	cents k = 0;

	if (has_article_price(item->kind) && r->article.annex == ANNEX_1A &&
	    r->price.has_limit)
		k = above(&r->price, r->article.package_milli, s->e->quantity,
			  s->n, s->o);
	if (item->kind != KIND_PREPARATION)
		return k;
	for (int i = 0; i < item->ingredient_count; i++)
		if (r->components[i].limited)
			k += above(&r->components[i].price,
				   r->components[i].package_milli,
				   item->ingredients[i].quantity_milli, 1, 0);
	return k;
}

static void expect_amount(struct expected *e, enum rule_code code,
			  enum effect effect, cents amount)
{
	if (amount == 0)
		return;
	expect(e, code, effect, true);
	e->reasons[code].amount = amount;
}

/* Step 5. */
static void contribute(struct sum *s)
{
	int64_t cap = s->facts->reference.param[PARAM_CONTRIBUTION_YEAR_CENTS];
	cents room = cap - s->facts->contributions_year_cents;

	s->k = least(contribution(s), s->rest);
	s->due = cap < 0 ? s->k : least(s->k, room > 0 ? room : 0);
	expect_amount(s->e, RULE_CONTRIBUTION, EFFECT_CONTRIBUTION, s->due);
	expect_amount(s->e, RULE_CONTRIBUTION_CAP, EFFECT_NOTE, s->k - s->due);
}

/* Step 6. */
static cents reimburse(const struct sum *s)
{
	const struct reference *r = &s->facts->reference;
	enum item_kind kind = s->facts->claim.item.kind;
	cents e = s->rest - s->due, t = e;

	if (oracle_contracted(s->facts))
		return e;
	if (r->has_average_tariff && kind == KIND_SERVICE)
		t = r->average_tariff_cents;
	else if (r->has_average_tariff)
		t = oracle_half_up((wide)r->average_tariff_cents *
				       s->e->quantity * (s->n - s->o),
				   (wide)r->article.package_milli * s->n);
	return least(
	    e, oracle_half_up((wide)t * r->param[PARAM_UNCONTRACTED_PERCENT],
			      100));
}

/* Step 8. */
static bool counts_for_risk(const struct facts *facts)
{
	const struct reference *r = &facts->reference;
	enum item_kind kind = facts->claim.item.kind;
	civil_day birthday = civil_birthday(
	    facts->claim.insured.born, (int)r->param[PARAM_EIGEN_RISICO_AGE]);
	int year, month, day;

	if (kind == KIND_DEVICE ||
	    (kind == KIND_SERVICE && r->service.article == SERVICE_7_5 &&
	     r->param[PARAM_REVIEW_EXEMPT] == 1))
		return false;
	civil_to_ymd(birthday, &year, &month, &day);
	return facts->claim.date >=
	       civil_from_ymd(month == 12 ? year + 1 : year, month % 12 + 1, 1);
}

/* Step 9. */
static void collect(const struct facts *facts, struct expected *e)
{
	cents due = e->amounts.eigen_bijdrage;

	e->collect.from_insured = e->amounts.own_account + due;
	if (!oracle_contracted(facts)) {
		e->collect.advanced = e->amounts.reimbursed;
	} else if (facts->reference.param[PARAM_CONTRIBUTION_BY_INSURER]) {
		e->collect.from_insured -= due;
		e->collect.billed_by_insurer = due;
	}
}

void oracle_money(const struct facts *facts, struct expected *e)
{
	struct sum s = {.facts = facts, .e = e, .n = e->days};

	if (s.n == 0)
		s.n = 1;
	approve(&s);
	if (facts->claim.item.kind == KIND_MEDICINE)
		own_days(&s);
	if (facts->claim.item.kind == KIND_DEVICE)
		own_device(&s);
	s.rest = s.approved - s.own;
	contribute(&s);
	cents reimbursed = reimburse(&s);
	cents uncontracted = s.rest - s.due - reimbursed;
	if (uncontracted > 0) {
		e->reasons[RULE_UNCONTRACTED].effect = EFFECT_CAP;
		e->reasons[RULE_UNCONTRACTED].amount = uncontracted;
	}
	e->amounts = (struct amounts){
	    .claimed = e->claimed,
	    .reimbursed = reimbursed,
	    .eigen_bijdrage = s.due,
	    .own_account = s.own + uncontracted,
	    .refused = e->claimed - s.approved,
	};
	e->eigen_risico = counts_for_risk(facts) ? reimbursed : 0;
	collect(facts, e);
}
