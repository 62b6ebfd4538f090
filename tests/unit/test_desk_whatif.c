#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk_fixture.h"
#include "rules/decision.h"
#include "store/snapshot_build.h"
#include "wire/doc.h"

/* Of tests/cases/data: annex 1B, 30 tablets for 10.00. */
static const char plain[] = "90000013";
static const char other[] = "90000048";
static const char cases_snapshot[] = "gvs-20261101-000001";
static const char dear_snapshot[] = "gvs-20261101-000002";

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

TestSuite(desk_whatif, .init = set_up, .fini = tear_down);

static struct doc *parse(const char *bytes)
{
	struct doc *doc;
	struct err e;

	cr_assert(doc_parse(bytes, strlen(bytes), &doc, &e), "%s", bytes);
	return doc;
}

/* request: the other one, or NULL. */
static char *simulate(const char *claim, const char *request)
{
	char line[4096];

	snprintf(line, sizeof(line), "{\"cmd\":\"simulate\",%s%s%s}", claim,
		 request != NULL ? ",\"request\":" : "",
		 request != NULL ? request : "");
	return fixture_control(&f, line);
}

/* The recorded request with one piece of its text replaced. */
static char *edited(const char *claim, const char *from, const char *to)
{
	char *reply = simulate(claim, NULL);
	struct doc *doc = parse(reply);
	char *request = doc_compact(doc_get(doc_root(doc), "request"));
	char *at = strstr(request, from);
	char *out = malloc(strlen(request) + strlen(to) + 1);

	cr_assert_not_null(at, "%s in %s", from, reply);
	cr_assert_not_null(out);
	sprintf(out, "%.*s%s%s", (int)(at - request), request, to,
		at + strlen(from));
	free(request);
	free(reply);
	doc_free(doc);
	return out;
}

static char *simulate_edited(const char *claim, const char *from,
			     const char *to)
{
	char *request = edited(claim, from, to);
	char *reply = simulate(claim, request);

	free(request);
	return reply;
}

static void expect_side(const char *reply, const char *side,
			const char *outcome, int64_t claimed,
			const char *snapshot)
{
	struct doc *doc = parse(reply);
	const struct doc_node *decision = doc_get(doc_root(doc), side);
	char name[32];

	snprintf(name, sizeof(name), "snapshot_%s", side);
	cr_expect_str_eq(doc_get_str(decision, "outcome", ""), outcome,
			 "%s: %s", side, reply);
	cr_expect_eq(doc_get_int(doc_get(decision, "amounts"), "claimed", -1),
		     claimed, "%s: %s", side, reply);
	cr_expect_str_eq(doc_get_str(doc_root(doc), name, ""), snapshot,
			 "%s: %s", side, reply);
	cr_expect_str_eq(doc_get_str(decision, "snapshot", ""), snapshot);
	cr_expect_null(doc_get(decision, "claim"));
	doc_free(doc);
}

static void dispense(const char *id, const char *date, const char *zi, int days)
{
	char *reply = fixture_ask(&f, dispense_line(id, date, zi, days));

	cr_assert_not_null(strstr(reply, "\"claim\":\"C"), "%s", reply);
	free(reply);
}

static const char first[] = "\"claim\":\"C00000000000001\"";

/* From the status, e.g. "entries":1 */
static void expect_in_status(const char *text)
{
	char *status = fixture_control(&f, "{\"cmd\":\"status\"}");

	cr_expect_not_null(strstr(status, text), "%s in %s", text, status);
	free(status);
}

Test(desk_whatif, shows_both_decisions_and_records_nothing)
{
	dispense("a-1", "2026-11-02", plain, 30);
	char *reply = simulate_edited(first, "\"quantity_milli\":30000",
				      "\"quantity_milli\":60000");
	expect_side(reply, "before", "approve", 1090, cases_snapshot);
	expect_side(reply, "after", "partial", 2180, cases_snapshot);
	expect_member(reply, "claim", "C00000000000001");
	expect_member(reply, "pharmacy", "02012345");
	expect_member(reply, "rules_recorded", RULES_VERSION);
	free(reply);
	/* Two calls: the first only fetched the request. */
	expect_in_status("\"simulations\":2}");
	expect_in_status("\"entries\":1,");
	expect_in_status("\"approve\":1,\"partial\":0,");
	dispense("a-2", "2026-11-02", other, 15);
	reply = simulate("\"claim\":\"C00000000000002\"", NULL);
	expect_member(reply, "id", "a-2");
	free(reply);
}

Test(desk_whatif, names_a_claim_by_the_id_of_its_request)
{
	dispense("a-1", "2026-11-02", plain, 30);
	char *reply =
	    simulate("\"pharmacy\":\"02012345\",\"id\":\"a-1\"", NULL);
	expect_member(reply, "claim", "C00000000000001");
	expect_side(reply, "before", "approve", 1090, cases_snapshot);
	expect_side(reply, "after", "approve", 1090, cases_snapshot);
	free(reply);
}

/* Recorded later, dispensed earlier: it would make the medicine known. */
Test(desk_whatif, a_later_supply_of_the_same_insured_does_not_count)
{
	char line[1024];

	dispense("a-1", "2026-11-02", plain, 15);
	dispense("a-2", "2026-09-01", plain, 15);
	char *reply = simulate_edited(
	    first, "\"days\":15,\"kind\":\"medicine\",\"quantity_milli\":15000",
	    "\"days\":60,\"kind\":\"medicine\",\"quantity_milli\":60000");
	expect_side(reply, "before", "approve", 545, cases_snapshot);
	expect_side(reply, "after", "partial", 2180, cases_snapshot);
	cr_expect_not_null(strstr(reply, "FIRST_SUPPLY"), "%s", reply);
	free(reply);
	/* Now it counts. */
	snprintf(line, sizeof(line), "%s",
		 dispense_line("a-3", "2026-11-02", plain, 60));
	memcpy(strstr(line, "dispense"), "simulate", strlen("simulate"));
	reply = fixture_ask(&f, line);
	cr_expect_null(strstr(reply, "FIRST_SUPPLY"), "%s", reply);
	free(reply);
}

/* By another pharmacy the same claim would be paid in full. */
Test(desk_whatif, the_pharmacy_is_that_of_the_claim)
{
	char *reply = fixture_wait(fixture_post(
	    &f, "02099999", dispense_line("u-1", "2026-11-02", plain, 15)));
	cr_assert_not_null(strstr(reply, "UNCONTRACTED"), "%s", reply);
	free(reply);
	reply = simulate_edited(first, plain, other);
	struct doc *doc = parse(reply);
	const struct doc_node *after = doc_get(doc_root(doc), "after");
	const struct doc_node *reason = doc_at(doc_get(after, "reasons"), 0);
	cr_expect_str_eq(doc_get_str(reason, "code", ""), "UNCONTRACTED", "%s",
			 reply);
	doc_free(doc);
	free(reply);
}

static void say_fault(void *ctx, const char *fault)
{
	(void)ctx;
	fprintf(stderr, "%s\n", fault);
}

/* The same reference data with the plain article at twice its price. */
static void use_dear_snapshot(void)
{
	const char *srcdir = getenv("srcdir");
	char command[1024], csv[128], path[128], line[512];
	struct snapshot_build_stats stats;
	struct err e;

	snprintf(csv, sizeof(csv), "%s/csv", f.dir);
	snprintf(path, sizeof(path), "%s/dear.gvs", f.snapshots);
	snprintf(command, sizeof(command),
		 "cp -r '%s/tests/cases/data' '%s' && chmod -R u+w '%s' && "
		 "sed -i 's/^\\(%s,.*\\),1000,/\\1,2000,/' '%s/price.csv' && "
		 "sed -i 's/%s/%s/' '%s/meta.csv'",
		 srcdir != NULL ? srcdir : ".", csv, csv, plain, csv,
		 cases_snapshot, dear_snapshot, csv);
	cr_assert_eq(system(command), 0, "%s", command);
	cr_assert(snapshot_build(csv, path, say_fault, NULL, &stats, &e), "%s",
		  e.message);
	char *whole = realpath(path, NULL);
	snprintf(line, sizeof(line),
		 "{\"cmd\":\"snapshot_use\",\"path\":\"%s\"}", whole);
	char *reply = fixture_control(&f, line);
	expect_member(reply, "snapshot", dear_snapshot);
	free(reply);
	free(whole);
}

Test(desk_whatif, prices_of_then_until_the_change_needs_others)
{
	dispense("a-1", "2026-11-02", plain, 30);
	use_dear_snapshot();
	char *reply = simulate_edited(first, "\"quantity_milli\":30000",
				      "\"quantity_milli\":15000");
	expect_side(reply, "before", "approve", 1090, cases_snapshot);
	expect_side(reply, "after", "approve", 545, cases_snapshot);
	free(reply);
	reply = simulate_edited(first, "\"date\":\"2026-11-02\",\"id\"",
				"\"date\":\"2026-11-03\",\"id\"");
	expect_side(reply, "before", "approve", 1090, cases_snapshot);
	expect_side(reply, "after", "approve", 2180, dear_snapshot);
	free(reply);
}

/* ---- other kinds --------------------------------------------------------- */

static void dispense_item(const char *id, const char *item)
{
	char line[1024];

	snprintf(line, sizeof(line),
		 "{\"v\":1,\"op\":\"dispense\",\"id\":\"%s\","
		 "\"date\":\"2026-11-02\",\"insured\":{\"bsn\":\"999990019\","
		 "\"born\":\"1961-04-02\",\"sex\":\"f\",\"uzovi\":\"3311\","
		 "\"polis\":\"196\"},\"prescription\":{\"prescriber\":"
		 "\"huisarts\",\"date\":\"2026-11-01\"},\"item\":{%s}}",
		 id, item);
	char *reply = fixture_ask(&f, line);
	cr_assert_not_null(strstr(reply, "\"claim\":\"C"), "%s", reply);
	free(reply);
}

Test(desk_whatif, a_preparation_rests_on_its_ingredients)
{
	dispense_item("p-1", "\"kind\":\"preparation\",\"ingredients\":[{"
			     "\"substance\":\"WATER\","
			     "\"quantity_milli\":1000}],\"price\":2500,"
			     "\"days\":30,\"quantity_milli\":100000");
	use_dear_snapshot();
	char *reply = simulate_edited(first, "\"quantity_milli\":1000,",
				      "\"quantity_milli\":2000,");
	expect_side(reply, "after", "approve", 2500, cases_snapshot);
	free(reply);
	reply = simulate_edited(first, "WATER", "BADOLIE");
	expect_side(reply, "before", "approve", 2500, cases_snapshot);
	expect_side(reply, "after", "deny", 2500, dear_snapshot);
	free(reply);
	reply = simulate_edited(first, "\"quantity_milli\":1000,",
				"\"quantity_milli\":1000,\"zi\":\"90000013\",");
	expect_side(reply, "after", "approve", 2500, dear_snapshot);
	free(reply);
}

/* A service: later claims of it do not count, and it stays complete. */
Test(desk_whatif, a_service_is_judged_as_of_then)
{
	static const char talk[] =
	    "\"kind\":\"service\",\"code\":\"POLI76\",\"event\":\"%s\","
	    "\"guideline_met\":true,\"same_day\":true,"
	    "\"personal_talk\":true";
	char item[256];

	for (int i = 1; i <= 2; i++) {
		char id[16], event[32];
		snprintf(id, sizeof(id), "s-%d", i);
		snprintf(event, sizeof(event), "bezoek-%d", i);
		snprintf(item, sizeof(item), talk, event);
		dispense_item(id, item);
	}
	char *reply = simulate_edited(first, "bezoek-1", "bezoek-2");
	expect_side(reply, "before", "approve", 2500, cases_snapshot);
	expect_side(reply, "after", "approve", 2500, cases_snapshot);
	free(reply);
	reply = simulate_edited("\"claim\":\"C00000000000002\"", "bezoek-2",
				"bezoek-1");
	expect_side(reply, "after", "deny", 2500, cases_snapshot);
	cr_expect_not_null(strstr(reply, "SERVICE_FREQUENCY"), "%s", reply);
	free(reply);
	reply = simulate_edited(first, "\"event\":\"bezoek-1\",", "");
	expect_error(reply, "missing_field");
	cr_expect_not_null(strstr(reply, "/item/event"), "%s", reply);
	free(reply);
}

/* ---- what cannot be ----------------------------------------------------- */

Test(desk_whatif, a_wrong_change_is_told_as_to_a_pharmacy)
{
	static const struct {
		const char *from, *to, *code, *field;
	} wrong[] = {
	    {"\"days\"", "\"dais\"", "unknown_field", "/item/dais"},
	    {"\"days\":15", "\"days\":401", "bad_field", "/item/days"},
	    {"\"born\"", "\"bsn\":\"999990019\",\"born\"", "bad_field",
	     "/insured/bsn"},
	    {"\"op\":\"dispense\"", "\"op\":\"ping\"", "unknown_field",
	     "/date"},
	    {"\"sex\":\"f\",", "", "missing_field", "/insured/sex"},
	    {"\"date\":\"2026-11-02\",\"id\"", "\"date\":\"2020-12-31\",\"id\"",
	     "bad_field", "/prescription/date"},
	    {"\"date\":\"2026-11-02\",\"id\"", "\"date\":\"2049-12-31\",\"id\"",
	     "date_out_of_range", "/date"},
	};

	dispense("a-1", "2026-11-02", plain, 15);
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
		char *reply =
		    simulate_edited(first, wrong[i].from, wrong[i].to);
		struct doc *doc = parse(reply);
		const struct doc_node *error = doc_get(doc_root(doc), "error");
		cr_expect_str_eq(doc_get_str(error, "code", ""), wrong[i].code,
				 "%s", reply);
		cr_expect_str_eq(doc_get_str(error, "field", ""),
				 wrong[i].field, "%s", reply);
		cr_expect_null(doc_get(doc_root(doc), "ok"), "%s", reply);
		cr_expect_null(strstr(reply, "999990019"));
		doc_free(doc);
		free(reply);
	}
	char *reply = simulate(first, "{\"v\":1,\"op\":\"ping\",\"id\":\"p\"}");
	cr_expect_not_null(strstr(reply, "\"field\":\"/op\""), "%s", reply);
	free(reply);
	expect_in_status("\"entries\":1,");
}

Test(desk_whatif, only_claims_have_another_outcome)
{
	static const char reverse[] =
	    "{\"v\":1,\"op\":\"reverse\",\"id\":\"r-1\",\"of\":\"a-1\"}";
	static const char *const none[] = {
	    "\"claim\":\"C00000000000002\"", /* a reversal */
	    "\"claim\":\"C00000000000003\"",
	    "\"pharmacy\":\"02012345\",\"id\":\"a-2\"",
	};

	dispense("a-1", "2026-11-02", plain, 15);
	free(fixture_ask(&f, reverse));
	for (size_t i = 0; i < ARRAY_LEN(none); i++) {
		char *reply = simulate(none[i], NULL);
		expect_error(reply, "no_such_claim");
		free(reply);
	}
	/* One that was reversed is still a claim that was decided. */
	char *reply = simulate(first, NULL);
	expect_side(reply, "before", "approve", 545, cases_snapshot);
	free(reply);
}

Test(desk_whatif, without_a_snapshot_what_is_recorded_can_still_be_judged)
{
	char current[256];

	dispense("a-1", "2026-11-02", plain, 15);
	fixture_stop(&f);
	snprintf(current, sizeof(current), "%s/current", f.snapshots);
	cr_assert_eq(remove(current), 0);
	fixture_start(&f);
	char *reply = simulate_edited(first, "\"days\":15", "\"days\":14");
	expect_side(reply, "after", "approve", 545, cases_snapshot);
	free(reply);
	reply = simulate_edited(first, plain, other);
	expect_error(reply, "no_snapshot");
	free(reply);
}
