/* What a snapshot answers, on both sides of every period. */
#include <criterion/criterion.h>

#include <string.h>

#include "snapshot_fixture.h"

static struct reference ask(struct snapshot *snapshot, const char *zi,
			    const char *date)
{
	struct reference_key key = {
	    .uzovi = "3311", .polis = "196", .pharmacy = "02012345"};
	struct reference reference;
	struct err e;

	cr_assert(civil_parse(date, strlen(date), &key.date));
	strcpy(key.zi, zi);
	cr_assert(snapshot_reference(snapshot, &key, &reference, &e), "%s",
		  e.message);
	return reference;
}

Test(snapshot_reference, policy_and_parameters)
{
	struct fixture f;
	struct snapshot *snapshot;

	fixture_begin(&f);
	snapshot = fixture_open(&f);
	struct reference r = ask(snapshot, "90000005", "2024-01-01");
	cr_expect(r.policy_known);
	cr_expect_str_eq(r.reglement, "r-1");
	for (int i = 0; i < PARAM_COUNT; i++)
		cr_expect_eq(r.param[i], 1);
	cr_expect(ask(snapshot, "90000005", "2026-06-30").policy_known);
	r = ask(snapshot, "90000005", "2026-07-01");
	cr_expect_not(r.policy_known);
	cr_expect_str_empty(r.reglement);
	cr_expect_eq(r.param[PARAM_CG_OWN_DAYS], 0);
	cr_expect_not(ask(snapshot, "90000005", "2023-12-31").policy_known);
	snapshot_close(snapshot);
	fixture_end(&f);
}

Test(snapshot_reference, dated_parameters)
{
	struct fixture f;
	struct snapshot *snapshot;

	fixture_begin(&f);
	fixture_edit(&f, "parameter.csv", "r-1,cg_own_days,2024-01-01,,1,,\n",
		     "r-1,cg_own_days,2024-01-01,2024-05-31,15,,\n"
		     "r-1,cg_own_days,2024-06-01,,20,,\n"
		     "r-0,cg_own_days,2024-01-01,,99,,\n");
	snapshot = fixture_open(&f);
	cr_expect_eq(
	    ask(snapshot, "90000005", "2024-05-31").param[PARAM_CG_OWN_DAYS],
	    15);
	cr_expect_eq(
	    ask(snapshot, "90000005", "2024-06-01").param[PARAM_CG_OWN_DAYS],
	    20);
	snapshot_close(snapshot);
	fixture_end(&f);
}

Test(snapshot_reference, pharmacy)
{
	struct reference_key key = {
	    .uzovi = "3311", .polis = "196", .zi = "90000005", .date = 19723};
	struct reference r;
	struct fixture f;
	struct snapshot *snapshot;

	fixture_begin(&f);
	snapshot = fixture_open(&f);
	cr_expect(ask(snapshot, "90000005", "2024-12-31").contract_farmacie);
	r = ask(snapshot, "90000005", "2025-01-01");
	cr_expect_not(r.contract_farmacie);
	cr_expect(r.supplier == SUPPLIER_APOTHEEK);
	strcpy(key.pharmacy, "06012345");
	cr_assert(snapshot_reference(snapshot, &key, &r, &f.e));
	cr_expect(r.supplier == SUPPLIER_ZIEKENHUIS);
	cr_expect_not(r.contract_farmacie);
	strcpy(key.pharmacy, "09999999");
	cr_assert(snapshot_reference(snapshot, &key, &r, &f.e));
	cr_expect(r.supplier == SUPPLIER_UNKNOWN);
	snapshot_close(snapshot);
	fixture_end(&f);
}

Test(snapshot_reference, an_article_needs_a_price)
{
	static const struct {
		const char *zi, *date;
		bool known;
		int64_t aip;
	} cases[] = {
	    {"90000005", "2023-12-31", false, 0},
	    {"90000005", "2024-01-01", true, 1000},
	    {"90000005", "2024-12-31", true, 1000},
	    {"90000005", "2025-01-01", false, 0}, /* no price */
	    {"90000005", "2025-01-31", false, 0},
	    {"90000005", "2025-02-01", true, 1100},
	    {"90000005", "2025-12-31", true, 1100},
	    {"90000005", "2026-01-01", false, 0}, /* no article */
	    {"90000013", "2024-02-29", false, 0},
	    {"90000013", "2024-03-01", true, 500},
	    {"90000099", "2024-03-01", false, 0},
	};
	struct fixture f;
	struct snapshot *snapshot;

	fixture_begin(&f);
	snapshot = fixture_open(&f);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct reference r = ask(snapshot, cases[i].zi, cases[i].date);
		cr_expect(r.article_known == cases[i].known, "%s %s",
			  cases[i].zi, cases[i].date);
		cr_expect_eq(r.price.aip_cents, cases[i].aip);
		if (!cases[i].known)
			cr_expect(r.condition_count == 0 &&
				  r.preferred_count == 0);
	}
	snapshot_close(snapshot);
	fixture_end(&f);
}

Test(snapshot_reference, every_column_of_an_article)
{
	struct fixture f;
	struct snapshot *snapshot;

	fixture_begin(&f);
	snapshot = fixture_open(&f);
	struct reference r = ask(snapshot, "90000005", "2024-01-01");
	const struct article *a = &r.article;
	cr_expect_str_eq(a->zi, "90000005");
	cr_expect_str_eq(a->name, "Eén, \"goed\"");
	cr_expect_str_eq(a->prk, "p1");
	cr_expect_str_eq(a->substance, "metformin");
	cr_expect_str_eq(a->form, "tablet");
	cr_expect_eq(a->package_milli, 30000);
	cr_expect_eq(a->smallest_package_milli, 10000);
	cr_expect(a->divisible && a->prescription_only && !a->selfcare);
	cr_expect(a->annex == ANNEX_1A && a->cg_group == CG_NONE);
	cr_expect(a->excluded == EXCLUDED_NO && !a->hospital_only);
	cr_expect(!a->long_supply && !a->oral_contraceptive && !a->insulin);
	cr_expect(r.price.vat_bp == 900 && r.price.has_limit);
	cr_expect_eq(r.price.limit_micro, 654260);

	r = ask(snapshot, "90000013", "2024-03-01");
	cr_expect_eq(a->smallest_package_milli, 0);
	cr_expect(!a->divisible && a->prescription_only && a->selfcare);
	cr_expect(a->annex == ANNEX_1B && a->cg_group == CG_LAXEERMIDDEL);
	cr_expect(a->excluded == EXCLUDED_HOMEOPATHIE && a->hospital_only);
	cr_expect(a->long_supply && a->oral_contraceptive && a->insulin);
	cr_expect(r.price.has_limit); /* zero is a limit */
	cr_expect_eq(r.price.limit_micro, 0);

	r = ask(snapshot, "90000021", "2024-03-01");
	cr_expect(a->annex == ANNEX_NONE && !a->prescription_only);
	cr_expect_not(r.price.has_limit);
	cr_expect_eq(r.condition_count, 0);
	snapshot_close(snapshot);
	fixture_end(&f);
}

Test(snapshot_reference, least_package_of_the_prk)
{
	struct fixture f;
	struct snapshot *snapshot;

	fixture_begin(&f);
	snapshot = fixture_open(&f);
	cr_expect_eq(ask(snapshot, "90000005", "2024-02-29")
			 .article.prk_least_package_milli,
		     30000);
	cr_expect_eq(ask(snapshot, "90000005", "2024-03-01")
			 .article.prk_least_package_milli,
		     14000);
	cr_expect_eq(ask(snapshot, "90000021", "2024-03-01")
			 .article.prk_least_package_milli,
		     100000);
	snapshot_close(snapshot);
	fixture_end(&f);
}

Test(snapshot_reference, preferred_articles)
{
	static const struct {
		const char *zi, *date, *first, *second;
		bool is_preferred;
	} cases[] = {
	    /* 90000013 is preferred, but no article until 1 March. */
	    {"90000005", "2024-02-29", NULL, NULL, false},
	    {"90000005", "2024-03-01", "90000013", NULL, false},
	    /* In January 2025 90000005 has no price. */
	    {"90000013", "2025-01-31", "90000013", NULL, true},
	    {"90000013", "2025-02-01", "90000005", "90000013", true},
	    {"90000005", "2025-06-30", "90000005", "90000013", true},
	    {"90000013", "2025-07-01", "90000005", NULL, false},
	    {"90000013", "2026-01-01", NULL, NULL, false},
	    {"90000021", "2025-02-01", NULL, NULL, false},
	};
	struct fixture f;
	struct snapshot *snapshot;

	fixture_begin(&f);
	snapshot = fixture_open(&f);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct reference r = ask(snapshot, cases[i].zi, cases[i].date);
		int count =
		    (cases[i].first != NULL) + (cases[i].second != NULL);
		cr_assert_eq(r.preferred_count, count, "%s", cases[i].date);
		cr_expect(r.is_preferred == cases[i].is_preferred, "%s",
			  cases[i].date);
		if (count > 0)
			cr_expect_str_eq(r.preferred[0].zi, cases[i].first);
		if (count > 1)
			cr_expect_str_eq(r.preferred[1].zi, cases[i].second);
		for (int k = 0; k < count; k++)
			cr_expect_not(r.preferred[k].name[0] == '\0');
	}
	snapshot_close(snapshot);
	fixture_end(&f);
}

Test(snapshot_reference, conditions_of_every_scope)
{
	static const struct condition all[] = {
	    {3, PROCEDURE_ACHTERAF, STATEMENT_NONE, -1, 12},
	    {5, PROCEDURE_TOESTEMMING, STATEMENT_APOTHEEKINSTRUCTIE, -1, -1},
	    {6, PROCEDURE_VOORAF, STATEMENT_NONE, -1, -1},
	    {7, PROCEDURE_VOORAF, STATEMENT_VERKLARING_DIEETPREPARATEN, -1, -1},
	    {9, PROCEDURE_VOORAF, STATEMENT_ARTSENVERKLARING, 18, -1},
	};
	struct fixture f;
	struct snapshot *snapshot;

	fixture_begin(&f);
	snapshot = fixture_open(&f);
	struct reference r = ask(snapshot, "90000005", "2024-06-30");
	cr_assert_eq(r.condition_count, 5);
	for (int i = 0; i < 5; i++) {
		const struct condition *c = &r.conditions[i];
		cr_expect_eq(c->id, all[i].id);
		cr_expect(c->procedure == all[i].procedure, "%d", i);
		cr_expect(c->form == all[i].form, "%d", i);
		cr_expect_eq(c->age_from, all[i].age_from);
		cr_expect_eq(c->age_below, all[i].age_below);
	}
	r = ask(snapshot, "90000005", "2024-07-01");
	cr_expect_eq(r.condition_count, 4);
	cr_expect_eq(r.conditions[0].id, 5);
	snapshot_close(snapshot);
	fixture_end(&f);
}

Test(snapshot_reference, average_tariff)
{
	struct fixture f;
	struct snapshot *snapshot;

	fixture_begin(&f);
	snapshot = fixture_open(&f);
	struct reference r = ask(snapshot, "90000005", "2024-12-31");
	cr_expect(r.has_average_tariff);
	cr_expect_eq(r.average_tariff_cents, 990);
	r = ask(snapshot, "90000005", "2025-02-01");
	cr_expect_not(r.has_average_tariff);
	cr_expect_eq(r.average_tariff_cents, 0);
	snapshot_close(snapshot);
	fixture_end(&f);
}
