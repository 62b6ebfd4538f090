/* What the rules ask of the other kinds before and beside their rows. */
#include <criterion/criterion.h>

#include <string.h>

#include "base/attr.h"
#include "kinds.h"

typedef void begin_kind(struct scenario *s);

Test(kinds, each_is_approved_as_it_stands)
{
	static begin_kind *const begins[] = {
	    begin_preparation, begin_import, begin_allergen,
	    begin_diet,	       begin_device,
	};
	struct scenario s;

	for (size_t i = 0; i < ARRAY_LEN(begins); i++) {
		begins[i](&s);
		scenario_decide(&s);
		cr_expect_eq(s.decision.outcome, OUTCOME_APPROVE, "%s",
			     item_kind_name(s.item->kind));
		cr_expect_eq(s.decision.reason_count, 0, "%s",
			     item_kind_name(s.item->kind));
		cr_expect_eq(s.decision.amounts.reimbursed, s.item->price);
		cr_expect_not(decision_service(&s.facts, &s.decision));
	}
}

Test(kinds, each_service_is_approved_as_it_stands)
{
	struct scenario s;

	for (int article = 0; article < SERVICE_ARTICLE_COUNT; article++) {
		begin_service(&s, (enum service_article)article);
		scenario_decide(&s);
		cr_expect_eq(
		    s.decision.outcome, OUTCOME_APPROVE, "%s",
		    service_article_name((enum service_article)article));
		cr_expect_eq(s.decision.amounts.reimbursed, 700);
		cr_expect(decision_service(&s.facts, &s.decision));
		s.claim->insured.wlz = true;
		scenario_decide(&s);
		cr_expect_not(decision_service(&s.facts, &s.decision));
	}
}

/* Only a medicine leaves a supply. */
Test(kinds, no_other_counts_as_a_supply)
{
	static begin_kind *const begins[] = {
	    begin_preparation, begin_import, begin_allergen,
	    begin_diet,	       begin_device,
	};
	struct scenario s;
	struct supply supply;

	for (size_t i = 0; i < ARRAY_LEN(begins); i++) {
		begins[i](&s);
		scenario_decide(&s);
		cr_expect_not(decision_supply(&s.facts, &s.decision, &supply));
	}
	begin_service(&s, SERVICE_7_1);
	scenario_decide(&s);
	cr_expect_not(decision_supply(&s.facts, &s.decision, &supply));
	scenario_init(&s);
	scenario_decide(&s);
	cr_expect(decision_supply(&s.facts, &s.decision, &supply));
}

static const char *lack(enum service_article article, bool for_zi, bool price,
			bool tariff, bool event)
{
	struct scenario s;

	begin_service(&s, article);
	if (!for_zi)
		s.item->for_zi[0] = '\0';
	if (!event)
		s.item->event[0] = '\0';
	s.item->has_price = price;
	s.reference->service.has_tariff = tariff;
	const char *lacking = facts_lack(&s.facts);
	return lacking == NULL ? "nothing" : lacking;
}

/* 7.1-7.4 are about a medicine, 7.6-7.8 about an event. */
Test(kinds, what_a_request_for_a_service_lacks)
{
	for (int i = 0; i < SERVICE_ARTICLE_COUNT; i++) {
		enum service_article article = (enum service_article)i;
		bool medicine = article <= SERVICE_7_4;
		bool event = article >= SERVICE_7_6 && article <= SERVICE_7_8;
		cr_expect_str_eq(lack(article, true, true, true, true),
				 "nothing");
		cr_expect_str_eq(lack(article, true, true, false, true),
				 "nothing");
		cr_expect_str_eq(lack(article, true, false, true, true),
				 "nothing");
		cr_expect_str_eq(lack(article, true, false, false, true),
				 "/item/price");
		cr_expect_str_eq(lack(article, false, true, true, true),
				 medicine ? "/item/for_zi" : "nothing");
		cr_expect_str_eq(lack(article, true, true, true, false),
				 event ? "/item/event" : "nothing");
	}
}

Test(kinds, what_is_unknown_lacks_nothing)
{
	struct scenario s;

	scenario_init(&s);
	cr_expect_null(facts_lack(&s.facts));
	begin_service(&s, SERVICE_7_1);
	s.item->for_zi[0] = '\0';
	s.reference->service_known = false;
	cr_expect_null(facts_lack(&s.facts));
}
