/* The same for the other kinds, and for what money was moved. */
#include <criterion/criterion.h>

#include <string.h>

#include "base/attr.h"
#include "sentences.h"

/* --- 5, 7, pumps ---------------------------------------------------------- */

static void equivalent(struct scenario *s)
{
	begin_preparation(s);
	s->reference->components[1].unreimbursed_equivalent = true;
}

static void irrational(struct scenario *s)
{
	begin_preparation(s);
	s->reference->components[1].irrational = true;
}

static void first_irrational(struct scenario *s)
{
	begin_preparation(s);
	s->reference->components[0].irrational = true;
	s->reference->components[1].irrational = true;
}

static void diet_not_met(struct scenario *s)
{
	begin_diet(s);
	s->claim->statement.conditions_met = ANSWER_NO;
}

static void diet_xm(struct scenario *s)
{
	diet_not_met(s);
	s->claim->statement.xm = true;
}

static void not_insured(struct scenario *s)
{
	begin_service(s, SERVICE_7_10);
	s->reference->service.cover = COVER_NEE;
}

static void facts_missing(struct scenario *s)
{
	begin_service(s, SERVICE_7_6);
	s->item->stated[FACT_SAME_DAY] = false;
}

static void had_before(struct scenario *s)
{
	begin_service(s, SERVICE_7_2);
	scenario_add_supply(s, day("2026-01-31"), 30);
}

static void reviewed_before(struct scenario *s)
{
	begin_service(s, SERVICE_7_5);
	add_past_service(s, 42, day("2026-02-01"));
}

static void instructed_before(struct scenario *s)
{
	begin_service(s, SERVICE_7_4);
	add_past_service(s, 43, day("2026-02-01"));
}

static void instructed_twice(struct scenario *s)
{
	instructed_before(s);
	add_past_service(s, 44, day("2026-03-01"));
	s->item->incorrect_use = true;
}

static void talked_before(struct scenario *s)
{
	begin_service(s, SERVICE_7_8);
	add_past_service(s, 45, day("2024-03-01"));
}

static void talked_to_before(struct scenario *s)
{
	begin_service(s, SERVICE_7_6);
	add_past_service(s, 46, day("2024-03-01"));
}

static void admitted_before(struct scenario *s)
{
	begin_service(s, SERVICE_7_7);
	add_past_service(s, 47, day("2024-03-01"));
}

static void above_tariff(struct scenario *s)
{
	begin_service(s, SERVICE_7_5);
	s->item->price = 1000;
}

static void battery(struct scenario *s)
{
	begin_device(s);
	s->item->part = PART_BATTERY;
	s->item->first_purchase = false;
}

static void above_market(struct scenario *s)
{
	begin_device(s);
	s->reference->contract_hulpmiddelen = false;
	s->facts.permit_covers_item = true;
	s->item->price = 120000;
}

Test(sentences_kinds, other_kinds)
{
	static const struct sentence_row rows[] = {
	    {equivalent, RULE_PREPARATION_EQUIVALENT, "met HYDROCORTISON"},
	    {irrational, RULE_PREPARATION_IRRATIONAL, "zit HYDROCORTISON."},
	    {first_irrational, RULE_PREPARATION_IRRATIONAL,
	     "zit CETOMACROGOL."},
	    {diet_not_met, RULE_DIET_XM, "niet aan de voorwaarden voldoet."},
	    {diet_xm, RULE_DIET_XM, "plaats met XM"},
	    {not_insured, RULE_SERVICE_NOT_INSURED, ": Dienst."},
	    {facts_missing, RULE_SERVICE_CONDITION, "ontbreekt: "},
	    {had_before, RULE_SERVICE_NOT_NEW,
	     "al op 31 januari 2026. Het gesprek wordt alleen vergoed als dat "
	     "12 maanden"},
	    {reviewed_before, RULE_SERVICE_FREQUENCY,
	     "één keer per jaar vergoed. U kreeg haar dit jaar al: claim "
	     "C00000000000042."},
	    {instructed_before, RULE_SERVICE_FREQUENCY,
	     "per jaar per hulpmiddel vergoed. U kreeg haar dit jaar al: "
	     "claim C00000000000043."},
	    {instructed_twice, RULE_SERVICE_FREQUENCY,
	     "al twee, de laatste met claim C00000000000044."},
	    {talked_before, RULE_SERVICE_FREQUENCY,
	     "bezoek of opname vergoed. Dat is al gebeurd: claim "
	     "C00000000000045."},
	    {talked_to_before, RULE_SERVICE_FREQUENCY,
	     "Dat is al gebeurd: claim C00000000000046."},
	    {admitted_before, RULE_SERVICE_FREQUENCY,
	     "Dat is al gebeurd: claim C00000000000047."},
	    {above_tariff, RULE_PRICE_ABOVE_LIST,
	     "hoger dan het tarief: tarief € 7,00; prijs € 10,00; niet "
	     "vergoed € 3,00."},
	    {battery, RULE_DEVICE_BATTERY, "betaalt u ze zelf: € 1.000,00."},
	    {above_market, RULE_DEVICE_PRICE,
	     "marktprijs € 1.000,00; prijs € 1.200,00. Wat boven € 1.100,00 "
	     "ligt, betaalt u zelf: € 100,00."},
	};

	check_sentences(rows, ARRAY_LEN(rows));
}

/* --- 3 and 4.2: money ------------------------------------------------------
 */

static void above_list(struct scenario *s)
{
	scenario_init(s);
	s->item->has_price = true;
	s->item->price = 4000;
}

static void diet_above_list(struct scenario *s)
{
	begin_diet(s);
	s->item->price = 4000;
}

static void capped(struct scenario *s)
{
	scenario_init(s);
	scenario_price(s, 2670, 654260);
	s->facts.contributions_year_cents = 24000;
}

static void limited_ingredient(struct scenario *s)
{
	begin_preparation(s);
	s->reference->components[1] = (struct component){
	    .limited = true,
	    .package_milli = 30000,
	    .price = {.aip_cents = 2670,
		      .vat_bp = 900,
		      .has_limit = true,
		      .limit_micro = 654260},
	};
}

static void uncontracted_service(struct scenario *s)
{
	begin_service(s, SERVICE_7_5);
	s->reference->contract_farmacie = false;
	s->reference->has_average_tariff = true;
	s->reference->average_tariff_cents = 600;
}

Test(sentences_kinds, money)
{
	static const struct sentence_row rows[] = {
	    {above_list, RULE_PRICE_ABOVE_LIST,
	     "lijstprijs: lijstprijs € 32,70; prijs € 40,00; niet vergoed € "
	     "7,30."},
	    {diet_above_list, RULE_PRICE_ABOVE_LIST,
	     "lijstprijs € 32,70; prijs € 40,00; niet vergoed € 7,30."},
	    {capped, RULE_CONTRIBUTION,
	     "limiet € 19,63; prijs € 26,70; eigen bijdrage € 10,00."},
	    {capped, RULE_CONTRIBUTION_CAP,
	     "hoogstens € 250,00 eigen bijdrage. Daarom vervalt € 13,13."},
	    {limited_ingredient, RULE_CONTRIBUTION,
	     "meer kost dan de limiet. Uw eigen bijdrage is € 2,57."},
	    {uncontracted_service, RULE_UNCONTRACTED,
	     "hoogstens 75% van het gemiddelde tarief van € 6,00. U betaalt "
	     "daardoor zelf € 2,50."},
	};

	check_sentences(rows, ARRAY_LEN(rows));
}
