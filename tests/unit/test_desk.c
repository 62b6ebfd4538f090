#include <criterion/criterion.h>

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk_fixture.h"
#include "wire/doc.h"

/* Of tests/cases/data: annex 1B, and 1A above its limit. */
static const char plain[] = "90000013";
static const char above_limit[] = "90000056";

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

TestSuite(desk, .init = set_up, .fini = tear_down);

static void ask_expecting(const char *line, const char *name,
			  const char *value)
{
	char *reply = fixture_ask(&f, line);

	expect_member(reply, name, value);
	free(reply);
}

static void ask_expecting_error(const char *line, const char *code)
{
	char *reply = fixture_ask(&f, line);

	expect_error(reply, code);
	free(reply);
}

Test(desk, a_replay_has_the_same_bytes_and_a_conflict_is_told)
{
	char line[1024];

	snprintf(line, sizeof(line), "%s",
		 dispense_line("a-1", "2026-11-02", plain, 15));
	char *first = fixture_ask(&f, line);
	expect_member(first, "outcome", "approve");
	expect_member(first, "claim", "C00000000000001");
	char *again = fixture_ask(&f, line);
	cr_expect_str_eq(first, again);
	ask_expecting_error(dispense_line("a-1", "2026-11-02", plain, 14),
			    "id_conflict");
	/* The number that was not used up shows that nothing was recorded. */
	ask_expecting(dispense_line("a-2", "2026-11-02", above_limit, 15),
		      "claim", "C00000000000002");
	free(first);
	free(again);
}

Test(desk, a_replay_survives_a_restart)
{
	char line[1024];

	snprintf(line, sizeof(line), "%s",
		 dispense_line("a-1", "2026-11-02", plain, 15));
	char *first = fixture_ask(&f, line);
	fixture_stop(&f);
	fixture_start(&f);
	char *again = fixture_ask(&f, line);
	cr_expect_str_eq(first, again);
	free(first);
	free(again);
}

Test(desk, the_same_id_twice_in_one_batch_is_a_replay)
{
	char line[1024];

	snprintf(line, sizeof(line), "%s",
		 dispense_line("a-1", "2026-11-02", plain, 15));
	struct asked *held = fixture_hold(&f);
	struct asked *first = fixture_post(&f, "02012345", line);
	struct asked *second = fixture_post(&f, "02012345", line);
	struct asked *other = fixture_post(
		&f, "02012345", dispense_line("a-1", "2026-11-02", plain, 9));
	fixture_release(held);
	char *replies[] = {fixture_wait(first), fixture_wait(second),
			   fixture_wait(other)};
	expect_member(replies[0], "outcome", "approve");
	cr_expect_str_eq(replies[0], replies[1]);
	expect_error(replies[2], "id_conflict");
	char *status = fixture_control(&f, "{\"cmd\":\"status\"}");
	cr_expect_not_null(strstr(status, "\"largest_batch\":3"), "%s", status);
	for (size_t i = 0; i < ARRAY_LEN(replies); i++)
		free(replies[i]);
	free(status);
}

Test(desk, ids_belong_to_a_pharmacy)
{
	char line[1024];

	snprintf(line, sizeof(line), "%s",
		 dispense_line("a-1", "2026-11-02", plain, 15));
	free(fixture_ask(&f, line));
	char *other = fixture_wait(fixture_post(&f, "02033333", line));
	expect_member(other, "claim", "C00000000000002");
	free(other);
}

Test(desk, what_is_worse_than_expected_is_not_recorded)
{
	char line[1024], *item;

	snprintf(line, sizeof(line), "%s",
		 dispense_line("a-1", "2026-11-02", plain, 90));
	item = strstr(line, "\"insured\"");
	memmove(item + strlen("\"expect\":\"approve\","), item,
		strlen(item) + 1);
	memcpy(item, "\"expect\":\"approve\",", strlen("\"expect\":\"approve\","));
	char *reply = fixture_ask(&f, line);
	expect_error(reply, "outcome_differs");
	cr_expect_not_null(strstr(reply, "\"outcome\":\"partial\""), "%s",
			   reply);
	free(reply);
	ask_expecting(dispense_line("a-1", "2026-11-02", plain, 90), "claim",
		      "C00000000000001");
}

Test(desk, simulations_leave_no_trace)
{
	char line[1024];

	snprintf(line, sizeof(line), "%s",
		 dispense_line("a-1", "2026-11-02", plain, 15));
	memcpy(strstr(line, "dispense"), "simulate", strlen("simulate"));
	ask_expecting(line, "outcome", "approve");
	ask_expecting(line, "claim", "(absent)");
	ask_expecting(dispense_line("a-1", "2026-11-02", plain, 15), "claim",
		      "C00000000000001");
}

Test(desk, a_reversal_names_whom_it_affects)
{
	ask_expecting(dispense_line("a-1", "2026-09-01", plain, 15), "outcome",
		      "approve");
	/* Known since September: three months are supplied. */
	ask_expecting(dispense_line("a-2", "2026-10-01", plain, 90), "outcome",
		      "approve");
	ask_expecting(dispense_line("b-1", "2026-10-01", above_limit, 15),
		      "outcome", "approve");
	char *reply = fixture_ask(&f, "{\"v\":1,\"op\":\"reverse\","
				      "\"id\":\"r-1\",\"of\":\"a-1\"}");
	expect_member(reply, "outcome", "reversed");
	expect_member(reply, "reverses", "C00000000000001");
	cr_expect_not_null(strstr(reply, "\"affected\":[\"C00000000000002\"]"),
			   "%s", reply);
	free(reply);
	ask_expecting_error("{\"v\":1,\"op\":\"reverse\",\"id\":\"r-2\","
			    "\"claim\":\"C00000000000001\"}",
			    "already_reversed");
	/* New again: the first supply is 15 days or the smallest package. */
	ask_expecting(dispense_line("a-3", "2026-09-20", plain, 90), "outcome",
		      "partial");
}

Test(desk, only_its_own_claims_are_a_pharmacys_business)
{
	static const char lookup[] = "{\"v\":1,\"op\":\"lookup\",\"id\":\"l\","
				     "\"claim\":\"C00000000000001\"}";
	static const char reverse[] =
		"{\"v\":1,\"op\":\"reverse\",\"id\":\"r\","
		"\"claim\":\"C00000000000001\"}";

	free(fixture_ask(&f, dispense_line("a-1", "2026-11-02", plain, 15)));
	char *other = fixture_wait(fixture_post(&f, "02033333", lookup));
	expect_error(other, "no_such_claim");
	free(other);
	other = fixture_wait(fixture_post(&f, "02033333", reverse));
	expect_error(other, "no_such_claim");
	free(other);
	char *own = fixture_ask(&f, lookup);
	cr_expect_not_null(strstr(own, "\"reversed\":false}"), "%s", own);
	free(own);
	free(fixture_ask(&f, reverse));
	own = fixture_ask(&f, lookup);
	cr_expect_not_null(strstr(own, "\"reversed\":true}"), "%s", own);
	free(own);
}

Test(desk, permits_conflict_and_are_revoked_for_good)
{
#define PERMIT(id, scope)                                                      \
	"{\"v\":1,\"op\":\"permit_add\",\"id\":\"" id "\",\"insured\":"         \
	"{\"bsn\":\"999990019\",\"uzovi\":\"3311\"},\"permit\":{\"number\":"    \
	"\"M1\",\"scope\":\"" scope "\",\"from\":\"2026-01-01\",\"to\":"        \
	"\"2026-12-31\"}}"
#define REVOKE(id)                                                             \
	"{\"v\":1,\"op\":\"permit_revoke\",\"id\":\"" id "\",\"insured\":"      \
	"{\"bsn\":\"999990019\",\"uzovi\":\"3311\"},\"permit\":{\"number\":"    \
	"\"M1\"}}"
	ask_expecting_error(REVOKE("p-0"), "no_such_permit");
	ask_expecting(PERMIT("p-1", "any"), "outcome", "recorded");
	ask_expecting(PERMIT("p-2", "any"), "outcome", "recorded");
	ask_expecting_error(PERMIT("p-3", "holiday"), "permit_conflict");
	ask_expecting(REVOKE("p-4"), "outcome", "revoked");
	ask_expecting_error(PERMIT("p-5", "any"), "permit_conflict");
}

Test(desk, an_explanation_makes_the_decision_again)
{
	free(fixture_ask(&f, dispense_line("a-1", "2026-09-01", plain, 15)));
	free(fixture_ask(&f, dispense_line("a-2", "2026-10-01", plain, 90)));
	char *reply = fixture_control(
		&f, "{\"cmd\":\"explain\",\"claim\":\"C00000000000002\"}");
	expect_member(reply, "verified", "equal");
	free(reply);
	/* The history as it was: a later reversal does not show. */
	free(fixture_ask(&f, "{\"v\":1,\"op\":\"reverse\",\"id\":\"r\","
			     "\"of\":\"a-1\"}"));
	reply = fixture_control(&f, "{\"cmd\":\"explain\",\"pharmacy\":"
				    "\"02012345\",\"id\":\"a-2\"}");
	expect_member(reply, "verified", "equal");
	free(reply);
	reply = fixture_control(
		&f, "{\"cmd\":\"explain\",\"claim\":\"C00000000000003\"}");
	expect_error(reply, "no_such_claim");
	cr_expect_not_null(strstr(reply, "a reversal"), "%s", reply);
	free(reply);
	reply = fixture_control(
		&f, "{\"cmd\":\"explain\",\"claim\":\"C00000000000009\"}");
	expect_error(reply, "no_such_claim");
	free(reply);
}

static int64_t control_int(const char *line, const char *name)
{
	char *reply = fixture_control(&f, line);
	struct doc *doc;
	struct err e;

	cr_assert(doc_parse(reply, strlen(reply), &doc, &e), "%s", reply);
	int64_t value = doc_get_int(doc_root(doc), name, -1);
	doc_free(doc);
	free(reply);
	return value;
}

Test(desk, an_import_counts_once_and_is_all_or_nothing)
{
	static const char rows[] =
		"{\"cmd\":\"import_rows\",\"token\":%d,\"rows\":[[\"999990019\","
		"\"GEWOON\",\"TABLET\",\"2026-08-01\",\"90\",\"90000\"]%s]}";
	char line[512];

	for (int token = 1; token <= 2; token++) {
		cr_assert_eq(control_int("{\"cmd\":\"import_begin\","
					 "\"what\":\"history\"}",
					 "token"),
			     token);
		snprintf(line, sizeof(line), rows, token, "");
		cr_expect_eq(control_int(line, "rows"), 1);
		snprintf(line, sizeof(line),
			 "{\"cmd\":\"import_commit\",\"token\":%d}", token);
		cr_expect_eq(control_int(line, "added"), token == 1 ? 1 : 0);
	}
	free(fixture_control(
		&f, "{\"cmd\":\"import_begin\",\"what\":\"history\"}"));
	snprintf(line, sizeof(line), rows, 3,
		 ",[\"999990010\",\"X\",\"Y\",\"2026-01-01\",\"\",\"\"]");
	char *reply = fixture_control(&f, line);
	expect_error(reply, "bad_field");
	cr_expect_not_null(strstr(reply, "/rows/1/0"), "%s", reply);
	cr_expect_null(strstr(reply, "999990010"));
	free(reply);
	reply = fixture_control(&f, "{\"cmd\":\"import_commit\",\"token\":3}");
	expect_error(reply, "refused");
	free(reply);
	/* Known since August: no first supply. */
	ask_expecting(dispense_line("a-1", "2026-11-02", plain, 90), "outcome",
		      "approve");
}

Test(desk, a_bad_snapshot_is_refused_and_the_old_one_serves_on)
{
	char path[PATH_MAX + 64], line[PATH_MAX + 128];

	cr_assert_not_null(realpath(f.dir, path));
	snprintf(line, sizeof(line),
		 "{\"cmd\":\"snapshot_use\",\"path\":\"%s/patient.key\"}",
		 path);
	char *reply = fixture_control(&f, line);
	cr_expect_not_null(strstr(reply, "\"error\""), "%s", reply);
	free(reply);
	ask_expecting(dispense_line("a-1", "2026-11-02", plain, 15), "outcome",
		      "approve");
	snprintf(line, sizeof(line),
		 "{\"cmd\":\"snapshot_use\",\"path\":\"%s/snapshots/cases.gvs\"}",
		 path);
	reply = fixture_control(&f, line);
	expect_member(reply, "snapshot", "gvs-20261101-000001");
	expect_member(reply, "previous", "gvs-20261101-000001");
	free(reply);
}

Test(desk, unknown_and_broken_commands_are_told)
{
	char *reply = fixture_control(&f, "{\"cmd\":\"dance\"}");

	expect_error(reply, "unknown_op");
	free(reply);
	reply = fixture_control(&f, "{\"cmd\":");
	expect_error(reply, "bad_json");
	free(reply);
}

Test(desk, the_ledger_verifies_in_slices)
{
	char id[16];

	cr_expect_eq(control_int("{\"cmd\":\"ledger_verify\"}", "head_seq"),
		     0);
	for (int i = 1; i <= 100; i++) {
		snprintf(id, sizeof(id), "v-%d", i);
		free(fixture_ask(
		    &f, dispense_line(id, "2026-09-01", plain, 15)));
	}
	cr_expect_eq(control_int("{\"cmd\":\"ledger_verify\"}", "head_seq"),
		     100);
	/* One turn for each slice of 16: others had theirs in between. */
	char *status = fixture_control(&f, "{\"cmd\":\"status\"}");
	cr_expect_not_null(strstr(status, "\"jobs\":108,"), "%s", status);
	free(status);
}

Test(desk, dates_outside_the_snapshot_or_after_tomorrow_are_errors)
{
	ask_expecting_error(dispense_line("a", "2020-12-31", plain, 15),
			    "date_out_of_range");
	ask_expecting_error(dispense_line("a", "2099-01-01", plain, 15),
			    "date_out_of_range");
	ask_expecting(dispense_line("a", "2021-01-01", plain, 15), "outcome",
		      "approve");
}

TestSuite(desk_alone);

Test(desk_alone, without_a_snapshot_it_is_a_retry)
{
	char current[256];

	fixture_make(&f);
	snprintf(current, sizeof(current), "%s/current", f.snapshots);
	cr_assert_eq(remove(current), 0);
	fixture_start(&f);
	ask_expecting_error(dispense_line("a", "2026-11-02", plain, 15),
			    "no_snapshot");
	ask_expecting_error("{\"v\":1,\"op\":\"ping\",\"id\":\"p\"}",
			    "no_snapshot");
	fixture_remove(&f);
}

Test(desk_alone, a_full_queue_is_busy)
{
	fixture_make(&f);
	f.config.queue_max = 2;
	fixture_start(&f);
	struct asked *held = fixture_hold(&f);
	struct asked *asked[3];
	for (int i = 0; i < 3; i++) {
		char id[16];
		snprintf(id, sizeof(id), "q-%d", i);
		asked[i] = fixture_post(
			&f, "02012345",
			dispense_line(id, "2026-11-02", plain, 15));
	}
	char *busy = fixture_wait(asked[2]);
	expect_error(busy, "busy");
	fixture_release(held);
	free(busy);
	free(fixture_wait(asked[0]));
	free(fixture_wait(asked[1]));
	fixture_remove(&f);
}

Test(desk_alone, an_unsigned_snapshot_needs_permission)
{
	fixture_make(&f);
	f.config.trust.allow_unsigned = false;
	fixture_start(&f);
	char *reply = fixture_control(
		&f, "{\"cmd\":\"snapshot_use\",\"path\":\"/tmp/x.gvs\"}");
	expect_error(reply, "snapshot_unsigned");
	free(reply);
	fixture_remove(&f);
}
