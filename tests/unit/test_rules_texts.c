/* Section 7 of the rulebook: two sentences a reason, plain and filled in. */
#include <criterion/criterion.h>

#include <string.h>

#include "base/attr.h"
#include "scenario.h"

enum { WORDS_MAX = 20 };

/* The most words between two full stops. */
static int longest_sentence(const char *text)
{
	int words = 0, most = 0;

	while (*text != '\0') {
		size_t len = strcspn(text, " ");
		words++;
		if (words > most)
			most = words;
		if (text[len - 1] == '.')
			words = 0;
		text += len;
		text += strspn(text, " ");
	}
	return most;
}

static struct reason filled(int code, int variant)
{
	return (struct reason){
	    .code = (enum rule_code)code,
	    .variant = (enum text_variant)variant,
	    .limit_days = 15,
	    .limit_quantity_milli = 12500,
	    .amount = 123456,
	    .until = day("2026-12-01"),
	    .since = day("2026-01-31"),
	    .claim = 42,
	    .missing = (1U << SERVICE_FACT_COUNT) - 1,
	    .values = {2, 20000},
	};
}

/* Words of offices, and what anybody says instead. */
static const char *const officialese[] = {
    "aangaande",   "aanspraak",	     "alsmede",	    "betreffende", "conform",
    "derhalve",	   "desalniettemin", "dienen",	    "dient",	   "doch",
    "echter",	   "geschieden",     "hieromtrent", "indien",	   "inzake",
    "jegens",	   "krachtens",	     "middels",	    "mits",	   "omtrent",
    "onderhavige", "reeds",	     "tenzij",	    "teneinde",	   "tevens",
    "thans",	   "trachten",	     "verstrekken", "voornoemd",   "welke",
    "zulks",
};

enum { LETTERS_MAX = 20 };

/* Plain words only; what stands between quotation marks is a name. */
static void check_plain(const char *text)
{
	char copy[2048];
	char *rest = copy;

	cr_assert_lt(strlen(text), sizeof(copy));
	strcpy(copy, text);
	for (char *word; (word = strsep(&rest, " .,:;?()'")) != NULL;) {
		cr_expect_leq(strlen(word), LETTERS_MAX, "%s: %s", word, text);
		for (size_t i = 0; i < ARRAY_LEN(officialese); i++)
			cr_expect_str_neq(word, officialese[i], "%s", text);
	}
}

/* Filled in, no longer than people read at once, and in plain words. */
static void check_text(const char *text, enum language language)
{
	static const char *const holes[] = {
	    "{", "}", "  ", " .", " ,", ": .", ": ;", "()", "''",
	};

	cr_expect_gt(strlen(text), 20, "%s", text);
	cr_expect_eq(text[strlen(text) - 1], '.', "%s", text);
	for (size_t i = 0; i < ARRAY_LEN(holes); i++)
		cr_expect_null(strstr(text, holes[i]), "%s", text);
	cr_expect_leq(longest_sentence(text), WORDS_MAX, "%s", text);
	if (language == LANGUAGE_NL)
		check_plain(text);
}

static void check_sentence(const struct scenario *s, int code, int variant,
			   enum language language)
{
	struct reason r = filled(code, variant);

	check_text(sentence(s, &r, language), language);
}

/* The longest words that are likely to stand in a sentence. */
static void fill_all(struct scenario *s)
{
	scenario_init(s);
	strcpy(s->reference->preferred[0].name, "VOORKEURSMIDDEL TABLET 10MG");
	strcpy(s->reference->service.name,
	       "Farmaceutische begeleiding in verband met ontslag uit het "
	       "ziekenhuis");
	s->reference->device.market_cents = 120000;
	strcpy(s->item->code, "begeleiding-ontslag");
	strcpy(s->item->gph, "INFUUSPOMP1");
	strcpy(s->item->ingredients[2].substance, "HYDROCORTISON");
	s->item->has_price = true;
	s->item->price = 123456;
}

Test(texts, every_sentence_is_short_and_whole)
{
	struct scenario s;

	fill_all(&s);
	for (int l = LANGUAGE_NL; l <= LANGUAGE_EN; l++) {
		for (int code = 0; code < RULE_COUNT; code++)
			check_sentence(&s, code, TEXT_OF_THE_RULE,
				       (enum language)l);
		for (int v = 1; v < TEXT_VARIANT_COUNT; v++)
			check_sentence(&s, 0, v, (enum language)l);
	}
}

static const char *advised(const struct advice *advice, enum language language)
{
	static char memory[2048];
	struct text out;

	text_init(&out, memory, sizeof(memory));
	advice_text(advice, "90000102 VOORKEURSMIDDEL TABLET 10MG", language,
		    &out);
	cr_assert_not(out.overflow);
	return memory;
}

Test(texts, every_advice_is_short_and_whole)
{
	struct advice a = {.from = day("2026-12-01"), .quantity_milli = 12500};

	for (int l = LANGUAGE_NL; l <= LANGUAGE_EN; l++)
		for (int action = 0; action < ADVICE_ACTION_COUNT; action++) {
			enum language language = (enum language)l;
			a.action = (enum advice_action)action;
			a.kind = STATEMENT_ARTSENVERKLARING;
			a.days = 15;
			check_text(advised(&a, language), language);
			a.days = 0;
			if (a.action == ADVICE_REDUCE)
				check_text(advised(&a, language), language);
		}
}

Test(texts, advice_with_its_values)
{
	struct advice a = {.action = ADVICE_RESUPPLY,
			   .from = day("2026-12-01")};

	cr_expect_str_eq(advised(&a, LANGUAGE_NL),
			 "Vanaf 1 december 2026 kan er meer worden geleverd.");
	a = (struct advice){
	    .action = ADVICE_REDUCE, .quantity_milli = 12500, .days = 1};
	cr_expect_str_eq(advised(&a, LANGUAGE_EN),
			 "Supply no more than 12.5 now, enough for 1 day.");
	a.days = 0;
	cr_expect_str_eq(advised(&a, LANGUAGE_NL),
			 "Lever nu niet meer dan 12,5.");
	a = (struct advice){.action = ADVICE_ASK_STATEMENT,
			    .kind = STATEMENT_VERKLARING_DIEETPREPARATEN};
	cr_expect_not_null(
	    strstr(advised(&a, LANGUAGE_NL), "verklaring dieetpreparaten"));
	a.action = ADVICE_DISPENSE_PREFERRED;
	cr_expect_not_null(strstr(advised(&a, LANGUAGE_NL), "90000102"));
}

Test(texts, a_service_lacks_what_is_listed)
{
	struct scenario s;

	scenario_init(&s);
	struct reason r = filled(RULE_SERVICE_CONDITION, TEXT_OF_THE_RULE);
	r.missing = 1U << FACT_GUIDELINE_MET | 1U << FACT_IN_TIME;
	cr_expect_not_null(strstr(sentence(&s, &r, LANGUAGE_NL),
				  "ontbreekt: richtlijn gevolgd, op tijd."));
	r = filled(RULE_SERVICE_FREQUENCY, TEXT_OF_THE_RULE);
	cr_expect_not_null(
	    strstr(sentence(&s, &r, LANGUAGE_EN), "claim C00000000000042."));
}

Test(texts, the_contribution_and_what_decided_it)
{
	struct scenario s;

	scenario_init(&s);
	scenario_price(&s, 2670, 654260);
	scenario_ask(&s, 30000, 30);
	scenario_decide(&s);
	const struct reason *r = scenario_reason(&s, RULE_CONTRIBUTION);
	cr_assert_not_null(r);
	cr_expect_not_null(strstr(sentence(&s, r, LANGUAGE_NL),
				  "limiet € 19,63; prijs € 26,70; "
				  "eigen bijdrage € 7,71."));
	cr_expect_not_null(strstr(sentence(&s, r, LANGUAGE_EN),
				  "limit € 19.63; price € 26.70; "
				  "your contribution € 7.71."));
}

Test(texts, numbers_dates_and_quantities)
{
	struct scenario s;

	scenario_init(&s);
	struct reason r = filled(RULE_SUPPLY_PERIOD, TEXT_OF_THE_RULE);
	cr_expect_str_eq(sentence(&s, &r, LANGUAGE_NL),
			 "U krijgt hoogstens 15 dagen per keer; gevraagd is 90 "
			 "dagen. Hoeveelheid: 12,5 van de gevraagde 90.");
	r.limit_days = 1;
	r.limit_quantity_milli = 1005;
	cr_expect_str_eq(sentence(&s, &r, LANGUAGE_EN),
			 "You get at most 1 day at a time; 90 days were asked "
			 "for. Quantity: 1.005 of the 90 asked for.");
	r = filled(RULE_FIRST_SUPPLY_RUNNING, TEXT_OF_THE_RULE);
	cr_expect_not_null(
	    strstr(sentence(&s, &r, LANGUAGE_NL), "1 december 2026"));
	cr_expect_not_null(
	    strstr(sentence(&s, &r, LANGUAGE_EN), "1 December 2026"));
}

Test(texts, a_physician_assistant_reads_words_of_its_own)
{
	struct scenario s;

	scenario_init(&s);
	s.prescription->prescriber = PRESCRIBER_DIETIST;
	cr_assert(bites(&s, RULE_PRESCRIBER, EFFECT_DENY));
	cr_expect_not_null(strstr(
	    sentence(&s, scenario_reason(&s, RULE_PRESCRIBER), LANGUAGE_NL),
	    "De voorschrijver is: diëtist."));
	s.prescription->prescriber = PRESCRIBER_PHYSICIAN_ASSISTANT;
	cr_assert(bites(&s, RULE_PRESCRIBER, EFFECT_DENY));
	cr_expect_not_null(strstr(
	    sentence(&s, scenario_reason(&s, RULE_PRESCRIBER), LANGUAGE_NL),
	    "staat niet in het reglement"));
}

Test(texts, an_uncontracted_pharmacy_in_three_ways)
{
	struct scenario s;

	scenario_init(&s);
	s.reference->contract_farmacie = false;
	scenario_decide(&s);
	const struct reason *r = scenario_reason(&s, RULE_UNCONTRACTED);
	cr_expect_not_null(strstr(sentence(&s, r, LANGUAGE_NL),
				  "75% van het gemiddelde tarief van € 32,70"));
	s.param[PARAM_UNCONTRACTED_PERCENT] = 100;
	scenario_decide(&s);
	r = scenario_reason(&s, RULE_UNCONTRACTED);
	cr_expect_not_null(
	    strstr(sentence(&s, r, LANGUAGE_NL), "U betaalt eerst zelf"));
	s.claim->insured.wlz = true;
	scenario_decide(&s);
	r = scenario_reason(&s, RULE_UNCONTRACTED);
	cr_expect_null(
	    strstr(sentence(&s, r, LANGUAGE_NL), "U betaalt eerst zelf"));
}
