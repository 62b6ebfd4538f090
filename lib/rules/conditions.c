/* Additional conditions: 4.4.2 (annex 2) and 4.4.4 (C.G.). */
#include "rules/judge.h"
#include "rules/conditions.h"
#include "rules/settle.h"

/* No bound is -1: every age is above it. */
static bool age_matches(const struct condition *c, int age)
{
	return age >= c->age_from && (c->age_below < 0 || age < c->age_below);
}

const struct condition *next_condition(const struct judgement *j,
				       enum procedure procedure,
				       const struct condition *after)
{
	const struct reference *reference = reference_of(j);
	int from = after == NULL ? 0 : (int)(after - reference->conditions) + 1;

	for (int i = from; i < reference->condition_count; i++) {
		const struct condition *c = &reference->conditions[i];
		if (c->procedure == procedure && age_matches(c, j->age))
			return c;
	}
	return NULL;
}

enum rule_status rule_checked_afterwards(const struct judgement *j,
					 struct reason *r)
{
	(void)r;
	return next_condition(j, PROCEDURE_ACHTERAF, NULL) != NULL
		   ? RULE_BIT
		   : RULE_NOT_APPLICABLE;
}

/* It is enough to serve one of the conditions that match. */
static bool statement_serves(const struct judgement *j)
{
	const struct claim *claim = claim_of(j);
	const struct condition *c = NULL;

	if (!claim->has_statement)
		return false;
	while ((c = next_condition(j, PROCEDURE_VOORAF, c)) != NULL)
		if (c->form == STATEMENT_NONE ||
		    c->form == claim->statement.kind)
			return true;
	return false;
}

enum rule_status rule_statement_missing(const struct judgement *j,
					struct reason *r)
{
	const struct condition *c = next_condition(j, PROCEDURE_VOORAF, NULL);

	if (c == NULL)
		return RULE_NOT_APPLICABLE;
	r->values[0] = statement_form(c);
	return statement_serves(j) ? RULE_PASSED : RULE_BIT;
}

/* A dietary product's statement may open another way: DIET_XM. */
static bool is_left_to_diet_xm(const struct judgement *j)
{
	return claim_of(j)->item.kind == KIND_DIET &&
	       has_diet_statement(claim_of(j));
}

/* What the insurer has still to judge, its doctor has not yet stated. */
enum rule_status rule_statement_not_met(const struct judgement *j,
					struct reason *r)
{
	const struct statement *s = &claim_of(j)->statement;

	r->values[0] = s->kind;
	if (!statement_serves(j) || is_left_to_diet_xm(j) ||
	    (s->sent_to_insurer && !s->judged_by_insurer))
		return RULE_NOT_APPLICABLE;
	return s->conditions_met == ANSWER_NO ? RULE_BIT : RULE_PASSED;
}

bool statement_needs_insurer(const struct judgement *j,
			     enum statement_kind kind)
{
	return !contracted(j) && kind == STATEMENT_ARTSENVERKLARING;
}

enum rule_status rule_statement_at_insurer(const struct judgement *j,
					   struct reason *r)
{
	const struct statement *s = &claim_of(j)->statement;

	r->values[0] = s->kind;
	if (!statement_serves(j))
		return RULE_NOT_APPLICABLE;
	if (s->judged_by_insurer)
		return RULE_PASSED;
	if (s->sent_to_insurer)
		return RULE_BIT;
	r->variant = TEXT_STATEMENT_TO_INSURER;
	return statement_needs_insurer(j, s->kind) ? RULE_BIT : RULE_PASSED;
}

/* One reason however many conditions ask for a permit. */
static enum rule_status permit(const struct judgement *j, bool numbers_given)
{
	if (next_condition(j, PROCEDURE_TOESTEMMING, NULL) == NULL)
		return RULE_NOT_APPLICABLE;
	if ((claim_of(j)->permit_count > 0) != numbers_given)
		return RULE_PASSED;
	return j->matter.permit_covers_item ? RULE_PASSED : RULE_BIT;
}

enum rule_status rule_permit_missing(const struct judgement *j,
				     struct reason *r)
{
	(void)r;
	return permit(j, false);
}

enum rule_status rule_permit_invalid(const struct judgement *j,
				     struct reason *r)
{
	(void)r;
	return permit(j, true);
}

static bool chronic(const struct judgement *j)
{
	return claim_of(j)->has_prescription &&
	       claim_of(j)->prescription.chronic;
}

enum rule_status rule_cg_missing(const struct judgement *j, struct reason *r)
{
	(void)r;
	if (article_of(j)->cg_group == CG_NONE)
		return RULE_NOT_APPLICABLE;
	return chronic(j) ? RULE_PASSED : RULE_BIT;
}

/* Days of the first ones that this insured has paid for already. */
static int64_t days_behind(const struct judgement *j)
{
	if (j->history.is_new)
		return 0;
	if (j->history.attested)
		return param_of(j, PARAM_CG_OWN_DAYS);
	return j->history.used_all_days;
}

static int64_t days_ahead(const struct judgement *j)
{
	return max_i64(0, param_of(j, PARAM_CG_OWN_DAYS) - days_behind(j));
}

bool own_account_wholly(const struct judgement *j)
{
	return article_of(j)->cg_group != CG_NONE && chronic(j) &&
	       claim_of(j)->item.days == 0 && days_behind(j) == 0 &&
	       days_ahead(j) > 0;
}

int own_account_days(const struct judgement *j)
{
	if (article_of(j)->cg_group == CG_NONE || !chronic(j))
		return 0;
	return (int)min_i64(j->plan.approved_days, days_ahead(j));
}

/* Provisional: settle() says what the days cost. */
enum rule_status rule_cg_first_days(const struct judgement *j, struct reason *r)
{
	if (article_of(j)->cg_group == CG_NONE || !chronic(j))
		return RULE_NOT_APPLICABLE;
	if (j->constraints.all_own)
		r->variant = TEXT_CG_ALL_OWN;
	r->values[0] = j->constraints.own_days;
	return j->constraints.all_own || j->constraints.own_days > 0
		   ? RULE_BIT
		   : RULE_PASSED;
}
