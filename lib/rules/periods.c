/* The rows of article 9: each reads the plan that supply.c made. */
#include "rules/judge.h"

static enum rule_status limits(const struct judgement *j, struct reason *r,
			       enum cut_kind kind)
{
	const struct cut *cut = &j->plan.cuts[kind];

	if (!cut->applies)
		return RULE_NOT_APPLICABLE;
	if (!plan_cuts(&j->matter, &j->plan, kind))
		return RULE_PASSED;
	r->limit_days = claim_of(j)->item.days > 0 ? cut->days : -1;
	r->limit_quantity_milli = cut->quantity;
	return RULE_BIT;
}

/* A limit that leaves nothing is a denial, and has no limit to name. */
static void deny(struct reason *r)
{
	r->effect = EFFECT_DENY;
	r->limit_days = -1;
	r->limit_quantity_milli = -1;
}

enum rule_status rule_first_supply(const struct judgement *j, struct reason *r)
{
	if (plan_denies(&j->plan, CUT_FIRST_SUPPLY))
		return RULE_PASSED;
	r->values[0] = j->plan.used_days;
	if (j->plan.window_used)
		r->variant = TEXT_FIRST_SUPPLY_REST;
	return limits(j, r, CUT_FIRST_SUPPLY);
}

enum rule_status rule_first_supply_running(const struct judgement *j,
					   struct reason *r)
{
	if (!j->plan.cuts[CUT_FIRST_SUPPLY].applies || !j->plan.window_used)
		return RULE_NOT_APPLICABLE;
	r->until = j->plan.window_end;
	r->values[0] = j->plan.used_days;
	return plan_denies(&j->plan, CUT_FIRST_SUPPLY) ? RULE_BIT : RULE_PASSED;
}

enum rule_status rule_dose_changed(const struct judgement *j, struct reason *r)
{
	(void)r;
	if (!claim_of(j)->item.dose_changed)
		return RULE_NOT_APPLICABLE;
	return j->plan.dose_changed ? RULE_BIT : RULE_PASSED;
}

enum rule_status rule_palliative(const struct judgement *j, struct reason *r)
{
	return limits(j, r, CUT_PALLIATIVE);
}

enum rule_status rule_expensive_setup(const struct judgement *j,
				      struct reason *r)
{
	r->values[1] = j->history.first;
	return limits(j, r, CUT_EXPENSIVE_SETUP);
}

enum rule_status rule_supply_period(const struct judgement *j, struct reason *r)
{
	return limits(j, r, CUT_SUPPLY_PERIOD);
}

enum rule_status rule_stock_left(const struct judgement *j, struct reason *r)
{
	enum rule_status status = limits(j, r, CUT_STOCK_LEFT);

	if (status != RULE_BIT)
		return status;
	r->until = j->history.cover_end;
	r->values[0] = j->plan.stock_days;
	if (plan_denies(&j->plan, CUT_STOCK_LEFT)) {
		deny(r);
		r->variant = TEXT_STOCK_LEFT_DENY;
	}
	return RULE_BIT;
}

static enum rule_status holiday(const struct judgement *j, enum holiday asked)
{
	if (!claim_of(j)->has_prescription ||
	    !claim_of(j)->prescription.holiday)
		return RULE_NOT_APPLICABLE;
	return j->plan.holiday == asked ? RULE_BIT : RULE_PASSED;
}

enum rule_status rule_holiday(const struct judgement *j, struct reason *r)
{
	r->values[0] = j->plan.period_days;
	return holiday(j, HOLIDAY_GRANTED);
}

enum rule_status rule_holiday_permit(const struct judgement *j,
				     struct reason *r)
{
	if (!j->plan.expensive)
		r->variant = TEXT_HOLIDAY_PERMIT_WEEKLY;
	return holiday(j, HOLIDAY_NEEDS_PERMIT);
}

enum rule_status rule_holiday_max(const struct judgement *j, struct reason *r)
{
	return limits(j, r, CUT_HOLIDAY_MAX);
}

enum rule_status rule_days_unknown(const struct judgement *j, struct reason *r)
{
	if (claim_of(j)->item.days > 0)
		return RULE_NOT_APPLICABLE;
	if (limits(j, r, CUT_DAYS_UNKNOWN) == RULE_BIT) {
		r->effect = EFFECT_LIMIT;
		r->variant = TEXT_DAYS_UNKNOWN_CUT;
	}
	return RULE_BIT;
}

/* Reading 7: a young ledger proves neither that it is new nor that not. */
enum rule_status rule_history_unknown(const struct judgement *j,
				      struct reason *r)
{
	civil_day proves_from = civil_add_months(
	    j->matter.facts->ledger_since, param_of(j, PARAM_NEW_AFTER_MONTHS));

	(void)r;
	return !j->history.anything_known && proves_from > claim_of(j)->date
		   ? RULE_BIT
		   : RULE_PASSED;
}
