/* Rehearsals: what is judged again, and what differs. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "rehearse_fixture.h"
#include "rules/decision.h"
#include "store/ledger.h"

/* Of tests/cases/data. */
static const char plain[] = "90000013";	      /* 10 mg, € 10.90 for 30 */
static const char double_dose[] = "90000021"; /* 20 mg, € 16.35 for 30 */
static const char above_limit[] = "90000056"; /* € 29.10, limit 21.39 */

static const char data[] = "tests/cases/data";

static struct fixture f;

static void set_up(void)
{
	fixture_make(&f);
	fixture_start(&f);
}

static void tear_down(void)
{
	fixture_remove(&f);
}

TestSuite(desk_rehearse, .init = set_up, .fini = tear_down);

static char *ask(const char *line)
{
	char *reply = fixture_ask(&f, line);

	cr_assert_null(strstr(reply, "\"error\""), "%s to %s", reply, line);
	return reply;
}

static void dispense(const char *id, const char *date, const char *zi, int days)
{
	free(ask(dispense_line(id, date, zi, days)));
}

static void expect_nothing_changed(const char *name, int64_t judged)
{
	struct doc *doc = rehearse_all(&f, name);
	const struct doc_node *root = doc_root(doc);

	expect_int(root, "judged", judged);
	expect_int(root, "changed", 0);
	expect_int(root, "unjudged", 0);
	cr_expect_eq(doc_len(doc_get(root, "changes")), 0);
	cr_expect_eq(doc_len(doc_get(root, "failures")), 0);
	doc_free(doc);
}

/* --- on the reference data that decided --------------------------------- */

Test(desk_rehearse, nothing_was_recorded)
{
	changed_data_build(f.dir, "same.gvs", data, NULL, 0);
	expect_nothing_changed("same.gvs", 0);
}

/* Each decision rests on those before it: the ledger is that of then. */
Test(desk_rehearse, nothing_changes_with_a_history)
{
	dispense("a-1", "2026-09-01", plain, 15);
	dispense("a-2", "2026-09-12", plain, 30);
	dispense("a-3", "2026-09-13", plain, 90); /* too early */
	dispense("a-4", "2026-10-12", plain, 90);
	dispense("b-1", "2026-09-01", above_limit, 15);
	dispense("b-2", "2026-09-12", above_limit, 90);
	dispense("b-3", "2026-11-02", above_limit, 30);
	changed_data_build(f.dir, "same.gvs", data, NULL, 0);
	expect_nothing_changed("same.gvs", 7);
}

Test(desk_rehearse, nothing_changes_by_what_came_later)
{
	static const char import_rows[] =
	    "{\"cmd\":\"import_rows\",\"token\":1,\"rows\":[[\"999990019\","
	    "\"GEWOON\",\"TABLET\",\"2026-08-01\",\"30\",\"30000\"]]}";

	dispense("a-1", "2026-09-01", plain, 90); /* new: cut to 15 days */
	free(fixture_control(
	    &f, "{\"cmd\":\"import_begin\",\"what\":\"history\"}"));
	free(fixture_control(&f, import_rows));
	free(fixture_control(&f, "{\"cmd\":\"import_commit\",\"token\":1}"));
	dispense("a-2", "2026-09-10", plain, 90); /* known by now */
	free(ask("{\"v\":1,\"op\":\"reverse\",\"id\":\"r-1\",\"of\":"
		 "\"a-1\"}"));
	dispense("a-3", "2026-09-11", plain, 30);
	changed_data_build(f.dir, "same.gvs", data, NULL, 0);
	struct doc *doc = rehearse_all(&f, "same.gvs");
	expect_int(doc_root(doc), "total", 5);
	expect_int(doc_root(doc), "done", 5);
	expect_int(doc_root(doc), "judged", 2);
	expect_int(doc_root(doc), "reversed", 1);
	expect_int(doc_root(doc), "changed", 0);
	doc_free(doc);
}

/* A permit of an entry in between, and a revocation behind. */
Test(desk_rehearse, nothing_changes_with_permits)
{
	static const char permit[] =
	    "{\"v\":1,\"op\":\"permit_%s\",\"id\":\"p-%s\",\"insured\":{"
	    "\"bsn\":\"999990019\",\"uzovi\":\"3311\"},\"permit\":{"
	    "\"number\":\"M-1\"%s}}";
	static const char claim[] =
	    "{\"v\":1,\"op\":\"dispense\",\"id\":\"%s\",\"date\":"
	    "\"2026-11-02\",\"insured\":{\"bsn\":\"999990019\",\"born\":"
	    "\"1961-04-02\",\"sex\":\"f\",\"uzovi\":\"3311\",\"polis\":\"196\"}"
	    ",\"prescription\":{\"prescriber\":\"huisarts\",\"date\":"
	    "\"2026-11-02\",\"holiday\":true},\"permits\":[\"M-1\"],\"item\":{"
	    "\"kind\":\"medicine\",\"zi\":\"90000013\",\"quantity_milli\":"
	    "150000,\"days\":150}}";
	char line[1024];

	snprintf(line, sizeof(line), claim, "a-1");
	free(ask(line));
	snprintf(line, sizeof(line), permit, "add", "1",
		 ",\"scope\":\"any\",\"from\":\"2026-01-01\",\"to\":"
		 "\"2026-12-31\"");
	free(ask(line));
	snprintf(line, sizeof(line), claim, "a-2");
	free(ask(line));
	snprintf(line, sizeof(line), permit, "revoke", "2", "");
	free(ask(line));
	snprintf(line, sizeof(line), claim, "a-3");
	free(ask(line));
	changed_data_build(f.dir, "same.gvs", data, NULL, 0);
	expect_nothing_changed("same.gvs", 3);
}

/* --- what differs ------------------------------------------------------- */

struct expected {
	const char *claim, *before, *after; /* outcomes */
	int64_t reimbursed[2], bijdrage[2], refused[2];
	const char *gained, *lost; /* a code and its article, or NULL */
};

static void expect_rule(const struct doc_node *rules, const char *expected)
{
	char is[128] = "";

	cr_expect_eq(doc_len(rules), expected != NULL);
	if (expected == NULL)
		return;
	const struct doc_node *rule = doc_at(rules, 0);
	snprintf(is, sizeof(is), "%s %s", doc_get_str(rule, "code", "?"),
		 doc_get_str(rule, "article", "?"));
	cr_expect_str_eq(is, expected);
}

static void expect_change(const struct doc_node *change,
			  const struct expected *expected)
{
	static const char *const sides[] = {"before", "after"};

	expect_str(change, "claim", expected->claim);
	for (int i = 0; i < 2; i++) {
		const struct doc_node *side = doc_get(change, sides[i]);
		expect_str(side, "outcome",
			   i == 0 ? expected->before : expected->after);
		expect_int(side, "reimbursed", expected->reimbursed[i]);
		expect_int(side, "eigen_bijdrage", expected->bijdrage[i]);
		expect_int(side, "own_account", 0);
		expect_int(side, "refused", expected->refused[i]);
	}
	expect_rule(doc_get(change, "gained"), expected->gained);
	expect_rule(doc_get(change, "lost"), expected->lost);
}

static void expect_changes(const char *name, int64_t judged,
			   const struct expected *expected, size_t count)
{
	struct doc *doc = rehearse_all(&f, name);
	const struct doc_node *root = doc_root(doc);
	const struct doc_node *changes = doc_get(root, "changes");

	expect_int(root, "judged", judged);
	expect_int(root, "changed", (int64_t)count);
	cr_assert_eq(doc_len(changes), count);
	for (size_t i = 0; i < count; i++)
		expect_change(doc_at(changes, i), &expected[i]);
	doc_free(doc);
}

/* Half of € 11 with 9 % is 5.995; 15 of 0.60 with 9 % is 9.81. */
Test(desk_rehearse, a_price_a_limit_and_a_condition)
{
	static const struct data_edit edits[] = {
	    {"price.csv", "90000013,2015-01-01,,1000,900,",
	     "90000013,2015-01-01,,1100,900,"},
	    {"price.csv", "90000056,2015-01-01,,2670,900,654260",
	     "90000056,2015-01-01,,2670,900,600000"},
	    {"condition.csv", "1,zi,90000447,",
	     "99,zi,90000021,vooraf,artsenverklaring,Nieuw.,,,2015-01-01,\n"
	     "1,zi,90000447,"},
	};
	static const struct expected expected[] = {
	    {.claim = "C00000000000001",
	     .before = "approve",
	     .after = "approve",
	     .reimbursed = {545, 600}},
	    {.claim = "C00000000000002",
	     .before = "approve",
	     .after = "approve",
	     .reimbursed = {1070, 981},
	     .bijdrage = {385, 474}},
	    {.claim = "C00000000000003",
	     .before = "approve",
	     .after = "deny",
	     .reimbursed = {818, 0},
	     .refused = {0, 818},
	     .gained = "STATEMENT_MISSING 4.4.2.2"},
	};

	dispense("a-1", "2026-11-02", plain, 15);
	dispense("a-2", "2026-11-02", above_limit, 15);
	dispense("a-3", "2026-11-02", double_dose, 15);
	dispense("a-4", "2026-11-02", "90000048", 15); /* left alone */
	changed_data_build(f.dir, "new.gvs", data, edits, ARRAY_LEN(edits));
	expect_changes("new.gvs", 4, expected, ARRAY_LEN(expected));
}

/* What the insured paid before stays as it was recorded: 3.85, of 5.00. */
Test(desk_rehearse, a_parameter_on_the_contributions_as_recorded)
{
	static const struct data_edit edits[] = {
	    {"parameter.csv",
	     "prolife-2023,contribution_year_cents,2019-01-01,2026-12-31,25000",
	     "prolife-2023,contribution_year_cents,2019-01-01,2026-12-31,500"},
	};
	static const struct expected expected[] = {
	    {.claim = "C00000000000002",
	     .before = "approve",
	     .after = "approve",
	     .reimbursed = {1070, 1340},
	     .bijdrage = {385, 115},
	     .gained = "CONTRIBUTION_CAP Regeling 2.32"},
	};

	dispense("a-1", "2026-10-02", above_limit, 15);
	dispense("a-2", "2026-10-16", above_limit, 15);
	dispense("a-3", "2025-10-16", above_limit, 15); /* of another year */
	changed_data_build(f.dir, "new.gvs", data, edits, ARRAY_LEN(edits));
	expect_changes("new.gvs", 3, expected, ARRAY_LEN(expected));
}

/* A is preferred no longer, B again. */
Test(desk_rehearse, a_preference_gained_and_one_lost)
{
	static const struct data_edit edits[] = {
	    {"preference.csv", "3311,7020,90000102,2015-01-01,",
	     "3311,7020,90000102,2015-01-01,2026-06-30"},
	    {"preference.csv", "2026-01-01,2026-06-30", "2026-01-01,"},
	};
	static const struct expected expected[] = {
	    {.claim = "C00000000000001",
	     .before = "approve",
	     .after = "deny",
	     .reimbursed = {218, 0},
	     .refused = {0, 218},
	     .gained = "NOT_PREFERRED 3.1.4"},
	    {.claim = "C00000000000002",
	     .before = "deny",
	     .after = "approve",
	     .reimbursed = {0, 245},
	     .refused = {245, 0},
	     .lost = "NOT_PREFERRED 3.1.4"},
	};

	dispense("a-1", "2026-11-02", "90000102", 15);
	dispense("a-2", "2026-11-13", "90000110", 15);
	changed_data_build(f.dir, "new.gvs", data, edits, ARRAY_LEN(edits));
	expect_changes("new.gvs", 2, expected, ARRAY_LEN(expected));
}

Test(desk_rehearse, it_says_what_is_changed_and_whose)
{
	static const struct data_edit edits[] = {
	    {"article.csv", "Gewoon 10 mg 30 tabletten", "Nieuwe naam"},
	    {"price.csv", "90000013,2015-01-01,,1000,900,",
	     "90000013,2015-01-01,,1100,900,"},
	};

	dispense("a-1", "2026-11-02", plain, 15);
	changed_data_build(f.dir, "new.gvs", data, edits, ARRAY_LEN(edits));
	struct doc *doc = rehearse_all(&f, "new.gvs");
	const struct doc_node *change =
	    doc_at(doc_get(doc_root(doc), "changes"), 0);
	expect_str(change, "pharmacy", "02012345");
	expect_str(change, "date", "2026-11-02");
	expect_str(change, "kind", "medicine");
	expect_str(change, "code", plain);
	expect_str(change, "name", "Nieuwe naam");
	const struct doc_node *after = doc_get(change, "after");
	expect_int(after, "quantity_milli", 15000);
	expect_int(after, "days", 15);
	expect_int(after, "claimed", 600);
	expect_int(after, "from_insured", 0);
	expect_int(after, "billed_by_insurer", 0);
	expect_int(after, "advanced", 0);
	expect_int(after, "eigen_risico", 600);
	doc_free(doc);
}

/* --- what is not judged ------------------------------------------------- */

Test(desk_rehearse, dates_that_the_snapshot_does_not_judge)
{
	static const struct data_edit edits[] = {
	    {"meta.csv", "2021-01-01", "2026-10-02"},
	    {"meta.csv", "2049-12-31", "2026-11-02"},
	};
	static const char *const dates[] = {"2026-10-01", "2026-10-02",
					    "2026-11-02", "2026-11-03"};
	char id[8];

	for (size_t i = 0; i < ARRAY_LEN(dates); i++) {
		snprintf(id, sizeof(id), "a-%zu", i);
		dispense(id, dates[i], plain, 5);
	}
	changed_data_build(f.dir, "new.gvs", data, edits, ARRAY_LEN(edits));
	struct doc *doc = rehearse_all(&f, "new.gvs");
	expect_int(doc_root(doc), "judged", 2);
	expect_int(doc_root(doc), "out_of_days", 2);
	expect_int(doc_root(doc), "changed", 0);
	doc_free(doc);
}

static const char service_line[] =
    "{\"v\":1,\"op\":\"dispense\",\"id\":\"s-1\",\"date\":\"2026-11-02\","
    "\"insured\":{\"bsn\":\"999990019\",\"born\":\"1961-04-02\",\"sex\":"
    "\"f\",\"uzovi\":\"3311\",\"polis\":\"196\"},\"item\":{\"kind\":"
    "\"service\",\"code\":\"GDV73\",\"for_zi\":\"90000013\"}}";

/* Without a tariff a service needs the price in its claim. */
Test(desk_rehearse, a_claim_that_lacks_something_now)
{
	static const struct data_edit edits[] = {
	    {"service.csv", "Weekterhandstelling,ja,450",
	     "Weekterhandstelling,ja,"},
	};

	free(ask(service_line));
	dispense("a-1", "2026-11-02", plain, 15);
	changed_data_build(f.dir, "new.gvs", data, edits, ARRAY_LEN(edits));
	struct doc *doc = rehearse_all(&f, "new.gvs");
	const struct doc_node *root = doc_root(doc);
	const struct doc_node *failure = doc_at(doc_get(root, "failures"), 0);
	expect_int(root, "judged", 1);
	expect_int(root, "unjudged", 1);
	expect_int(root, "changed", 0);
	expect_str(failure, "claim", "C00000000000001");
	expect_str(failure, "pharmacy", "02012345");
	expect_str(failure, "date", "2026-11-02");
	expect_str(failure, "kind", "service");
	expect_str(failure, "code", "GDV73");
	expect_str(failure, "field", "/item/price");
	doc_free(doc);
}

/* --- entries of another version ----------------------------------------- */

/* Adds a copy of the last entry, as another program might have made it. */
static void copy_entry(const char *id, const char *body, const char *reply)
{
	struct ledger_config config = {
	    .path = f.ledger, .since = f.config.since, .today = f.config.since};
	struct ledger *ledger;
	struct stored stored;
	struct err e;

	cr_assert(ledger_open(&config, &ledger, &e), "%s", e.message);
	cr_assert(ledger_get(ledger, ledger_head(ledger).seq, &stored));
	struct entry entry = stored.entry;
	entry.seq = ledger_next_seq(ledger);
	entry.request_id = id;
	entry.rules = "2025.9";
	entry.patient = (struct patient_key){{0}}; /* with no history */
	entry.reply = reply;
	entry.reply_len = strlen(reply);
	if (body != NULL) {
		entry.body = body;
		entry.body_len = strlen(body);
	}
	cr_assert_eq(ledger_begin(ledger), LEDGER_OK);
	cr_assert_eq(ledger_append(ledger, &entry), LEDGER_OK);
	cr_assert_eq(ledger_commit(ledger), LEDGER_OK);
	ledger_close(ledger);
}

#define AMOUNTS(reimbursed, refused)                                           \
	"\"approved\":{\"days\":15,\"quantity_milli\":15000},"                 \
	"\"amounts\":{\"refused\":" refused ",\"own_account\":0,"              \
	"\"eigen_bijdrage\":0,\"reimbursed\":" reimbursed                      \
	",\"claimed\":545},\"collect\":{\"from_insured\":0,"                   \
	"\"billed_by_insurer\":0,\"advanced\":0},\"eigen_risico\":545"

/* The figures count, not how the bytes were written. */
Test(desk_rehearse, the_answers_of_another_version)
{
	static const char same[] =
	    "{\"v\":1,\"outcome\":\"approve\"," AMOUNTS("545", "0") "}";
	static const char other[] = "{\"v\":1,\"outcome\":\"partial\"," AMOUNTS(
	    "540", "5") ",\"reasons\":[{\"code\":\"OLD_RULE\","
			"\"article\":\"1.1\"}]}";
	static const struct expected expected[] = {
	    {.claim = "C00000000000003",
	     .before = "partial",
	     .after = "approve",
	     .reimbursed = {540, 545},
	     .refused = {5, 0},
	     .lost = "OLD_RULE 1.1"},
	};

	dispense("a-1", "2026-11-02", plain, 15);
	fixture_stop(&f);
	copy_entry("a-2", NULL, same);
	copy_entry("a-3", NULL, other);
	fixture_start(&f);
	changed_data_build(f.dir, "same.gvs", data, NULL, 0);
	expect_changes("same.gvs", 3, expected, ARRAY_LEN(expected));
	struct doc *doc = rehearse_all(&f, "same.gvs");
	expect_int(doc_root(doc), "other_rules", 2);
	doc_free(doc);
}

Test(desk_rehearse, entries_that_cannot_be_read)
{
	static const char *const replies[] = {"", "{}", "{\"outcome\":1}",
					      "not JSON"};
	char id[8];

	dispense("a-1", "2026-11-02", plain, 15);
	fixture_stop(&f);
	for (size_t i = 0; i < ARRAY_LEN(replies); i++) {
		snprintf(id, sizeof(id), "b-%zu", i);
		copy_entry(id, NULL, replies[i]);
	}
	copy_entry("c-1", "{\"op\":\"dispense\",\"of\":\"old\"}", "{}");
	fixture_start(&f);
	changed_data_build(f.dir, "same.gvs", data, NULL, 0);
	struct doc *doc = rehearse_all(&f, "same.gvs");
	const struct doc_node *failures = doc_get(doc_root(doc), "failures");
	expect_int(doc_root(doc), "judged", 1);
	expect_int(doc_root(doc), "other_rules", 0);
	expect_int(doc_root(doc), "changed", 0);
	expect_int(doc_root(doc), "unjudged", 5);
	cr_assert_eq(doc_len(failures), 5);
	for (size_t i = 0; i < ARRAY_LEN(replies); i++)
		expect_str(doc_at(failures, i), "message",
			   "the recorded answer is unreadable");
	expect_str(doc_at(failures, 4), "claim", "C00000000000006");
	expect_str(doc_at(failures, 4), "date", "(absent)");
	doc_free(doc);
}

/* 54 is how 545 begins: the bytes must end where the figure does. */
Test(desk_rehearse, a_figure_that_begins_alike)
{
	static const struct data_edit edits[] = {
	    {"price.csv", "90000013,2015-01-01,,1000,900,",
	     "90000013,2015-01-01,,100,900,"},
	};

	dispense("a-1", "2026-11-02", plain, 15);
	fixture_stop(&f);
	copy_entry("a-2", NULL,
		   "{\"v\":1,\"id\":\"a-2\",\"claim\":\"C00000000000002\","
		   "\"outcome\":\"approve\",\"approved\":{\"quantity_milli\":"
		   "15000,\"days\":15},\"amounts\":{\"claimed\":55,"
		   "\"reimbursed\":55,\"eigen_bijdrage\":0,\"own_account\":0,"
		   "\"refused\":0},\"collect\":{\"from_insured\":0,"
		   "\"billed_by_insurer\":0,\"advanced\":0},"
		   "\"eigen_risico\":551,\"reasons\":[]}");
	fixture_start(&f);
	changed_data_build(f.dir, "new.gvs", data, edits, ARRAY_LEN(edits));
	struct doc *doc = rehearse_all(&f, "new.gvs");
	expect_int(doc_root(doc), "changed", 2);
	doc_free(doc);
}
