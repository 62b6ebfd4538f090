/* What decided stands in the sentence: the values of each that has some. */
#include <criterion/criterion.h>

#include <string.h>

#include "base/attr.h"
#include "kinds.h"

static const char *sentence(const struct scenario *s, const struct reason *r,
			    enum language language)
{
	static char memory[2048];
	struct text out;

	text_init(&out, memory, sizeof(memory));
	reason_text(&s->facts, r, language, &out);
	cr_assert_not(out.overflow);
	return memory;
}

struct row {
	void (*arrange)(struct scenario *s);
	enum rule_code code;
	const char *says; /* in Dutch */
};

static void check(const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct scenario s;
		rows[i].arrange(&s);
		scenario_decide(&s);
		const struct reason *r = scenario_reason(&s, rows[i].code);
		cr_assert_not_null(r, "%s", rule_name(rows[i].code));
		const char *text = sentence(&s, r, LANGUAGE_NL);
		cr_expect_not_null(strstr(text, rows[i].says), "%s", text);
	}
}

/* --- who and what is insured ---------------------------------------------- */

static void no_policy(struct scenario *s)
{
	scenario_init(s);
	s->reference->policy_known = false;
}

static void not_covered(struct scenario *s)
{
	scenario_init(s);
	s->param[PARAM_COVERS_FARMACIE] = 0;
}

static void device_not_covered(struct scenario *s)
{
	begin_device(s);
	s->param[PARAM_COVERS_HULPMIDDELEN] = 0;
}

static void no_article(struct scenario *s)
{
	scenario_init(s);
	s->reference->article_known = false;
}

static void no_device(struct scenario *s)
{
	begin_device(s);
	s->reference->device_known = false;
}

static void no_device_by_zi(struct scenario *s)
{
	no_device(s);
	s->item->gph[0] = '\0';
	strcpy(s->item->zi, "90000009");
}

static void no_service(struct scenario *s)
{
	begin_service(s, SERVICE_7_5);
	s->reference->service_known = false;
}

static void other_prescriber(struct scenario *s)
{
	scenario_init(s);
	s->prescription->prescriber = PRESCRIBER_OTHER;
}

static void not_preferred(struct scenario *s)
{
	scenario_init(s);
	s->reference->preferred_count = 1;
	strcpy(s->reference->preferred[0].zi, "90000102");
	strcpy(s->reference->preferred[0].name, "VOORKEURSMIDDEL");
}

static void not_preferred_nameless(struct scenario *s)
{
	not_preferred(s);
	s->reference->preferred[0].name[0] = '\0';
}

static void excluded(struct scenario *s)
{
	scenario_init(s);
	s->article->excluded = EXCLUDED_ONDERZOEK;
}

Test(sentences, who_and_what_is_insured)
{
	static const struct row rows[] = {
	    {no_policy, RULE_POLICY_UNKNOWN,
	     "Verzekeraar 3311 heeft op 21 november 2026 geen polis 196."},
	    {not_covered, RULE_KIND_NOT_COVERED, ": geneesmiddelen."},
	    {device_not_covered, RULE_KIND_NOT_COVERED, ": hulpmiddelen."},
	    {no_article, RULE_UNKNOWN_ARTICLE,
	     "Artikel 90000001 heeft op 21 november 2026"},
	    {no_device, RULE_UNKNOWN_DEVICE, "15A"},
	    {no_device_by_zi, RULE_UNKNOWN_DEVICE, "90000009"},
	    {no_service, RULE_UNKNOWN_SERVICE, "dienst"},
	    {other_prescriber, RULE_PRESCRIBER, ": iemand anders."},
	    {not_preferred, RULE_NOT_PREFERRED, "VOORKEURSMIDDEL"},
	    {not_preferred_nameless, RULE_NOT_PREFERRED, "90000102"},
	    {excluded, RULE_EXCLUDED, "geneesmiddel voor onderzoek"},
	};

	check(rows, ARRAY_LEN(rows));
}

/* --- 4.4: statements and chronic use -------------------------------------- */

static void statement_missing(struct scenario *s)
{
	scenario_init(s);
	scenario_add_condition(s, PROCEDURE_VOORAF,
			       STATEMENT_APOTHEEKINSTRUCTIE);
}

static void any_statement_missing(struct scenario *s)
{
	scenario_init(s);
	scenario_add_condition(s, PROCEDURE_VOORAF, STATEMENT_NONE);
}

static void stated(struct scenario *s)
{
	statement_missing(s);
	s->claim->has_statement = true;
	s->claim->statement.kind = STATEMENT_APOTHEEKINSTRUCTIE;
	s->claim->statement.conditions_met = ANSWER_YES;
}

static void statement_not_met(struct scenario *s)
{
	stated(s);
	s->claim->statement.conditions_met = ANSWER_NO;
}

static void statement_at_insurer(struct scenario *s)
{
	stated(s);
	s->claim->statement.sent_to_insurer = true;
}

static void statement_to_insurer(struct scenario *s)
{
	scenario_init(s);
	scenario_add_condition(s, PROCEDURE_VOORAF, STATEMENT_NONE);
	s->claim->has_statement = true;
	s->claim->statement.kind = STATEMENT_ARTSENVERKLARING;
	s->claim->statement.conditions_met = ANSWER_YES;
	s->reference->contract_farmacie = false;
}

static void permit_invalid(struct scenario *s)
{
	scenario_init(s);
	scenario_add_condition(s, PROCEDURE_TOESTEMMING, STATEMENT_NONE);
	s->claim->permit_count = 1;
}

static void chronic_days(struct scenario *s)
{
	begin_started(s, 4, 5);
	s->article->cg_group = CG_LAXEERMIDDEL;
	s->prescription->chronic = true;
	scenario_ask(s, 10000, 10);
}

static void chronic_wholly(struct scenario *s)
{
	begin_new(s);
	s->article->cg_group = CG_LAXEERMIDDEL;
	s->prescription->chronic = true;
	scenario_ask(s, 10000, 0);
}

Test(sentences, conditions)
{
	static const struct row rows[] = {
	    {statement_missing, RULE_STATEMENT_MISSING,
	     "verklaring nodig: apotheekinstructie."},
	    {any_statement_missing, RULE_STATEMENT_MISSING,
	     "verklaring nodig: artsenverklaring."},
	    {statement_not_met, RULE_STATEMENT_NOT_MET,
	     "verklaring (apotheekinstructie)"},
	    {statement_at_insurer, RULE_STATEMENT_AT_INSURER,
	     "De verklaring (apotheekinstructie) ligt bij uw verzekeraar."},
	    {statement_to_insurer, RULE_STATEMENT_AT_INSURER,
	     "moet uw verzekeraar de verklaring (artsenverklaring) eerst"},
	    {permit_invalid, RULE_PERMIT_INVALID, "op 21 november 2026"},
	    {chronic_days, RULE_CG_FIRST_DAYS,
	     "De eerste 15 dagen betaalt u zelf. Van deze levering is dat 10 "
	     "dagen: € 3,63."},
	    {chronic_wholly, RULE_CG_FIRST_DAYS,
	     "De eerste 15 dagen betaalt u zelf. De dosering is niet bekend, "
	     "dus u betaalt deze levering zelf: € 3,63."},
	};

	check(rows, ARRAY_LEN(rows));
}

/* --- 9: periods ----------------------------------------------------------- */

static void window_used(struct scenario *s)
{
	begin_started(s, 4, 5);
	scenario_ask(s, 12000, 12);
}

static void window_full(struct scenario *s)
{
	begin_started(s, 4, 15);
	scenario_ask(s, 12000, 12);
}

static void window_full_by_two(struct scenario *s)
{
	begin_started(s, 6, 9);
	scenario_add_supply(s, s->claim->date - 4, 7);
}

static void set_up(struct scenario *s)
{
	begin_stocked(s, 0);
	make_expensive(s);
	s->supplies[0].date = s->claim->date - 30;
	s->supplies[0].days = 30;
	s->facts.history_count = 1;
}

static void too_long(struct scenario *s)
{
	begin_stocked(s, 0);
	scenario_ask(s, 100000, 100);
}

static void stocked(struct scenario *s)
{
	begin_stocked(s, 20);
	scenario_ask(s, 93000, 93);
}

static void stocked_full(struct scenario *s)
{
	begin_stocked(s, 120);
}

static void holiday(struct scenario *s)
{
	too_long(s);
	s->prescription->holiday = true;
}

static void holiday_expensive(struct scenario *s)
{
	holiday(s);
	make_expensive(s);
}

static void holiday_weekly(struct scenario *s)
{
	holiday(s);
	s->item->weekly = true;
}

static void holiday_max(struct scenario *s)
{
	holiday(s);
	scenario_ask(s, 200000, 200);
}

static void days_unknown(struct scenario *s)
{
	begin_new(s);
	scenario_ask(s, 20000, 0);
}

static void history_unknown(struct scenario *s)
{
	begin_new(s);
	s->facts.ledger_since = day("2026-06-01");
}

static void palliative(struct scenario *s)
{
	scenario_init(s);
	s->prescription->palliative = true;
}

Test(sentences, periods)
{
	static const struct row rows[] = {
	    {begin_new, RULE_FIRST_SUPPLY,
	     "hoogstens 15 dagen, of de kleinste verpakking. Hoeveelheid: 15 "
	     "van de gevraagde 90."},
	    {window_used, RULE_FIRST_SUPPLY,
	     "U kreeg al 5 dagen van de eerste 15 dagen. Hoeveelheid: 10 van "
	     "de gevraagde 12."},
	    {window_full, RULE_FIRST_SUPPLY_RUNNING,
	     "net voor 15 dagen. Vanaf 27 november 2026"},
	    {window_full_by_two, RULE_FIRST_SUPPLY_RUNNING,
	     "net voor 16 dagen. Vanaf 25 november 2026"},
	    {palliative, RULE_PALLIATIVE,
	     "hoogstens 15 dagen per keer. Hoeveelheid: 30 van"},
	    {set_up, RULE_EXPENSIVE_SETUP,
	     "meer dan € 1.000,00 per maand. De eerste 6 maanden (vanaf 22 "
	     "oktober 2026) krijgt u hoogstens 31 dagen per keer. "
	     "Hoeveelheid: 31 van de gevraagde 90."},
	    {too_long, RULE_SUPPLY_PERIOD,
	     "hoogstens 93 dagen per keer; gevraagd is 100 dagen."},
	    {stocked, RULE_STOCK_LEFT,
	     "nog voor 20 dagen in huis, tot 11 december 2026. U krijgt er "
	     "hoogstens 87 dagen bij. Hoeveelheid: 87 van de gevraagde 93."},
	    {stocked_full, RULE_STOCK_LEFT,
	     "nog voor 120 dagen in huis, tot 21 maart 2027. Daarom krijgt u"},
	    {holiday, RULE_HOLIDAY, "hoogstens 186 dagen."},
	    {holiday_expensive, RULE_HOLIDAY_PERMIT,
	     "meer dan € 1.000,00 per maand"},
	    {holiday_weekly, RULE_HOLIDAY_PERMIT, "per week"},
	    {holiday_max, RULE_HOLIDAY_MAX,
	     "hoogstens 186 dagen; gevraagd is 200 dagen. Hoeveelheid: 186 "
	     "van de gevraagde 200."},
	    {days_unknown, RULE_DAYS_UNKNOWN, "kleinste verpakking: 10."},
	    {history_unknown, RULE_HISTORY_UNKNOWN, "vóór 1 juni 2026"},
	};

	check(rows, ARRAY_LEN(rows));
}

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

Test(sentences, other_kinds)
{
	static const struct row rows[] = {
	    {equivalent, RULE_PREPARATION_EQUIVALENT, "met HYDROCORTISON"},
	    {irrational, RULE_PREPARATION_IRRATIONAL, "zit HYDROCORTISON."},
	    {first_irrational, RULE_PREPARATION_IRRATIONAL,
	     "zit CETOMACROGOL."},
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
	    {above_tariff, RULE_PRICE_ABOVE_LIST,
	     "hoger dan het tarief: tarief € 7,00; prijs € 10,00; niet "
	     "vergoed € 3,00."},
	    {battery, RULE_DEVICE_BATTERY, "betaalt u ze zelf: € 1.000,00."},
	    {above_market, RULE_DEVICE_PRICE,
	     "marktprijs € 1.000,00; prijs € 1.200,00. Wat boven € 1.100,00 "
	     "ligt, betaalt u zelf: € 100,00."},
	};

	check(rows, ARRAY_LEN(rows));
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

Test(sentences, money)
{
	static const struct row rows[] = {
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

	check(rows, ARRAY_LEN(rows));
}
