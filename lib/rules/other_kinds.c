/* What is no registered medicine: 5 (preparations, imports, allergens), 6. */
#include "rules/judge.h"

#include "base/ensure.h"

/* --- 5: preparations ------------------------------------------------------ */

enum rule_status rule_preparation_equivalent(const struct judgement *j,
					     struct reason *r)
{
	const struct reference *reference = reference_of(j);

	if (claim_of(j)->item.established_before)
		return RULE_PASSED;
	for (int i = 0; i < reference->component_count; i++)
		if (reference->components[i].unreimbursed_equivalent) {
			r->values[0] = i;
			return RULE_BIT;
		}
	return RULE_PASSED;
}

enum rule_status rule_preparation_irrational(const struct judgement *j,
					     struct reason *r)
{
	const struct reference *reference = reference_of(j);

	for (int i = 0; i < reference->component_count; i++)
		if (reference->components[i].irrational) {
			r->values[0] = i;
			return RULE_BIT;
		}
	return RULE_PASSED;
}

/* --- 5: imports and allergens --------------------------------------------- */

enum rule_status rule_import_permit(const struct judgement *j, struct reason *r)
{
	(void)r;
	if (claim_of(j)->item.made_in_nl)
		return RULE_NOT_APPLICABLE;
	return bit_if(!j->matter.permit_covers_item);
}

enum rule_status rule_import_not_rare(const struct judgement *j,
				      struct reason *r)
{
	(void)r;
	if (claim_of(j)->item.made_in_nl)
		return RULE_NOT_APPLICABLE;
	return bit_if(!claim_of(j)->item.rare_disease);
}

enum rule_status rule_allergen_permit(const struct judgement *j,
				      struct reason *r)
{
	(void)r;
	if (claim_of(j)->item.registered)
		return RULE_NOT_APPLICABLE;
	return bit_if(!j->matter.permit_covers_item);
}

/* --- 6: dietary products -------------------------------------------------- */

static bool may_prescribe_diet(enum prescriber prescriber)
{
	static const bool may[PRESCRIBER_COUNT] = {
	    [PRESCRIBER_HUISARTS] = true,
	    [PRESCRIBER_MEDISCH_SPECIALIST] = true,
	    [PRESCRIBER_SPECIALIST_OUDERENGENEESKUNDE] = true,
	    [PRESCRIBER_ARTS_VERSTANDELIJK_GEHANDICAPTEN] = true,
	    [PRESCRIBER_ARTS] = true,
	    [PRESCRIBER_DIETIST] = true,
	};

	ensure(prescriber < PRESCRIBER_COUNT);
	return may[prescriber];
}

enum rule_status rule_diet_prescriber(const struct judgement *j,
				      struct reason *r)
{
	const struct claim *claim = claim_of(j);

	(void)r;
	if (!claim->has_prescription)
		return RULE_NOT_APPLICABLE;
	return bit_if(!may_prescribe_diet(claim->prescription.prescriber));
}

enum rule_status rule_diet_kind(const struct judgement *j, struct reason *r)
{
	enum diet_type type = article_of(j)->diet_type;

	(void)r;
	return bit_if(type == DIET_NONE || type == DIET_OVERIG);
}

bool has_diet_statement(const struct claim *claim)
{
	return claim->has_statement &&
	       claim->statement.kind == STATEMENT_VERKLARING_DIEETPREPARATEN;
}

enum rule_status rule_diet_statement(const struct judgement *j,
				     struct reason *r)
{
	(void)r;
	return bit_if(!has_diet_statement(claim_of(j)));
}

/* The boxes marked XM leave the way of a machtiging open. */
enum rule_status rule_diet_xm(const struct judgement *j, struct reason *r)
{
	const struct statement *s = &claim_of(j)->statement;

	if (!has_diet_statement(claim_of(j)))
		return RULE_NOT_APPLICABLE;
	if (s->xm)
		r->variant = TEXT_DIET_XM_PERMIT;
	return bit_if(s->conditions_met == ANSWER_NO &&
		      !(s->xm && j->matter.permit_covers_item));
}
