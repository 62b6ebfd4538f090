/* The words of claimctl explain: labels, values, articles and sentences. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#include "base/attr.h"
#include "client/explain_words.h"

static char memory[EXPLAIN_VALUE_MAX];
static struct text out;

static void begin(void)
{
	text_init(&out, memory, sizeof(memory));
}

TestSuite(explain_words, .init = begin);

Test(explain_words, values_by_the_names_of_their_members)
{
	static const struct {
		const char *name, *json;
		const char *in[LANGUAGE_COUNT];
	} rows[] = {
	    {"list_cents", "123456", {"€ 1.234,56", "€ 1,234.56"}},
	    {"price", "0", {"€ 0,00", "€ 0.00"}},
	    {"contribution_year_cents", "-1", {"geen", "none"}},
	    {"allowed_milli", "12500", {"12,5", "12.5"}},
	    {"days", "1", {"1 dag", "1 day"}},
	    {"setup_months", "6", {"6 maanden", "6 months"}},
	    {"age_years", "65", {"65 jaar", "65 years"}},
	    {"limit_micro", "654260", {"€ 0,65426", "€ 0.65426"}},
	    {"vat_bp", "900", {"9%", "9%"}},
	    {"uncontracted_percent", "75", {"75%", "75%"}},
	    {"covers_farmacie", "1", {"ja", "yes"}},
	    {"is_new", "true", {"ja", "yes"}},
	    {"is_new", "false", {"nee", "no"}},
	    {"date",
	     "\"2026-11-21\"",
	     {"21 november 2026", "21 November 2026"}},
	    {"zi", "\"90000001\"", {"90000001", "90000001"}},
	    {"prescriber", "\"other\"", {"iemand anders", "somebody else"}},
	    {"prescriber",
	     "\"huisarts, arts\"",
	     {"huisarts, andere arts",
	      "general practitioner, another physician"}},
	    {"permits", "\"\"", {"geen", "none"}},
	    {"permits", "[]", {"geen", "none"}},
	    {"permits", "[\"M-1\",\"M-2\"]", {"M-1, M-2", "M-1, M-2"}},
	    {"history",
	     "{\"date\":\"2026-11-02\",\"days\":15}",
	     {"datum: 2 november 2026; duur: 15 dagen",
	      "date: 2 November 2026; duration: 15 days"}},
	    {"event", "12", {"12", "12"}},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char object[256];
		struct doc *doc;
		struct err e;
		int len = snprintf(object, sizeof(object), "{\"v\":%s}",
				   rows[i].json);
		cr_assert(doc_parse(object, (size_t)len, &doc, &e));
		for (int l = 0; l < LANGUAGE_COUNT; l++) {
			text_clear(&out);
			explain_value(&out, rows[i].name,
				      doc_get(doc_root(doc), "v"),
				      (enum language)l);
			cr_expect_str_eq(memory, rows[i].in[l], "%s %s: %s",
					 rows[i].name, rows[i].json, memory);
		}
		doc_free(doc);
	}
}

/* A name that no table knows is written as it stands, without underscores. */
Test(explain_words, every_parameter_has_a_label)
{
	char plain[64];

	for (int i = 0; i < PARAM_COUNT; i++) {
		const char *name = param_info((enum param)i)->name;
		size_t len = strlen(name);
		for (size_t k = 0; k <= len; k++)
			plain[k] = (char)(name[k] == '_' ? ' ' : name[k]);
		text_clear(&out);
		explain_label(&out, name, LANGUAGE_NL);
		cr_expect_str_neq(memory, plain);
	}
	text_clear(&out);
	explain_label(&out, "some_new_member", LANGUAGE_NL);
	cr_expect_str_eq(memory, "some new member");
}

Test(explain_words, articles)
{
	static const struct {
		const char *article;
		bool brief;
		enum language l;
		const char *words;
	} rows[] = {
	    {"9.1", true, LANGUAGE_NL, "art. 9.1"},
	    {"9.1", false, LANGUAGE_EN, "article 9.1"},
	    {"reading 6", true, LANGUAGE_NL, "lezing 6"},
	    {"reading 6", false, LANGUAGE_EN, "reading 6"},
	    {"pump page", false, LANGUAGE_NL, "pomppagina"},
	    {"Begrippenlijst", true, LANGUAGE_EN, "Begrippenlijst"},
	    {"Regeling 2.32", true, LANGUAGE_NL, "Regeling 2.32"},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		text_clear(&out);
		explain_article(&out, rows[i].article, rows[i].brief,
				rows[i].l);
		cr_expect_str_eq(memory, rows[i].words);
	}
}

Test(explain_words, sentences_are_filled_in)
{
	const char *const versions[] = {"1.0", "2.0"};

	say_with(&out, SAY_OTHER_RULES, LANGUAGE_EN, versions);
	cr_expect_str_eq(memory,
			 "Not made again: decided by version 1.0 of the rules; "
			 "this program has version 2.0. What was recorded is "
			 "shown.");
	for (int i = 0; i < SAY_COUNT; i++)
		for (int l = 0; l < LANGUAGE_COUNT; l++)
			cr_expect(
			    strlen(say((enum saying)i, (enum language)l)) > 1);
}
