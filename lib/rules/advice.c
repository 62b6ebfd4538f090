#include "rules/advice.h"
#include "rules/conditions.h"
#include "rules/settle.h"

#include "base/attr.h"
#include "base/ensure.h"

/* The matter with a change applied, and what becomes of it. */
struct trial {
	struct claim claim;
	struct supply added;
	struct decision decision;
	struct judgement j;
};

static void begin_trial(const struct judgement *j, struct trial *t)
{
	t->claim = *claim_of(j);
	t->j.matter = j->matter;
	t->j.matter.claim = &t->claim;
	t->j.decision = &t->decision;
}

static const struct reason *find(const struct decision *d, enum rule_code code)
{
	for (int i = 0; i < d->reason_count; i++)
		if (d->reasons[i].code == code)
			return &d->reasons[i];
	return NULL;
}

static bool has(const struct judgement *j, enum rule_code code)
{
	return find(j->decision, code) != NULL;
}

static bool has_any(const struct judgement *j, const enum rule_code *codes,
		    size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (has(j, codes[i]))
			return true;
	return false;
}

static bool is_limited(const struct decision *d)
{
	for (int i = 0; i < d->reason_count; i++)
		if (d->reasons[i].effect == EFFECT_LIMIT)
			return true;
	return false;
}

static int denials(const struct decision *d)
{
	int count = 0;

	for (int i = 0; i < d->reason_count; i++)
		count += d->reasons[i].effect == EFFECT_DENY;
	return count;
}

static bool adds_denial(const struct decision *before,
			const struct decision *after)
{
	for (int i = 0; i < after->reason_count; i++) {
		const struct reason *r = &after->reasons[i];
		if (r->effect != EFFECT_DENY)
			continue;
		const struct reason *same = find(before, r->code);
		if (same == NULL || same->effect != EFFECT_DENY)
			return true;
	}
	return false;
}

/*
 * The truth of an advice: the change takes the obstacle away and makes
 * nothing worse. Where other obstacles remain, each has its own advice.
 */
static bool confirmed(const struct judgement *before, struct trial *t)
{
	const struct decision *b = before->decision;
	const struct decision *a = &t->decision;

	judge(&t->j);
	if (t->j.denied)
		return !adds_denial(b, a) && denials(a) < denials(b);
	if (b->outcome == OUTCOME_DENY)
		return a->outcome != OUTCOME_DENY;
	return a->outcome <= b->outcome;
}

/* After confirmed(): also more of it is payable. */
static bool pays_more(const struct judgement *before, const struct trial *t)
{
	const struct decision *b = before->decision;
	const struct decision *a = &t->decision;

	return before->denied ||
	       a->approved_quantity_milli > b->approved_quantity_milli ||
	       a->amounts.reimbursed + a->amounts.eigen_bijdrage >
		   b->amounts.reimbursed + b->amounts.eigen_bijdrage;
}

static bool some_preferred_alike(const struct reference *reference)
{
	for (int i = 0; i < reference->preferred_count; i++)
		if (!reference->preferred[i].unlike)
			return true;
	return false;
}

/*
 * The article's own data stand in for those of a preferred one that no rule
 * judges otherwise: only package and price may differ.
 */
static bool dispense_preferred(const struct judgement *j, struct trial *t,
			       struct advice *a)
{
	(void)a;
	if (!has(j, RULE_NOT_PREFERRED) ||
	    !some_preferred_alike(reference_of(j)))
		return false;
	begin_trial(j, t);
	t->j.matter.is_preferred = true;
	return confirmed(j, t);
}

/* Cut by a rule that time cures, and denied by no other. */
static bool time_cures(const struct judgement *j)
{
	static const enum rule_code cured[] = {
	    RULE_FIRST_SUPPLY,	  RULE_FIRST_SUPPLY_RUNNING, RULE_PALLIATIVE,
	    RULE_EXPENSIVE_SETUP, RULE_SUPPLY_PERIOD,	     RULE_STOCK_LEFT,
	    RULE_HOLIDAY_MAX,
	};
	const struct decision *d = j->decision;
	int cured_denials = 0;
	bool any = false;

	for (size_t i = 0; i < ARRAY_LEN(cured); i++) {
		const struct reason *r = find(d, cured[i]);
		any = any || r != NULL;
		cured_denials += r != NULL && r->effect == EFFECT_DENY;
	}
	return any && denials(d) == cured_denials;
}

/* Section 5 of the protocol: the latest of three days. */
static civil_day resupply_from(const struct judgement *j, struct trial *t)
{
	struct history h;
	civil_day from = t->claim.date + 1;
	bool first =
	    has(j, RULE_FIRST_SUPPLY) || has(j, RULE_FIRST_SUPPLY_RUNNING);

	t->claim.date = from;
	history_read(&t->j.matter, &h);
	if (h.is_new)
		return from;
	if (first && !h.attested)
		from = (civil_day)max_i64(
		    from, h.first + param_of(j, PARAM_FIRST_SUPPLY_DAYS) -
			      param_of(j, PARAM_FIRST_EARLY_DAYS));
	/* What was cut or denied leaves a supply of this prk. */
	ensure(h.cover_end != CIVIL_NONE);
	return (civil_day)max_i64(from,
				  h.cover_end - param_of(j, PARAM_EARLY_DAYS));
}

/* With this supply recorded, and the reference data as they are. */
static bool resupply(const struct judgement *j, struct trial *t,
		     struct advice *a)
{
	const struct decision *d = j->decision;
	cents *paid = &t->j.matter.contributions_year_cents;

	if (!time_cures(j))
		return false;
	begin_trial(j, t);
	if (decision_supply(j->matter.facts, d, &t->added))
		t->j.matter.added = &t->added;
	a->from = resupply_from(j, t);
	t->claim.date = a->from;
	*paid = civil_year(a->from) == civil_year(claim_of(j)->date)
		    ? *paid + d->amounts.eigen_bijdrage
		    : 0;
	return confirmed(j, t);
}

/* What a machtiging would cure; DIET_XM only where XM is stated. */
static const enum rule_code permit_codes[] = {
    RULE_PERMIT_MISSING,  RULE_PERMIT_INVALID, RULE_IMPORT_PERMIT,
    RULE_ALLERGEN_PERMIT, RULE_DIET_XM,	       RULE_DEVICE_PERMIT,
};

static bool ask_permit(const struct judgement *j, struct trial *t,
		       struct advice *a)
{
	bool item = has_any(j, permit_codes, ARRAY_LEN(permit_codes));
	bool holiday = has(j, RULE_HOLIDAY_PERMIT);

	(void)a;
	if (!item && !holiday)
		return false;
	begin_trial(j, t);
	if (item) {
		t->claim.permit_count = 1;
		t->j.matter.permit_covers_item = true;
	}
	if (holiday)
		t->j.matter.permit_covers_holiday = true;
	return confirmed(j, t) && pays_more(j, t);
}

/* The kind of statement that is not there; 6 has a form of its own. */
static enum statement_kind missing_statement(const struct judgement *j)
{
	if (has(j, RULE_DIET_STATEMENT))
		return STATEMENT_VERKLARING_DIEETPREPARATEN;
	return statement_form(next_condition(j, PROCEDURE_VOORAF, NULL));
}

static bool ask_statement(const struct judgement *j, struct trial *t,
			  struct advice *a)
{
	struct statement *s = &t->claim.statement;
	bool missing =
	    has(j, RULE_STATEMENT_MISSING) || has(j, RULE_DIET_STATEMENT);

	if (!missing && !has(j, RULE_STATEMENT_AT_INSURER))
		return false;
	begin_trial(j, t);
	if (missing) {
		*s = (struct statement){.kind = missing_statement(j)};
		t->claim.has_statement = true;
	}
	s->conditions_met = ANSWER_YES;
	s->judged_by_insurer =
	    s->sent_to_insurer || statement_needs_insurer(j, s->kind);
	a->kind = s->kind;
	return confirmed(j, t);
}

static bool mark_chronic(const struct judgement *j, struct trial *t,
			 struct advice *a)
{
	(void)a;
	if (!has(j, RULE_CG_MISSING) || !claim_of(j)->has_prescription)
		return false;
	begin_trial(j, t);
	t->claim.prescription.chronic = true;
	return confirmed(j, t);
}

/* It fits the holiday rule when nothing of it is cut any more. */
static bool mark_holiday(const struct judgement *j, struct trial *t,
			 struct advice *a)
{
	(void)a;
	if ((!has(j, RULE_SUPPLY_PERIOD) && !has(j, RULE_STOCK_LEFT)) ||
	    !claim_of(j)->has_prescription || claim_of(j)->prescription.holiday)
		return false;
	begin_trial(j, t);
	t->claim.prescription.holiday = true;
	return confirmed(j, t) && t->j.plan.holiday == HOLIDAY_GRANTED &&
	       !is_limited(&t->decision);
}

static bool reduce(const struct judgement *j, struct trial *t, struct advice *a)
{
	const struct decision *d = j->decision;
	struct item *item = &t->claim.item;

	if (j->denied || !is_limited(d))
		return false;
	begin_trial(j, t);
	item->price = price_share(item->price, d->approved_quantity_milli,
				  item->quantity_milli);
	item->quantity_milli = d->approved_quantity_milli;
	item->days = d->approved_days;
	a->quantity_milli = item->quantity_milli;
	a->days = item->days;
	return confirmed(j, t) && !is_limited(&t->decision);
}

/* Tried with a supply of the day before. */
static bool attest_last_supply(const struct judgement *j, struct trial *t,
			       struct advice *a)
{
	(void)a;
	if (!has(j, RULE_HISTORY_UNKNOWN))
		return false;
	begin_trial(j, t);
	t->claim.item.last_supplied = t->claim.date - 1;
	return confirmed(j, t) && pays_more(j, t);
}

/* Not tried: how long the course lasts is the insured's to say. */
static bool attest_first_supply(const struct judgement *j, struct trial *t,
				struct advice *a)
{
	(void)t;
	(void)a;
	return has(j, RULE_EXPENSIVE_SETUP) &&
	       !history_supplied_on(&j->matter, j->history.first) &&
	       !history_attested_first(&j->matter, j->history.first);
}

/* A prescription, or the same one by somebody who may write it. */
static bool ask_prescription(const struct judgement *j, struct trial *t,
			     struct advice *a)
{
	(void)a;
	if (!has(j, RULE_PRESCRIPTION_MISSING) && !has(j, RULE_PRESCRIBER) &&
	    !has(j, RULE_DIET_PRESCRIBER))
		return false;
	begin_trial(j, t);
	if (!t->claim.has_prescription)
		t->claim.prescription =
		    (struct prescription){.date = t->claim.date};
	t->claim.has_prescription = true;
	t->claim.prescription.prescriber = PRESCRIBER_HUISARTS;
	return confirmed(j, t);
}

/* A statement that is not met opens the way of a permit where it says XM. */
static bool is_curable(const struct judgement *j, enum rule_code code)
{
	static const bool codes[RULE_COUNT] = {
	    [RULE_PRESCRIPTION_MISSING] = true,
	    [RULE_PRESCRIBER] = true,
	    [RULE_NOT_PREFERRED] = true,
	    [RULE_STATEMENT_MISSING] = true,
	    [RULE_STATEMENT_AT_INSURER] = true,
	    [RULE_PERMIT_MISSING] = true,
	    [RULE_PERMIT_INVALID] = true,
	    [RULE_CG_MISSING] = true,
	    [RULE_FIRST_SUPPLY_RUNNING] = true,
	    [RULE_STOCK_LEFT] = true,
	    [RULE_DIET_PRESCRIBER] = true,
	    [RULE_IMPORT_PERMIT] = true,
	    [RULE_ALLERGEN_PERMIT] = true,
	    [RULE_DIET_STATEMENT] = true,
	    [RULE_DIET_XM] = true,
	    [RULE_DEVICE_PERMIT] = true,
	};

	if (code == RULE_DIET_XM && !claim_of(j)->statement.xm)
		return false;
	return codes[code];
}

/* While an obstacle stands that no advice takes away, none is given. */
static bool all_curable(const struct judgement *j)
{
	const struct decision *d = j->decision;

	for (int i = 0; i < d->reason_count; i++)
		if (d->reasons[i].effect == EFFECT_DENY &&
		    !is_curable(j, d->reasons[i].code))
			return false;
	return true;
}

typedef bool try_advice(const struct judgement *j, struct trial *t,
			struct advice *a);

static try_advice *const tries[ADVICE_ACTION_COUNT] = {
    [ADVICE_DISPENSE_PREFERRED] = dispense_preferred,
    [ADVICE_RESUPPLY] = resupply,
    [ADVICE_ASK_PERMIT] = ask_permit,
    [ADVICE_ASK_STATEMENT] = ask_statement,
    [ADVICE_MARK_CHRONIC] = mark_chronic,
    [ADVICE_MARK_HOLIDAY] = mark_holiday,
    [ADVICE_REDUCE] = reduce,
    [ADVICE_ATTEST_LAST_SUPPLY] = attest_last_supply,
    [ADVICE_ATTEST_FIRST_SUPPLY] = attest_first_supply,
    [ADVICE_ASK_PRESCRIPTION] = ask_prescription,
};

void advise(struct judgement *j)
{
	struct decision *d = j->decision;
	struct trial t;

	if (d->reason_count == 0 || !all_curable(j))
		return;
	for (int action = 0; action < ADVICE_ACTION_COUNT; action++) {
		struct advice *a = &d->advice[d->advice_count];
		*a = (struct advice){
		    .action = (enum advice_action)action,
		    .from = CIVIL_NONE,
		};
		if (tries[action](j, &t, a))
			d->advice_count++;
	}
}
