/* Values in words, and the words of the protocol as people say them. */
#include <criterion/criterion.h>

#include <string.h>

#include "base/attr.h"
#include "rules/forms.h"
#include "scenario.h"

Test(forms, numbers_in_both_languages)
{
	static const struct {
		enum form form;
		int64_t n;
		const char *in[LANGUAGE_COUNT];
	} rows[] = {
	    {FORM_PLAIN, 12345, {"12345", "12345"}},
	    {FORM_DAYS, 1, {"1 dag", "1 day"}},
	    {FORM_DAYS, 15, {"15 dagen", "15 days"}},
	    {FORM_MONTHS, 1, {"1 maand", "1 month"}},
	    {FORM_MONTHS, 0, {"0 maanden", "0 months"}},
	    {FORM_YEARS, 1, {"1 jaar", "1 year"}},
	    {FORM_YEARS, 65, {"65 jaar", "65 years"}},
	    {FORM_EURO, 123456, {"€ 1.234,56", "€ 1,234.56"}},
	    {FORM_MICRO_EURO, 654260, {"€ 0,65426", "€ 0.65426"}},
	    {FORM_MICRO_EURO, 2000001, {"€ 2,000001", "€ 2.000001"}},
	    {FORM_DATE, 20778, {"21 november 2026", "21 November 2026"}},
	    {FORM_QUANTITY, 90000, {"90", "90"}},
	    {FORM_QUANTITY, 12050, {"12,05", "12.05"}},
	    {FORM_PERCENT, 75, {"75%", "75%"}},
	    {FORM_BASIS_POINTS, 900, {"9%", "9%"}},
	    {FORM_BASIS_POINTS, 2150, {"21,5%", "21.5%"}},
	    {FORM_YES_NO, 0, {"nee", "no"}},
	    {FORM_YES_NO, 1, {"ja", "yes"}},
	    {FORM_WORD, -7, {"-7", "-7"}},
	    {FORM_CLAIM, 42, {"C00000000000042", "C00000000000042"}},
	    {FORM_FACTS, 0, {"", ""}},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		for (int l = 0; l < LANGUAGE_COUNT; l++) {
			char memory[64];
			struct text out;
			text_init(&out, memory, sizeof(memory));
			form_write(&out, rows[i].form, rows[i].n,
				   (enum language)l);
			cr_expect_str_eq(memory, rows[i].in[l]);
		}
}

Test(forms, every_month_has_its_name)
{
	static const char *const names[][LANGUAGE_COUNT] = {
	    {"januari", "January"},
	    {"februari", "February"},
	    {"maart", "March"},
	    {"april", "April"},
	    {"mei", "May"},
	    {"juni", "June"},
	    {"juli", "July"},
	    {"augustus", "August"},
	    {"september", "September"},
	    {"oktober", "October"},
	    {"november", "November"},
	    {"december", "December"},
	};

	for (int month = 0; month < (int)ARRAY_LEN(names); month++)
		for (int l = 0; l < LANGUAGE_COUNT; l++) {
			char memory[64];
			struct text out;
			text_init(&out, memory, sizeof(memory));
			form_write(&out, FORM_DATE,
				   civil_add_months(day("2026-01-31"), month),
				   (enum language)l);
			cr_expect_not_null(strstr(memory, names[month][l]),
					   "%s", memory);
		}
}

static void write_facts(struct text *out, unsigned facts, enum language l)
{
	form_write(out, FORM_FACTS, facts, l);
}

Test(forms, the_facts_of_a_service_are_a_list)
{
	for (int l = 0; l < LANGUAGE_COUNT; l++) {
		char listed[256], wanted[256];
		struct text out;
		text_init(&out, listed, sizeof(listed));
		write_facts(&out, 1U << FACT_HANDED_OUT | 1U << FACT_IN_TIME,
			    (enum language)l);
		text_init(&out, wanted, sizeof(wanted));
		text_str(&out, term("", "handed_out", (enum language)l));
		text_str(&out, ", ");
		text_str(&out, term("", "in_time", (enum language)l));
		cr_expect_str_eq(listed, wanted);
	}
}

Test(forms, a_word_means_what_its_field_says)
{
	cr_expect_str_eq(term("prescriber", "other", LANGUAGE_NL),
			 "iemand anders");
	cr_expect_str_eq(term("device_kind", "other", LANGUAGE_NL), "anders");
	cr_expect_str_eq(term("", "1A", LANGUAGE_EN),
			 "annex 1A (with a limit)");
	cr_expect_str_eq(term("zi", "90000001", LANGUAGE_EN), "90000001");
}

/* What has no row comes back as it went in: the same memory. */
static void expect_term(const char *context, const char *name)
{
	char word[64];

	strncpy(word, name, sizeof(word) - 1);
	word[sizeof(word) - 1] = '\0';
	for (int l = 0; l < LANGUAGE_COUNT && word[0] != '\0'; l++) {
		const char *found = term(context, word, (enum language)l);
		cr_expect_neq(found, word, "terms.def has no %s", word);
		cr_expect_null(strchr(found, '_'), "%s", found);
	}
}

Test(forms, every_word_of_the_protocol_has_a_term)
{
	for (int i = 0; i < KIND_COUNT; i++)
		expect_term("kind", item_kind_name((enum item_kind)i));
	for (int i = 0; i < PRESCRIBER_COUNT; i++)
		expect_term("prescriber", prescriber_name((enum prescriber)i));
	for (int i = 0; i < STATEMENT_KIND_COUNT; i++)
		expect_term("", statement_kind_name((enum statement_kind)i));
	for (int i = 0; i < DEVICE_PART_COUNT; i++)
		expect_term("", device_part_name((enum device_part)i));
	for (int i = 0; i < DEVICE_KIND_COUNT; i++)
		expect_term("", device_kind_name((enum device_kind)i));
	for (int i = 0; i < SERVICE_FACT_COUNT; i++)
		expect_term("", service_fact_name((enum service_fact)i));
	for (int i = 0; i < OUTCOME_COUNT; i++)
		expect_term("outcome", outcome_name((enum outcome)i));
	for (int i = 0; i < EFFECT_COUNT; i++)
		expect_term("effect", effect_name((enum effect)i));
	for (int i = 0; i < ADVICE_ACTION_COUNT; i++)
		expect_term("action", advice_name((enum advice_action)i));
}

Test(forms, every_word_of_the_snapshot_has_a_term)
{
	for (int i = 0; i < SUPPLIER_KIND_COUNT; i++)
		expect_term("", supplier_kind_name((enum supplier_kind)i));
	for (int i = 0; i < ANNEX_COUNT; i++)
		expect_term("", annex_name((enum annex)i));
	for (int i = 0; i < EXCLUDED_COUNT; i++)
		expect_term("", excluded_name((enum excluded)i));
	for (int i = 0; i < CG_GROUP_COUNT; i++)
		expect_term("", cg_group_name((enum cg_group)i));
	for (int i = 0; i < PROCEDURE_COUNT; i++)
		expect_term("", procedure_name((enum procedure)i));
	for (int i = 0; i < DIET_TYPE_COUNT; i++)
		expect_term("", diet_type_name((enum diet_type)i));
	for (int i = 0; i < SERVICE_COVER_COUNT; i++)
		expect_term("", service_cover_name((enum service_cover)i));
	for (int i = 0; i < DEVICE_CATEGORY_COUNT; i++)
		expect_term("", device_category_name((enum device_category)i));
}
