/* Article 7: the services of a pharmacy. */
#include "rules/judge.h"

#include <string.h>

#define FACT(fact) (1U << FACT_##fact)

/* What each article asks for. */
static const struct demands {
	unsigned facts;	  /* bits of service_fact that must be stated */
	bool for_zi;	  /* the request names the medicine */
	bool event;	  /* ... the treatment, visit or admission */
	bool ur_medicine; /* the medicine is on prescription only */
} demands[SERVICE_ARTICLE_COUNT] = {
    [SERVICE_7_1] = {FACT(HANDED_OUT) | FACT(GUIDELINE_MET), true, false, true},
    [SERVICE_7_2] = {FACT(HANDED_OUT), true, false, true},
    [SERVICE_7_3] = {FACT(HANDED_OUT) | FACT(GUIDELINE_MET), true, false, true},
    [SERVICE_7_4] = {0, true, false, false},
    [SERVICE_7_5] = {FACT(GUIDELINE_MET), false, false, false},
    [SERVICE_7_6] = {FACT(GUIDELINE_MET) | FACT(SAME_DAY) | FACT(PERSONAL_TALK),
		     false, true, false},
    [SERVICE_7_7] = {FACT(GUIDELINE_MET) | FACT(IN_TIME) | FACT(PERSONAL_TALK) |
			 FACT(RECORDED),
		     false, true, false},
    [SERVICE_7_8] = {FACT(GUIDELINE_MET) | FACT(IN_TIME) | FACT(PERSONAL_TALK) |
			 FACT(RECORDED),
		     false, true, false},
};

unsigned service_demands(enum service_article article)
{
	return demands[article].facts;
}

static const struct care_service *service_of(const struct judgement *j)
{
	return &reference_of(j)->service;
}

/* In the order of UNKNOWN_ARTICLE's row in the rulebook. */
const char *facts_lack(const struct facts *facts)
{
	const struct item *item = &facts->claim.item;
	const struct care_service *service = &facts->reference.service;

	if (!facts->reference.service_known)
		return NULL;
	if (!item->has_price && !service->has_tariff)
		return "/item/price";
	if (demands[service->article].for_zi && item->for_zi[0] == '\0')
		return "/item/for_zi";
	if (demands[service->article].event && item->event[0] == '\0')
		return "/item/event";
	return NULL;
}

enum rule_status rule_unknown_service(const struct judgement *j,
				      struct reason *r)
{
	(void)r;
	return bit_if(!reference_of(j)->service_known);
}

enum rule_status rule_service_not_insured(const struct judgement *j,
					  struct reason *r)
{
	r->article = service_article_name(service_of(j)->article);
	return bit_if(service_of(j)->cover == COVER_NEE);
}

enum rule_status rule_service_not_contracted(const struct judgement *j,
					     struct reason *r)
{
	(void)r;
	if (service_of(j)->cover != COVER_INDIEN_GECONTRACTEERD)
		return RULE_NOT_APPLICABLE;
	return bit_if(!reference_of(j)->contract_service);
}

static bool is_pharmacy(enum supplier_kind kind)
{
	return kind == SUPPLIER_APOTHEEK ||
	       kind == SUPPLIER_APOTHEEKHOUDEND_HUISARTS ||
	       kind == SUPPLIER_ZIEKENHUIS;
}

enum rule_status rule_service_not_pharmacy(const struct judgement *j,
					   struct reason *r)
{
	const struct reference *reference = reference_of(j);

	(void)r;
	return bit_if(!is_pharmacy(reference->supplier) &&
		      !reference->contract_service);
}

enum rule_status rule_service_not_ur(const struct judgement *j,
				     struct reason *r)
{
	(void)r;
	if (!demands[service_of(j)->article].ur_medicine)
		return RULE_NOT_APPLICABLE;
	return bit_if(!reference_of(j)->article_known ||
		      !article_of(j)->prescription_only);
}

enum rule_status rule_service_condition(const struct judgement *j,
					struct reason *r)
{
	const struct item *item = &claim_of(j)->item;
	enum service_article article = service_of(j)->article;

	if (demands[article].facts == 0)
		return RULE_NOT_APPLICABLE;
	r->article = service_article_name(article);
	r->missing = demands[article].facts;
	for (int fact = 0; fact < SERVICE_FACT_COUNT; fact++)
		if (item->stated[fact])
			r->missing &= ~(1U << fact);
	return bit_if(r->missing != 0);
}

/* --- 7.2: a new medicine ---------------------------------------------------
 */

/* The last supply before D that still makes the medicine known. */
enum rule_status rule_service_not_new(const struct judgement *j,
				      struct reason *r)
{
	const struct facts *facts = j->matter.facts;
	civil_day date = claim_of(j)->date;

	if (service_of(j)->article != SERVICE_7_2)
		return RULE_NOT_APPLICABLE;
	for (size_t i = facts->history_count; i-- > 0;) {
		civil_day since = facts->history[i].date;
		if (since >= date)
			continue;
		r->since = since;
		return bit_if(
		    civil_add_months(
			since, param_of(j, PARAM_SERVICE_NEW_MONTHS)) > date);
	}
	return RULE_PASSED;
}

/* An unknown medicine is SERVICE_NOT_UR's. */
enum rule_status rule_service_medicine_not_covered(const struct judgement *j,
						   struct reason *r)
{
	const struct article *article = article_of(j);

	(void)r;
	if (service_of(j)->article != SERVICE_7_2 ||
	    !reference_of(j)->article_known)
		return RULE_NOT_APPLICABLE;
	return bit_if(article->annex == ANNEX_NONE ||
		      article->excluded != EXCLUDED_NO ||
		      article->hospital_only ||
		      (article->selfcare && article->cg_group == CG_NONE));
}

/* --- how often -------------------------------------------------------------
 */

enum rule_status rule_service_device_kind(const struct judgement *j,
					  struct reason *r)
{
	enum device_kind kind = claim_of(j)->item.device_kind;

	(void)r;
	if (service_of(j)->article != SERVICE_7_4)
		return RULE_NOT_APPLICABLE;
	return bit_if(kind != DEVICE_KIND_INJECTION &&
		      kind != DEVICE_KIND_INHALER);
}

typedef bool is_same(const struct claim *claim,
		     const struct past_service *past);

static bool same_year(const struct claim *claim,
		      const struct past_service *past)
{
	return civil_year(past->date) == civil_year(claim->date);
}

/* Reading 19: the device is the article that the instruction is about. */
static bool same_device_and_year(const struct claim *claim,
				 const struct past_service *past)
{
	return same_year(claim, past) &&
	       strcmp(past->for_zi, claim->item.for_zi) == 0;
}

static bool same_event(const struct claim *claim,
		       const struct past_service *past)
{
	return strcmp(past->event, claim->item.event) == 0;
}

/* What counts as the same once more; NULL: any number is paid. */
static const struct {
	is_same *same;
	enum text_variant variant;
} frequencies[SERVICE_ARTICLE_COUNT] = {
    [SERVICE_7_4] = {same_device_and_year, TEXT_FREQUENCY_DEVICE},
    [SERVICE_7_5] = {same_year, TEXT_OF_THE_RULE},
    [SERVICE_7_6] = {same_event, TEXT_FREQUENCY_EVENT},
    [SERVICE_7_7] = {same_event, TEXT_FREQUENCY_EVENT},
    [SERVICE_7_8] = {same_event, TEXT_FREQUENCY_EVENT},
};

/* 7.4 pays an extra instruction where the device was used wrongly. */
enum rule_status rule_service_frequency(const struct judgement *j,
					struct reason *r)
{
	const struct facts *facts = j->matter.facts;
	const struct claim *claim = claim_of(j);
	enum service_article article = service_of(j)->article;
	is_same *same = frequencies[article].same;
	bool extra = article == SERVICE_7_4 && claim->item.incorrect_use;
	int count = 0;

	if (same == NULL)
		return RULE_NOT_APPLICABLE;
	r->article = service_article_name(article);
	r->variant =
	    extra ? TEXT_FREQUENCY_EXTRA : frequencies[article].variant;
	for (size_t i = 0; i < facts->service_count; i++)
		if (same(claim, &facts->services[i])) {
			r->claim = facts->services[i].claim;
			count++;
		}
	return bit_if(count > (extra ? 1 : 0));
}
