/* Files and fields: what is wrong with a folder, and exactly where. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "snapshot_fixture.h"

/* One good file spoiled; find NULL: replace is the whole file, or nothing. */
struct spoiled {
	const char *file, *find, *replace;
	const char *fault;
};

static void expect_faults(const struct spoiled *cases, size_t count)
{
	struct fixture f;

	fixture_begin(&f);
	for (size_t i = 0; i < count; i++) {
		const struct spoiled *c = &cases[i];
		if (c->find == NULL)
			fixture_write(&f, c->file, c->replace);
		else
			fixture_edit(&f, c->file, c->find, c->replace);
		cr_expect_not(fixture_build(&f), "%s", c->fault);
		cr_expect(f.e.code == ERR_REFUSED);
		cr_expect(fixture_has_fault(&f, c->fault),
			  "missing: %s\ngot: %s", c->fault, f.faults[0]);
		cr_expect(f.stats.faults == f.fault_count);
		cr_expect(access(f.out, F_OK) != 0);
		fixture_edit(&f, c->file, "\n", "\n"); /* good again */
	}
	cr_expect(fixture_build(&f), "%s", f.faults[0]);
	fixture_end(&f);
}

static const struct spoiled bad_fields[] = {
    {"article.csv", "90000013,", "9000001,",
     "article.csv:3:1 zi: '9000001', expected 8 digits"},
    {"article.csv", "90000013,", "9000001x,",
     "article.csv:3:1 zi: '9000001x', expected 8 digits"},
    {"article.csv", "90000013,", ",",
     "article.csv:3:1 zi: empty, expected 8 digits"},
    {"article.csv", "Twee", "Tw\xff",
     "article.csv:3:4 name: 'Tw\xff', expected UTF-8 text without "
     "control characters, 1 to 128 bytes"},
    {"article.csv", "Twee", "Tw\tee",
     "article.csv:3:4 name: 'Tw?ee', expected UTF-8 text without "
     "control characters, 1 to 128 bytes"},
    {"article.csv", "Twee", "\"Tw\nee\"",
     "article.csv:3:4 name: 'Tw?ee', expected UTF-8 text without "
     "control characters, 1 to 128 bytes"},
    {"article.csv", ",h2,", ",h 2,",
     "article.csv:3:5 hpk: 'h 2', expected a code of printable "
     "ASCII without blanks, 1 to 16 bytes"},
    {"article.csv", ",h2,", ",12345678901234567,",
     "article.csv:3:5 hpk: '12345678901234567', expected a code "
     "of printable ASCII without blanks, 1 to 16 bytes"},
    {"article.csv", "A10BA02", "a10BA02",
     "article.csv:2:8 atc: 'a10BA02', expected the beginning of "
     "an ATC code like A10BA02, 1 to 7 bytes"},
    {"article.csv", "A10BA02", "A10BA02X",
     "article.csv:2:8 atc: 'A10BA02X', expected the beginning of "
     "an ATC code like A10BA02, 1 to 7 bytes"},
    {"article.csv", "stuk,14000", "doos,14000",
     "article.csv:3:11 unit: 'doos', expected one of stuk, ml, g, "
     "dosis"},
    {"article.csv", "14000", "0",
     "article.csv:3:12 package_milli: '0', expected an integer "
     "from 1 to 1000000000"},
    {"article.csv", "14000", "1000000001",
     "article.csv:3:12 package_milli: '1000000001', expected an "
     "integer from 1 to 1000000000"},
    {"article.csv", "14000", "14.5",
     "article.csv:3:12 package_milli: '14.5', expected an integer "
     "from 1 to 1000000000"},
    {"article.csv", "30000,10000,1", "30000,10000,2",
     "article.csv:2:14 divisible: '2', expected an integer from 0 "
     "to 1"},
    {"article.csv", "1A", "1C",
     "article.csv:2:16 annex: '1C', expected one of 1A, 1B"},
    {"article.csv", "2024-03-01", "2024-02-30",
     "article.csv:3:2 valid_from: '2024-02-30', expected a date "
     "YYYY-MM-DD"},
    {"article.csv", "2024-03-01", "1-3-2024",
     "article.csv:3:2 valid_from: '1-3-2024', expected a date "
     "YYYY-MM-DD"},
    {"policy.csv", "196", "B196",
     "policy.csv:2:2 polis: 'B196', expected a code of a-z 0-9 -, "
     "1 to 32 bytes"},
    {"policy.csv", "3311", "331",
     "policy.csv:2:1 uzovi: '331', expected 4 digits"},
    {"contract.csv", "prestatie:x", "prestatie:",
     "contract.csv:3:3 scope: 'prestatie:', expected farmacie, "
     "dieet, hulpmiddelen or prestatie:<code>, 1 to 42 bytes"},
    {"contract.csv", "prestatie:x", "alles",
     "contract.csv:3:3 scope: 'alles', expected farmacie, dieet, "
     "hulpmiddelen or prestatie:<code>, 1 to 42 bytes"},
    {"price.csv", "1000,900", "100000001,900",
     "price.csv:2:4 aip_cents: '100000001', expected an integer "
     "from 0 to 100000000"},
    {"price.csv", "1000,900", "1000,10001",
     "price.csv:2:5 vat_bp: '10001', expected an integer from 0 "
     "to 10000"},
    {"price.csv", "654260", "-1",
     "price.csv:2:6 limit_micro: '-1', expected an integer from 0 "
     "to 1000000000000"},
    {"supplier.csv", "Apotheek,apotheek", "Apotheek,kiosk",
     "supplier.csv:2:3 kind: 'kiosk', expected one of apotheek, "
     "apotheekhoudend_huisarts, medische_speciaalzaak, "
     "hulpmiddelenleverancier, ziekenhuis"},
    {"condition.csv", ",18,", ",151,",
     "condition.csv:2:7 age_from: '151', expected an integer from "
     "0 to 150"},
    {"service.csv", "7.14", "7.15",
     "service.csv:2:4 article: '7.15', expected one of 7.1, 7.2, "
     "7.3, 7.4, 7.5, 7.6, 7.7, 7.8, 7.9, 7.10, 7.11, 7.12, 7.13, "
     "7.14"},
    {"device.csv", "POMP1", "Pomp1",
     "device.csv:2:1 code: 'Pomp1', expected a code of A-Z 0-9, 1 "
     "to 16 bytes"},
};

Test(snapshot_build, names_the_place_of_a_bad_field)
{
	expect_faults(bad_fields, ARRAY_LEN(bad_fields));
}

Test(snapshot_build, names_what_is_wrong_with_a_file)
{
	static const struct spoiled cases[] = {
	    {"meta.csv", NULL, NULL,
	     "meta.csv: no such file, expected this table"},
	    {"policy.csv", NULL, NULL,
	     "policy.csv: no such file, expected this table"},
	    {"parameter.csv", NULL, NULL,
	     "parameter.csv: no such file, expected this table"},
	    {"article.csv", NULL, NULL,
	     "article.csv: no such file, expected this table"},
	    {"article.csv", NULL, "",
	     "article.csv: empty, expected a first row with the names of "
	     "the columns"},
	    {"supplier.csv", "name", "naam",
	     "supplier.csv:1:2 header: 'naam', expected the name of a "
	     "column"},
	    {"supplier.csv", "name", "naam",
	     "supplier.csv:1:4 name: no such column, expected every "
	     "column of the table"},
	    {"supplier.csv", "agb,name", "agb,agb",
	     "supplier.csv:1:2 header: 'agb', expected each column once"},
	    {"supplier.csv", "Ziekenhuis,", "Ziekenhuis,\"",
	     "supplier.csv:3:1 row: a quote is not closed, expected a "
	     "file as RFC 4180 says"},
	    {"supplier.csv", "Apotheek,", "Apo\"theek,",
	     "supplier.csv:2:1 row: quotes that RFC 4180 does not allow, "
	     "expected a file as RFC 4180 says"},
	    {"supplier.csv", "Apotheek,", "",
	     "supplier.csv:2:2 row: 2 fields, expected 3 as in the "
	     "header"},
	    {"supplier.csv", "Apotheek,", "Apotheek,x,",
	     "supplier.csv:2:4 row: 4 fields, expected 3 as in the "
	     "header"},
	    {"supplier.csv", "apotheek\n0601", "apotheek\r0601",
	     "supplier.csv:2:1 row: a carriage return ends a row only "
	     "before a line feed, expected a file as RFC 4180 says"},
	};

	expect_faults(cases, ARRAY_LEN(cases));
}

Test(snapshot_build, counts_lines_as_an_editor_does)
{
	static const struct spoiled cases[] = {
	    /* A quoted line feed: the row begins before it. */
	    {"supplier.csv", NULL,
	     "agb,name,kind\n\"x\n\n\",\"a\",apotheek\n,b,apotheek\n",
	     "supplier.csv:2:1 agb: 'x?\?', expected 8 digits"},
	    {"supplier.csv", NULL,
	     "agb,name,kind\n\"x\n\n\",\"a\",apotheek\n,b,apotheek\n",
	     "supplier.csv:5:1 agb: empty, expected 8 digits"},
	    /* CR LF, blank lines, a byte order mark, no line feed last. */
	    {"supplier.csv", NULL,
	     "\xef\xbb\xbf\r\n\r\nkind,agb,name\r\n\r\napotheek,1,a",
	     "supplier.csv:5:2 agb: '1', expected 8 digits"},
	};

	expect_faults(cases, ARRAY_LEN(cases));
}

Test(snapshot_build, lists_every_fault)
{
	struct fixture f;

	fixture_begin(&f);
	fixture_edit(&f, "article.csv", "90000013,", "1,");
	fixture_edit(&f, "price.csv", "1000,900", "x,y");
	fixture_edit(&f, "device.csv", "infuuspomp", "pomp");
	cr_assert_not(fixture_build(&f));
	cr_expect(f.stats.faults >= 5, "%d", f.fault_count);
	cr_expect(fixture_has_fault(
	    &f, "article.csv:3:1 zi: '1', expected 8 digits"));
	cr_expect(fixture_has_fault(
	    &f, "price.csv:2:4 aip_cents: 'x', expected an integer from 0 "
		"to 100000000"));
	cr_expect(fixture_has_fault(
	    &f, "price.csv:2:5 vat_bp: 'y', expected an integer from 0 to "
		"10000"));
	cr_expect(fixture_has_fault(
	    &f, "device.csv:2:4 category: 'pomp', expected one of "
		"infuuspomp, insulinepomp, overig"));
	cr_expect(fixture_has_fault(
	    &f, "price.csv:4:1 zi: '90000013', expected a zi of article"));
	fixture_end(&f);
}

Test(snapshot_build, stops_listing_but_not_counting)
{
	static char text[400000];
	struct fixture f;
	size_t used = (size_t)snprintf(text, sizeof(text), "agb,name,kind\n");

	fixture_begin(&f);
	for (int i = 0; i < 5000; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
					 "x,Naam,apotheek\n");
	fixture_write(&f, "supplier.csv", text);
	cr_assert_not(fixture_build(&f));
	cr_expect_eq(f.fault_count, 1000);
	cr_expect_eq(f.stats.faults, 5000);
	fixture_end(&f);
}

Test(snapshot_build, refuses_a_row_without_end)
{
	static char text[100000];
	struct fixture f;

	fixture_begin(&f);
	memset(text, 'a', sizeof(text) - 1);
	memcpy(text, "agb,name,kind\n\"", 15);
	fixture_write(&f, "supplier.csv", text);
	cr_assert_not(fixture_build(&f));
	cr_expect(fixture_has_fault(
		      &f, "supplier.csv:2:1 row: the row is too long, or a "
			  "quote is not closed, expected a file as RFC "
			  "4180 says"),
		  "%s", f.faults[0]);
	fixture_end(&f);
}

Test(snapshot_build, refuses_a_misspelt_file)
{
	struct fixture f;

	fixture_begin(&f);
	fixture_write(&f, "prices.csv", "zi\n");
	cr_assert_not(fixture_build(&f));
	cr_expect(fixture_has_fault(&f, "prices.csv: no such table, expected "
					"the name of a table and .csv"));
	fixture_end(&f);
}

Test(snapshot_build, takes_missing_files_as_empty_tables)
{
	static const char *const optional[] = {
	    "supplier.csv",  "contract.csv",
	    "price.csv",     "preference.csv",
	    "condition.csv", "average_tariff.csv",
	    "service.csv",   "irrational_substance.csv",
	    "device.csv",    "registered_equivalent.csv",
	};
	struct fixture f;
	struct snapshot *snapshot;

	fixture_begin(&f);
	for (size_t i = 0; i < ARRAY_LEN(optional); i++)
		fixture_write(&f, optional[i], NULL);
	snapshot = fixture_open(&f);
	cr_expect_eq(snapshot_info(snapshot)->prices, 0);
	snapshot_close(snapshot);
	fixture_end(&f);
}

Test(snapshot_build, keeps_what_was_there_when_it_fails)
{
	struct fixture f;
	struct snapshot *snapshot;

	fixture_begin(&f);
	cr_assert(fixture_build(&f));
	fixture_edit(&f, "article.csv", "90000013,", "1,");
	cr_assert_not(fixture_build(&f));
	cr_assert(snapshot_open(f.out, &snapshot, &f.e), "%s", f.e.message);
	snapshot_close(snapshot);
	fixture_end(&f);
}

Test(snapshot_build, says_so_when_it_cannot_write)
{
	struct fixture f;
	struct snapshot_build_stats stats;

	fixture_begin(&f);
	cr_expect_not(snapshot_build(f.dir, "/nonexistent/x.gvs", NULL, NULL,
				     &stats, &f.e));
	cr_expect(f.e.code == ERR_FAILED);
	cr_expect_not(
	    snapshot_build("/nonexistent", f.out, NULL, NULL, &stats, &f.e));
	cr_expect(f.e.code == ERR_NOT_FOUND);
	cr_expect(access(f.out, F_OK) != 0);
	fixture_end(&f);
}
