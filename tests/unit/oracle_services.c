/* Section 5, article 7. */
#include <string.h>

#include "oracle.h"

static bool between_articles(const struct facts *facts,
			     enum service_article first,
			     enum service_article last)
{
	enum service_article article = facts->reference.service.article;

	return article >= first && article <= last;
}

/* The facts that an article demands, in the rulebook's words. */
static bool lacks(const struct facts *facts)
{
	const bool *stated = facts->claim.item.stated;
	bool talk = stated[FACT_GUIDELINE_MET] && stated[FACT_PERSONAL_TALK];

	switch ((int)facts->reference.service.article) {
	case SERVICE_7_1:
	case SERVICE_7_3:
		return !stated[FACT_HANDED_OUT] || !stated[FACT_GUIDELINE_MET];
	case SERVICE_7_2:
		return !stated[FACT_HANDED_OUT];
	case SERVICE_7_5:
		return !stated[FACT_GUIDELINE_MET];
	case SERVICE_7_6:
		return !talk || !stated[FACT_SAME_DAY];
	case SERVICE_7_7:
	case SERVICE_7_8:
		return !talk || !stated[FACT_IN_TIME] || !stated[FACT_RECORDED];
	default:
		return false;
	}
}

/* 7.2.1; the latest such supply. */
static civil_day known_since(const struct facts *facts)
{
	int months = (int)facts->reference.param[PARAM_SERVICE_NEW_MONTHS];
	civil_day since = CIVIL_NONE;

	for (size_t i = 0; i < facts->history_count; i++) {
		civil_day date = facts->history[i].date;
		if (date < facts->claim.date && date > since &&
		    civil_add_months(date, months) > facts->claim.date)
			since = date;
	}
	return since;
}

static bool is_covered(const struct article *a)
{
	return a->annex != ANNEX_NONE && a->excluded == EXCLUDED_NO &&
	       !a->hospital_only && !(a->selfcare && a->cg_group == CG_NONE);
}

static bool same_before(const struct facts *facts,
			const struct past_service *past)
{
	const struct item *item = &facts->claim.item;
	bool year = civil_year(past->date) == civil_year(facts->claim.date);

	if (between_articles(facts, SERVICE_7_4, SERVICE_7_4))
		return year && strcmp(past->for_zi, item->for_zi) == 0;
	if (between_articles(facts, SERVICE_7_5, SERVICE_7_5))
		return year;
	return between_articles(facts, SERVICE_7_6, SERVICE_7_8) &&
	       strcmp(past->event, item->event) == 0;
}

static bool too_often(const struct facts *facts)
{
	bool extra = between_articles(facts, SERVICE_7_4, SERVICE_7_4) &&
		     facts->claim.item.incorrect_use;
	int count = 0;

	for (size_t i = 0; i < facts->service_count; i++)
		count += same_before(facts, &facts->services[i]);
	return count >= (extra ? 2 : 1);
}

static void about_medicine(const struct facts *facts, struct expected *e)
{
	const struct reference *r = &facts->reference;
	civil_day since = known_since(facts);

	expect(e, RULE_SERVICE_NOT_UR, EFFECT_DENY,
	       between_articles(facts, SERVICE_7_1, SERVICE_7_3) &&
		   (!r->article_known || !r->article.prescription_only));
	if (!between_articles(facts, SERVICE_7_2, SERVICE_7_2))
		return;
	expect(e, RULE_SERVICE_NOT_NEW, EFFECT_DENY, since != CIVIL_NONE);
	e->reasons[RULE_SERVICE_NOT_NEW].date = since;
	expect(e, RULE_SERVICE_MEDICINE_NOT_COVERED, EFFECT_DENY,
	       r->article_known && !is_covered(&r->article));
}

void oracle_services(const struct facts *facts, struct expected *e)
{
	const struct reference *r = &facts->reference;
	enum device_kind device = facts->claim.item.device_kind;
	bool pharmacy = r->supplier == SUPPLIER_APOTHEEK ||
			r->supplier == SUPPLIER_APOTHEEKHOUDEND_HUISARTS ||
			r->supplier == SUPPLIER_ZIEKENHUIS;

	expect(e, RULE_SERVICE_NOT_INSURED, EFFECT_DENY,
	       r->service.cover == COVER_NEE);
	expect(e, RULE_SERVICE_NOT_CONTRACTED, EFFECT_DENY,
	       r->service.cover == COVER_INDIEN_GECONTRACTEERD &&
		   !r->contract_service);
	expect(e, RULE_SERVICE_NOT_PHARMACY, EFFECT_DENY,
	       !pharmacy && !r->contract_service);
	expect(e, RULE_SERVICE_CONDITION, EFFECT_DENY, lacks(facts));
	about_medicine(facts, e);
	expect(e, RULE_SERVICE_DEVICE_KIND, EFFECT_DENY,
	       r->service.article == SERVICE_7_4 &&
		   device != DEVICE_KIND_INJECTION &&
		   device != DEVICE_KIND_INHALER);
	expect(e, RULE_SERVICE_FREQUENCY, EFFECT_DENY, too_often(facts));
}
