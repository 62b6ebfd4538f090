/* Which snapshots a desk takes, and what it remembers of them. */
#include <criterion/criterion.h>

#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "desk_publisher.h"
#include "store/current.h"
#include "wire/doc.h"

enum { DAY_S = 86400 };

/* 2026-11-22T00:00:00Z */
static const int64_t now_s = 1795305600;
static const char plain[] = "90000013";

static struct fixture f;
static struct publisher us, others;
static const char *keys[2];

/* The last line that the desk logged as a warning or worse. */
static char last_warning[512];

static void note_log(void *ctx, int priority, const char *message)
{
	(void)ctx;
	fprintf(stderr, "%s\n", message);
	if (priority <= 4)
		snprintf(last_warning, sizeof(last_warning), "%s", message);
}

static const char *at(int number)
{
	static char names[4][40];
	static int next;
	char *name = names[next++ % 4];

	snprintf(name, sizeof(names[0]), "gvs-20261101-%06d", number);
	return name;
}

/* Signed ones alone, and none is current yet. */
static void set_up(void)
{
	char current[160];

	fixture_make(&f);
	snprintf(current, sizeof(current), "%s/current", f.snapshots);
	cr_assert_eq(remove(current), 0);
	publisher_make(&f, "us", &us);
	publisher_make(&f, "others", &others);
	keys[0] = us.public;
	publisher_now_ms = now_s * 1000;
	f.config.trust =
	    (struct desk_trust){.keys = keys, .key_count = 1, .grace_days = 3};
	f.config.now_ms = publisher_clock;
	f.config.log = note_log;
	fixture_start(&f);
}

static void tear_down(void)
{
	fixture_remove(&f);
	signing_key_free(us.key);
	signing_key_free(others.key);
}

TestSuite(desk_trust, .init = set_up, .fini = tear_down);

static void restart(void)
{
	fixture_stop(&f);
	last_warning[0] = '\0';
	fixture_start(&f);
}

static const char *ours(int number)
{
	return publish(&f, &us, number, now_s + DAY_S);
}

static void expect_switch(char *reply, int number)
{
	expect_member(reply, "snapshot", at(number));
	free(reply);
}

static void expect_refused(char *reply, const char *code)
{
	expect_error(reply, code);
	free(reply);
}

/* number 0: none. */
static void expect_serving(int number)
{
	char *status = fixture_control(&f, "{\"cmd\":\"status\"}");
	char expected[80];

	snprintf(expected, sizeof(expected),
		 number == 0 ? "\"snapshot\":null"
			     : "\"snapshot\":{\"id\":\"%s\"",
		 at(number));
	cr_expect_not_null(strstr(status, expected), "%s in %s", expected,
			   status);
	free(status);
}

static char *policy(void)
{
	return fixture_control(&f, "{\"cmd\":\"snapshot_policy\"}");
}

static void expect_in_policy(const char *text)
{
	char *reply = policy();

	cr_expect_not_null(strstr(reply, text), "%s in %s", text, reply);
	free(reply);
}

/* The switches as one text, e.g. "install 2, rollback 1". */
static void expect_switches(const char *expected)
{
	char *reply = policy(), found[512] = "";
	struct doc *doc;
	struct err e;

	cr_assert(doc_parse(reply, strlen(reply), &doc, &e), "%s", reply);
	const struct doc_node *switches = doc_get(doc_root(doc), "switches");
	for (size_t i = 0; i < doc_len(switches); i++) {
		const struct doc_node *made = doc_at(switches, i);
		size_t len = strlen(found);
		snprintf(found + len, sizeof(found) - len, "%s%s %d",
			 i > 0 ? ", " : "", doc_get_str(made, "how", "?"),
			 (int)doc_get_int(made, "sequence", -1));
	}
	cr_expect_str_eq(found, expected, "%s", reply);
	doc_free(doc);
	free(reply);
}

static void write_current(int number)
{
	char path[256];
	struct err e;

	snprintf(path, sizeof(path), "%s/%s.gvs", f.snapshots, at(number));
	cr_assert(current_write(f.snapshots, path, &e), "%s", e.message);
}

static void in_folder(const char *command)
{
	char line[512];

	snprintf(line, sizeof(line), "cd '%s' && %s", f.snapshots, command);
	cr_assert_eq(system(line), 0, "%s", line);
}

Test(desk_trust, sequences_only_rise)
{
	expect_switch(ask_install(&f, ours(5)), 5);
	expect_refused(ask_install(&f, ours(4)), "snapshot_replayed");
	expect_refused(ask_use(&f, ours(4)), "snapshot_replayed");
	cr_expect_not_null(strstr(last_warning, "claimctl snapshot rollback"));
	cr_expect_not_null(strstr(last_warning, "(snapshot_replayed)"));
	expect_serving(5);
	/* The very file, and what is above it. */
	expect_switch(ask_install(&f, ours(5)), 5);
	expect_switch(ask_use(&f, ours(6)), 6);
	expect_switches("install 5, install 5, use 6");
	expect_in_policy("\"reason\":\"the test\"");
	restart();
	expect_serving(6);
	expect_refused(ask_install(&f, ours(5)), "snapshot_replayed");
	expect_switches("install 5, install 5, use 6");
}

Test(desk_trust, another_file_of_the_same_sequence_is_refused)
{
	expect_switch(ask_install(&f, ours(5)), 5);
	in_folder("mkdir kept && cp gvs-20261101-000005.* kept");
	publisher_edit = "s/rule cases/other cases/";
	const char *path = ours(5);
	expect_refused(ask_install(&f, path), "snapshot_replayed");
	in_folder("cp kept/* .");
	expect_switch(ask_install(&f, path), 5);
}

Test(desk_trust, only_keys_that_are_trusted)
{
	char line[PATH_MAX + 64];

	expect_refused(ask_install(&f, publish(&f, &others, 9, now_s + DAY_S)),
		       "snapshot_key_unknown");
	expect_refused(ask_install(&f, publish_unsigned(&f, 8)),
		       "snapshot_unsigned");
	expect_serving(0);
	expect_in_policy("\"switches\":[],\"serving\":null");
	expect_refused(ask_install(&f, "relative.gvs"), "bad_field");
	expect_refused(fixture_control(&f, "{\"cmd\":\"snapshot_use\"}"),
		       "bad_field");
	snprintf(line, sizeof(line),
		 "{\"cmd\":\"snapshot_use\",\"path\":\"%s\","
		 "\"how\":\"rollback\"}",
		 ours(1));
	expect_refused(fixture_control(&f, line), "bad_field");
	expect_switch(ask_install(&f, ours(1)), 1);
}

Test(desk_trust, each_key_has_its_own_sequence)
{
	expect_switch(ask_install(&f, ours(900)), 900);
	/* Its successor starts where it likes, as after a theft. */
	keys[1] = others.public;
	f.config.trust.key_count = 2;
	desk_believe(f.desk, &f.config.trust);
	expect_switch(ask_install(&f, publish(&f, &others, 2, now_s + DAY_S)),
		      2);
	keys[0] = others.public;
	f.config.trust.key_count = 1;
	desk_believe(f.desk, &f.config.trust);
	expect_refused(ask_install(&f, ours(901)), "snapshot_key_unknown");
	expect_refused(ask_rollback(&f, NULL), "snapshot_key_unknown");
	expect_switch(ask_install(&f, publish(&f, &others, 3, now_s + DAY_S)),
		      3);
}

Test(desk_trust, a_key_that_is_taken_out_refuses_all_but_what_serves)
{
	expect_switch(ask_install(&f, ours(1)), 1);
	f.config.trust.key_count = 0;
	f.config.trust.grace_days = 7;
	f.config.trust.cases = "/some/cases";
	desk_believe(f.desk, &f.config.trust);
	cr_expect_not_null(strstr(last_warning, "stays in use"));
	cr_expect_not_null(strstr(last_warning, us.public));
	expect_in_policy("\"cases\":\"/some/cases\",\"keys\":[],"
			 "\"allow_unsigned\":false,\"grace_days\":7");
	expect_serving(1);
	expect_refused(ask_install(&f, ours(2)), "snapshot_key_unknown");
	expect_serving(1);
	restart();
	expect_serving(0);
	cr_expect_not_null(strstr(last_warning, "(snapshot_key_unknown)"));
	/* The other way round it serves again. */
	f.config.trust.key_count = 1;
	restart();
	expect_serving(1);
	cr_expect_str_empty(last_warning);
}

Test(desk_trust, unsigned_ones_need_permission)
{
	f.config.trust.allow_unsigned = true;
	desk_believe(f.desk, &f.config.trust);
	expect_switch(ask_use(&f, publish_unsigned(&f, 4)), 4);
	/* Nobody vouches for their order. */
	expect_switch(ask_install(&f, publish_unsigned(&f, 3)), 3);
	expect_in_policy("\"highest\":[]");
	f.config.trust.allow_unsigned = false;
	desk_believe(f.desk, &f.config.trust);
	cr_expect_not_null(strstr(last_warning, "it is unsigned"));
	expect_serving(3);
	restart();
	expect_serving(0);
	cr_expect_not_null(strstr(last_warning, "(snapshot_unsigned)"));
}

Test(desk_trust, nothing_expired_is_installed)
{
	expect_refused(ask_install(&f, publish(&f, &us, 1, now_s - 1)),
		       "snapshot_outdated");
	expect_refused(ask_use(&f, publish(&f, &us, 1, now_s - 1)),
		       "snapshot_outdated");
	expect_switch(ask_install(&f, publish(&f, &us, 2, now_s)), 2);
}

Test(desk_trust, rolling_back_goes_to_what_was_served_before)
{
	for (int number = 1; number <= 4; number++)
		expect_switch(ask_install(&f, ours(number)), number);
	in_folder("rm gvs-20261101-000003.gvs");
	expect_switch(ask_rollback(&f, NULL), 2);
	expect_switch(ask_rollback(&f, NULL), 1);
	expect_refused(ask_rollback(&f, NULL), "not_found");
	/* The ratchet did not fall; forth again is for the highest only. */
	expect_refused(ask_use(&f, ours(2)), "snapshot_replayed");
	expect_in_policy(
	    "\"sequence\":4,\"snapshot\":\"gvs-20261101-000004\",\"sha256\":");
	expect_switch(ask_use(&f, ours(4)), 4);
	expect_switch(ask_rollback(&f, at(1)), 1);
	restart();
	expect_serving(1);
	expect_switches("install 1, install 2, install 3, install 4, "
			"rollback 2, rollback 1, use 4, rollback 1");
	expect_switch(ask_install(&f, ours(5)), 5);
	expect_switch(ask_rollback(&f, NULL), 1);
}

Test(desk_trust, rolling_back_is_no_way_round)
{
	expect_refused(ask_rollback(&f, NULL), "not_found");
	expect_switch(ask_install(&f, publish(&f, &us, 1, now_s + 60)), 1);
	expect_switch(ask_install(&f, ours(2)), 2);
	expect_refused(ask_rollback(&f, at(2)), "refused");
	(void)ours(3);
	expect_refused(ask_rollback(&f, at(3)), "not_found");
	expect_refused(ask_rollback(&f, "../../x"), "not_found");
	/* Another file of that name, at last one that is signed as well. */
	in_folder("mkdir kept && cp gvs-20261101-000001.* kept");
	in_folder("printf x >> gvs-20261101-000001.gvs");
	expect_refused(ask_rollback(&f, NULL), "snapshot_size");
	publisher_edit = "s/rule cases/other cases/";
	(void)ours(1);
	expect_refused(ask_rollback(&f, NULL), "snapshot_hash");
	in_folder("cp kept/* .");
	/* In its grace, and past it. */
	publisher_now_ms = (now_s + 60 + 3 * DAY_S + 1) * 1000;
	expect_refused(ask_rollback(&f, NULL), "snapshot_outdated");
	expect_serving(2);
	expect_switches("install 1, install 2");
	publisher_now_ms = (now_s + 60 + 3 * DAY_S) * 1000;
	expect_switch(ask_rollback(&f, NULL), 1);
}

Test(desk_trust, forth_again_is_allowed_in_the_grace)
{
	expect_switch(ask_install(&f, ours(1)), 1);
	expect_switch(ask_install(&f, ours(2)), 2);
	expect_switch(ask_rollback(&f, NULL), 1);
	publisher_now_ms = (now_s + DAY_S + 3 * DAY_S + 1) * 1000;
	expect_refused(ask_use(&f, ours(2)), "snapshot_outdated");
	publisher_now_ms = (now_s + DAY_S + 3 * DAY_S) * 1000;
	expect_refused(ask_install(&f, ours(2)), "snapshot_outdated");
	expect_switch(ask_use(&f, ours(2)), 2);
}

Test(desk_trust, a_reason_is_short_and_plain)
{
	char line[PATH_MAX + 256], reason[LEN_REASON + 2];
	const char *path = ours(1);

	memset(reason, 'r', sizeof(reason) - 1);
	reason[sizeof(reason) - 1] = '\0';
	snprintf(line, sizeof(line),
		 "{\"cmd\":\"snapshot_use\",\"path\":\"%s\","
		 "\"reason\":\"%s\"}",
		 path, reason);
	expect_refused(fixture_control(&f, line), "bad_field");
	snprintf(line, sizeof(line),
		 "{\"cmd\":\"snapshot_use\",\"path\":\"%s\","
		 "\"reason\":\"a\\nb\"}",
		 path);
	expect_refused(fixture_control(&f, line), "refused");
	expect_serving(0);
	expect_in_policy("\"highest\":[],\"switches\":[]");
	snprintf(line, sizeof(line),
		 "{\"cmd\":\"snapshot_use\",\"path\":\"%s\","
		 "\"reason\":\"%s\"}",
		 path, reason + 1);
	expect_switch(fixture_control(&f, line), 1);
}

Test(desk_trust, a_kill_after_the_ratchet_was_saved_repeats_the_install)
{
	expect_switch(ask_install(&f, ours(1)), 1);
	expect_switch(ask_install(&f, ours(2)), 2);
	fixture_stop(&f);
	write_current(1);
	last_warning[0] = '\0';
	fixture_start(&f);
	expect_serving(1);
	cr_expect_str_empty(last_warning);
	expect_switch(ask_install(&f, ours(2)), 2);
	expect_switches("install 1, install 2, install 2");
	expect_switch(ask_rollback(&f, NULL), 1);
}

Test(desk_trust, a_kill_before_the_first_switch_leaves_none)
{
	expect_switch(ask_install(&f, ours(1)), 1);
	fixture_stop(&f);
	in_folder("rm current");
	fixture_start(&f);
	expect_serving(0);
	expect_switch(ask_install(&f, ours(1)), 1);
}

Test(desk_trust, a_choice_that_cannot_be_written_changes_nothing)
{
	expect_switch(ask_install(&f, ours(1)), 1);
	in_folder("cp accepted.json ../before && rm current && mkdir current");
	expect_refused(ask_install(&f, ours(2)), "failed");
	in_folder("cmp accepted.json ../before");
	expect_switches("install 1");
	expect_serving(1);
	in_folder("rmdir current");
	expect_switch(ask_install(&f, ours(2)), 2);
}

Test(desk_trust, a_ratchet_that_cannot_be_written_changes_nothing)
{
	expect_switch(ask_install(&f, ours(1)), 1);
	in_folder("mv accepted.json kept && mkdir accepted.json");
	expect_refused(ask_install(&f, ours(2)), "failed");
	expect_serving(1);
	expect_switches("install 1");
	in_folder("grep -q 000001 current");
	in_folder("rmdir accepted.json && mv kept accepted.json");
	expect_switch(ask_install(&f, ours(2)), 2);
}

/* No file can grow: the like of a full disk. */
Test(desk_trust, a_full_disk_changes_nothing)
{
	struct rlimit unlimited, none;

	cr_assert(signal(SIGXFSZ, SIG_IGN) != SIG_ERR);
	cr_assert_eq(getrlimit(RLIMIT_FSIZE, &unlimited), 0);
	expect_switch(ask_install(&f, ours(1)), 1);
	in_folder("cp -r . ../before");
	none = unlimited;
	none.rlim_cur = 8;
	const char *path = ours(2);
	in_folder("cp gvs-20261101-000002.* ../before");
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &none), 0);
	char *reply = ask_install(&f, path);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &unlimited), 0);
	expect_refused(reply, "failed");
	in_folder("diff -r . ../before");
	expect_serving(1);
	expect_switch(ask_install(&f, path), 2);
}

Test(desk_trust, what_was_found_in_use_is_remembered)
{
	expect_switch(ask_install(&f, ours(1)), 1);
	expect_switch(ask_install(&f, ours(2)), 2);
	fixture_stop(&f);
	in_folder("rm accepted.json");
	fixture_start(&f);
	expect_serving(2);
	expect_switches("use 2");
	expect_refused(ask_install(&f, ours(1)), "snapshot_replayed");
	/* Newer than all that was recorded: the folder was restored. */
	(void)ours(3);
	fixture_stop(&f);
	write_current(3);
	fixture_start(&f);
	expect_serving(3);
	expect_switches("use 2, use 3");
}

Test(desk_trust, an_older_one_is_not_served_because_current_names_it)
{
	expect_switch(ask_install(&f, ours(5)), 5);
	(void)ours(4);
	fixture_stop(&f);
	write_current(4);
	fixture_start(&f);
	expect_serving(0);
	cr_expect_not_null(strstr(last_warning, "(snapshot_replayed)"));
	char *reply =
	    fixture_ask(&f, dispense_line("a", "2026-11-02", plain, 15));
	expect_refused(reply, "no_snapshot");
	expect_switch(ask_use(&f, ours(5)), 5);
}

Test(desk_trust, a_damaged_ratchet_admits_nothing)
{
	expect_switch(ask_install(&f, ours(1)), 1);
	fixture_stop(&f);
	in_folder("cp accepted.json kept && printf x >> accepted.json");
	fixture_start(&f);
	expect_serving(0);
	cr_expect_not_null(strstr(last_warning, "put back a copy"), "%s",
			   last_warning);
	expect_refused(ask_install(&f, ours(2)), "ratchet_damaged");
	expect_refused(ask_rollback(&f, NULL), "ratchet_damaged");
	expect_refused(policy(), "ratchet_damaged");
	in_folder("cp kept accepted.json");
	restart();
	expect_serving(1);
	expect_switches("install 1");
}
