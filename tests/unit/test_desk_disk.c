/*
 * The desk on a disk that tells what was synced, loses syncs, is full or
 * fails. The hand-over of a reply comes before any write of it to a socket:
 * what is proved of the first holds for the second.
 */
#include <criterion/criterion.h>

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/fault/sync_vfs.h"
#include "desk_fixture.h"

enum { CLAIMS = 500, LEDGER_BROKEN_EXIT = 74 };

static const char plain[] = "90000013";

static struct fixture f;

static void set_up(void)
{
	sync_vfs_register();
	sync_vfs_reset();
	fixture_make(&f);
	f.config.ledger_vfs = SYNC_VFS;
}

static void tear_down(void)
{
	sync_vfs_reset();
	fixture_watch_replies(NULL);
	fixture_remove(&f);
}

TestSuite(desk_disk, .init = set_up, .fini = tear_down);

static int recorded_replies, unsynced_replies;

/* Each reply with a claim number was recorded: its write must be synced. */
static void count_unsynced(const char *reply)
{
	if (strstr(reply, "\"claim\":\"C") == NULL)
		return;
	recorded_replies++;
	if (!sync_vfs_is_synced(SYNC_FILE_WAL))
		unsynced_replies++;
}

static char *ask_claim(int number)
{
	char id[16];

	snprintf(id, sizeof(id), "c-%d", number);
	return fixture_ask(&f, dispense_line(id, "2026-11-02", plain, 15));
}

/* Alone and in batches: every fifth is followed by four that do not wait. */
static void send_claims(void)
{
	struct asked *asked[4];
	char id[32];

	fixture_start(&f);
	fixture_watch_replies(count_unsynced);
	for (int i = 0; i < CLAIMS; i += 5) {
		for (int k = 0; k < 4; k++) {
			snprintf(id, sizeof(id), "b-%d-%d", i, k);
			asked[k] = fixture_post(
				&f, "02012345",
				dispense_line(id, "2026-11-02", plain, 15));
		}
		free(ask_claim(i));
		for (int k = 0; k < 4; k++)
			free(fixture_wait(asked[k]));
	}
}

Test(desk_disk, no_reply_leaves_before_its_sync)
{
	send_claims();
	cr_expect_eq(recorded_replies, CLAIMS);
	cr_expect_eq(unsynced_replies, 0);
	fprintf(stderr, "%d replies, %d before their sync, %llu syncs\n",
		recorded_replies, unsynced_replies,
		(unsigned long long)sync_vfs_count(SYNC_FILE_WAL,
						   SYNC_OP_SYNC));
}

Test(desk_disk, a_skipped_sync_is_noticed)
{
	sync_vfs_lose_syncs(true);
	send_claims();
	cr_expect_eq(recorded_replies, CLAIMS);
	cr_expect_eq(unsynced_replies, CLAIMS);
}

Test(desk_disk, a_full_disk_is_a_retry_and_the_rest_goes_on)
{
	static const char lookup[] = "{\"v\":1,\"op\":\"lookup\",\"id\":\"l\","
				     "\"of\":\"c-1\"}";
	char simulate[1024];

	fixture_start(&f);
	char *first = ask_claim(1);
	expect_member(first, "claim", "C00000000000001");
	sync_vfs_fail((struct sync_fault){
		.at = 1, .code = SQLITE_FULL, .lasting = true});
	char *reply = ask_claim(2);
	expect_error(reply, "disk_full");
	free(reply);
	reply = ask_claim(1);
	cr_expect_str_eq(reply, first);
	free(reply);
	snprintf(simulate, sizeof(simulate), "%s",
		 dispense_line("s", "2026-11-02", plain, 15));
	memcpy(strstr(simulate, "dispense"), "simulate", 8);
	reply = fixture_ask(&f, simulate);
	expect_member(reply, "date", "2026-11-02");
	free(reply);
	reply = fixture_ask(&f, lookup);
	expect_member(reply, "claim", "C00000000000001");
	free(reply);
	reply = fixture_control(&f, "{\"cmd\":\"status\"}");
	cr_expect_not_null(strstr(reply, "\"disk_full\":true"), "%s", reply);
	free(reply);
	sync_vfs_fail((struct sync_fault){.at = 0});
	reply = ask_claim(2);
	expect_member(reply, "claim", "C00000000000002");
	free(reply);
	reply = fixture_control(&f, "{\"cmd\":\"status\"}");
	cr_expect_not_null(strstr(reply, "\"disk_full\":false"), "%s", reply);
	free(reply);
	free(first);
}

/* --- somebody writes into the ledger ---------------------------------------
 */

static void edit_ledger(const char *sql)
{
	sqlite3 *db;

	cr_assert_eq(sqlite3_open(f.ledger, &db), SQLITE_OK);
	cr_assert_eq(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	cr_assert_eq(sqlite3_changes(db), 1);
	cr_assert_eq(sqlite3_close(db), SQLITE_OK);
}

static void control_says(const char *line, const char *part)
{
	char *reply = fixture_control(&f, line);

	cr_expect_not_null(strstr(reply, part), "no %s in %s", part, reply);
	free(reply);
}

Test(desk_disk, an_edited_reply_is_found_out)
{
	f.config.ledger_vfs = NULL;
	fixture_start(&f);
	free(ask_claim(1));
	free(ask_claim(2));
	fixture_stop(&f);
	edit_ledger("UPDATE entry SET reply = CAST(replace(CAST(reply AS TEXT),"
		    " 'approve', 'partial') AS BLOB) WHERE seq = 1");
	fixture_start(&f);
	control_says("{\"cmd\":\"explain\",\"claim\":\"C00000000000001\"}",
		     "\"verified\":\"differs\"");
	control_says("{\"cmd\":\"explain\",\"claim\":\"C00000000000002\"}",
		     "\"verified\":\"equal\"");
	control_says("{\"cmd\":\"ledger_verify\"}",
		     "\"code\":\"not_verified\"");
}

/* One that must not be answered: whoever is, ends the test otherwise. */
static void refuse_replies(const char *reply)
{
	fprintf(stderr, "answered: %s\n", reply);
	_exit(EXIT_FAILURE);
}

static void fail_writes(int code)
{
	fixture_start(&f);
	free(ask_claim(1));
	fixture_watch_replies(refuse_replies);
	sync_vfs_fail((struct sync_fault){
		.at = 1, .code = code, .lasting = true});
	free(ask_claim(2));
}

/* A process of its own ends: this one removes the folder. */
Test(desk_disk, a_failing_disk_ends_the_process_without_an_answer)
{
	int status;
	pid_t child = fork();

	cr_assert_geq(child, 0);
	if (child == 0) {
		fail_writes(SQLITE_IOERR);
		_exit(EXIT_SUCCESS);
	}
	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_assert(WIFEXITED(status));
	cr_expect_eq(WEXITSTATUS(status), LEDGER_BROKEN_EXIT);
}
