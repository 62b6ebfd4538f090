/* What rows must be to each other, each rule from both sides. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#include "snapshot_fixture.h"

/* Lines added to a good file; fault NULL: it stays good. */
struct added {
	const char *file, *lines, *fault;
};

static void expect_added(const struct added *cases, size_t count)
{
	struct fixture f;

	fixture_begin(&f);
	for (size_t i = 0; i < count; i++) {
		const struct added *c = &cases[i];
		fixture_append(&f, c->file, c->lines);
		bool built = fixture_build(&f);
		cr_expect(built == (c->fault == NULL), "%s: %s", c->lines,
			  f.faults[0]);
		if (c->fault != NULL)
			cr_expect(fixture_has_fault(&f, c->fault),
				  "missing: %s\ngot: %s", c->fault,
				  f.faults[0]);
		fixture_append(&f, c->file, "");
	}
	fixture_end(&f);
}

Test(snapshot_rows, periods_of_one_key_do_not_overlap)
{
	static const struct added cases[] = {
	    {"policy.csv", "3311,196,2026-06-30,,x,r-1\n",
	     "policy.csv:3:3 valid_from: '2026-06-30' overlaps another row "
	     "of the same key, expected periods of one (uzovi, polis) that "
	     "do not overlap"},
	    {"policy.csv", "3311,196,2026-07-01,,x,r-1\n", NULL},
	    {"parameter.csv", "r-1,cg_own_days,2025-01-01,,2,,\n",
	     "parameter.csv:25:3 valid_from: '2025-01-01' overlaps another "
	     "row of the same key, expected periods of one (reglement, "
	     "name) that do not overlap"},
	    {"contract.csv", "3311,02012345,farmacie,2024-12-31,\n",
	     "contract.csv:4:4 valid_from: '2024-12-31' overlaps another "
	     "row of the same key, expected periods of one (uzovi, agb, "
	     "scope) that do not overlap"},
	    {"contract.csv", "3311,02012345,farmacie,2025-01-01,\n", NULL},
	    {"price.csv", "90000005,2025-01-01,2025-02-01,1,900,\n",
	     "price.csv:3:2 valid_from: '2025-02-01' overlaps another row "
	     "of the same key, expected periods of one (zi) that do not "
	     "overlap"},
	    {"price.csv", "90000005,2025-01-01,2025-01-31,1,900,\n", NULL},
	    {"preference.csv", "3311,p1,90000005,2025-12-31,\n",
	     "preference.csv:4:4 valid_from: '2025-12-31' overlaps another "
	     "row of the same key, expected periods of one (uzovi, prk, "
	     "zi) that do not overlap"},
	    {"preference.csv", "3311,p1,90000005,2026-01-01,\n", NULL},
	    {"average_tariff.csv", "3311,90000005,2024-06-01,,1\n",
	     "average_tariff.csv:3:3 valid_from: '2024-06-01' overlaps "
	     "another row of the same key, expected periods of one (uzovi, "
	     "code) that do not overlap"},
	    {"service.csv", "x,2024-01-01,,7.1,Nog een,ja,\n",
	     "service.csv:3:2 valid_from: '2024-01-01' overlaps another "
	     "row of the same key, expected periods of one (code) that do "
	     "not overlap"},
	    {"device.csv", "POMP1,2030-01-01,,overig,Pomp,\n",
	     "device.csv:3:2 valid_from: '2030-01-01' overlaps another row "
	     "of the same key, expected periods of one (code) that do not "
	     "overlap"},
	};

	expect_added(cases, ARRAY_LEN(cases));
}

Test(snapshot_rows, keys_stand_once)
{
	static const struct added cases[] = {
	    {"meta.csv", "sequence,18\n",
	     "meta.csv:9:1 key: the same key again, expected each (key) "
	     "once"},
	    {"supplier.csv", "06012345,Weer,apotheek\n",
	     "supplier.csv:4:1 agb: the same key again, expected each "
	     "(agb) once"},
	    {"condition.csv", "6,zi,90000021,achteraf,,T,,,2030-01-01,\n",
	     "condition.csv:8:1 id: the same key again, expected each "
	     "(id) once"},
	    {"irrational_substance.csv", "kamfer,warenwet\n",
	     "irrational_substance.csv:3:1 substance: the same key again, "
	     "expected each (substance) once"},
	    {"registered_equivalent.csv", "other,90000021,1,1\n",
	     "registered_equivalent.csv:3:1 substance: the same key "
	     "again, expected each (substance, zi) once"},
	    {"registered_equivalent.csv", "other,90000013,1,1\n", NULL},
	};

	expect_added(cases, ARRAY_LEN(cases));
}

Test(snapshot_rows, a_period_ends_after_it_begins)
{
	static const struct added cases[] = {
	    {"price.csv", "90000013,2023-01-02,2023-01-01,1,900,\n",
	     "price.csv:6:3 valid_to: '2023-01-01', expected a day that "
	     "is not before valid_from"},
	    {"price.csv", "90000013,2023-01-01,2023-01-01,1,900,\n", NULL},
	    {"condition.csv",
	     "10,zi,90000021,achteraf,,T,,,2024-01-02,2024-01-01\n",
	     "condition.csv:8:10 valid_to: '2024-01-01', expected a day "
	     "that is not before valid_from"},
	};

	expect_added(cases, ARRAY_LEN(cases));
}

Test(snapshot_rows, articles_that_are_named_exist)
{
	static const struct added cases[] = {
	    {"price.csv", "90000099,2024-01-01,,1,900,\n",
	     "price.csv:6:1 zi: '90000099', expected a zi of article"},
	    {"preference.csv", "3311,p1,90000099,2024-01-01,\n",
	     "preference.csv:4:3 zi: '90000099', expected a zi of "
	     "article"},
	    {"registered_equivalent.csv", "x,90000099,0,0\n",
	     "registered_equivalent.csv:3:2 zi: '90000099', expected a zi "
	     "of article"},
	    {"condition.csv", "10,zi,90000099,achteraf,,T,,,2024-01-01,\n",
	     "condition.csv:8:3 value: '90000099', expected a zi of "
	     "article"},
	    {"condition.csv", "10,prk,90000099,achteraf,,T,,,2024-01-01,\n",
	     NULL},
	    {"average_tariff.csv", "3311,90000099,2024-01-01,,1\n", NULL},
	};

	expect_added(cases, ARRAY_LEN(cases));
}

Test(snapshot_rows, conditions_say_what_can_be)
{
	static const struct added cases[] = {
	    {"condition.csv", "10,atc,A1,achteraf,,T,,,2024-01-01,\n", NULL},
	    {"condition.csv", "10,atc,AA,achteraf,,T,,,2024-01-01,\n",
	     "condition.csv:8:3 value: 'AA', expected the beginning of an "
	     "ATC code with scope atc"},
	    {"condition.csv", "10,atc,A10BA022,achteraf,,T,,,2024-01-01,\n",
	     "condition.csv:8:3 value: 'A10BA022', expected the beginning "
	     "of an ATC code with scope atc"},
	    {"condition.csv", "10,prk,p1,achteraf,,T,18,18,2024-01-01,\n",
	     "condition.csv:8:8 age_below: 18, expected an age above "
	     "age_from"},
	    {"condition.csv", "10,prk,p1,achteraf,,T,18,19,2024-01-01,\n",
	     NULL},
	};

	expect_added(cases, ARRAY_LEN(cases));
}

Test(snapshot_rows, parameters_are_known_and_within_their_range)
{
	static const struct added cases[] = {
	    {"parameter.csv", "r-1,cg_days,2024-01-01,,1,,\n",
	     "parameter.csv:25:2 name: 'cg_days', expected the name of a "
	     "parameter"},
	    {"parameter.csv", "r-2,covers_farmacie,2024-01-01,,2,,\n",
	     "parameter.csv:25:5 value: 2, expected 0 to 1 as "
	     "covers_farmacie"},
	    {"parameter.csv", "r-2,contribution_year_cents,2024-01-01,,-1,,\n",
	     NULL},
	    {"parameter.csv", "r-2,contribution_year_cents,2024-01-01,,-2,,\n",
	     "parameter.csv:25:5 value: -2, expected -1 to 100000000 as "
	     "contribution_year_cents"},
	    {"policy.csv", "3311,197,2030-01-01,,x,r-9\n",
	     "policy.csv:3:6 reglement: 'r-9' has no cg_own_days on "
	     "2024-01-01, expected every parameter on each day from "
	     "first_day to last_day"},
	};

	expect_added(cases, ARRAY_LEN(cases));
}

Test(snapshot_rows, parameters_cover_every_day)
{
	/* The period of one parameter, and the first day without; NULL: none.
	 */
	static const struct {
		const char *rows, *gap;
	} cases[] = {
	    {"r-1,cg_own_days,2024-01-01,2026-12-31,1,,\n", NULL},
	    {"r-1,cg_own_days,2023-01-01,2027-12-31,1,,\n", NULL},
	    {"r-1,cg_own_days,2024-01-02,,1,,\n", "2024-01-01"},
	    {"r-1,cg_own_days,2024-01-01,2026-12-30,1,,\n", "2026-12-31"},
	    {"r-1,cg_own_days,2024-01-01,2024-05-31,1,,\n"
	     "r-1,cg_own_days,2024-06-01,,2,,\n",
	     NULL},
	    {"r-1,cg_own_days,2024-01-01,2024-05-30,1,,\n"
	     "r-1,cg_own_days,2024-06-01,,2,,\n",
	     "2024-05-31"},
	};
	struct fixture f;
	char fault[256];

	fixture_begin(&f);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		fixture_edit(&f, "parameter.csv",
			     "r-1,cg_own_days,2024-01-01,,1,,\n",
			     cases[i].rows);
		cr_expect(fixture_build(&f) == (cases[i].gap == NULL), "%s: %s",
			  cases[i].rows, f.faults[0]);
		if (cases[i].gap == NULL)
			continue;
		snprintf(fault, sizeof(fault),
			 "policy.csv:2:6 reglement: 'r-1' has no cg_own_days "
			 "on %s, expected every parameter on each day from "
			 "first_day to last_day",
			 cases[i].gap);
		cr_expect(fixture_has_fault(&f, fault), "%s: %s", cases[i].gap,
			  f.faults[0]);
	}
	fixture_end(&f);
}

Test(snapshot_rows, meta_has_every_key_in_its_form)
{
	static const struct {
		const char *find, *replace, *fault;
	} cases[] = {
	    {"sequence,17\n", "",
	     "meta.csv:1:1 key: no row 'sequence', expected one row for "
	     "each key"},
	    {"sequence,17\n", "sequence,017\n",
	     "meta.csv:3:2 value: '017', expected an integer from 1, at "
	     "most 15 digits as sequence"},
	    {"sequence,17\n", "sequence,1234567890123456\n",
	     "meta.csv:3:2 value: '1234567890123456', expected an integer "
	     "from 1, at most 15 digits as sequence"},
	    {"gvs-20261101-000017", "gvs-20261301-000017",
	     "meta.csv:2:2 value: 'gvs-20261301-000017', expected "
	     "gvs-YYYYMMDD-NNNNNN as snapshot_id"},
	    {"gvs-20261101-000017", "gvs-20261101-17",
	     "meta.csv:2:2 value: 'gvs-20261101-17', expected "
	     "gvs-YYYYMMDD-NNNNNN as snapshot_id"},
	    {"03:00:00Z", "03:00:00+01:00",
	     "meta.csv:5:2 value: '2026-11-01T03:00:00+01:00', expected a "
	     "time in UTC like 2026-11-01T03:00:00Z as published_at"},
	    {"03:00:00Z", "24:00:00Z",
	     "meta.csv:5:2 value: '2026-11-01T24:00:00Z', expected a time "
	     "in UTC like 2026-11-01T03:00:00Z as published_at"},
	    {"2024-01-01", "2024-01-1",
	     "meta.csv:6:2 value: '2024-01-1', expected a date YYYY-MM-DD "
	     "as first_day"},
	    {"2026-12-31", "2023-12-31",
	     "meta.csv:7:2 value: '2023-12-31', expected a last_day that "
	     "is not before first_day"},
	    {"publisher", "editor",
	     "meta.csv:4:1 key: 'editor', expected one of snapshot_id, "
	     "sequence, publisher, published_at, first_day, last_day, "
	     "rules"},
	};
	struct fixture f;

	fixture_begin(&f);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		fixture_edit(&f, "meta.csv", cases[i].find, cases[i].replace);
		cr_expect_not(fixture_build(&f), "%s", cases[i].fault);
		cr_expect(fixture_has_fault(&f, cases[i].fault),
			  "missing: %s\ngot: %s", cases[i].fault, f.faults[0]);
	}
	fixture_end(&f);
}

Test(snapshot_rows, is_made_for_the_rules_of_this_program)
{
	struct fixture f;

	fixture_begin(&f);
	fixture_edit(&f, "meta.csv", "rules,", "rules,x");
	cr_expect_not(fixture_build(&f));
	cr_expect_not_null(strstr(f.faults[0], "meta.csv:8:2 value: 'x"));
	fixture_end(&f);
}

/* Articles of one product, numbered; preferred and under conditions. */
static void write_many(struct fixture *f, int preferred, int conditions)
{
	static char articles[FIXTURE_TEXT], rows[FIXTURE_TEXT];
	size_t used = 0;

	articles[0] = rows[0] = '\0';
	for (int i = 0; i < preferred; i++)
		used += (size_t)snprintf(
		    articles + used, sizeof(articles) - used,
		    "910000%02d,2024-01-01,,M,,many,,N05,s,t,stuk,1,,0,0,,"
		    "0,,0,,0,0,0,overig,\n",
		    i);
	fixture_append(f, "article.csv", articles);
	used = 0;
	for (int i = 0; i < preferred; i++)
		used += (size_t)snprintf(rows + used, sizeof(rows) - used,
					 "3311,many,910000%02d,2024-01-01,"
					 "2024-01-31\n"
					 "3311,many,910000%02d,2024-02-01,\n",
					 i, i);
	fixture_append(f, "preference.csv", rows);
	used = 0;
	for (int i = 0; i < conditions; i++)
		used += (size_t)snprintf(
		    rows + used, sizeof(rows) - used,
		    "%d,atc,N05,achteraf,,T,,,2024-01-01,2024-01-31\n"
		    "%d,prk,many,achteraf,,T,,,2024-02-01,\n",
		    100 + i, 200 + i);
	fixture_append(f, "condition.csv", conditions > 0 ? rows : "");
}

Test(snapshot_rows, lists_fit_a_reference)
{
	struct fixture f;

	fixture_begin(&f);
	write_many(&f, PREFERRED_MAX, CONDITIONS_MAX);
	cr_expect(fixture_build(&f), "%s", f.faults[0]);
	write_many(&f, PREFERRED_MAX + 1, CONDITIONS_MAX);
	cr_expect_not(fixture_build(&f));
	cr_expect(fixture_has_fault(
		      &f, "preference.csv:4:2 prk: 33 zi of 'many' on "
			  "2024-01-01, expected at most 32 preferred on a "
			  "day"),
		  "%s", f.faults[0]);
	write_many(&f, 1, CONDITIONS_MAX + 1);
	cr_expect_not(fixture_build(&f));
	cr_expect(fixture_has_fault(&f, "article.csv:5:1 zi: '91000000' on "
					"2024-01-01, expected at most 16 "
					"matching conditions on a day"),
		  "%s", f.faults[0]);
	fixture_end(&f);
}
