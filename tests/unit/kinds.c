#include "kinds.h"

#include <string.h>

#include "base/ensure.h"

enum { PAST_SERVICES_MAX = 8 };

static struct past_service past[PAST_SERVICES_MAX];

static void begin(struct scenario *s, enum item_kind kind, cents price)
{
	scenario_init(s);
	s->item->kind = kind;
	s->item->has_price = true;
	s->item->price = price;
	s->facts.history_count = 0;
}

/* No article belongs to it. */
static void without_article(struct scenario *s)
{
	s->reference->article_known = false;
	memset(s->article, 0, sizeof(*s->article));
	memset(s->price, 0, sizeof(*s->price));
	s->item->zi[0] = '\0';
}

void begin_preparation(struct scenario *s)
{
	begin(s, KIND_PREPARATION, 4500);
	without_article(s);
	scenario_ask(s, 100000, 30);
	s->item->ingredient_count = 2;
	strcpy(s->item->ingredients[0].substance, "CETOMACROGOL");
	s->item->ingredients[0].quantity_milli = 90000;
	strcpy(s->item->ingredients[1].substance, "HYDROCORTISON");
	s->item->ingredients[1].quantity_milli = 10000;
	s->reference->component_count = 2;
}

void begin_import(struct scenario *s)
{
	begin(s, KIND_IMPORT, 20000);
	without_article(s);
	strcpy(s->item->name, "Vreemdmiddel");
	strcpy(s->item->substance, "VREEMD");
	s->item->rare_disease = true;
	s->claim->permit_count = 1;
	s->facts.permit_covers_item = true;
}

void begin_allergen(struct scenario *s)
{
	begin(s, KIND_ALLERGEN, 15000);
	without_article(s);
	strcpy(s->item->name, "Graspollen");
	s->item->registered = true;
}

void begin_diet(struct scenario *s)
{
	begin(s, KIND_DIET, 3270);
	s->article->diet_type = DIET_POLYMEER;
	s->prescription->prescriber = PRESCRIBER_DIETIST;
	s->reference->contract_dieet = true;
	s->reference->supplier = SUPPLIER_MEDISCHE_SPECIAALZAAK;
	s->claim->has_statement = true;
	s->claim->statement = (struct statement){
	    .kind = STATEMENT_VERKLARING_DIEETPREPARATEN,
	    .conditions_met = ANSWER_YES,
	};
}

void begin_device(struct scenario *s)
{
	begin(s, KIND_DEVICE, 100000);
	without_article(s);
	scenario_ask(s, 0, 0);
	s->claim->has_prescription = false;
	s->param[PARAM_COVERS_FARMACIE] = 0;
	s->param[PARAM_COVERS_HULPMIDDELEN] = 1;
	strcpy(s->item->gph, "15A");
	s->item->part = PART_PUMP;
	s->item->first_purchase = true;
	s->item->diagnosis_letter = true;
	s->reference->supplier = SUPPLIER_HULPMIDDELENLEVERANCIER;
	s->reference->contract_hulpmiddelen = true;
	s->reference->device_known = true;
	s->reference->device.has_market = true;
	s->reference->device.market_cents = 100000;
}

void begin_service(struct scenario *s, enum service_article article)
{
	begin(s, KIND_SERVICE, 700);
	scenario_ask(s, 0, 0);
	s->claim->has_prescription = false;
	s->item->zi[0] = '\0';
	strcpy(s->item->code, "dienst");
	strcpy(s->item->for_zi, "90000001");
	strcpy(s->item->event, "opname-1");
	s->item->device_kind = DEVICE_KIND_INHALER;
	for (int fact = 0; fact < SERVICE_FACT_COUNT; fact++)
		s->item->stated[fact] = true;
	s->reference->service_known = true;
	s->reference->service = (struct care_service){
	    .name = "Dienst",
	    .article = article,
	    .has_tariff = true,
	    .tariff_cents = 700,
	};
	s->facts.services = past;
	s->facts.service_count = 0;
}

struct past_service *add_past_service(struct scenario *s, uint64_t claim,
				      civil_day date)
{
	struct past_service *service = &past[s->facts.service_count];

	ensure(s->facts.service_count < PAST_SERVICES_MAX);
	s->facts.service_count++;
	*service = (struct past_service){.claim = claim, .date = date};
	memcpy(service->for_zi, s->item->for_zi, sizeof(service->for_zi));
	memcpy(service->event, s->item->event, sizeof(service->event));
	return service;
}
