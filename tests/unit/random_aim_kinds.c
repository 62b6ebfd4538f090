/* Aims at the rules of kinds other than medicines. */
#include "random_aim.h"

#include <string.h>

#include "random_values.h"

/* A service's medicine that the snapshot does not know. */
static void forget_medicine(struct random_facts *f)
{
	reference_of(f)->article_known = false;
	reference_of(f)->article = (struct article){0};
	f->facts.history_count = 0;
}

/* --- kinds other than medicines ------------------------------------------- */

void equivalent(struct random_facts *f)
{
	reference_of(f)->components[0].unreimbursed_equivalent = true;
	claim_of(f)->item.established_before = false;
}

void irrational(struct random_facts *f)
{
	int last = reference_of(f)->component_count - 1;

	reference_of(f)->components[between(0, last)].irrational = true;
}

void import_permit(struct random_facts *f)
{
	claim_of(f)->item.made_in_nl = false;
	f->facts.permit_covers_item = false;
}

void import_not_rare(struct random_facts *f)
{
	claim_of(f)->item.made_in_nl = false;
	claim_of(f)->item.rare_disease = false;
}

void allergen_permit(struct random_facts *f)
{
	claim_of(f)->item.registered = false;
	f->facts.permit_covers_item = false;
}

void diet_kind(struct random_facts *f)
{
	article_of(f)->diet_type = once_in(2) ? DIET_NONE : DIET_OVERIG;
}

void diet_statement(struct random_facts *f)
{
	struct claim *claim = claim_of(f);

	claim->has_statement = once_in(2);
	claim->statement = (struct statement){0};
	if (claim->has_statement)
		claim->statement = (struct statement){
		    .kind = STATEMENT_ARTSENVERKLARING,
		    .conditions_met = ANSWER_YES,
		};
}

void diet_xm(struct random_facts *f)
{
	struct claim *claim = claim_of(f);

	claim->has_statement = true;
	claim->statement = (struct statement){
	    .kind = STATEMENT_VERKLARING_DIEETPREPARATEN,
	    .conditions_met = ANSWER_NO,
	    .xm = !once_in(3),
	};
	f->facts.permit_covers_item =
	    f->facts.claim.permit_count > 0 && once_in(4);
}

/* The article of a service; a medicine where it is about one. */
static struct care_service *be_service(struct random_facts *f,
				       enum service_article article)
{
	struct item *item = &claim_of(f)->item;

	if (article <= SERVICE_7_4 && item->for_zi[0] == '\0') {
		strcpy(item->for_zi, "90000001");
		random_article(f);
		reference_of(f)->price = (struct price){0};
	}
	if (article >= SERVICE_7_6 && item->event[0] == '\0')
		strcpy(item->event, "E1");
	reference_of(f)->service.article = article;
	return &reference_of(f)->service;
}

static enum service_article one_of(int first, int last)
{
	return (enum service_article)between(first, last);
}

void not_insured(struct random_facts *f)
{
	be_service(f, one_of(SERVICE_7_9, SERVICE_7_13))->cover = COVER_NEE;
}

void not_contracted(struct random_facts *f)
{
	be_service(f, SERVICE_7_14)->cover = COVER_INDIEN_GECONTRACTEERD;
	reference_of(f)->contract_service = false;
}

void not_pharmacy(struct random_facts *f)
{
	reference_of(f)->supplier =
	    once_in(2) ? SUPPLIER_UNKNOWN : SUPPLIER_HULPMIDDELENLEVERANCIER;
	reference_of(f)->contract_service = false;
}

void not_ur(struct random_facts *f)
{
	be_service(f, one_of(SERVICE_7_1, SERVICE_7_3));
	article_of(f)->prescription_only = false;
	if (once_in(2))
		forget_medicine(f);
}

void condition(struct random_facts *f)
{
	be_service(f, one_of(SERVICE_7_1, SERVICE_7_8));
	for (int i = 0; i < SERVICE_FACT_COUNT; i++)
		claim_of(f)->item.stated[i] = once_in(2);
}

void not_new(struct random_facts *f)
{
	int months = param(f, PARAM_SERVICE_NEW_MONTHS);

	be_service(f, SERVICE_7_2);
	f->facts.history_count = 0;
	add_supply(f,
		   once_in(2) ? months_ago(claim_of(f)->date, months)
			      : claim_of(f)->date - (civil_day)between(0, 300),
		   30);
}

void medicine_not_covered(struct random_facts *f)
{
	static aim_function *const ways[] = {not_in_gvs, excluded, selfcare,
					     hospital_only};

	be_service(f, SERVICE_7_2);
	ways[between(0, 3)](f);
}

void device_kind(struct random_facts *f)
{
	be_service(f, SERVICE_7_4);
	claim_of(f)->item.device_kind =
	    once_in(2) ? DEVICE_KIND_NONE : DEVICE_KIND_OTHER;
}

void frequency(struct random_facts *f)
{
	const struct item *item = &claim_of(f)->item;

	be_service(f, one_of(SERVICE_7_4, SERVICE_7_8));
	f->facts.service_count = (size_t)between(1, 3);
	for (size_t i = 0; i < f->facts.service_count; i++) {
		struct past_service *p = &f->services[i];
		*p = (struct past_service){
		    .claim = i + 7,
		    .date = claim_of(f)->date - (civil_day)between(0, 200),
		};
		memcpy(p->event, item->event, sizeof(p->event));
		memcpy(p->for_zi, item->for_zi, sizeof(p->for_zi));
	}
}

void insulin_pump(struct random_facts *f)
{
	reference_of(f)->device.category = DEVICE_INSULINEPOMP;
}

void other_device(struct random_facts *f)
{
	reference_of(f)->device.category = DEVICE_OVERIG;
}

void no_letter(struct random_facts *f)
{
	claim_of(f)->item.part = PART_PUMP;
	claim_of(f)->item.diagnosis_letter = false;
}

void device_permit(struct random_facts *f)
{
	reference_of(f)->contract_hulpmiddelen = false;
	f->facts.permit_covers_item = false;
}

void battery(struct random_facts *f)
{
	claim_of(f)->item.part = once_in(2) ? PART_BATTERY : PART_CHARGER;
	claim_of(f)->item.first_purchase = false;
	reference_of(f)->contract_hulpmiddelen = true;
}

void device_price(struct random_facts *f)
{
	struct reference *r = reference_of(f);

	r->contract_hulpmiddelen = false;
	if (claim_of(f)->permit_count == 0)
		with_invalid_permit(f);
	f->facts.permit_covers_item = true;
	claim_of(f)->item.first_purchase = true;
	r->device.has_market = true;
	r->device.market_cents = between(0, 30000);
	claim_of(f)->item.price =
	    r->device.market_cents *
		(100 + r->param[PARAM_DEVICE_EXCESS_PERCENT]) / 100 +
	    between(0, once_in(2) ? 2 : 9000);
}
