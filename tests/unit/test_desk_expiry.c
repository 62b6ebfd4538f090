/* Fresh, stale, expired: to the second, from both sides. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/expiry.h"
#include "desk_publisher.h"

enum { DAY_S = 86400, GRACE_DAYS = 3 };

/* 2026-11-22T00:00:00Z */
static const int64_t expires_s = 1795305600;
static const char plain[] = "90000013";
static const char other[] = "90000048";

static struct fixture f;
static struct publisher us;
static const char *keys[1];
static int expiry_lines;

static void count_log(void *ctx, int priority, const char *message)
{
	(void)ctx;
	(void)priority;
	fprintf(stderr, "%s\n", message);
	expiry_lines += strstr(message, "expired at 2026-11-22T00:00:00Z: "
					"decisions are marked stale") != NULL ||
			strstr(message, "its grace ended") != NULL;
}

/* after: seconds since it expired. */
static void at_second(int64_t after)
{
	publisher_now_ms = (expires_s + after) * 1000;
}

static void set_up(void)
{
	fixture_make(&f);
	publisher_make(&f, "us", &us);
	keys[0] = us.public;
	f.config.trust = (struct desk_trust){
	    .keys = keys, .key_count = 1, .grace_days = GRACE_DAYS};
	f.config.now_ms = publisher_clock;
	f.config.log = count_log;
	at_second(-DAY_S);
	fixture_start(&f);
	char *reply = ask_install(&f, publish(&f, &us, 2, expires_s));
	expect_member(reply, "snapshot", "gvs-20261101-000002");
	free(reply);
}

static void tear_down(void)
{
	fixture_remove(&f);
	signing_key_free(us.key);
}

TestSuite(desk_expiry, .init = set_up, .fini = tear_down);

Test(desk_freshness, ends_are_whole_seconds)
{
	struct manifest manifest = {.expires_s = expires_s};
	static const struct {
		int64_t after_s, grace_s;
		enum freshness freshness;
	} table[] = {
	    {-1, 0, FRESH},	      {0, 0, FRESH},
	    {1, 0, EXPIRED},	      {0, 10, FRESH},
	    {1, 10, STALE},	      {10, 10, STALE},
	    {11, 10, EXPIRED},	      {-expires_s, 10, FRESH},
	    {INT32_MAX, 10, EXPIRED},
	};

	for (size_t i = 0; i < ARRAY_LEN(table); i++)
		cr_expect_eq(freshness_at(&manifest, table[i].grace_s,
					  expires_s + table[i].after_s),
			     table[i].freshness, "row %zu", i);
	/* Unsigned. */
	manifest.expires_s = INT64_MAX;
	cr_expect_eq(freshness_at(&manifest, 31 * DAY_S, INT64_MAX / 1000),
		     FRESH);
}

static char *ask_simulate(const char *zi)
{
	char line[1024];

	snprintf(line, sizeof(line), "%s",
		 dispense_line("s-1", "2026-11-02", zi, 15));
	memcpy(strstr(line, "dispense"), "simulate", strlen("simulate"));
	return fixture_ask(&f, line);
}

static char *ask_dispense(const char *id)
{
	return fixture_ask(&f, dispense_line(id, "2026-11-02", plain, 15));
}

static void expect_stale(char *reply, bool stale)
{
	cr_expect_not_null(strstr(reply, "\"outcome\":"), "%s", reply);
	cr_expect_eq(strstr(reply, ",\"stale\":true}") != NULL, stale, "%s",
		     reply);
	free(reply);
}

static void expect_retry(char *reply)
{
	expect_error(reply, "snapshot_expired");
	cr_expect_not_null(strstr(reply, "\"retry\""), "%s", reply);
	free(reply);
}

static void expect_in_status(const char *text)
{
	char *status = fixture_control(&f, "{\"cmd\":\"status\"}");

	cr_expect_not_null(strstr(status, text), "%s in %s", text, status);
	free(status);
}

Test(desk_expiry, decisions_are_fresh_then_stale_then_none)
{
	at_second(0);
	publisher_now_ms += 999;
	expect_stale(ask_dispense("a-1"), false);
	expect_stale(ask_simulate(plain), false);
	expect_in_status("\"expires\":\"2026-11-22T00:00:00Z\",\"stale\":false,"
			 "\"expired\":false,"
			 "\"serves_until\":\"2026-11-25T00:00:00Z\"}");
	at_second(1);
	expect_stale(ask_dispense("a-2"), true);
	expect_stale(ask_simulate(plain), true);
	expect_in_status("\"stale\":true,\"expired\":false");
	at_second(GRACE_DAYS * DAY_S);
	publisher_now_ms += 999;
	expect_stale(ask_dispense("a-3"), true);
	expect_stale(ask_simulate(plain), true);
	at_second(GRACE_DAYS * DAY_S + 1);
	expect_retry(ask_dispense("a-4"));
	expect_retry(ask_simulate(plain));
	expect_in_status("\"stale\":false,\"expired\":true");
	/* The grace may be made longer while it serves. */
	f.config.trust.grace_days = GRACE_DAYS + 1;
	desk_believe(f.desk, &f.config.trust);
	expect_stale(ask_dispense("a-4"), true);
	f.config.trust.grace_days = 0;
	desk_believe(f.desk, &f.config.trust);
	expect_retry(ask_dispense("a-5"));
	at_second(0);
	expect_stale(ask_dispense("a-5"), false);
}

Test(desk_expiry, all_but_new_decisions_is_answered_whatever_the_state)
{
	char *first = ask_dispense("a-1");

	at_second(1);
	char *stale = ask_dispense("a-2");
	at_second(100 * DAY_S);
	char *again = ask_dispense("a-1");
	cr_expect_str_eq(again, first);
	free(again);
	again = ask_dispense("a-2");
	cr_expect_str_eq(again, stale);
	expect_stale(again, true);
	char *reply = fixture_ask(&f, "{\"v\":1,\"op\":\"lookup\",\"id\":\"l\","
				      "\"of\":\"a-2\"}");
	cr_expect_not_null(strstr(reply, "\"stale\":true,\"reversed\":false}"),
			   "%s", reply);
	free(reply);
	reply = fixture_ask(&f, "{\"v\":1,\"op\":\"reverse\",\"id\":\"r\","
				"\"of\":\"a-1\"}");
	expect_member(reply, "outcome", "reversed");
	free(reply);
	reply = fixture_ask(
	    &f, "{\"v\":1,\"op\":\"permit_add\",\"id\":\"p\",\"insured\":"
		"{\"bsn\":\"999990019\",\"uzovi\":\"3311\"},\"permit\":"
		"{\"number\":\"M1\",\"scope\":\"any\",\"from\":\"2026-01-01\","
		"\"to\":\"2026-12-31\"}}");
	expect_member(reply, "outcome", "recorded");
	free(reply);
	reply = fixture_ask(&f, "{\"v\":1,\"op\":\"ping\",\"id\":\"p\"}");
	expect_member(reply, "snapshot", "gvs-20261101-000002");
	free(reply);
	free(first);
	free(stale);
}

static void expect_explained(const char *claim)
{
	char line[128];

	snprintf(line, sizeof(line), "{\"cmd\":\"explain\",\"claim\":\"%s\"}",
		 claim);
	char *reply = fixture_control(&f, line);
	expect_member(reply, "verified", "equal");
	free(reply);
}

Test(desk_expiry, explanations_are_byte_equal_in_every_state)
{
	static const int64_t moments[] = {0, 1, 100 * DAY_S, -1};

	expect_stale(ask_dispense("a-1"), false);
	at_second(1);
	expect_stale(ask_dispense("a-2"), true);
	for (size_t i = 0; i < ARRAY_LEN(moments); i++) {
		at_second(moments[i]);
		expect_explained("C00000000000001");
		expect_explained("C00000000000002");
	}
}

/* Whether either side of a claim simulated anew is stale. */
static void expect_sides(const char *claim, const char *request, bool before,
			 bool after)
{
	char line[2048];

	snprintf(line, sizeof(line),
		 "{\"cmd\":\"simulate\",\"claim\":\"%s\"%s%s}", claim,
		 request[0] != '\0' ? ",\"request\":" : "", request);
	char *reply = fixture_control(&f, line);
	char *at = strstr(reply, "\"snapshot_after\"");
	cr_assert_not_null(at, "%s", reply);
	cr_expect_eq(strstr(at, "\"stale\":true}}") != NULL, after, "%s",
		     reply);
	*at = '\0';
	cr_expect_eq(strstr(reply, "\"stale\":true},") != NULL, before, "%s",
		     reply);
	free(reply);
}

/* A request as the ledger keeps it: without the number. */
static const char *other_request(const char *zi)
{
	static char line[1024];
	const char *bsn = "\"bsn\":\"999990019\",";

	snprintf(line, sizeof(line), "%s",
		 dispense_line("a-9", "2026-11-02", zi, 10));
	char *at = strstr(line, bsn);
	memmove(at, at + strlen(bsn), strlen(at + strlen(bsn)) + 1);
	return line;
}

Test(desk_expiry, simulations_of_claims_are_as_stale_as_what_they_use)
{
	free(ask_dispense("a-1"));
	at_second(1);
	free(ask_dispense("a-2"));
	/* Only another article asks the snapshot that is served now. */
	expect_sides("C00000000000001", "", false, false);
	expect_sides("C00000000000001", other_request(plain), false, false);
	expect_sides("C00000000000001", other_request(other), false, true);
	at_second(0);
	expect_sides("C00000000000002", "", true, true);
	expect_sides("C00000000000002", other_request(plain), true, true);
	expect_sides("C00000000000002", other_request(other), true, false);
	at_second(100 * DAY_S);
	expect_sides("C00000000000002", other_request(plain), true, true);
	char line[1200];
	snprintf(line, sizeof(line),
		 "{\"cmd\":\"simulate\",\"claim\":\"C00000000000002\","
		 "\"request\":%s}",
		 other_request(other));
	expect_retry(fixture_control(&f, line));
}

Test(desk_expiry, it_is_said_at_start_and_when_it_changes)
{
	static const int64_t moments[] = {0, 1, GRACE_DAYS * DAY_S + 1};

	for (size_t i = 0; i < ARRAY_LEN(moments); i++) {
		fixture_stop(&f);
		expiry_lines = 0;
		at_second(moments[i]);
		fixture_start(&f);
		expect_in_status("\"id\":\"gvs-20261101-000002\"");
		cr_expect_eq(expiry_lines, moments[i] > 0 ? 1 : 0, "%zu", i);
	}
	/* Not for every batch. */
	for (int i = 0; i < 20; i++)
		expect_retry(ask_simulate(plain));
	cr_expect_eq(expiry_lines, 1);
	/* A newer one ends it. */
	at_second(GRACE_DAYS * DAY_S);
	char *reply =
	    ask_install(&f, publish(&f, &us, 3, expires_s + 30 * DAY_S));
	expect_member(reply, "previous", "gvs-20261101-000002");
	free(reply);
	expect_stale(ask_dispense("a-1"), false);
}
