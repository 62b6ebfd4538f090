#include <stdio.h>
#include <string.h>

#include "random_facts.h"
#include "random_values.h"

/* What a snapshot may say (claimd-snapshot(7)). */
static const int64_t LIMIT_MICRO_MAX = 1000000000000;

/* The list price of a quantity: a figure to aim at, not one to rely on. */
cents list_of(const struct random_facts *f)
{
	const struct reference *r = &f->facts.reference;

	if (r->article.package_milli == 0)
		return 0;
	return (cents)((wide)r->price.aip_cents *
		       f->facts.claim.item.quantity_milli *
		       (10000 + r->price.vat_bp) /
		       ((wide)r->article.package_milli * 10000));
}

void claim_price(struct random_facts *f)
{
	struct item *item = &f->facts.claim.item;
	cents list = list_of(f);

	item->has_price = true;
	item->price = about_from(0, list, 1 + list / 10);
	if (item->price > PRICE_CENTS_MAX)
		item->price = PRICE_CENTS_MAX;
}

void ask_days(struct random_facts *f, int days)
{
	static const int64_t rates[] = {1000, 1000, 1000, 2000, 3000, 500, 333};
	struct item *item = &f->facts.claim.item;
	bool priced = item->has_price;

	item->days = days < 1 ? 1 : days > DAYS_MAX ? DAYS_MAX : days;
	item->quantity_milli = rates[between(0, 6)] * item->days;
	if (once_in(6))
		item->quantity_milli += between(1, 40) * 500;
	if (priced)
		claim_price(f);
}

void set_month_price(struct random_facts *f, cents month_cents)
{
	struct reference *r = &f->facts.reference;
	const struct item *item = &f->facts.claim.item;
	int days = item->days > 0 ? item->days : 30;
	wide aip = (wide)month_cents * days * r->article.package_milli /
		   ((wide)30 * item->quantity_milli);

	r->price.aip_cents =
	    aip > PRICE_CENTS_MAX ? PRICE_CENTS_MAX : (cents)aip;
	r->price.vat_bp = 0;
	if (item->has_price)
		claim_price(f);
}

void set_limit(struct random_facts *f, int percent)
{
	struct reference *r = &f->facts.reference;
	wide limit = (wide)r->price.aip_cents * 100000 * percent /
		     r->article.package_milli;

	r->price.has_limit = true;
	r->price.limit_micro =
	    limit > LIMIT_MICRO_MAX ? LIMIT_MICRO_MAX : (int64_t)limit;
}

static void random_price(struct random_facts *f)
{
	struct reference *r = &f->facts.reference;
	struct price *p = &r->price;

	*p = (struct price){
	    .aip_cents = once_in(4) ? between(50000, 400000)
				    : between(once_in(4) ? 0 : 100, 20000),
	    .vat_bp = once_in(4) ? 2100 : 900,
	    .has_limit = !once_in(3),
	};
	/* Most limits are somewhat below the price. */
	if (p->has_limit)
		set_limit(f, (int)between(30, 120));
}

static void random_preferred(struct reference *r)
{
	if (!by_chance(4))
		return;
	r->preferred_count = (int)between(1, once_in(8) ? PREFERRED_MAX : 3);
	for (int i = 0; i < r->preferred_count; i++) {
		struct preferred *p = &r->preferred[i];
		snprintf(p->zi, sizeof(p->zi), "900010%02u", (unsigned)i % 100);
		snprintf(p->name, sizeof(p->name), "VOORKEUR %d", i);
		p->unlike = once_in(4);
		p->dearer = once_in(3);
	}
	r->is_preferred = once_in(2);
}

static void random_conditions(struct reference *r, enum item_kind kind)
{
	unsigned n = 4;

	while (by_chance(n) && r->condition_count < CONDITIONS_MAX) {
		struct condition *c = &r->conditions[r->condition_count];
		*c = (struct condition){
		    .id = ++r->condition_count,
		    .procedure = (enum procedure)between(0, 2),
		    .form = (enum statement_kind)between(
			0, kind == KIND_DIET ? 3 : 2),
		    .age_from = once_in(5) ? (int)between(17, 22) : -1,
		    .age_below = once_in(5) ? (int)between(18, 66) : -1,
		};
		n = 2;
	}
}

void random_article(struct random_facts *f)
{
	struct reference *r = &f->facts.reference;
	struct article *a = &r->article;
	bool diet = f->facts.claim.item.kind == KIND_DIET;

	r->article_known = true;
	*a = (struct article){
	    .package_milli = once_in(2) ? 30000 : between(1, 100) * 1000,
	    .smallest_package_milli = once_in(2) ? 0 : between(1, 40) * 1000,
	    .divisible = !once_in(4),
	    .prescription_only = !once_in(4),
	    .annex = by_chance(20) ? ANNEX_NONE
				   : (enum annex)between(ANNEX_1A, ANNEX_1B),
	    .selfcare = by_chance(20),
	    .cg_group = by_chance(6)
			    ? (enum cg_group)between(1, CG_GROUP_COUNT - 1)
			    : CG_NONE,
	    .hospital_only = by_chance(25),
	    .excluded = by_chance(25)
			    ? (enum excluded)between(1, EXCLUDED_COUNT - 1)
			    : EXCLUDED_NO,
	    .long_supply = once_in(8),
	    .oral_contraceptive = once_in(8),
	    .insulin = once_in(8),
	};
	if (diet)
		a->diet_type = (enum diet_type)(
		    by_chance(10) ? once_in(2) * DIET_OVERIG
				  : between(DIET_POLYMEER, DIET_MODULAIR));
	a->prk_least_package_milli =
	    once_in(2) ? a->package_milli : between(1, a->package_milli);
	strcpy(a->zi, "90000001");
	strcpy(a->name, "PROEFMIDDEL TABLET 10MG");
	strcpy(a->prk, "1001");
	strcpy(a->substance, "PROEF");
	strcpy(a->form, "TABL");
	random_price(f);
}

void forget_article(struct random_facts *f)
{
	struct reference *r = &f->facts.reference;

	r->article_known = r->service_known = r->device_known = false;
	memset(&r->article, 0, sizeof(r->article));
	memset(&r->price, 0, sizeof(r->price));
	memset(&r->service, 0, sizeof(r->service));
	memset(&r->device, 0, sizeof(r->device));
	r->condition_count = 0;
	r->preferred_count = 0;
	r->is_preferred = false;
	f->facts.history_count = 0;
}

static void random_medicine(struct random_facts *f)
{
	static const int usual_days[] = {15, 30, 31, 60, 90, 93, 180, 186, 365};
	struct reference *r = &f->facts.reference;
	struct item *item = &f->facts.claim.item;

	random_article(f);
	random_preferred(r);
	random_conditions(r, item->kind);
	strcpy(item->zi, r->article.zi);
	item->has_price = once_in(3);
	ask_days(f, (int)about_from(1, usual_days[between(0, 8)], 40));
	if (item->kind == KIND_DIET)
		return;
	if (once_in(10))
		item->days = 0;
	item->weekly = once_in(10);
	item->preferred_unavailable = once_in(6);
	item->dose_changed = once_in(8);
}

static void random_ingredient(struct random_facts *f, int i)
{
	struct ingredient *in = &f->facts.claim.item.ingredients[i];
	struct component *c = &f->facts.reference.components[i];

	*in = (struct ingredient){.quantity_milli = between(1, 60000)};
	snprintf(in->substance, sizeof(in->substance), "STOF%d", i);
	*c = (struct component){
	    .unreimbursed_equivalent = by_chance(12),
	    .irrational = by_chance(12),
	};
	if (!once_in(3))
		snprintf(in->zi, sizeof(in->zi), "9000%04u",
			 (unsigned)i % 10000);
	if (in->zi[0] == '\0' || once_in(3))
		return;
	c->limited = true;
	c->package_milli = between(1, 100) * 1000;
	c->price = (struct price){
	    .aip_cents = between(0, 9000),
	    .vat_bp = 900,
	    .has_limit = true,
	    .limit_micro = between(0, 400000),
	};
}

/* What preparations, imports and allergens have alike. */
static void random_made(struct random_facts *f)
{
	struct item *item = &f->facts.claim.item;

	item->days = (int)between(1, once_in(8) ? DAYS_MAX : 100);
	item->quantity_milli = between(1, 100) * 1000;
	item->has_price = true;
	item->price = between(1, once_in(2) ? 3000 : 30000);
	if (once_in(30))
		item->price = 0;
	if (item->kind != KIND_PREPARATION)
		strcpy(item->name, "PROEF");
}

static void random_preparation(struct random_facts *f)
{
	struct item *item = &f->facts.claim.item;

	random_made(f);
	item->ingredient_count =
	    (int)between(1, once_in(8) ? INGREDIENTS_MAX : 3);
	f->facts.reference.component_count = item->ingredient_count;
	for (int i = 0; i < item->ingredient_count; i++)
		random_ingredient(f, i);
	item->established_before = once_in(4);
}

static void random_import(struct random_facts *f)
{
	struct item *item = &f->facts.claim.item;

	random_made(f);
	strcpy(item->substance, "VREEMD");
	strcpy(item->form, "TABL");
	item->rare_disease = !by_chance(4);
	item->made_in_nl = once_in(4);
}

static void random_allergen(struct random_facts *f)
{
	random_made(f);
	f->facts.claim.item.registered = !by_chance(2);
}

static void random_device(struct random_facts *f)
{
	struct item *item = &f->facts.claim.item;
	struct reference *r = &f->facts.reference;

	strcpy(once_in(2) ? item->gph : item->zi, "12345678");
	item->has_price = true;
	item->part = (enum device_part)between(0, DEVICE_PART_COUNT - 1);
	item->first_purchase = once_in(2);
	item->diagnosis_letter = !by_chance(4);
	r->device_known = true;
	strcpy(r->device.name, "POMP");
	r->device.category = by_chance(8) ? (enum device_category)between(0, 2)
					  : DEVICE_INFUUSPOMP;
	r->device.has_market = once_in(2);
	cents bound = between(1, 40000);
	if (r->device.has_market) {
		r->device.market_cents = bound;
		bound =
		    bound * (100 + r->param[PARAM_DEVICE_EXCESS_PERCENT]) / 100;
	}
	item->price = about_from(0, bound, bound / 2);
}

/* An article of 7.1 to 7.4 has a medicine that it is about. */
static void random_service(struct random_facts *f)
{
	struct item *item = &f->facts.claim.item;
	struct reference *r = &f->facts.reference;
	struct care_service *s = &r->service;

	r->service_known = true;
	strcpy(item->code, "70001");
	strcpy(s->name, "PRESTATIE");
	s->article = (enum service_article)between(0, once_in(4) ? SERVICE_7_14
								 : SERVICE_7_8);
	s->cover = by_chance(8) ? (enum service_cover)between(0, 2) : COVER_JA;
	s->has_tariff = !once_in(3);
	s->tariff_cents = s->has_tariff ? between(0, 8000) : 0;
	item->has_price = !s->has_tariff || once_in(2);
	if (item->has_price)
		item->price = about_from(0, s->tariff_cents, 2000);
	for (int i = 0; i < SERVICE_FACT_COUNT; i++)
		item->stated[i] = !by_chance(10);
	item->incorrect_use = once_in(3);
	item->device_kind =
	    by_chance(6) ? (enum device_kind)between(0, DEVICE_KIND_COUNT - 1)
			 : (enum device_kind)between(1, 2);
	if (s->article <= SERVICE_7_4 || once_in(4)) {
		strcpy(item->for_zi, "90000001");
		if (!by_chance(10))
			random_article(f);
		r->price = (struct price){0};
	}
	if (s->article >= SERVICE_7_6)
		strcpy(item->event, once_in(2) ? "E1" : "E2");
}

/* One end of a range or the other. */
static int64_t end_of(int64_t low, int64_t high)
{
	return once_in(2) ? low : high;
}

static void extreme_article(struct random_facts *f)
{
	struct reference *r = &f->facts.reference;

	if (once_in(2))
		r->article.package_milli = r->article.prk_least_package_milli =
		    end_of(1, QUANTITY_MILLI_MAX);
	if (once_in(2))
		r->price.aip_cents = end_of(0, PRICE_CENTS_MAX);
	if (once_in(2))
		r->price.vat_bp = (int32_t)end_of(0, 10000);
	if (r->price.has_limit)
		r->price.limit_micro = end_of(0, LIMIT_MICRO_MAX);
	if (r->has_average_tariff)
		r->average_tariff_cents = end_of(0, PRICE_CENTS_MAX);
}

/* The ends of what a request and a snapshot may say. */
static void extreme(struct random_facts *f)
{
	struct reference *r = &f->facts.reference;
	struct item *item = &f->facts.claim.item;

	if (item->quantity_milli > 0 && once_in(2))
		item->quantity_milli = end_of(1, QUANTITY_MILLI_MAX);
	if (item->days > 0 && once_in(2))
		item->days = (int)end_of(1, DAYS_MAX);
	if (item->has_price)
		item->price = end_of(0, PRICE_CENTS_MAX);
	if (item->kind == KIND_MEDICINE || item->kind == KIND_DIET)
		extreme_article(f);
	if (r->device.has_market)
		r->device.market_cents = end_of(0, PRICE_CENTS_MAX);
	if (r->component_count > 0 && r->components[0].limited) {
		struct component *c = &r->components[0];
		item->ingredients[0].quantity_milli = QUANTITY_MILLI_MAX;
		c->package_milli = end_of(1, QUANTITY_MILLI_MAX);
		c->price.aip_cents = end_of(0, PRICE_CENTS_MAX);
	}
}

void random_item(struct random_facts *f, enum item_kind kind)
{
	static void (*const kinds[KIND_COUNT])(struct random_facts * f) = {
	    [KIND_MEDICINE] = random_medicine,
	    [KIND_PREPARATION] = random_preparation,
	    [KIND_IMPORT] = random_import,
	    [KIND_ALLERGEN] = random_allergen,
	    [KIND_DIET] = random_medicine,
	    [KIND_DEVICE] = random_device,
	    [KIND_SERVICE] = random_service,
	};
	struct item *item = &f->facts.claim.item;

	item->last_supplied = CIVIL_NONE;
	item->first_supplied = CIVIL_NONE;
	kinds[kind](f);
	if (once_in(40))
		extreme(f);
}
