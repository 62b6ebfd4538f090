/*
 * What holds for every decision, on pseudo-random facts of every kind: money
 * is conserved, reasons have the members that the rulebook gives them, and
 * the same facts decide the same.
 */
#include <criterion/criterion.h>

#include <string.h>

#include "property.h"
#include "wire/reply.h"

/* --- money ---------------------------------------------------------------- */

static cents amount_of(const struct decision *d, enum rule_code code)
{
	const struct reason *r = reason_of(d, code);

	return r == NULL || r->amount < 0 ? 0 : r->amount;
}

/* Each cent has one reason. */
static void check_reasoned(const struct random_facts *f,
			   const struct decision *d)
{
	const struct amounts *a = &d->amounts;

	hold(f, a->eigen_bijdrage == amount_of(d, RULE_CONTRIBUTION));
	hold(f, a->own_account == amount_of(d, RULE_CG_FIRST_DAYS) +
				      amount_of(d, RULE_DEVICE_BATTERY) +
				      amount_of(d, RULE_DEVICE_PRICE) +
				      amount_of(d, RULE_UNCONTRACTED));
	hold(f, a->refused >= amount_of(d, RULE_PRICE_ABOVE_LIST));
	if (!has_effect(d, EFFECT_LIMIT))
		hold(f, a->refused == amount_of(d, RULE_PRICE_ABOVE_LIST));
}

static void check_collect(const struct random_facts *f,
			  const struct decision *d)
{
	const struct amounts *a = &d->amounts;
	const struct collect *c = &d->collect;
	bool contracted = reason_of(d, RULE_UNCONTRACTED) == NULL;
	bool billed =
	    contracted &&
	    f->facts.reference.param[PARAM_CONTRIBUTION_BY_INSURER] == 1;

	hold(f, c->billed_by_insurer == (billed ? a->eigen_bijdrage : 0));
	hold(f, c->from_insured + c->billed_by_insurer ==
		    a->eigen_bijdrage + a->own_account);
	hold(f, c->advanced == (contracted ? 0 : a->reimbursed));
	hold(f, d->eigen_risico == 0 || d->eigen_risico == a->reimbursed);
	if (f->facts.claim.item.kind == KIND_DEVICE)
		hold(f, d->eigen_risico == 0);
}

static void check_money(const struct random_facts *f, const struct decision *d)
{
	const struct amounts *a = &d->amounts;
	const struct item *item = &f->facts.claim.item;

	hold(f, a->claimed == a->reimbursed + a->eigen_bijdrage +
				  a->own_account + a->refused);
	hold(f, a->reimbursed >= 0);
	hold(f, a->eigen_bijdrage >= 0);
	hold(f, a->own_account >= 0);
	hold(f, a->refused >= 0);
	hold(f, !item->has_price || a->claimed == item->price);
	check_collect(f, d);
	if (denials(d) > 0)
		hold(f, a->refused == a->claimed);
	else
		check_reasoned(f, d);
}

/* --- the outcome, and what may be supplied -------------------------------- */

static bool has_days(const struct random_facts *f)
{
	return f->facts.claim.item.days > 0;
}

static bool has_quantity(const struct random_facts *f)
{
	return f->facts.claim.item.quantity_milli > 0;
}

/* Section 2, in its order. */
static enum outcome outcome_of(const struct decision *d)
{
	const struct amounts *a = &d->amounts;

	if (denials(d) > 0 ||
	    (a->reimbursed == 0 && a->eigen_bijdrage == 0 && a->claimed > 0))
		return OUTCOME_DENY;
	if (has_effect(d, EFFECT_LIMIT) || has_effect(d, EFFECT_CAP) ||
	    has_effect(d, EFFECT_OWN_ACCOUNT))
		return OUTCOME_PARTIAL;
	return OUTCOME_APPROVE;
}

static void check_outcome(const struct random_facts *f,
			  const struct decision *d)
{
	const struct item *item = &f->facts.claim.item;

	hold(f, d->outcome == outcome_of(d));
	if (denials(d) > 0) {
		hold(f, d->approved_quantity_milli == 0);
		hold(f, d->approved_days == 0);
		return;
	}
	hold(f, d->approved_quantity_milli <= item->quantity_milli);
	hold(f, d->approved_days <= item->days);
	hold(f, (d->approved_quantity_milli > 0) == has_quantity(f));
	hold(f, (d->approved_days > 0) == has_days(f));
	hold(f, (d->approved_quantity_milli < item->quantity_milli) ==
		    has_effect(d, EFFECT_LIMIT));
}

/* --- reasons -------------------------------------------------------------- */

enum {
	AMOUNT = 1, /* when nothing denies */
	ZI = 2,
	UNTIL = 4,
	SINCE = 8,
	CLAIM = 16,
	MISSING = 32,
	MONEY = 64, /* is judged only where nothing denies */
};

static const struct {
	int members;
	enum effect also; /* instead of the row's own */
} shapes[RULE_COUNT] = {
    [RULE_UNCONTRACTED] = {0, EFFECT_CAP},
    [RULE_NOT_PREFERRED] = {ZI, EFFECT_DENY},
    [RULE_CG_FIRST_DAYS] = {AMOUNT | MONEY, EFFECT_DENY},
    [RULE_FIRST_SUPPLY_RUNNING] = {UNTIL, EFFECT_DENY},
    [RULE_STOCK_LEFT] = {UNTIL, EFFECT_DENY},
    [RULE_DAYS_UNKNOWN] = {0, EFFECT_LIMIT},
    [RULE_SERVICE_CONDITION] = {MISSING, EFFECT_DENY},
    [RULE_SERVICE_NOT_NEW] = {SINCE, EFFECT_DENY},
    [RULE_SERVICE_FREQUENCY] = {CLAIM, EFFECT_DENY},
    [RULE_DEVICE_BATTERY] = {AMOUNT | MONEY, EFFECT_OWN_ACCOUNT},
    [RULE_DEVICE_PRICE] = {AMOUNT | MONEY, EFFECT_CAP},
    [RULE_PRICE_ABOVE_LIST] = {AMOUNT | MONEY, EFFECT_DENY},
    [RULE_CONTRIBUTION] = {AMOUNT | MONEY, EFFECT_DENY},
    [RULE_CONTRIBUTION_CAP] = {AMOUNT | MONEY, EFFECT_DENY},
};

#define EFFECT_DENY_ENDS EFFECT_DENY
static const enum effect effects[RULE_COUNT] = {
#define RULE(code, article, kinds, effect, function, nl, en) EFFECT_##effect,
#include "rules/rules.def"
#undef RULE
};
#undef EFFECT_DENY_ENDS

static void check_members(const struct random_facts *f, const struct reason *r)
{
	int members = shapes[r->code].members;
	bool limit = r->effect == EFFECT_LIMIT;
	bool amount = (members & AMOUNT) != 0 || r->effect == EFFECT_CAP;

	hold(f, (r->limit_quantity_milli >= 0) == limit);
	hold(f, (r->limit_days >= 0) == (limit && has_days(f)));
	hold(f, amount ? r->amount > 0 : r->amount == -1);
	hold(f, r->names_preferred == ((members & ZI) != 0));
	hold(f, (r->until != CIVIL_NONE) == ((members & UNTIL) != 0));
	hold(f, (r->since != CIVIL_NONE) == ((members & SINCE) != 0));
	hold(f, (r->claim != 0) == ((members & CLAIM) != 0));
	hold(f, (r->missing != 0) == ((members & MISSING) != 0));
}

static void check_limit(const struct random_facts *f, const struct decision *d,
			const struct reason *r)
{
	if (r->effect != EFFECT_LIMIT)
		return;
	hold(f, r->limit_quantity_milli > 0);
	hold(f, r->limit_quantity_milli < f->facts.claim.item.quantity_milli);
	hold(f, r->limit_days < f->facts.claim.item.days || !has_days(f));
	hold(f, d->approved_quantity_milli <= r->limit_quantity_milli);
}

static void check_reasons(const struct random_facts *f,
			  const struct decision *d)
{
	bool denied = denials(d) > 0;
	int bitten = 0;

	for (int i = 0; i < d->reason_count; i++) {
		const struct reason *r = &d->reasons[i];
		hold(f, i == 0 || r->code > r[-1].code);
		hold(f, d->status[r->code] == RULE_BIT);
		hold(f, r->effect == effects[r->code] ||
			    r->effect == shapes[r->code].also);
		hold(f, !denied || (shapes[r->code].members & MONEY) == 0);
		hold(f, !denied || r->effect != EFFECT_CAP);
		check_members(f, r);
		check_limit(f, d, r);
	}
	for (int i = 0; i < RULE_COUNT; i++)
		bitten += d->status[i] == RULE_BIT;
	hold(f, bitten == d->reason_count);
}

/* --- the same again ------------------------------------------------------- */

static bool same_reason(const struct reason *x, const struct reason *y)
{
	return x->code == y->code && x->effect == y->effect &&
	       strcmp(x->article, y->article) == 0 &&
	       x->limit_days == y->limit_days &&
	       x->limit_quantity_milli == y->limit_quantity_milli &&
	       x->amount == y->amount && x->until == y->until &&
	       x->since == y->since &&
	       x->names_preferred == y->names_preferred &&
	       x->claim == y->claim && x->missing == y->missing &&
	       x->variant == y->variant &&
	       memcmp(x->values, y->values, sizeof(x->values)) == 0;
}

static bool same_advice(const struct advice *x, const struct advice *y)
{
	return x->action == y->action && x->from == y->from &&
	       x->days == y->days && x->quantity_milli == y->quantity_milli &&
	       x->kind == y->kind;
}

static void check_same(const struct random_facts *f, const struct decision *x,
		       const struct decision *y)
{
	hold(f, x->outcome == y->outcome);
	hold(f, x->approved_quantity_milli == y->approved_quantity_milli);
	hold(f, x->approved_days == y->approved_days);
	hold(f, memcmp(&x->amounts, &y->amounts, sizeof(y->amounts)) == 0);
	hold(f, memcmp(&x->collect, &y->collect, sizeof(y->collect)) == 0);
	hold(f, x->eigen_risico == y->eigen_risico);
	hold(f, memcmp(x->status, y->status, sizeof(y->status)) == 0);
	hold(f, x->reason_count == y->reason_count);
	for (int i = 0; i < y->reason_count; i++)
		hold(f, same_reason(&x->reasons[i], &y->reasons[i]));
	hold(f, x->advice_count == y->advice_count);
	for (int i = 0; i < y->advice_count; i++)
		hold(f, same_advice(&x->advice[i], &y->advice[i]));
}

static const char *reply_of(const struct random_facts *f,
			    const struct decision *d, char *bytes)
{
	static const struct reply_context context = {
	    .id = "1", .snapshot = "gvs-20261101-000001", .rules = "x"};
	struct text out;

	text_init(&out, bytes, REPLY_MAX);
	reply_decision(&out, &context, &f->facts, d);
	hold(f, !out.overflow);
	return bytes;
}

/* The facts lie elsewhere, and the decision where other bytes were. */
static void check_again(const struct random_facts *f, const struct decision *d)
{
	static struct random_facts copy;
	static struct decision again;
	static char first[REPLY_MAX], second[REPLY_MAX];

	random_facts_copy(&copy, f);
	memset(&again, (int)(f->index & 0xff), sizeof(again));
	adjudicate(&copy.facts, &again);
	check_same(f, d, &again);
	if (f->index % 20 == 0)
		hold(f, strcmp(reply_of(f, d, first),
			       reply_of(&copy, &again, second)) == 0);
}

/* A claim counts as a supply when it is a medicine and undenied. */
static void check_recorded(const struct random_facts *f,
			   const struct decision *d)
{
	enum item_kind kind = f->facts.claim.item.kind;
	struct supply s;

	hold(f, decision_supply(&f->facts, d, &s) ==
		    (kind == KIND_MEDICINE && denials(d) == 0));
	hold(f, decision_service(&f->facts, d) ==
		    (kind == KIND_SERVICE && denials(d) == 0));
}

/* --- all of it ------------------------------------------------------------ */

static int64_t bitten[RULE_COUNT];
static int64_t outcomes[OUTCOME_COUNT];
static int64_t kinds[KIND_COUNT];

static void check_decision(const struct random_facts *f,
			   const struct decision *d)
{
	check_money(f, d);
	check_outcome(f, d);
	check_reasons(f, d);
	check_again(f, d);
	check_recorded(f, d);
	outcomes[d->outcome]++;
	kinds[f->facts.claim.item.kind]++;
	for (int i = 0; i < d->reason_count; i++)
		bitten[d->reasons[i].code]++;
}

static const char *name_of_kind(int kind)
{
	return item_kind_name((enum item_kind)kind);
}

static const char *name_of_outcome(int outcome)
{
	return outcome_name((enum outcome)outcome);
}

static const char *name_of_rule(int rule)
{
	return rule_name((enum rule_code)rule);
}

Test(property, holds_for_every_decision)
{
	property_run(check_decision);
	property_counts("kinds", name_of_kind, kinds, KIND_COUNT);
	property_counts("outcomes", name_of_outcome, outcomes, OUTCOME_COUNT);
	property_counts("reasons", name_of_rule, bitten, RULE_COUNT);
}
