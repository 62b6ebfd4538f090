#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#include "base/attr.h"
#include "client/casefile.h"
#include "client/check_compare.h"
#include "client/check_fields.h"
#include "client/check_steps.h"

static struct casefile read_text(const char *text)
{
	struct casefile file;
	struct err e = {0};

	cr_assert(casefile_parse("x.case", text, strlen(text), &file, &e), "%s",
		  e.message);
	return file;
}

static const char base_text[] =
    "# a comment\n"
    "base\n"
    "  given ledger since=2015-01-01\n"
    "  request pharmacy=02012345 date=2026-11-20 insured.uzovi=3311\n"
    "  request item.days=15 prescription.chronic=true\n"
    "\n"
    "case one  De eerste zaak # 1\n"
    "  clause 9.1\n"
    "  given earlier item.days=20 date=2026-01-01 # why\n"
    "  request item.days=30\n"
    "  expect outcome=partial claimed=100\n"
    "  expect reason FIRST_SUPPLY limit_days=15 article=\"9 # 1\"\n"
    "case two Het paar\n"
    "  like one without earlier\n"
    "  request item.days=16\n"
    "  expect outcome=approve\n";

Test(casefile, a_case_stands_on_its_base_and_on_the_case_it_is_like)
{
	struct casefile file = read_text(base_text);

	cr_assert_eq(file.case_count, 2);
	const struct rule_case *one = &file.cases[0];
	cr_expect_str_eq(one->name, "one");
	cr_expect_str_eq(one->title, "De eerste zaak # 1");
	cr_expect_str_eq(one->clause, "9.1");
	cr_expect_eq(one->number, 7);
	cr_expect_eq(one->base_count, 3);
	cr_expect_eq(one->line_count, 7);
	cr_expect_eq(one->lines[3]->kind, CASE_GIVEN_EARLIER);
	cr_expect_eq(one->lines[3]->field_count, 2);
	cr_expect_str_eq(one->lines[6]->word, "FIRST_SUPPLY");
	cr_expect_str_eq(one->lines[6]->fields[0].name, "limit_days");
	cr_expect_str_eq(one->lines[6]->fields[0].value, "15");
	cr_expect_str_eq(one->lines[6]->fields[1].value, "9 # 1");

	/* base 3 + request of one + own request + own expect */
	const struct rule_case *two = &file.cases[1];
	cr_expect_str_eq(two->clause, "9.1");
	cr_expect_eq(two->base_count, 3);
	cr_expect_eq(two->line_count, 6);
	casefile_free(&file);
}

Test(casefile, faults_name_the_line_and_what_was_expected)
{
	static const struct {
		const char *text, *place, *expected;
	} bad[] = {
	    {"given ledger since=2015-01-01\n", "x.case:1:", "'base' or"},
	    {"base\n\nrequst a=b\n", "x.case:3:", "request"},
	    {"base\nexpect outcome=deny\n", "x.case:2:", "only 'given'"},
	    {"base more\n", "x.case:1:", "nothing after"},
	    {"case\n", "x.case:1:", "a name"},
	    {"case A title\n", "x.case:1:", "a name"},
	    {"case a\n", "x.case:1:", "a title"},
	    {"case a b\nexpect outcome=deny\ncase a b\n",
	     "x.case:3:", "no case here has yet"},
	    {"case a b\n", "x.case:1:", "an 'expect' line"},
	    {"case a b\nexpect outcom=deny\n", "x.case:2:", "of the reply"},
	    {"case a b\nexpect outcome\n", "x.case:2:", "field=value"},
	    {"case a b\nexpect outcome=\n", "x.case:2:", "field=value"},
	    {"case a b\nexpect\n", "x.case:2:", "field=value"},
	    {"case a b\nexpect reason\n", "x.case:2:", "a code"},
	    {"case a b\nexpect reason X limit=1\n", "x.case:2:", "limit_days"},
	    {"case a b\nexpect no-advice reduce days=1\n",
	     "x.case:2:", "expected"},
	    {"case a b\ngiven luck a=b\n", "x.case:2:", "ledger|history"},
	    {"case a b\ngiven history dat=1\n", "x.case:2:", "date"},
	    {"case a b\nlike c\n", "x.case:2:", "a case above"},
	    {"case a b\nlike a\n", "x.case:2:", "a case above"},
	    {"like a\n", "x.case:1:", "'case' before"},
	    {"case a b\nexpect outcome=deny\ncase c d\nlike a with x\n",
	     "x.case:4:", "'without'"},
	    {"case a b\nexpect outcome=deny\ncase c d\nlike a without x\n",
	     "x.case:4:", "history"},
	    {"case a b\nexpect outcome=deny\ncase c d\nrequest a=b\n"
	     "like a\n",
	     "x.case:5:", "before the case's other lines"},
	    {"clause 9.1\n", "x.case:1:", "'case' before"},
	    {"case a b\nclause\n", "x.case:2:", "the article"},
	    {"case a b\nbound\n", "x.case:2:", "one parameter"},
	    {"case a b\nbound early\n", "x.case:2:", "one parameter"},
	    {"case a b\nbound early_days 1\n", "x.case:2:", "one parameter"},
	    {"bound early_days\n", "x.case:1:", "'case' before"},
	};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct casefile file;
		struct err e = {0};
		cr_expect_not(casefile_parse("x.case", bad[i].text,
					     strlen(bad[i].text), &file, &e),
			      "%s", bad[i].text);
		cr_expect_eq(
		    strncmp(e.message, bad[i].place, strlen(bad[i].place)), 0,
		    "%s", e.message);
		cr_expect_not_null(strstr(e.message, bad[i].expected), "%s",
				   e.message);
	}
}

Test(casefile, sixty_four_lines_fit_and_one_more_does_not)
{
	char text[8192] = "case a b\n";
	struct casefile file;
	struct err e = {0};

	for (int i = 0; i < CASE_LINES_MAX; i++)
		strcat(text, "expect outcome=deny\n");
	cr_assert(casefile_parse("x.case", text, strlen(text), &file, &e));
	casefile_free(&file);
	strcat(text, "expect outcome=deny\n");
	cr_expect_not(casefile_parse("x.case", text, strlen(text), &file, &e));
	cr_expect_not_null(strstr(e.message, "x.case:66:"), "%s", e.message);
}

Test(casefile, a_nul_byte_is_refused)
{
	struct casefile file;
	struct err e = {0};

	cr_expect_not(
	    casefile_parse("x.case", "case a b\n\0 c", 12, &file, &e));
}

static const char *json(const char *const (*set)[2], size_t count)
{
	static char memory[1024];
	struct check_fields fields = {0};
	struct text t;

	for (size_t i = 0; i < count; i++)
		cr_assert(check_fields_set(&fields, set[i][0], set[i][1]));
	text_init(&t, memory, sizeof(memory));
	check_fields_json(&fields, &t);
	return memory;
}

Test(check_fields, dotted_names_become_nested_json)
{
	static const char *const set[][2] = {
	    {"v", "1"},
	    {"item.zi", "90000012"},
	    {"item.days", "15"},
	    {"insured.bsn", "999990019"},
	    {"item.weekly", "true"},
	    {"item.days", "30"},
	    {"item.price", "-1"},
	    {"permits", "M-1,M-2"},
	    {"item.ingredients.0.substance", "A"},
	    {"item.ingredients.0.quantity_milli", "5"},
	    {"item.ingredients.1.substance", "B"},
	    {"statement.kind", "x"},
	    {"statement.xm", "true"},
	    {"statement", "none"},
	};
	static const struct {
		const char *value, *json;
	} mixtures[] = {
	    {"LIDOC:2000",
	     "[{\"substance\":\"LIDOC\",\"quantity_milli\":2000}]"},
	    {"A:1,B:2:90000056",
	     "[{\"substance\":\"A\",\"quantity_milli\":1},{\"substance\":"
	     "\"B\",\"quantity_milli\":2,\"zi\":\"90000056\"}]"},
	    {"A", "\"A\""},
	    {"A:b", "\"A:b\""},
	    {"A:1:2:3", "\"A:1:2:3\""},
	    {"A:1,", "\"A:1,\""},
	};

	cr_expect_str_eq(json(set, ARRAY_LEN(set)),
			 "{\"v\":1,\"item\":{\"zi\":\"90000012\",\"days\":30,"
			 "\"weekly\":true,\"price\":\"-1\",\"ingredients\":["
			 "{\"substance\":\"A\",\"quantity_milli\":5},"
			 "{\"substance\":\"B\"}]},"
			 "\"insured\":{\"bsn\":\"999990019\"},"
			 "\"permits\":[\"M-1\",\"M-2\"]}");
	cr_expect_str_eq(json(NULL, 0), "{}");
	for (size_t i = 0; i < ARRAY_LEN(mixtures); i++) {
		const char *const one[][2] = {
		    {"item.ingredients", mixtures[i].value}};
		char expected[256];
		(void)snprintf(expected, sizeof(expected),
			       "{\"item\":{\"ingredients\":%s}}",
			       mixtures[i].json);
		cr_expect_str_eq(json(one, 1), expected);
	}
}

Test(check_steps, givens_become_steps_over_the_base)
{
	struct casefile file = read_text(base_text);
	struct check_steps steps;
	struct err e = {0};

	cr_assert(check_steps_make("x.case", &file.cases[0], 0, &steps, &e),
		  "%s", e.message);
	cr_expect_str_eq(steps.since, "2015-01-01");
	cr_assert_eq(steps.count, 2);
	cr_expect_eq(steps.at[0].kind, STEP_EARLIER);
	cr_expect_eq(steps.at[0].line, 9);
	cr_expect_str_eq(steps.at[0].pharmacy, "02012345");
	cr_expect_str_eq(
	    steps.at[0].json,
	    "{\"v\":1,\"op\":\"dispense\",\"id\":\"case-0000-0\","
	    "\"date\":\"2026-01-01\",\"insured\":{\"uzovi\":\"3311\","
	    "\"bsn\":\"999902209\"},\"item\":{\"days\":20},"
	    "\"prescription\":{\"chronic\":true}}");
	cr_expect_not_null(strstr(steps.at[1].json, "\"days\":30"));
	cr_expect_not_null(strstr(steps.at[1].json, "\"case-0000-1\""));
	check_steps_free(&steps);
	casefile_free(&file);
}

Test(check_steps, each_case_has_an_insured_of_its_own_that_passes_the_test)
{
	struct casefile file = read_text(base_text);
	char last[16] = "";

	for (size_t i = 0; i < 4000; i += 31) {
		struct check_steps steps;
		struct err e = {0};
		int sum = 0;
		cr_assert(
		    check_steps_make("x.case", &file.cases[1], i, &steps, &e));
		const char *bsn = strstr(steps.at[0].json, "\"bsn\":\"") + 7;
		for (int d = 0; d < 8; d++)
			sum += (9 - d) * (bsn[d] - '0');
		cr_expect_eq((sum - (bsn[8] - '0')) % 11, 0);
		cr_expect(memcmp(bsn, last, 9) > 0);
		memcpy(last, bsn, 9);
		check_steps_free(&steps);
	}
	casefile_free(&file);
}

/* What two earlier requests became, with a reversal between them. */
static const struct check_steps dispensed = {
    .count = 3,
    .at = {{.kind = STEP_EARLIER, .claim = "C00000000000007"},
	   {.kind = STEP_REVERSE, .claim = "C00000000000008"},
	   {.kind = STEP_EARLIER, .claim = "C00000000000009"}},
};

static bool same(const char *expects, const char *reply, char *report)
{
	char text[2048] = "case a b\n";
	struct text t;

	strcat(text, expects);
	struct casefile file = read_text(text);
	text_init(&t, report, 4096);
	bool ok =
	    check_compare(&file.cases[0], &dispensed, reply, strlen(reply), &t);
	casefile_free(&file);
	return ok;
}

static const char reply[] =
    "{\"v\":1,\"outcome\":\"partial\",\"approved\":{\"days\":15},"
    "\"amounts\":{\"claimed\":10,\"refused\":3},"
    "\"reasons\":[{\"code\":\"A\",\"limit_days\":15},"
    "{\"code\":\"B\",\"zi\":[\"1\",\"2\"],"
    "\"claim\":\"C00000000000009\"}],"
    "\"advice\":[{\"action\":\"reduce\",\"days\":15}]}";

Test(check_compare, what_a_case_expects_is_compared_and_nothing_else)
{
	static const struct {
		const char *expects;
		bool equal;
	} table[] = {
	    {"expect outcome=partial\nexpect reason A\nexpect reason B\n",
	     true},
	    {"expect claimed=10 refused=3 approved.days=15\n"
	     "expect reason A limit_days=15 until=none\n"
	     "expect reason B zi=1,2\nexpect advice reduce days=15\n"
	     "expect no-advice ask_permit\n",
	     true},
	    {"expect error=none\nexpect reason A\nexpect reason B\n", true},
	    {"expect outcome=partial\nexpect reason A\n"
	     "expect reason B claim=earlier-2\n",
	     true},
	    {"expect outcome=partial\nexpect reason A\n"
	     "expect reason B claim=earlier-1\n",
	     false},
	    {"expect outcome=partial\nexpect reason A\n"
	     "expect reason B claim=earlier-3\n",
	     false},
	    {"expect outcome=partial\nexpect reason B\n", false},
	    {"expect outcome=approve\nexpect reason A\nexpect reason B\n",
	     false},
	    {"expect claimed=11\nexpect reason A\nexpect reason B\n", false},
	    {"expect outcome=partial\nexpect reason A\n", false},
	    {"expect outcome=partial\nexpect reason B\nexpect reason A\n",
	     false},
	    {"expect outcome=partial\nexpect reason A\nexpect reason B\n"
	     "expect reason C\n",
	     false},
	    {"expect outcome=partial\nexpect reason A limit_days=16\n"
	     "expect reason B\n",
	     false},
	    {"expect outcome=partial\nexpect reason A\nexpect reason B\n"
	     "expect advice none\n",
	     false},
	    {"expect outcome=partial\nexpect reason A\nexpect reason B\n"
	     "expect advice resupply\n",
	     false},
	    {"expect outcome=partial\nexpect reason A\nexpect reason B\n"
	     "expect no-advice reduce\n",
	     false},
	    {"expect outcome=partial eigen_risico=0\nexpect reason A\n"
	     "expect reason B\n",
	     false},
	};
	char report[4096];

	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		cr_expect_eq(same(table[i].expects, reply, report),
			     table[i].equal, "%s%s", table[i].expects, report);
	cr_expect_not(same("expect error=bad_json\n", "{", report));
}

static const char *report_of(const char *expects, const char *got)
{
	static char report[4096];
	char text[2048] = "case a b\n";
	struct text t;

	strcat(text, expects);
	struct casefile file = read_text(text);
	text_init(&t, report, sizeof(report));
	cr_expect_not(
	    check_compare(&file.cases[0], &dispensed, got, strlen(got), &t));
	casefile_free(&file);
	return report;
}

/* What a failing case shows: each difference marked, in 80 columns. */
Test(check_compare, both_sides_stand_side_by_side)
{
	cr_expect_str_eq(
	    report_of("expect claimed=11 refused=3\nexpect reason B zi=1\n"
		      "expect reason C\nexpect advice ask_permit\n",
		      reply),
	    "    field                           expected              got\n"
	    "  ! claimed                         11                    10\n"
	    "    refused                         3                     3\n"
	    "  ! reason                          none                  A\n"
	    "    reason                          B                     B\n"
	    "  ! B zi                            1                     1,2\n"
	    "  ! reason                          C                     none\n"
	    "  ! advice                          ask_permit            none\n");
	cr_expect_str_eq(
	    report_of("expect outcome=deny\n",
		      "{\"error\":{\"code\":\"bad_field\","
		      "\"field\":\"/item/quantity_milli\"}}"),
	    "    field                           expected              got\n"
	    "  ! error\n"
	    "      expected    none\n"
	    "      got         bad_field /item/quantity_milli\n"
	    "  ! outcome                         deny                  none\n");
	cr_expect_str_eq(
	    report_of("expect error=missing_field error.field=/item/zi\n",
		      "{\"error\":{\"code\":\"bad_field\","
		      "\"field\":\"/item/days\"}}"),
	    "    field                           expected              got\n"
	    "  ! error                           missing_field         "
	    "bad_field\n"
	    "  ! error.field                     /item/zi              "
	    "/item/days\n");
	cr_expect_str_eq(
	    report_of("expect outcome=partial\n"
		      "expect reason A missing=guideline_met,in_time,"
		      "personal_talk,recorded,same_day,handed_out,extra\n",
		      "{\"outcome\":\"partial\",\"reasons\":[{\"code\":"
		      "\"A\",\"missing\":[\"in_time\"]}]}"),
	    "    field                           expected              got\n"
	    "    outcome                         partial               "
	    "partial\n"
	    "    reason                          A                     A\n"
	    "  ! A missing\n"
	    "      expected    guideline_met,in_time,personal_talk,recorded,"
	    "same_day,\n"
	    "                  handed_out,extra\n"
	    "      got         in_time\n");
}
