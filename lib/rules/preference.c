/* The insurer's preferred articles: 3.1.4, 4.2 and reading 8. */
#include "rules/judge.h"
#include "rules/settle.h"

/* Another article is preferred, and why this one may still be dispensed. */
enum standing { NO_CASE, REFUSED, NECESSARY, UNAVAILABLE };

static enum standing standing(const struct judgement *j)
{
	const struct claim *claim = claim_of(j);

	if (reference_of(j)->preferred_count == 0 || j->matter.is_preferred)
		return NO_CASE;
	if (claim->has_prescription && claim->prescription.medical_necessity)
		return NECESSARY;
	/* 3.3, "Let op": without a contract the exception does not hold. */
	if (claim->item.preferred_unavailable && contracted(j) &&
	    param_of(j, PARAM_LOGISTIC_NECESSITY) == 1)
		return UNAVAILABLE;
	return REFUSED;
}

static enum rule_status stands(const struct judgement *j, enum standing asked)
{
	enum standing s = standing(j);

	if (s == NO_CASE)
		return RULE_NOT_APPLICABLE;
	return s == asked ? RULE_BIT : RULE_PASSED;
}

enum rule_status rule_not_preferred(const struct judgement *j, struct reason *r)
{
	r->names_preferred = true;
	return stands(j, REFUSED);
}

enum rule_status rule_medical_necessity(const struct judgement *j,
					struct reason *r)
{
	(void)r;
	return stands(j, NECESSARY);
}

enum rule_status rule_preferred_unavailable(const struct judgement *j,
					    struct reason *r)
{
	(void)r;
	return stands(j, UNAVAILABLE);
}
