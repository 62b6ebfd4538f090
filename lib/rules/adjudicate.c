/* Walks the table of rules, then the money, then the outcome. */
#include "rules/judge.h"
#include "rules/advice.h"
#include "rules/conditions.h"
#include "rules/settle.h"

#include "base/ensure.h"

/* The columns of rules.def. */
enum {
	M = 1 << KIND_MEDICINE,
	P = 1 << KIND_PREPARATION,
	I = 1 << KIND_IMPORT,
	A = 1 << KIND_ALLERGEN,
	D = 1 << KIND_DIET,
	V = 1 << KIND_DEVICE,
	S = 1 << KIND_SERVICE,
	ALL = (1 << KIND_COUNT) - 1,
};

/* A denial after which nothing can be judged. */
#define EFFECT_DENY_ENDS EFFECT_COUNT

struct rule {
	const char *article;
	rule_function *function;
	enum effect effect;
	unsigned kinds;
};

static const struct rule rules[RULE_COUNT] = {
#define RULE(code, article, kinds, effect, function, nl, en)                   \
	{article, function, EFFECT_##effect, kinds},
#include "rules/rules.def"
#undef RULE
};

static void plan_medicine(struct judgement *j)
{
	const struct reference *reference = reference_of(j);

	if (!reference->policy_known || !reference->article_known)
		return;
	history_read(&j->matter, &j->history);
	supply_plan(&j->matter, &j->history, base_price(j), &j->plan);
	j->constraints.approved_milli = j->plan.approved_milli;
	j->constraints.approved_days = j->plan.approved_days;
	j->constraints.own_days = own_account_days(j);
	j->constraints.all_own = own_account_wholly(j);
}

static void plan_device(struct judgement *j)
{
	j->constraints.all_own = device_all_own(j);
	j->constraints.own_cents = device_excess(j);
}

/* Reading 15: the periods of article 9 are those of medicines. */
static void plan(struct judgement *j)
{
	const struct item *item = &claim_of(j)->item;

	j->constraints = (struct constraints){
	    .requested_milli = item->quantity_milli,
	    .approved_milli = item->quantity_milli,
	    .approved_days = item->days,
	};
	if (item->kind == KIND_MEDICINE)
		plan_medicine(j);
	else if (item->kind == KIND_DEVICE)
		plan_device(j);
}

static void measure(struct judgement *j)
{
	const struct claim *claim = claim_of(j);
	const struct item *item = &claim->item;

	j->age = civil_age(claim->insured.born, claim->date);
	j->list_known = listed_price(reference_of(j), item, &j->list);
	j->claimed = item->has_price ? item->price : j->list;
	j->denied = false;
	plan(j);
}

/*
 * Field by field: this is done for every row, and zeroing the whole struct
 * first took a third of the time of a judgement.
 */
static void begin_reason(struct reason *r, int code)
{
	enum effect effect = rules[code].effect;

	r->code = (enum rule_code)code;
	r->effect = effect == EFFECT_DENY_ENDS ? EFFECT_DENY : effect;
	r->article = rules[code].article;
	r->limit_days = -1;
	r->limit_quantity_milli = -1;
	r->amount = -1;
	r->until = CIVIL_NONE;
	r->since = CIVIL_NONE;
	r->names_preferred = false;
	r->claim = 0;
	r->missing = 0;
	r->variant = TEXT_OF_THE_RULE;
	for (int i = 0; i < REASON_VALUES_MAX; i++)
		r->values[i] = 0;
}

bool rule_judges(enum rule_code code, enum item_kind kind)
{
	return ((1U << kind) & rules[code].kinds) != 0;
}

static enum rule_status apply(struct judgement *j, int code)
{
	struct decision *d = j->decision;
	struct reason *r = &d->reasons[d->reason_count];

	if (!rule_judges((enum rule_code)code, claim_of(j)->item.kind))
		return RULE_NOT_APPLICABLE;
	begin_reason(r, code);
	enum rule_status status = rules[code].function(j, r);
	if (status == RULE_BIT) {
		d->reason_count++;
		j->denied = j->denied || r->effect == EFFECT_DENY;
	}
	return status;
}

static void walk(struct judgement *j)
{
	struct decision *d = j->decision;
	int code = 0;

	d->reason_count = 0;
	for (bool ended = false; code < RULE_COUNT && !ended; code++) {
		d->status[code] = apply(j, code);
		ended = d->status[code] == RULE_BIT &&
			rules[code].effect == EFFECT_DENY_ENDS;
	}
	for (; code < RULE_COUNT; code++)
		d->status[code] = RULE_NOT_REACHED;
}

/* What the money moved by a rule; NULL for rules that move none. */
static const cents *moved_by(const struct judgement *j, enum rule_code code)
{
	switch ((int)code) {
	case RULE_CG_FIRST_DAYS:
	case RULE_DEVICE_BATTERY:
	case RULE_DEVICE_PRICE:
		return &j->moved.own;
	case RULE_PRICE_ABOVE_LIST:
		return &j->moved.above_list;
	case RULE_CONTRIBUTION:
		return &j->moved.contribution;
	case RULE_CONTRIBUTION_CAP:
		return &j->moved.contribution_cut;
	default:
		return NULL;
	}
}

/* It costs something, or the insured pays first, or it is a mere note. */
static void finish_uncontracted(const struct judgement *j, struct reason *r)
{
	r->values[0] = j->decision->working.tariff_cents;
	if (j->moved.uncontracted > 0) {
		r->effect = EFFECT_CAP;
		r->amount = j->moved.uncontracted;
		r->variant = TEXT_UNCONTRACTED_COSTS;
	} else if (j->decision->amounts.reimbursed > 0) {
		r->variant = TEXT_UNCONTRACTED_ADVANCE;
	}
}

static bool finish_reason(const struct judgement *j, struct reason *r)
{
	const cents *moved = moved_by(j, r->code);

	if (r->code == RULE_UNCONTRACTED)
		finish_uncontracted(j, r);
	if (moved == NULL)
		return true;
	r->amount = *moved;
	return *moved > 0;
}

/* Amounts are known now: a rule of money that moved none is no reason. */
static void finish_reasons(struct judgement *j)
{
	struct decision *d = j->decision;
	int kept = 0;

	for (int i = 0; i < d->reason_count; i++) {
		struct reason *r = &d->reasons[i];
		if (!finish_reason(j, r)) {
			d->status[r->code] =
			    j->denied ? RULE_NOT_APPLICABLE : RULE_PASSED;
			continue;
		}
		if (kept != i)
			d->reasons[kept] = *r;
		kept++;
	}
	d->reason_count = kept;
}

static bool anything_cut(const struct decision *d)
{
	for (int i = 0; i < d->reason_count; i++) {
		enum effect effect = d->reasons[i].effect;
		if (effect == EFFECT_LIMIT || effect == EFFECT_OWN_ACCOUNT ||
		    effect == EFFECT_CAP)
			return true;
	}
	return false;
}

static enum outcome outcome(const struct judgement *j)
{
	const struct amounts *a = &j->decision->amounts;

	if (j->denied)
		return OUTCOME_DENY;
	if (a->reimbursed == 0 && a->eigen_bijdrage == 0 && a->claimed > 0)
		return OUTCOME_DENY;
	return anything_cut(j->decision) ? OUTCOME_PARTIAL : OUTCOME_APPROVE;
}

void judge(struct judgement *j)
{
	struct decision *d = j->decision;

	ensure(reference_of(j)->component_count ==
	       claim_of(j)->item.ingredient_count);
	measure(j);
	walk(j);
	if (j->denied)
		settle_denied(j);
	else
		settle(j);
	finish_reasons(j);
	d->approved_quantity_milli =
	    j->denied ? 0 : j->constraints.approved_milli;
	d->approved_days = j->denied ? 0 : j->constraints.approved_days;
	d->outcome = outcome(j);
	d->advice_count = 0;
}

void judge_facts(const struct facts *facts, struct judgement *j,
		 struct decision *decision)
{
	j->matter = (struct matter){
	    .facts = facts,
	    .claim = &facts->claim,
	    .is_preferred = facts->reference.is_preferred,
	    .permit_covers_item = facts->permit_covers_item,
	    .permit_covers_holiday = facts->permit_covers_holiday,
	    .contributions_year_cents = facts->contributions_year_cents,
	};
	j->decision = decision;
	judge(j);
}

void adjudicate(const struct facts *facts, struct decision *decision)
{
	struct judgement j;

	judge_facts(facts, &j, decision);
	advise(&j);
}

static bool is_denied(const struct decision *d)
{
	for (int i = 0; i < d->reason_count; i++)
		if (d->reasons[i].effect == EFFECT_DENY)
			return true;
	return false;
}

bool decision_service(const struct facts *facts,
		      const struct decision *decision)
{
	return facts->claim.item.kind == KIND_SERVICE && !is_denied(decision);
}

/*
 * A denial by its amounts alone (nothing for the insurer, as in the first
 * days of 4.4.4) is a supply all the same.
 */
bool decision_supply(const struct facts *facts, const struct decision *decision,
		     struct supply *supply)
{
	const struct item *item = &facts->claim.item;

	if (item->kind != KIND_MEDICINE || is_denied(decision))
		return false;
	*supply = (struct supply){
	    .date = facts->claim.date,
	    .days = item->days > 0 ? decision->approved_days : 0,
	    .dose_changed = item->dose_changed,
	    .last_supplied = item->last_supplied,
	    .first_supplied = item->first_supplied,
	};
	for (size_t i = 0; i < sizeof(supply->prk); i++)
		supply->prk[i] = facts->reference.article.prk[i];
	return true;
}
