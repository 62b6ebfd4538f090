#include "rules/advice.h"
#include "rules/conditions.h"
#include "rules/settle.h"
#include "rules/trial.h"

#include "base/attr.h"
#include "base/ensure.h"

/*
 * Whether a dearer article might be refused where this one is not: were it
 * expensive, the stock would be set against a shorter period, and a holiday
 * supply would need a permit.
 */
static bool price_decides(const struct supply_plan *plan)
{
	return !plan->expensive && (plan->cuts[CUT_STOCK_LEFT].applies ||
				    plan->holiday == HOLIDAY_GRANTED);
}

static uint32_t articles_to_advise(const struct reference *reference,
				   bool not_dearer)
{
	uint32_t articles = 0;
	int named = 0;

	for (int i = 0; i < reference->preferred_count; i++) {
		const struct preferred *p = &reference->preferred[i];
		if (p->unlike || (p->dearer && not_dearer) ||
		    named == ADVICE_NAMED_MAX)
			continue;
		articles |= (uint32_t)1 << i;
		named++;
	}
	return articles;
}

/*
 * Without a contract nothing may be left to reimburse; then it is the
 * contribution that makes it no denial, and another article may have none.
 */
static bool rests_on_contribution(const struct judgement *j)
{
	return !j->denied && !contracted(j) &&
	       j->decision->amounts.reimbursed == 0;
}

/*
 * The article's own data stand in for those of a preferred one that no rule
 * judges otherwise: only package and price may differ.
 */
static bool dispense_preferred(const struct judgement *j, struct trial *t,
			       struct advice *a)
{
	if (!judged(j, RULE_NOT_PREFERRED))
		return false;
	trial_begin(j, t);
	t->j.matter.is_preferred = true;
	if (!trial_confirms(j, t) || rests_on_contribution(&t->j))
		return false;
	a->articles =
	    articles_to_advise(reference_of(j), price_decides(&t->j.plan));
	return a->articles != 0;
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
		const struct reason *r = decision_reason(d, cured[i]);
		any = any || r != NULL;
		cured_denials += r != NULL && r->effect == EFFECT_DENY;
	}
	return any && decision_denials(d) == cured_denials;
}

/* Section 5 of the protocol: the latest of three days. */
static civil_day resupply_from(const struct judgement *j, struct trial *t)
{
	struct history h;
	civil_day from = t->claim.date + 1;
	bool first = judged(j, RULE_FIRST_SUPPLY) ||
		     judged(j, RULE_FIRST_SUPPLY_RUNNING);

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
	trial_begin(j, t);
	if (decision_supply(j->matter.facts, d, &t->added))
		t->j.matter.added = &t->added;
	a->from = resupply_from(j, t);
	t->claim.date = a->from;
	*paid = civil_year(a->from) == civil_year(claim_of(j)->date)
		    ? *paid + d->amounts.eigen_bijdrage
		    : 0;
	return trial_confirms(j, t);
}

/* What a machtiging would cure; DIET_XM only where XM is stated. */
static const enum rule_code permit_codes[] = {
    RULE_PERMIT_MISSING,  RULE_PERMIT_INVALID, RULE_IMPORT_PERMIT,
    RULE_ALLERGEN_PERMIT, RULE_DIET_XM,	       RULE_DEVICE_PERMIT,
};

static bool ask_permit(const struct judgement *j, struct trial *t,
		       struct advice *a)
{
	bool item = judged_any(j, permit_codes, ARRAY_LEN(permit_codes));
	bool holiday = judged(j, RULE_HOLIDAY_PERMIT);

	(void)a;
	if (!item && !holiday)
		return false;
	trial_begin(j, t);
	if (item) {
		t->claim.permit_count = 1;
		t->j.matter.permit_covers_item = true;
	}
	if (holiday)
		t->j.matter.permit_covers_holiday = true;
	return trial_confirms(j, t) && trial_pays_more(j, t);
}

/* The kind of statement that is not there; 6 has a form of its own. */
static enum statement_kind missing_statement(const struct judgement *j)
{
	if (judged(j, RULE_DIET_STATEMENT))
		return STATEMENT_VERKLARING_DIEETPREPARATEN;
	return statement_form(next_condition(j, PROCEDURE_VOORAF, NULL));
}

static bool ask_statement(const struct judgement *j, struct trial *t,
			  struct advice *a)
{
	struct statement *s = &t->claim.statement;
	bool missing =
	    judged(j, RULE_STATEMENT_MISSING) || judged(j, RULE_DIET_STATEMENT);

	if (!missing && !judged(j, RULE_STATEMENT_AT_INSURER))
		return false;
	trial_begin(j, t);
	if (missing) {
		*s = (struct statement){.kind = missing_statement(j)};
		t->claim.has_statement = true;
	}
	s->conditions_met = ANSWER_YES;
	s->judged_by_insurer =
	    s->sent_to_insurer || statement_needs_insurer(j, s->kind);
	a->kind = s->kind;
	return trial_confirms(j, t);
}

static bool mark_chronic(const struct judgement *j, struct trial *t,
			 struct advice *a)
{
	(void)a;
	if (!judged(j, RULE_CG_MISSING) || !claim_of(j)->has_prescription)
		return false;
	trial_begin(j, t);
	t->claim.prescription.chronic = true;
	return trial_confirms(j, t);
}

/* It fits the holiday rule when nothing of it is cut any more. */
static bool mark_holiday(const struct judgement *j, struct trial *t,
			 struct advice *a)
{
	(void)a;
	if ((!judged(j, RULE_SUPPLY_PERIOD) && !judged(j, RULE_STOCK_LEFT)) ||
	    !claim_of(j)->has_prescription || claim_of(j)->prescription.holiday)
		return false;
	trial_begin(j, t);
	t->claim.prescription.holiday = true;
	return trial_confirms(j, t) && t->j.plan.holiday == HOLIDAY_GRANTED &&
	       !decision_limits(&t->decision);
}

static bool reduce(const struct judgement *j, struct trial *t, struct advice *a)
{
	const struct decision *d = j->decision;
	struct item *item = &t->claim.item;

	if (j->denied || !decision_limits(d))
		return false;
	trial_begin(j, t);
	item->price = price_share(item->price, d->approved_quantity_milli,
				  item->quantity_milli);
	item->quantity_milli = d->approved_quantity_milli;
	item->days = d->approved_days;
	a->quantity_milli = item->quantity_milli;
	a->days = item->days;
	return trial_confirms(j, t) && !decision_limits(&t->decision);
}

/* Tried with a supply of the day before. */
static bool attest_last_supply(const struct judgement *j, struct trial *t,
			       struct advice *a)
{
	(void)a;
	if (!judged(j, RULE_HISTORY_UNKNOWN))
		return false;
	trial_begin(j, t);
	t->claim.item.last_supplied = t->claim.date - 1;
	return trial_confirms(j, t) && trial_pays_more(j, t);
}

/* Not tried: how long the course lasts is the insured's to say. */
static bool attest_first_supply(const struct judgement *j, struct trial *t,
				struct advice *a)
{
	(void)t;
	(void)a;
	return judged(j, RULE_EXPENSIVE_SETUP) &&
	       !history_supplied_on(&j->matter, j->history.first) &&
	       !history_attested_first(&j->matter, j->history.first);
}

/* A prescription, or the same one by somebody who may write it. */
static bool ask_prescription(const struct judgement *j, struct trial *t,
			     struct advice *a)
{
	(void)a;
	if (!judged(j, RULE_PRESCRIPTION_MISSING) &&
	    !judged(j, RULE_PRESCRIBER) && !judged(j, RULE_DIET_PRESCRIBER))
		return false;
	trial_begin(j, t);
	if (!t->claim.has_prescription)
		t->claim.prescription =
		    (struct prescription){.date = t->claim.date};
	t->claim.has_prescription = true;
	t->claim.prescription.prescriber = PRESCRIBER_HUISARTS;
	return trial_confirms(j, t);
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
