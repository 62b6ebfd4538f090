#include "rules/settle.h"

#include "base/ensure.h"

enum { VAT_ONE = 10000, PERCENT = 100 };

/* Cents of a limit in micro-euro a unit, counted per thousandth of a unit. */
static const int64_t limit_scale = 10000000;

cents list_price(const struct reference *reference, int64_t quantity_milli)
{
	const struct price *price = &reference->price;

	return round_half_up((wide)price->aip_cents * quantity_milli *
				 (VAT_ONE + price->vat_bp),
			     (wide)reference->article.package_milli * VAT_ONE);
}

bool listed_price(const struct reference *reference, const struct item *item,
		  cents *price)
{
	*price = 0;
	switch (item->kind) {
	case KIND_MEDICINE:
	case KIND_DIET:
		if (reference->article_known)
			*price = list_price(reference, item->quantity_milli);
		return reference->article_known;
	case KIND_SERVICE:
		*price = reference->service.tariff_cents;
		return reference->service.has_tariff;
	default:
		return false;
	}
}

/* Reading 11. */
cents device_bound(const struct reference *reference)
{
	return round_down(
	    (wide)reference->device.market_cents *
		(PERCENT + reference->param[PARAM_DEVICE_EXCESS_PERCENT]),
	    PERCENT);
}

cents base_price(const struct judgement *j)
{
	return j->list_known ? min_i64(j->claimed, j->list) : j->claimed;
}

cents price_share(cents price, int64_t q, int64_t of_q)
{
	return q == of_q ? price : round_half_up((wide)price * q, of_q);
}

cents limit_of_package(const struct reference *reference)
{
	return round_half_up((wide)reference->price.limit_micro *
				 reference->article.package_milli,
			     limit_scale);
}

bool contracted(const struct judgement *j)
{
	const struct reference *r = reference_of(j);

	switch (claim_of(j)->item.kind) {
	case KIND_DEVICE: /* uncontracted ones need a permit, and then pay */
		return true;
	case KIND_DIET: /* 3: contracts for these are with such shops only */
		return r->contract_dieet &&
		       r->supplier == SUPPLIER_MEDISCHE_SPECIAALZAAK;
	case KIND_SERVICE:
		return r->contract_farmacie || r->contract_service;
	default:
		return r->contract_farmacie;
	}
}

/* n and o of section 6; a supply of unknown days is one day. */
struct share {
	int64_t days;
	int64_t own;
};

static struct share own_share(const struct constraints *c)
{
	if (c->approved_days == 0)
		return (struct share){1, c->all_own};
	return (struct share){c->approved_days, c->own_days};
}

/* What a unit costs above its limit, per thousandth and in limit_scale. */
static wide above_limit(const struct price *price, int64_t package_milli)
{
	wide above = (wide)price->aip_cents * limit_scale -
		     (wide)price->limit_micro * package_milli;

	return above > 0 ? above : 0;
}

/* Step 4: list price less limit, of the reimbursable part, plus VAT. */
static cents article_contribution(const struct judgement *j, struct share share)
{
	const struct reference *r = reference_of(j);
	const struct price *price = &r->price;
	int64_t package = r->article.package_milli;

	if (r->article.annex != ANNEX_1A || !price->has_limit)
		return 0;
	return round_half_up(
	    above_limit(price, package) * j->constraints.approved_milli *
		(share.days - share.own) * (VAT_ONE + price->vat_bp),
	    (wide)package * limit_scale * VAT_ONE * share.days);
}

cents ingredient_contribution(const struct reference *reference,
			      const struct item *item, int i)
{
	const struct component *c = &reference->components[i];

	if (!c->limited)
		return 0;
	return round_half_up(above_limit(&c->price, c->package_milli) *
				 item->ingredients[i].quantity_milli *
				 (VAT_ONE + c->price.vat_bp),
			     (wide)c->package_milli * limit_scale * VAT_ONE);
}

/* 4.2: of the medicines in it for which a contribution is due. */
static cents ingredients_contribution(const struct judgement *j)
{
	const struct reference *r = reference_of(j);
	cents sum = 0;

	for (int i = 0; i < r->component_count; i++)
		sum += ingredient_contribution(r, &claim_of(j)->item, i);
	return sum;
}

static cents contribution(const struct judgement *j, struct share share)
{
	switch (claim_of(j)->item.kind) {
	case KIND_MEDICINE:
	case KIND_DIET:
		return article_contribution(j, share);
	case KIND_PREPARATION:
		return ingredients_contribution(j);
	default:
		return 0;
	}
}

/* Step 5: the part of k that is still due this year. */
static cents within_year(const struct judgement *j, cents k)
{
	struct working *w = &j->decision->working;
	int64_t cap = param_of(j, PARAM_CONTRIBUTION_YEAR_CENTS);

	if (cap < 0)
		return k;
	w->contribution_room =
	    max_i64(0, cap - j->matter.contributions_year_cents);
	return min_i64(k, w->contribution_room);
}

/* T, where the snapshot has a row of it. */
static cents average_tariff(const struct judgement *j, struct share share)
{
	const struct reference *r = reference_of(j);

	if (claim_of(j)->item.kind == KIND_SERVICE)
		return r->average_tariff_cents;
	return round_half_up((wide)r->average_tariff_cents *
				 j->constraints.approved_milli *
				 (share.days - share.own),
			     (wide)r->article.package_milli * share.days);
}

/* Step 6: what is reimbursed of E. */
static cents at_tariff(const struct judgement *j, cents e, struct share share)
{
	struct working *w = &j->decision->working;

	if (contracted(j))
		return e;
	w->tariff_cents =
	    reference_of(j)->has_average_tariff ? average_tariff(j, share) : e;
	return min_i64(
	    e, round_half_up((wide)w->tariff_cents *
				 param_of(j, PARAM_UNCONTRACTED_PERCENT),
			     PERCENT));
}

/* Devices are on loan; the footnote of 7.5 exempts reviews for a year. */
static bool is_exempt(const struct judgement *j)
{
	enum item_kind kind = claim_of(j)->item.kind;

	return kind == KIND_DEVICE ||
	       (kind == KIND_SERVICE &&
		reference_of(j)->service.article == SERVICE_7_5 &&
		param_of(j, PARAM_REVIEW_EXEMPT) == 1);
}

/* Step 8: from the month after the birthday on. */
static bool counts_for_eigen_risico(const struct judgement *j)
{
	if (is_exempt(j))
		return false;
	civil_day birthday = civil_birthday(
	    claim_of(j)->insured.born, param_of(j, PARAM_EIGEN_RISICO_AGE));

	return civil_first_of_next_month(birthday) <= claim_of(j)->date;
}

static void collect(const struct judgement *j)
{
	struct decision *d = j->decision;
	const struct amounts *a = &d->amounts;
	cents due = a->own_account + a->eigen_bijdrage;

	d->collect = (struct collect){.from_insured = due};
	if (!contracted(j)) {
		d->collect.advanced = a->reimbursed;
	} else if (param_of(j, PARAM_CONTRIBUTION_BY_INSURER) == 1) {
		d->collect.from_insured = a->own_account;
		d->collect.billed_by_insurer = a->eigen_bijdrage;
	}
}

/* The first law: nothing is lost and nothing is made. */
static void check(const struct decision *d)
{
	const struct amounts *a = &d->amounts;

	ensure(a->reimbursed >= 0);
	ensure(a->eigen_bijdrage >= 0);
	ensure(a->own_account >= 0);
	ensure(a->refused >= 0);
	ensure(a->claimed ==
	       a->reimbursed + a->eigen_bijdrage + a->own_account + a->refused);
	ensure(d->collect.from_insured + d->collect.billed_by_insurer ==
	       a->eigen_bijdrage + a->own_account);
}

static void begin_working(const struct judgement *j)
{
	j->decision->working = (struct working){
	    .list_cents = j->list,
	    .base_cents = base_price(j),
	    .contribution_room = -1,
	    .tariff_cents = -1,
	};
}

void settle(struct judgement *j)
{
	const struct constraints *c = &j->constraints;
	struct decision *d = j->decision;
	struct working *w = &d->working;
	struct share share = own_share(c);

	begin_working(j);
	w->approved_price =
	    price_share(w->base_cents, c->approved_milli, c->requested_milli);
	w->own_days = c->own_days;
	w->own_cents =
	    c->own_cents +
	    round_half_up((wide)w->approved_price * share.own, share.days);
	cents rest = w->approved_price - w->own_cents;
	w->contribution_uncut = min_i64(contribution(j, share), rest);
	cents due = within_year(j, w->contribution_uncut);
	cents payable = rest - due;
	cents reimbursed = at_tariff(j, payable, share);

	j->moved = (struct moved){
	    .own = w->own_cents,
	    .above_list = j->claimed - w->base_cents,
	    .uncontracted = payable - reimbursed,
	    .contribution = due,
	    .contribution_cut = w->contribution_uncut - due,
	};
	d->amounts = (struct amounts){
	    .claimed = j->claimed,
	    .reimbursed = reimbursed,
	    .eigen_bijdrage = due,
	    .own_account = w->own_cents + j->moved.uncontracted,
	    .refused = j->claimed - w->approved_price,
	};
	d->eigen_risico = counts_for_eigen_risico(j) ? reimbursed : 0;
	collect(j);
	check(d);
}

void settle_denied(struct judgement *j)
{
	struct decision *d = j->decision;

	begin_working(j);
	j->moved = (struct moved){0};
	d->amounts = (struct amounts){
	    .claimed = j->claimed,
	    .refused = j->claimed,
	};
	d->collect = (struct collect){0};
	d->eigen_risico = 0;
}

/*
 * The rows of money bite provisionally: whether they moved anything, and how
 * much, settle() says when all rules have been judged.
 */
enum rule_status rule_price_above_list(const struct judgement *j,
				       struct reason *r)
{
	if (!claim_of(j)->item.has_price || !j->list_known)
		return RULE_NOT_APPLICABLE;
	if (claim_of(j)->item.kind == KIND_SERVICE)
		r->variant = TEXT_PRICE_ABOVE_TARIFF;
	return RULE_BIT;
}

static bool some_ingredient_limited(const struct reference *r)
{
	for (int i = 0; i < r->component_count; i++)
		if (r->components[i].limited)
			return true;
	return false;
}

enum rule_status rule_contribution(const struct judgement *j, struct reason *r)
{
	const struct reference *reference = reference_of(j);
	enum item_kind kind = claim_of(j)->item.kind;

	if (kind == KIND_PREPARATION) {
		r->variant = TEXT_CONTRIBUTION_PREPARATION;
		return some_ingredient_limited(reference) ? RULE_BIT
							  : RULE_NOT_APPLICABLE;
	}
	if (kind == KIND_DIET)
		r->article = "3.1.1";
	if (article_of(j)->annex != ANNEX_1A || !reference->price.has_limit)
		return RULE_NOT_APPLICABLE;
	r->values[0] = limit_of_package(reference);
	return RULE_BIT;
}

enum rule_status rule_contribution_cap(const struct judgement *j,
				       struct reason *r)
{
	struct reason contribution = *r;

	if (param_of(j, PARAM_CONTRIBUTION_YEAR_CENTS) < 0)
		return RULE_NOT_APPLICABLE;
	return rule_contribution(j, &contribution);
}
