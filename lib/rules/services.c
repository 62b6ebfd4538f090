/* Article 7: the services of a pharmacy. */
#include "rules/judge.h"

/* What an article cannot be judged without. */
static bool needs_for_zi(enum service_article article)
{
	return article <= SERVICE_7_4;
}

static bool needs_event(enum service_article article)
{
	return article >= SERVICE_7_6 && article <= SERVICE_7_8;
}

const char *facts_lack(const struct facts *facts)
{
	const struct item *item = &facts->claim.item;
	const struct care_service *service = &facts->reference.service;

	if (!facts->reference.service_known)
		return NULL;
	if (needs_for_zi(service->article) && item->for_zi[0] == '\0')
		return "/item/for_zi";
	if (!item->has_price && !service->has_tariff)
		return "/item/price";
	if (needs_event(service->article) && item->event[0] == '\0')
		return "/item/event";
	return NULL;
}
