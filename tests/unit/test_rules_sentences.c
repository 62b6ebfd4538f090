/* What decided about a medicine stands in the sentence. */
#include <criterion/criterion.h>

#include <string.h>

#include "base/attr.h"
#include "sentences.h"

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
	static const struct sentence_row rows[] = {
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

	check_sentences(rows, ARRAY_LEN(rows));
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
	static const struct sentence_row rows[] = {
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

	check_sentences(rows, ARRAY_LEN(rows));
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
	static const struct sentence_row rows[] = {
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

	check_sentences(rows, ARRAY_LEN(rows));
}
