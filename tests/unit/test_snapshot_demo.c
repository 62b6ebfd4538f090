/* The demo data make a snapshot that shows what its README says. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/money.h"
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
	cr_assert(snapshot_reference(snapshot, &key, &reference, &e));
	return reference;
}

static void shows(struct snapshot *snapshot)
{
	struct reference r = ask(snapshot, "90099575", "2026-11-21");

	cr_expect(r.policy_known && r.contract_farmacie && r.article_known);
	cr_expect_str_eq(r.reglement, "prolife-2023");
	cr_expect_eq(r.param[PARAM_CONTRIBUTION_YEAR_CENTS], 25000);
	cr_expect(r.article.annex == ANNEX_1B && r.condition_count == 0);
	r = ask(snapshot, "90010280", "2026-11-21");
	cr_expect(r.is_preferred && r.preferred_count == 1);
	r = ask(snapshot, "90010442", "2026-11-21");
	cr_expect(!r.is_preferred && r.preferred_count == 1);
	r = ask(snapshot, "90001079", "2026-11-21");
	cr_expect(r.article.cg_group == CG_MAAGZUURREMMER && r.is_preferred);
	r = ask(snapshot, "90061144", "2026-11-21");
	cr_expect(r.price.aip_cents > 100000 && r.condition_count == 0);
	r = ask(snapshot, "90112997", "2026-11-21");
	cr_expect(r.condition_count == 1 &&
		  r.conditions[0].procedure == PROCEDURE_VOORAF &&
		  r.conditions[0].form == STATEMENT_ARTSENVERKLARING);
	r = ask(snapshot, "90111036", "2026-11-21");
	cr_expect(r.condition_count == 1 &&
		  r.conditions[0].procedure == PROCEDURE_TOESTEMMING);
	r = ask(snapshot, "90018478", "2026-11-21");
	cr_expect(r.article.oral_contraceptive && r.condition_count == 1 &&
		  r.conditions[0].age_from == 21);
	cr_expect(ask(snapshot, "90004515", "2026-11-21").article.insulin);
	cr_expect(ask(snapshot, "90021606", "2026-11-21").article.long_supply);
	cr_expect(
	    ask(snapshot, "90002415", "2026-11-21").article.hospital_only);
	r = ask(snapshot, "90069102", "2026-11-21");
	cr_expect(r.article.selfcare && r.article.cg_group == CG_NONE);
}

/*
 * The ministry's price site in 2017: 730 Concerta 54 mg within the limit are
 * € 506,27, VAT (6 % then) included.
 */
static void agrees_with_the_ministry(struct snapshot *snapshot)
{
	struct reference r = ask(snapshot, "90037774", "2017-06-01");
	wide limit = (wide)r.price.limit_micro * 730 * (10000 + r.price.vat_bp);

	cr_expect(r.price.has_limit && r.price.vat_bp == 600);
	cr_expect_eq(round_half_up(limit, (wide)10000 * 10000), 50627);
	r = ask(snapshot, "90037774", "2026-11-21");
	cr_expect_eq(r.price.vat_bp, 900);
	cr_expect(r.price.aip_cents * 10000000 >
		  r.price.limit_micro * r.article.package_milli);
}

Test(snapshot_demo, is_built_and_shows_what_it_should)
{
	struct snapshot_build_stats stats;
	struct snapshot *snapshot;
	struct fixture f;

	fixture_begin(&f);
	cr_assert(snapshot_build(DEMO_DIR, f.out, NULL, NULL, &stats, &f.e),
		  "%s", f.e.message);
	cr_assert(snapshot_open(f.out, &snapshot, &f.e), "%s", f.e.message);
	cr_expect_str_eq(snapshot_info(snapshot)->id, "gvs-20261101-000017");
	cr_expect(snapshot_info(snapshot)->articles > 10000);
	shows(snapshot);
	agrees_with_the_ministry(snapshot);
	snapshot_close(snapshot);
	fixture_end(&f);
}
