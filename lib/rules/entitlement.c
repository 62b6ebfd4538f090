/* Who and what is insured at all: articles 1.3, 2, 3.1, 3.3, 4.1, 4.4.3, 8. */
#include "rules/judge.h"
#include "rules/settle.h"

#include "base/ensure.h"

enum rule_status rule_policy_unknown(const struct judgement *j,
				     struct reason *r)
{
	(void)r;
	return bit_if(!reference_of(j)->policy_known);
}

enum rule_status rule_kind_not_covered(const struct judgement *j,
				       struct reason *r)
{
	bool device = claim_of(j)->item.kind == KIND_DEVICE;

	(void)r;
	return bit_if(param_of(j, device ? PARAM_COVERS_HULPMIDDELEN
					 : PARAM_COVERS_FARMACIE) != 1);
}

enum rule_status rule_wlz(const struct judgement *j, struct reason *r)
{
	(void)r;
	return bit_if(claim_of(j)->insured.wlz);
}

enum rule_status rule_unknown_article(const struct judgement *j,
				      struct reason *r)
{
	(void)r;
	return bit_if(!reference_of(j)->article_known);
}

/* Insulin, and the pill for a young woman: only the first needs a
 * prescription. The caller has seen that there is none. */
static bool repeat_without_prescription(const struct judgement *j)
{
	const struct article *article = article_of(j);

	if (claim_of(j)->item.kind != KIND_MEDICINE)
		return false;
	bool young_woman = claim_of(j)->insured.sex == 'f' &&
			   j->age < param_of(j, PARAM_PRESCRIPTION_FREE_AGE);

	return j->history.anything_known &&
	       (article->insulin ||
		(article->oral_contraceptive && young_woman));
}

enum rule_status rule_prescription_missing(const struct judgement *j,
					   struct reason *r)
{
	if (claim_of(j)->item.kind == KIND_DIET)
		r->article = "3.1.3";
	return bit_if(!claim_of(j)->has_prescription &&
		      !repeat_without_prescription(j));
}

/*
 * 9.1 has this rule too, but it sets no period: it is judged also when the
 * days are unknown.
 */
enum rule_status rule_repeat_without_prescription(const struct judgement *j,
						  struct reason *r)
{
	(void)r;
	if (claim_of(j)->has_prescription)
		return RULE_NOT_APPLICABLE;
	return bit_if(repeat_without_prescription(j));
}

static bool may_prescribe(enum prescriber prescriber)
{
	static const bool may[PRESCRIBER_COUNT] = {
	    [PRESCRIBER_HUISARTS] = true,
	    [PRESCRIBER_MEDISCH_SPECIALIST] = true,
	    [PRESCRIBER_TANDARTS] = true,
	    [PRESCRIBER_SPECIALIST_OUDERENGENEESKUNDE] = true,
	    [PRESCRIBER_ARTS_VERSTANDELIJK_GEHANDICAPTEN] = true,
	    [PRESCRIBER_VERLOSKUNDIGE] = true,
	    [PRESCRIBER_VERPLEEGKUNDIGE] = true,
	};

	ensure(prescriber < PRESCRIBER_COUNT);
	return may[prescriber];
}

enum rule_status rule_prescriber(const struct judgement *j, struct reason *r)
{
	const struct claim *claim = claim_of(j);

	if (!claim->has_prescription)
		return RULE_NOT_APPLICABLE;
	/* Reading 21: the law lets them prescribe, the reglement does not. */
	if (claim->prescription.prescriber == PRESCRIBER_PHYSICIAN_ASSISTANT)
		r->variant = TEXT_PHYSICIAN_ASSISTANT;
	return bit_if(!may_prescribe(claim->prescription.prescriber));
}

/* A note here; settle() says whether it costs the insured. */
enum rule_status rule_uncontracted(const struct judgement *j, struct reason *r)
{
	(void)r;
	return bit_if(!contracted(j));
}

enum rule_status rule_not_in_gvs(const struct judgement *j, struct reason *r)
{
	(void)r;
	return bit_if(article_of(j)->annex == ANNEX_NONE);
}

enum rule_status rule_excluded(const struct judgement *j, struct reason *r)
{
	static const struct {
		const char *article;
		enum text_variant variant;
	} values[EXCLUDED_COUNT] = {
	    [EXCLUDED_NO] = {"", TEXT_OF_THE_RULE},
	    [EXCLUDED_REIZEN] = {"8.2", TEXT_EXCLUDED_TRAVEL},
	    [EXCLUDED_GELIJKWAARDIG_NIET_VERGOED] = {"8.3",
						     TEXT_EXCLUDED_EQUAL},
	    [EXCLUDED_ONDERZOEK] = {"8.4", TEXT_EXCLUDED_RESEARCH},
	    [EXCLUDED_ART40_3_F] = {"8.5", TEXT_EXCLUDED_ART40},
	    [EXCLUDED_HOMEOPATHIE] = {"8.8", TEXT_OF_THE_RULE},
	    [EXCLUDED_ANTROPOSOFIE] = {"8.8", TEXT_OF_THE_RULE},
	    [EXCLUDED_ALTERNATIEF] = {"8.8", TEXT_OF_THE_RULE},
	};
	enum excluded excluded = article_of(j)->excluded;

	if (excluded == EXCLUDED_NO)
		return RULE_PASSED;
	r->article = values[excluded].article;
	r->variant = values[excluded].variant;
	return RULE_BIT;
}

enum rule_status rule_travel(const struct judgement *j, struct reason *r)
{
	const struct claim *claim = claim_of(j);

	(void)r;
	return bit_if(claim->has_prescription && claim->prescription.travel);
}

enum rule_status rule_selfcare(const struct judgement *j, struct reason *r)
{
	const struct article *article = article_of(j);

	(void)r;
	return bit_if(article->selfcare && article->cg_group == CG_NONE);
}

enum rule_status rule_hospital_only(const struct judgement *j, struct reason *r)
{
	(void)r;
	if (!article_of(j)->hospital_only)
		return RULE_NOT_APPLICABLE;
	return bit_if(reference_of(j)->supplier != SUPPLIER_ZIEKENHUIS);
}
