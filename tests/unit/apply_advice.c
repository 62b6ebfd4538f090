#include "apply_advice.h"

#include <string.h>

#include "base/attr.h"
#include "base/ensure.h"

static const enum prescriber prescribers[] = {
    PRESCRIBER_HUISARTS,
    PRESCRIBER_MEDISCH_SPECIALIST,
    PRESCRIBER_TANDARTS,
    PRESCRIBER_SPECIALIST_OUDERENGENEESKUNDE,
    PRESCRIBER_ARTS_VERSTANDELIJK_GEHANDICAPTEN,
    PRESCRIBER_VERLOSKUNDIGE,
    PRESCRIBER_VERPLEEGKUNDIGE,
};

static const enum prescriber diet_prescribers[] = {
    PRESCRIBER_HUISARTS,
    PRESCRIBER_MEDISCH_SPECIALIST,
    PRESCRIBER_SPECIALIST_OUDERENGENEESKUNDE,
    PRESCRIBER_ARTS_VERSTANDELIJK_GEHANDICAPTEN,
    PRESCRIBER_ARTS,
    PRESCRIBER_DIETIST,
};

/* A permit of scope any covers both, one of another scope what it is for. */
enum { PERMIT_FOR_ANY, PERMIT_FOR_THIS, PERMIT_WAYS };

static bool is_diet(const struct random_facts *f)
{
	return f->facts.claim.item.kind == KIND_DIET;
}

static const struct preferred *named(const struct random_facts *f,
				     const struct advice *a, int way)
{
	const struct reference *r = &f->facts.reference;
	int count = 0;

	for (int i = 0; i < r->preferred_count; i++)
		if ((a->articles >> i & 1) != 0 && count++ == way)
			return &r->preferred[i];
	return NULL;
}

static int named_count(const struct random_facts *f, const struct advice *a)
{
	int count = 0;

	while (named(f, a, count) != NULL)
		count++;
	ensure(count <= ADVICE_NAMED_MAX);
	return count;
}

int advice_ways(const struct random_facts *f, const struct advice *a)
{
	switch (a->action) {
	case ADVICE_DISPENSE_PREFERRED:
		return named_count(f, a);
	case ADVICE_ASK_PRESCRIPTION:
		return is_diet(f) ? (int)ARRAY_LEN(diet_prescribers)
				  : (int)ARRAY_LEN(prescribers);
	case ADVICE_ASK_PERMIT:
		return PERMIT_WAYS;
	case ADVICE_RESUPPLY:
	case ADVICE_ASK_STATEMENT:
	case ADVICE_MARK_CHRONIC:
	case ADVICE_MARK_HOLIDAY:
	case ADVICE_REDUCE:
	case ADVICE_ATTEST_LAST_SUPPLY:
	case ADVICE_ATTEST_FIRST_SUPPLY:
		return 1;
	case ADVICE_ACTION_COUNT:
		break;
	}
	return 0;
}

static bool fits_threefold(const struct reference *r)
{
	return r->article.package_milli <= QUANTITY_MILLI_MAX / 3 &&
	       r->price.aip_cents <= PRICE_CENTS_MAX / 3;
}

/* Of the same product: in another package if it can be divided, and cheaper,
 * or up to a hundred times as dear where that is said. */
static void dispense_other(struct random_facts *to, const struct advice *a,
			   int way)
{
	struct reference *r = &to->facts.reference;
	const struct preferred *other = named(to, a, way);

	ensure(other != NULL);
	memcpy(to->facts.claim.item.zi, other->zi, sizeof(other->zi));
	memcpy(r->article.zi, other->zi, sizeof(other->zi));
	memcpy(r->article.name, other->name, sizeof(other->name));
	if (other->dearer)
		r->price.aip_cents =
		    min_i64(r->price.aip_cents * 100, PRICE_CENTS_MAX);
	else
		r->price.aip_cents -= r->price.aip_cents / 2;
	if (r->article.divisible && way % 2 == 1 && fits_threefold(r)) {
		r->article.package_milli *= 3;
		r->price.aip_cents *= 3;
	}
	r->is_preferred = true;
}

static bool anything_denies(const struct decision *d)
{
	for (int i = 0; i < d->reason_count; i++)
		if (d->reasons[i].effect == EFFECT_DENY)
			return true;
	return false;
}

/* What was approved is recorded as supplied, and D is later. */
static void resupply(struct random_facts *to, const struct decision *d,
		     const struct advice *a)
{
	struct facts *facts = &to->facts;
	const struct item *item = &facts->claim.item;

	if (!anything_denies(d)) {
		struct supply *s = &to->supplies[facts->history_count++];
		*s = (struct supply){
		    .date = facts->claim.date,
		    .days = item->days > 0 ? d->approved_days : 0,
		    .dose_changed = item->dose_changed,
		    .last_supplied = item->last_supplied,
		    .first_supplied = item->first_supplied,
		};
		memcpy(s->prk, facts->reference.article.prk, sizeof(s->prk));
		facts->contributions_year_cents += d->amounts.eigen_bijdrage;
	}
	if (civil_year(a->from) != civil_year(facts->claim.date))
		facts->contributions_year_cents = 0;
	facts->claim.date = a->from;
}

static bool is_reason(const struct decision *d, enum rule_code code)
{
	for (int i = 0; i < d->reason_count; i++)
		if (d->reasons[i].code == code)
			return true;
	return false;
}

/* 9.2 asks for a permit of its own; all other rules for one of the item. */
static void add_permit(struct facts *facts, const struct decision *d, int way)
{
	bool holiday = is_reason(d, RULE_HOLIDAY_PERMIT);
	bool only_holiday = holiday && !anything_denies(d);

	if (facts->claim.permit_count == 0)
		strcpy(facts->claim.permits[facts->claim.permit_count++],
		       "NIEUW");
	if (way == PERMIT_FOR_ANY || !only_holiday)
		facts->permit_covers_item = true;
	if (way == PERMIT_FOR_ANY || holiday)
		facts->permit_covers_holiday = true;
}

/* Conditions met, and judged by the insurer where that is needed. */
static void state(struct random_facts *to, enum statement_kind kind)
{
	struct claim *claim = &to->facts.claim;
	struct statement *s = &claim->statement;
	const struct reference *r = &to->facts.reference;
	bool contracted =
	    is_diet(to) ? r->contract_dieet &&
			      r->supplier == SUPPLIER_MEDISCHE_SPECIAALZAAK
			: r->contract_farmacie;

	if (!claim->has_statement || s->kind != kind)
		*s = (struct statement){.kind = kind};
	claim->has_statement = true;
	s->conditions_met = ANSWER_YES;
	if (s->sent_to_insurer ||
	    (!contracted && kind == STATEMENT_ARTSENVERKLARING))
		s->judged_by_insurer = true;
}

/* A price that was given shrinks with the quantity. */
static void reduce(struct item *item, const struct advice *a)
{
	wide share = (wide)item->price * a->quantity_milli;

	if (item->has_price)
		item->price = (cents)((2 * share + item->quantity_milli) /
				      (2 * (wide)item->quantity_milli));
	item->quantity_milli = a->quantity_milli;
	item->days = a->days;
}

static void prescribe(struct random_facts *to, int way)
{
	struct claim *claim = &to->facts.claim;
	struct prescription *p = &claim->prescription;

	if (!claim->has_prescription)
		*p = (struct prescription){.date = claim->date};
	claim->has_prescription = true;
	p->prescriber = is_diet(to) ? diet_prescribers[way] : prescribers[way];
}

/* So long ago that the set-up is over. */
static void attest_first(struct random_facts *to)
{
	struct item *item = &to->facts.claim.item;
	int64_t months = to->facts.reference.param[PARAM_SETUP_MONTHS];
	civil_day first = to->facts.claim.date - (civil_day)(31 * months);

	if (item->last_supplied != CIVIL_NONE && item->last_supplied < first)
		first = item->last_supplied;
	item->first_supplied = first;
}

void apply_advice(struct random_facts *to, const struct random_facts *f,
		  const struct decision *d, const struct advice *a, int way)
{
	random_facts_copy(to, f);
	switch (a->action) {
	case ADVICE_DISPENSE_PREFERRED:
		dispense_other(to, a, way);
		return;
	case ADVICE_RESUPPLY:
		resupply(to, d, a);
		return;
	case ADVICE_ASK_PERMIT:
		add_permit(&to->facts, d, way);
		return;
	case ADVICE_ASK_STATEMENT:
		state(to, a->kind);
		return;
	case ADVICE_MARK_CHRONIC:
		to->facts.claim.prescription.chronic = true;
		return;
	case ADVICE_MARK_HOLIDAY:
		to->facts.claim.prescription.holiday = true;
		return;
	case ADVICE_REDUCE:
		reduce(&to->facts.claim.item, a);
		return;
	case ADVICE_ASK_PRESCRIPTION:
		prescribe(to, way);
		return;
	case ADVICE_ATTEST_LAST_SUPPLY:
		to->facts.claim.item.last_supplied = f->facts.claim.date - 1;
		return;
	case ADVICE_ATTEST_FIRST_SUPPLY:
		attest_first(to);
		return;
	case ADVICE_ACTION_COUNT:
		break;
	}
	ensure(a->action < ADVICE_ACTION_COUNT);
}
