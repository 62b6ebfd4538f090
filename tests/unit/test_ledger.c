/* Opening, entries, transactions, housekeeping. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ledger_fixture.h"

TestSuite(ledger, .init = fixture_make_folder, .fini = fixture_remove_folder);

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

	fixture_fill(3);
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

	fixture_fill(1);
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

/* Entries are recorded at 1790000000000 + their number. */
Test(ledger, the_first_since_a_moment_is_found_among_any_number)
{
	const int64_t base = 1790000000000;

	for (int count = 0; count <= 9; count++) {
		fixture_fill(count == 0 ? 0 : 1);
		struct ledger *ledger = fixture_open();
		uint64_t none = (uint64_t)count + 1;
		cr_assert_eq(ledger_next_seq(ledger), none);
		for (int moment = -1; moment <= count + 2; moment++) {
			uint64_t should = moment < 1 ? 1 : (uint64_t)moment;
			cr_assert_eq(ledger_first_since(ledger, base + moment),
				     should > none ? none : should);
		}
		cr_assert_eq(ledger_first_since(ledger, INT64_MIN), 1);
		cr_assert_eq(ledger_first_since(ledger, INT64_MAX), none);
		ledger_close(ledger);
	}
}

Test(ledger, entries_of_one_moment_are_all_since_it)
{
	struct ledger *ledger;

	fixture_fill(9);
	fixture_edit("UPDATE entry SET recorded_at_ms = 1790000000004 "
		     "WHERE seq BETWEEN 3 AND 7");
	ledger = fixture_open();
	cr_assert_eq(ledger_first_since(ledger, 1790000000003), 3);
	cr_assert_eq(ledger_first_since(ledger, 1790000000004), 3);
	cr_assert_eq(ledger_first_since(ledger, 1790000000005), 8);
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
