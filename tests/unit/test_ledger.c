/* Opening, entries, the chain, transactions. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ledger_fixture.h"

#define KNOWN_HASH                                                             \
	"7145af4cb9bc7a3bb6f850b9c6ee40dc"                                     \
	"e879b377ca33955ef471117bf8272d1e"

TestSuite(ledger, .init = fixture_make_folder, .fini = fixture_remove_folder);

/* Fails to open fixture_path and returns why. */
static struct err refusal(void)
{
	struct ledger_config config = {.path = fixture_path,
				       .since = CIVIL_NONE};
	struct ledger *ledger;
	struct err e = {0};

	cr_assert(!ledger_open(&config, &ledger, &e));
	cr_assert(ledger == NULL);
	return e;
}

static void fill(int count)
{
	struct ledger *ledger = fixture_open();

	fixture_begin(ledger);
	for (int i = 0; i < count; i++)
		cr_assert_eq(fixture_append(ledger, NULL), LEDGER_OK);
	fixture_commit(ledger);
	ledger_close(ledger);
}

Test(ledger, a_new_one_is_empty_and_private)
{
	struct ledger *ledger = fixture_open();
	struct stored stored;
	struct stat st;
	struct err e;

	cr_assert_eq(ledger_next_seq(ledger), 1);
	cr_assert_eq(ledger_head(ledger).seq, 0);
	cr_assert_eq(ledger_since(ledger), civil_from_ymd(2026, 11, 21));
	cr_assert(!ledger_get(ledger, 1, &stored));
	cr_assert(!ledger_find(ledger, "02012345", "x", &stored));
	cr_assert(ledger_verify(ledger, &e));
	cr_assert_eq(stat(fixture_path, &st), 0);
	cr_assert_eq(st.st_mode & 07777, 0600);
	char wal[160];
	snprintf(wal, sizeof(wal), "%s-wal", fixture_path);
	cr_assert_eq(stat(wal, &st), 0);
	cr_assert_eq(st.st_mode & 07777, 0600);
	ledger_close(ledger);
	cr_assert_neq(stat(wal, &st), 0, "the WAL outlived an orderly end");
}

/* Shared memory beside it would mean that another could join. */
Test(ledger, nobody_can_share_a_reopened_one)
{
	struct ledger *ledger;
	struct stat st;
	char shm[160];

	fill(3);
	snprintf(shm, sizeof(shm), "%s-shm", fixture_path);
	ledger = fixture_open();
	fixture_begin(ledger);
	cr_assert_eq(fixture_append(ledger, NULL), LEDGER_OK);
	fixture_commit(ledger);
	cr_assert_neq(stat(shm, &st), 0);
	ledger_close(ledger);
}

Test(ledger, a_readable_one_is_made_private)
{
	struct stat st;

	fill(1);
	cr_assert_eq(chmod(fixture_path, 0644), 0);
	ledger_close(fixture_open());
	cr_assert_eq(stat(fixture_path, &st), 0);
	cr_assert_eq(st.st_mode & 07777, 0600);
}

Test(ledger, since_is_the_day_it_was_made_unless_stated)
{
	struct ledger_config config = {
	    .path = fixture_path,
	    .since = CIVIL_NONE,
	    .today = civil_from_ymd(2020, 1, 1),
	};
	struct ledger *ledger;
	struct err e;

	cr_assert(ledger_open(&config, &ledger, &e));
	ledger_close(ledger);
	config.today = civil_from_ymd(2026, 1, 1);
	cr_assert(ledger_open(&config, &ledger, &e));
	cr_assert_eq(ledger_since(ledger), civil_from_ymd(2020, 1, 1));
	ledger_close(ledger);
	config.since = civil_from_ymd(2015, 1, 1);
	cr_assert(ledger_open(&config, &ledger, &e));
	cr_assert_eq(ledger_since(ledger), civil_from_ymd(2015, 1, 1));
	ledger_close(ledger);
}

static void check_same(const struct entry *is, const struct entry *should)
{
	cr_assert_eq(is->kind, should->kind);
	cr_assert_eq(is->seq, should->seq);
	cr_assert_str_eq(is->pharmacy, should->pharmacy);
	cr_assert_str_eq(is->request_id, should->request_id);
	cr_assert_arr_eq(is->digest.bytes, should->digest.bytes, DIGEST_BYTES);
	cr_assert_eq(is->has_patient, should->has_patient);
	if (should->has_patient)
		cr_assert_arr_eq(is->patient.bytes, should->patient.bytes,
				 PATIENT_KEY_BYTES);
	cr_assert_eq(is->body_len, should->body_len);
	cr_assert_arr_eq(is->body, should->body, should->body_len);
	cr_assert_eq(is->reply_len, should->reply_len);
	cr_assert_arr_eq(is->reply, should->reply, should->reply_len);
	cr_assert_str_eq(is->snapshot, should->snapshot);
	cr_assert_str_eq(is->rules, should->rules);
	cr_assert_eq(is->reference, should->reference);
	cr_assert_eq(is->recorded_at_ms, should->recorded_at_ms);
}

Test(ledger, what_was_appended_is_found_byte_for_byte)
{
	struct ledger *ledger = fixture_open();
	static char reply[REPLY_MAX];
	struct stored stored;
	struct entry full = {
	    .kind = ENTRY_CLAIM,
	    .seq = 1,
	    .pharmacy = "02012345",
	    .request_id = "2026-004711-1",
	    .digest = {{1, 2, 3}},
	    .has_patient = true,
	    .patient = fixture_patient(7),
	    .body = "{\"a\":\"\xC3\xA9\"}",
	    .body_len = 10,
	    .reply = reply,
	    .reply_len = sizeof(reply),
	    .snapshot = "gvs-20261101-000017",
	    .rules = "2026.1",
	    .recorded_at_ms = 1790000000123,
	};
	struct entry bare = {
	    .kind = ENTRY_REVERSAL,
	    .seq = 2,
	    .pharmacy = "",
	    .request_id = "2026-004711-1",
	    .body = "",
	    .reply = "",
	    .snapshot = "",
	    .rules = "",
	};

	memset(reply, 'x', sizeof(reply));
	fixture_begin(ledger);
	cr_assert_eq(ledger_reference_put(ledger, "{}", 2, &full.reference),
		     LEDGER_OK);
	cr_assert_eq(ledger_append(ledger, &full), LEDGER_OK);
	cr_assert_eq(ledger_append(ledger, &bare), LEDGER_OK);
	cr_assert(ledger_find(ledger, "02012345", "2026-004711-1", &stored));
	check_same(&stored.entry, &full);
	fixture_commit(ledger);
	ledger_close(ledger);

	ledger = fixture_open();
	cr_assert(ledger_find(ledger, "02012345", "2026-004711-1", &stored));
	check_same(&stored.entry, &full);
	cr_assert(ledger_get(ledger, 2, &stored));
	check_same(&stored.entry, &bare);
	cr_assert(ledger_find(ledger, "", "2026-004711-1", &stored));
	cr_assert_eq(stored.entry.seq, 2);
	cr_assert(!ledger_find(ledger, "02012345", "2026-004711", &stored));
	cr_assert(!ledger_find(ledger, "02012346", "2026-004711-1", &stored));
	cr_assert(!ledger_get(ledger, 0, &stored));
	cr_assert(!ledger_get(ledger, 3, &stored));
	ledger_close(ledger);
}

Test(ledger, rollback_leaves_no_trace_and_no_gap)
{
	struct ledger *ledger = fixture_open();
	struct ledger_head before;
	struct stored stored;
	struct ledger_stats stats;
	int64_t first, second;
	struct err e;

	fixture_begin(ledger);
	cr_assert_eq(fixture_append(ledger, "kept"), LEDGER_OK);
	fixture_commit(ledger);
	before = ledger_head(ledger);

	fixture_begin(ledger);
	cr_assert_eq(ledger_reference_put(ledger, "[]", 2, &first), LEDGER_OK);
	cr_assert_eq(fixture_append(ledger, "lost"), LEDGER_OK);
	cr_assert_eq(fixture_append_kind(ledger, ENTRY_PERMIT, 1, NULL),
		     LEDGER_OK);
	cr_assert_eq(ledger_next_seq(ledger), 4);
	ledger_rollback(ledger);
	cr_assert_eq(ledger_next_seq(ledger), 2);
	cr_assert_arr_eq(ledger_head(ledger).hash.bytes, before.hash.bytes,
			 DIGEST_BYTES);
	cr_assert(!ledger_find(ledger, "02012345", "lost", &stored));
	ledger_stats(ledger, &stats);
	cr_assert_eq(stats.entries, 1);
	cr_assert_eq(stats.claims, 1);

	fixture_begin(ledger);
	cr_assert_eq(ledger_reference_put(ledger, "other", 5, &first),
		     LEDGER_OK);
	cr_assert_eq(ledger_reference_put(ledger, "[]", 2, &second), LEDGER_OK);
	cr_assert_neq(first, second);
	cr_assert_eq(fixture_append(ledger, "lost"), LEDGER_OK);
	fixture_commit(ledger);
	cr_assert(ledger_verify(ledger, &e), "%s", e.message);
	ledger_close(ledger);
}

Test(ledger, references_are_kept_once)
{
	struct ledger *ledger = fixture_open();
	int64_t a, b, again;
	const char *body;
	size_t len;

	fixture_begin(ledger);
	cr_assert_eq(ledger_reference_put(ledger, "{\"a\":1}", 7, &a),
		     LEDGER_OK);
	cr_assert_eq(ledger_reference_put(ledger, "{\"b\":1}", 7, &b),
		     LEDGER_OK);
	cr_assert_eq(ledger_reference_put(ledger, "{\"a\":1}", 7, &again),
		     LEDGER_OK);
	cr_assert_neq(a, b);
	cr_assert_eq(a, again);
	fixture_commit(ledger);
	ledger_close(ledger);

	ledger = fixture_open();
	fixture_begin(ledger);
	cr_assert_eq(ledger_reference_put(ledger, "{\"b\":1}", 7, &again),
		     LEDGER_OK);
	cr_assert_eq(b, again);
	fixture_commit(ledger);
	cr_assert(ledger_reference_get(ledger, a, &body, &len));
	cr_assert_eq(len, 7);
	cr_assert_str_eq(body, "{\"a\":1}");
	cr_assert(!ledger_reference_get(ledger, 99, &body, &len));
	ledger_close(ledger);
}

Test(ledger, stats_count_by_kind_also_after_reopening)
{
	static const enum entry_kind kinds[] = {
	    ENTRY_CLAIM,      ENTRY_CLAIM,  ENTRY_REVERSAL, ENTRY_PERMIT,
	    ENTRY_REVOCATION, ENTRY_IMPORT, ENTRY_CLAIM};
	struct ledger *ledger = fixture_open();
	struct ledger_stats stats;

	fixture_begin(ledger);
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		cr_assert_eq(fixture_append_kind(ledger, kinds[i], 1, NULL),
			     LEDGER_OK);
	fixture_commit(ledger);
	for (int round = 0; round < 2; round++) {
		ledger_stats(ledger, &stats);
		cr_assert_eq(stats.entries, 7);
		cr_assert_eq(stats.claims, 3);
		cr_assert_eq(stats.reversals, 1);
		cr_assert_eq(stats.imports, 1);
		cr_assert(stats.file_bytes > 0);
		ledger_close(ledger);
		ledger = fixture_open();
	}
	ledger_close(ledger);
}

/* --- the chain ----------------------------------------------------------- */

/* Every column of an entry and its reference: an edit must be seen. */
Test(ledger, verify_finds_every_edit)
{
	static const char *const edits[] = {
	    "UPDATE entry SET kind = 2 WHERE seq = 2",
	    "UPDATE entry SET pharmacy = '02012346' WHERE seq = 2",
	    "UPDATE entry SET request_id = 'other' WHERE seq = 2",
	    "UPDATE entry SET request_id = request_id || char(0) || 'x' "
	    "WHERE seq = 2",
	    "UPDATE entry SET digest = zeroblob(32) WHERE seq = 2",
	    "UPDATE entry SET digest = x'00' WHERE seq = 2",
	    "UPDATE entry SET patient = zeroblob(32) WHERE seq = 2",
	    "UPDATE entry SET patient = NULL WHERE seq = 2",
	    "UPDATE entry SET body = x'7b7d' WHERE seq = 2",
	    "UPDATE entry SET reply = x'7b7d' WHERE seq = 2",
	    "UPDATE entry SET body = CAST(body || x'7b' AS BLOB), "
	    "reply = substr(reply, 2) WHERE seq = 2",
	    "UPDATE entry SET snapshot = 'other' WHERE seq = 2",
	    "UPDATE entry SET rules = '2027.1' WHERE seq = 2",
	    "UPDATE entry SET reference = 0 WHERE seq = 2",
	    "UPDATE entry SET reference = 2 WHERE seq = 2",
	    "UPDATE entry SET since = since + 1 WHERE seq = 2",
	    "UPDATE entry SET recorded_at_ms = 1 WHERE seq = 2",
	    "UPDATE entry SET previous = zeroblob(32) WHERE seq = 2",
	    "UPDATE entry SET hash = zeroblob(32) WHERE seq = 2",
	    "UPDATE reference SET body = x'7b7d' WHERE id = 1",
	    "UPDATE reference SET digest = zeroblob(32) WHERE id = 1",
	    "DELETE FROM reference WHERE id = 1",
	    "DELETE FROM entry WHERE seq = 2",
	    "UPDATE entry SET seq = 9 WHERE seq = 2;"
	    "UPDATE entry SET seq = 2 WHERE seq = 3;"
	    "UPDATE entry SET seq = 3 WHERE seq = 9",
	};

	for (size_t i = 0; i < ARRAY_LEN(edits); i++) {
		struct ledger *ledger = fixture_open();
		int64_t one, two;
		struct err e = {0};

		fixture_begin(ledger);
		cr_assert_eq(ledger_reference_put(ledger, "ref 1", 5, &one),
			     LEDGER_OK);
		cr_assert_eq(ledger_reference_put(ledger, "ref 2", 5, &two),
			     LEDGER_OK);
		for (uint64_t seq = 1; seq <= 4; seq++) {
			char id[8];
			struct entry entry = {
			    .kind = ENTRY_CLAIM,
			    .seq = seq,
			    .pharmacy = "02012345",
			    .request_id = id,
			    .digest = {{1}},
			    .has_patient = true,
			    .patient = fixture_patient(1),
			    .body = "body",
			    .body_len = 4,
			    .reply = "reply",
			    .reply_len = 5,
			    .snapshot = "s",
			    .rules = "2026.1",
			    .reference = one,
			    .recorded_at_ms = 5,
			};

			snprintf(id, sizeof(id), "%d", (int)seq);
			cr_assert_eq(ledger_append(ledger, &entry), LEDGER_OK);
		}
		fixture_commit(ledger);
		cr_assert(ledger_verify(ledger, &e), "%s", e.message);
		ledger_close(ledger);

		fixture_edit(edits[i]);
		struct ledger_config config = {.path = fixture_path,
					       .since = CIVIL_NONE};
		bool opened = ledger_open(&config, &ledger, &e);
		cr_assert(!opened || !ledger_verify(ledger, &e), "%s",
			  edits[i]);
		cr_assert_eq(e.code, ERR_NOT_VERIFIED, "%s: %s", edits[i],
			     e.message);
		ledger_close(ledger);
		cr_assert_eq(unlink(fixture_path), 0);
	}
}

Test(ledger, an_edited_head_is_not_opened)
{
	fill(3);
	fixture_edit("UPDATE entry SET reply = x'7b7d' WHERE seq = 3");
	struct err e = refusal();
	cr_assert_eq(e.code, ERR_NOT_VERIFIED);
	cr_assert(strstr(e.message, "entry 3"), "%s", e.message);
}

Test(ledger, verify_in_slices_covers_all)
{
	struct ledger_head from = {0};
	struct ledger *ledger;
	struct err e;
	int slices = 0;

	fill(10);
	ledger = fixture_open();
	while (from.seq < ledger_head(ledger).seq) {
		cr_assert(ledger_verify_next(ledger, &from, 3, &e));
		slices++;
	}
	cr_assert_eq(slices, 4);
	ledger_close(ledger);

	fixture_edit("UPDATE entry SET body = x'00' WHERE seq = 7");
	ledger = fixture_open();
	from = (struct ledger_head){0};
	cr_assert(ledger_verify_next(ledger, &from, 6, &e));
	cr_assert(!ledger_verify_next(ledger, &from, 1, &e));
	cr_assert(strstr(e.message, "entry 7"), "%s", e.message);
	ledger_close(ledger);
}

/* The chain's format is for ever: computed by hand from its comment. */
Test(ledger, hash_of_a_known_entry)
{
	struct ledger_config config = {
	    .path = fixture_path,
	    .since = civil_from_ymd(2026, 11, 21),
	};
	struct entry entry = {
	    .kind = ENTRY_CLAIM,
	    .seq = 1,
	    .pharmacy = "02012345",
	    .request_id = "r-1",
	    .digest = {{1, 2, 3}},
	    .has_patient = true,
	    .patient = fixture_patient(1),
	    .body = "{}",
	    .body_len = 2,
	    .reply = "{\"v\":1}",
	    .reply_len = 7,
	    .snapshot = "gvs-20261101-000017",
	    .rules = "2026.1",
	    .recorded_at_ms = 1790000000123,
	};
	struct ledger *ledger;
	char text[65];
	struct err e;

	cr_assert(ledger_open(&config, &ledger, &e), "%s", e.message);
	fixture_begin(ledger);
	cr_assert_eq(ledger_reference_put(ledger, "ref", 3, &entry.reference),
		     LEDGER_OK);
	cr_assert_eq(ledger_append(ledger, &entry), LEDGER_OK);
	fixture_commit(ledger);
	struct ledger_head head = ledger_head(ledger);
	for (int i = 0; i < DIGEST_BYTES; i++)
		snprintf(text + 2 * i, 3, "%02x", head.hash.bytes[i]);
	cr_assert_str_eq(text, KNOWN_HASH);
	ledger_close(ledger);
}

/* --- what is refused ------------------------------------------------------ */

static void overwrite(const char *text)
{
	FILE *f = fopen(fixture_path, "w");

	cr_assert(f);
	cr_assert(fputs(text, f) >= 0);
	cr_assert_eq(fclose(f), 0);
}

Test(ledger, other_files_are_refused)
{
	static const struct {
		const char *edit;
		const char *says;
	} cases[] = {
	    {"PRAGMA application_id = 7", "not a ledger"},
	    {"PRAGMA user_version = 2", "version 2"},
	    {"CREATE TABLE extra (a)", "unexpected"},
	    {"CREATE INDEX extra ON entry (since)", "unexpected"},
	    {"DROP INDEX permit_added", "schema"},
	    {"ALTER TABLE meta ADD COLUMN note TEXT", "unexpected"},
	    {"CREATE TRIGGER t AFTER INSERT ON entry BEGIN "
	     "DELETE FROM trace; END",
	     "unexpected"},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		unlink(fixture_path);
		fill(1);
		fixture_edit(cases[i].edit);
		struct err e = refusal();
		cr_assert_eq(e.code, ERR_REFUSED, "%s", cases[i].edit);
		cr_assert(strstr(e.message, cases[i].says), "%s: %s",
			  cases[i].edit, e.message);
	}
	unlink(fixture_path);
	overwrite("this is no database at all, but some text of some length; "
		  "this is no database at all, but some text of some length\n");
	cr_assert_eq(refusal().code, ERR_REFUSED);
}

Test(ledger, what_cannot_be_opened_says_why)
{
	struct err e;

	strcat(fixture_path, "/below/a/file");
	e = refusal();
	cr_assert_eq(e.code, ERR_LEDGER_UNAVAILABLE);
	cr_assert(strstr(e.message, "No such file"), "%s", e.message);
}

/* The second is another process: that is whom the lock keeps out. */
Test(ledger, a_second_process_hears_that_it_is_in_use)
{
	struct ledger *ledger = fixture_open();
	pid_t child = fork();
	int status;

	cr_assert(child >= 0);
	if (child == 0) {
		struct ledger_config config = {.path = fixture_path,
					       .since = CIVIL_NONE};
		struct ledger *second;
		struct err e;
		bool ok = ledger_open(&config, &second, &e);

		_exit(!ok && e.code == ERR_LEDGER_UNAVAILABLE &&
			      strstr(e.message, "in use")
			  ? 0
			  : 1);
	}
	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	fixture_begin(ledger);
	cr_assert_eq(fixture_append(ledger, NULL), LEDGER_OK);
	fixture_commit(ledger);
	ledger_close(ledger);
}

/* --- housekeeping --------------------------------------------------------- */

Test(ledger, tending_keeps_the_wal_small)
{
	struct ledger *ledger = fixture_open();
	struct ledger_stats stats;
	struct err e;

	for (int i = 0; i < 600; i++) {
		fixture_begin(ledger);
		cr_assert_eq(
		    fixture_append_kind(ledger, ENTRY_CLAIM, i + 1, NULL),
		    LEDGER_OK);
		fixture_commit(ledger);
		cr_assert_eq(ledger_tend(ledger, i % 2 == 0), LEDGER_OK);
	}
	ledger_stats(ledger, &stats);
	cr_assert(stats.wal_bytes < 200 * 4200, "%lld bytes",
		  (long long)stats.wal_bytes);
	cr_assert(ledger_verify(ledger, &e), "%s", e.message);
	ledger_close(ledger);
}
