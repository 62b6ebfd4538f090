/* Rehearsals: their course beside the work of the desk. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "desk/clock.h"
#include "desk/limits.h"
#include "rehearse_fixture.h"

static const char data[] = "tests/cases/data";
static const char plain[] = "90000013"; /* of tests/cases/data */

enum { MANY = 700 }; /* more than the ring holds: several turns */

static struct fixture f;

/* The linker puts this in the desk's place of the clock. */
static int64_t later_ms;
int64_t __real_clock_steady_ms(void);
int64_t __wrap_clock_steady_ms(void);

int64_t __wrap_clock_steady_ms(void)
{
	return __real_clock_steady_ms() +
	       __atomic_load_n(&later_ms, __ATOMIC_SEQ_CST);
}

static void set_up(void)
{
	fixture_make(&f);
	f.config.queue_max = MANY;
	fixture_start(&f);
	changed_data_build(f.dir, "same.gvs", data, NULL, 0);
}

static void tear_down(void)
{
	fixture_remove(&f);
}

TestSuite(desk_rehearse_turns, .init = set_up, .fini = tear_down);

/* In as few batches as it gets. */
static void record_many(void)
{
	static struct asked *asked[MANY];
	char id[16];

	for (int i = 0; i < MANY; i++) {
		snprintf(id, sizeof(id), "m-%d", i);
		asked[i] = fixture_post(
		    &f, "02012345", dispense_line(id, "2026-11-02", plain, 5));
	}
	for (int i = 0; i < MANY; i++)
		free(fixture_wait(asked[i]));
}

static char *status(void)
{
	return fixture_control(&f, "{\"cmd\":\"status\"}");
}

static int64_t status_int(const char *part, const char *name)
{
	struct doc *doc = rehearse_parse(status());
	int64_t value = doc_get_int(doc_get(doc_root(doc), part), name, -1);

	doc_free(doc);
	return value;
}

static char *next(int64_t token)
{
	return fixture_control(&f, rehearse_line("next", token));
}

/* Asks until it is finished; the last answer. */
static struct doc *finish(int64_t token)
{
	for (;;) {
		struct doc *doc = rehearse_parse(next(token));
		cr_assert(doc_get_bool(doc_root(doc), "ok", false));
		if (doc_get_bool(doc_root(doc), "finished", false))
			return doc;
		doc_free(doc);
	}
}

static void expect_all_judged(int64_t token)
{
	struct doc *doc = finish(token);

	expect_int(doc_root(doc), "done", MANY);
	expect_int(doc_root(doc), "judged", MANY);
	expect_int(doc_root(doc), "changed", 0);
	doc_free(doc);
}

static void expect_over(int64_t token)
{
	char *reply = next(token);

	expect_error(reply, "refused");
	cr_expect_not_null(strstr(reply, "\"field\":\"/token\""), "%s", reply);
	free(reply);
}

/* --- nothing is touched ------------------------------------------------- */

Test(desk_rehearse_turns, ledger_and_counters_stay_as_they_are)
{
	static const char *const counters[] = {
	    "approve", "partial", "deny",	"errors",
	    "retries", "replays", "simulations"};
	static const char *const sizes[] = {"entries", "claims", "file_bytes",
					    "wal_bytes", "head_seq"};
	int64_t before[ARRAY_LEN(counters)], bytes[ARRAY_LEN(sizes)];

	record_many();
	for (size_t i = 0; i < ARRAY_LEN(counters); i++)
		before[i] = status_int("desk", counters[i]);
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++)
		bytes[i] = status_int("ledger", sizes[i]);
	expect_all_judged(rehearse_begun(&f, "same.gvs"));
	for (size_t i = 0; i < ARRAY_LEN(counters); i++)
		cr_expect_eq(status_int("desk", counters[i]), before[i], "%s",
			     counters[i]);
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++)
		cr_expect_eq(status_int("ledger", sizes[i]), bytes[i], "%s",
			     sizes[i]);
}

/* --- nobody waits ------------------------------------------------------- */

static int64_t replies, next_was, ping_was;

static void note_reply(const char *reply)
{
	replies++;
	if (strstr(reply, "\"pong\"") != NULL)
		ping_was = replies;
	if (strstr(reply, "\"finished\"") != NULL)
		next_was = replies;
}

/* Both wait when the desk is let go; the rehearsal needs many slices. */
Test(desk_rehearse_turns, a_counter_is_answered_in_between)
{
	record_many();
	int64_t token = rehearse_begun(&f, "same.gvs");
	struct asked *held = fixture_hold(&f);
	struct asked *rehearsed =
	    fixture_post(&f, "", rehearse_line("next", token));
	struct asked *asked = fixture_post(
	    &f, "02012345", "{\"v\":1,\"op\":\"ping\",\"id\":\"p\"}");
	fixture_watch_replies(note_reply);
	fixture_release(held);
	free(fixture_wait(asked));
	free(fixture_wait(rehearsed));
	fixture_watch_replies(NULL);
	cr_expect_eq(ping_was, 1);
	cr_expect_eq(next_was, 2);
	expect_all_judged(token);
}

/* It goes on though nothing more may be posted. */
Test(desk_rehearse_turns, a_full_mailbox)
{
	static struct asked *asked[MANY];
	char id[16];
	size_t count = 0;

	record_many();
	int64_t token = rehearse_begun(&f, "same.gvs");
	struct asked *held = fixture_hold(&f);
	struct asked *rehearsed =
	    fixture_post(&f, "", rehearse_line("next", token));
	for (; count < MANY - 1; count++) {
		snprintf(id, sizeof(id), "f-%zu", count);
		asked[count] = fixture_post(
		    &f, "02012345", dispense_line(id, "2026-11-03", plain, 5));
	}
	char *refused = next(token);
	expect_error(refused, "busy");
	free(refused);
	fixture_release(held);
	for (size_t i = 0; i < count; i++)
		free(fixture_wait(asked[i]));
	struct doc *doc = rehearse_parse(fixture_wait(rehearsed));
	cr_expect(doc_get_bool(doc_root(doc), "ok", false));
	doc_free(doc);
	/* What came after the begin is left out. */
	expect_all_judged(token);
}

/* --- one at a time ------------------------------------------------------ */

Test(desk_rehearse_turns, a_new_one_ends_the_older)
{
	record_many();
	int64_t first = rehearse_begun(&f, "same.gvs");
	free(next(first));
	int64_t second = rehearse_begun(&f, "same.gvs");
	cr_expect_neq(first, second);
	expect_over(first);
	expect_all_judged(second);
}

static const char *token_of(struct asked *asked, int64_t *token)
{
	static char code[64];
	struct doc *doc = rehearse_parse(fixture_wait(asked));
	const struct doc_node *root = doc_root(doc);

	snprintf(code, sizeof(code), "%s",
		 doc_get_str(doc_get(root, "error"), "code", ""));
	*token = doc_get_int(root, "token", 0);
	doc_free(doc);
	return code;
}

/* Both wait in one batch: the first is dropped while it is being opened. */
Test(desk_rehearse_turns, a_new_one_ends_the_older_while_it_is_opened)
{
	int64_t first = 0, second = 0;
	struct asked *held = fixture_hold(&f);
	struct asked *a =
	    fixture_post(&f, "", rehearse_begin_line(&f, "same.gvs"));
	struct asked *b =
	    fixture_post(&f, "", rehearse_begin_line(&f, "same.gvs"));

	fixture_release(held);
	cr_expect_str_eq(token_of(a, &first), "refused");
	cr_expect_str_eq(token_of(b, &second), "");
	cr_expect_eq(first, 0);
	struct doc *doc = finish(second);
	expect_int(doc_root(doc), "judged", 0);
	doc_free(doc);
}

Test(desk_rehearse_turns, two_do_not_ask_at_once)
{
	record_many();
	int64_t token = rehearse_begun(&f, "same.gvs");
	struct asked *held = fixture_hold(&f);
	struct asked *a = fixture_post(&f, "", rehearse_line("next", token));
	struct asked *b = fixture_post(&f, "", rehearse_line("next", token));

	fixture_release(held);
	char *reply = fixture_wait(b);
	expect_error(reply, "busy");
	free(reply);
	reply = fixture_wait(a);
	cr_expect_not_null(strstr(reply, "\"ok\":true"), "%s", reply);
	free(reply);
	expect_all_judged(token);
}

Test(desk_rehearse_turns, it_is_over_when_it_was_ended)
{
	int64_t token = rehearse_begun(&f, "same.gvs");

	free(fixture_control(&f, rehearse_line("end", token)));
	expect_over(token);
	char *reply = fixture_control(&f, rehearse_line("end", token));
	expect_error(reply, "refused");
	free(reply);
	expect_over(token + 1);
}

/* --- abandoned ---------------------------------------------------------- */

static void let_pass(int64_t ms)
{
	__atomic_add_fetch(&later_ms, ms, __ATOMIC_SEQ_CST);
	/* The second turn finds what the end of the first one did. */
	free(status());
	free(status());
}

Test(desk_rehearse_turns, nobody_asks_for_a_minute)
{
	int64_t token = rehearse_begun(&f, "same.gvs");

	let_pass(REHEARSE_ABANDONED_MS - 10000);
	free(next(token));
	let_pass(REHEARSE_ABANDONED_MS - 10000);
	char *reply = next(token);
	cr_expect_not_null(strstr(reply, "\"finished\":true"), "%s", reply);
	free(reply);
	let_pass(REHEARSE_ABANDONED_MS + 1);
	expect_over(token);
}

/* --- the end of claimd, and a switch ------------------------------------ */

static void expect_stopped(struct asked *asked)
{
	fixture_stop(&f);
	char *reply = fixture_wait(asked);
	if (strstr(reply, "\"ok\":true") == NULL)
		expect_error(reply, "draining");
	free(reply);
	fixture_start(&f);
}

Test(desk_rehearse_turns, stopping_while_it_waits_for_its_client)
{
	record_many();
	free(next(rehearse_begun(&f, "same.gvs")));
	fixture_stop(&f);
	fixture_start(&f);
	expect_over(1);
}

Test(desk_rehearse_turns, stopping_while_it_works)
{
	record_many();
	int64_t token = rehearse_begun(&f, "same.gvs");
	expect_stopped(fixture_post(&f, "", rehearse_line("next", token)));
}

Test(desk_rehearse_turns, stopping_while_it_is_opened)
{
	expect_stopped(
	    fixture_post(&f, "", rehearse_begin_line(&f, "same.gvs")));
}

Test(desk_rehearse_turns, a_switch_does_not_touch_it)
{
	static const struct data_edit edits[] = {
	    {"price.csv", "90000013,2015-01-01,,1000,900,",
	     "90000013,2015-01-01,,1100,900,"},
	};
	char line[4096];

	record_many();
	changed_data_build(f.dir, "new.gvs", data, edits, ARRAY_LEN(edits));
	int64_t token = rehearse_begun(&f, "same.gvs");
	/* The path stands at the same place in both commands. */
	const char *begin = rehearse_begin_line(&f, "new.gvs");
	snprintf(line, sizeof(line), "{\"cmd\":\"snapshot_use\",%s",
		 strstr(begin, "\"path\""));
	struct asked *rehearsed =
	    fixture_post(&f, "", rehearse_line("next", token));
	free(fixture_control(&f, line));
	free(fixture_wait(rehearsed));
	expect_all_judged(token);
}

/* --- what cannot begin -------------------------------------------------- */

static void expect_refused(const char *members, const char *code)
{
	char line[2048];

	snprintf(line, sizeof(line), "{\"cmd\":\"rehearse_begin\"%s}", members);
	char *reply = fixture_control(&f, line);
	expect_error(reply, code);
	free(reply);
}

Test(desk_rehearse_turns, what_cannot_begin)
{
	expect_refused("", "bad_field");
	expect_refused(",\"path\":\"same.gvs\",\"days\":1", "bad_field");
	expect_refused(",\"path\":\"/no/such.gvs\",\"days\":0", "bad_field");
	expect_refused(",\"path\":\"/no/such.gvs\",\"days\":3661", "bad_field");
	expect_refused(",\"path\":\"/no/such.gvs\",\"days\":3660", "not_found");
	/* A file that is no snapshot. */
	const char *begin = rehearse_begin_line(&f, "ledger.db");
	char *reply = fixture_control(&f, begin);
	expect_error(reply, "refused");
	free(reply);
	expect_over(1);
	expect_over(2);
}
