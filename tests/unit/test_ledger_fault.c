/* Syncs, and what the ledger does when its disk fails or fills. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ledger_fixture.h"
#include "store/ledger_impl.h"
#include "tests/fault/sync_vfs.h"

static void set_up(void)
{
	fixture_make_folder();
	sync_vfs_register();
	sync_vfs_reset();
}

TestSuite(ledger_fault, .init = set_up, .fini = fixture_remove_folder);

/* --- sync before reply ------------------------------------------------------
 */

static void write_some(struct ledger *ledger, int commits)
{
	for (int i = 0; i < commits; i++) {
		fixture_begin(ledger);
		cr_assert_eq(fixture_append(ledger, NULL), LEDGER_OK);
		cr_assert_eq(fixture_append(ledger, NULL), LEDGER_OK);
		fixture_commit(ledger);
	}
}

Test(ledger_fault, a_commit_is_synced_when_it_returns)
{
	struct ledger *ledger = fixture_open_with(SYNC_VFS, 0);

	for (int i = 0; i < 50; i++) {
		uint64_t writes = sync_vfs_count(SYNC_FILE_WAL, SYNC_OP_WRITE);
		write_some(ledger, 1);
		cr_assert(sync_vfs_count(SYNC_FILE_WAL, SYNC_OP_WRITE) >
			  writes);
		cr_assert(sync_vfs_is_synced(SYNC_FILE_WAL));
		cr_assert_eq(ledger_tend(ledger, true), LEDGER_OK);
		cr_assert(sync_vfs_is_synced(SYNC_FILE_MAIN));
	}
	ledger_close(ledger);
}

/* However many pages it has. */
Test(ledger_fault, a_commit_is_one_write_and_one_sync)
{
	struct ledger *ledger = fixture_open_with(SYNC_VFS, 0);

	write_some(ledger, 1);
	for (int i = 0; i < 50; i++) {
		uint64_t writes = sync_vfs_count(SYNC_FILE_WAL, SYNC_OP_WRITE);
		uint64_t syncs = sync_vfs_count(SYNC_FILE_WAL, SYNC_OP_SYNC);
		write_some(ledger, 1);
		cr_assert_eq(sync_vfs_count(SYNC_FILE_WAL, SYNC_OP_WRITE),
			     writes + 1);
		cr_assert_eq(sync_vfs_count(SYNC_FILE_WAL, SYNC_OP_SYNC),
			     syncs + 1);
	}
	ledger_close(ledger);
}

/* The same question must notice syncs that do not happen. */
Test(ledger_fault, lost_syncs_are_noticed)
{
	struct ledger *ledger = fixture_open_with(SYNC_VFS, 0);

	sync_vfs_lose_syncs(true);
	write_some(ledger, 1);
	cr_assert(!sync_vfs_is_synced(SYNC_FILE_WAL));
	ledger_close(ledger);
}

static void check_order(void *ctx, enum sync_file file, enum sync_op op)
{
	bool *wrong = ctx;

	if (file == SYNC_FILE_MAIN && op == SYNC_OP_WRITE &&
	    !sync_vfs_is_synced(SYNC_FILE_WAL))
		*wrong = true;
}

Test(ledger_fault, pages_move_only_from_a_synced_wal)
{
	struct ledger *ledger = fixture_open_with(SYNC_VFS, 0);
	bool wrong = false;

	sync_vfs_watch(check_order, &wrong);
	for (int i = 0; i < 100; i++) {
		write_some(ledger, 1);
		cr_assert_eq(
		    ledger_checkpoint(ledger, SQLITE_CHECKPOINT_PASSIVE),
		    LEDGER_OK);
	}
	ledger_close(ledger);
	cr_assert(sync_vfs_count(SYNC_FILE_MAIN, SYNC_OP_WRITE) > 100);
	cr_assert(!wrong);
}

/* --- after a failure --------------------------------------------------------
 */

Test(ledger_fault, broken_is_for_good)
{
	struct ledger *ledger = fixture_open_with(SYNC_VFS, 0);
	struct entry entry = {.kind = ENTRY_CLAIM};
	int64_t reference;

	fixture_begin(ledger);
	cr_assert_eq(fixture_append(ledger, NULL), LEDGER_OK);
	sync_vfs_fail((struct sync_fault){.at = 1, .code = SQLITE_IOERR});
	cr_assert_eq(ledger_commit(ledger), LEDGER_BROKEN);
	cr_assert_eq(ledger_begin(ledger), LEDGER_BROKEN);
	cr_assert_eq(ledger_append(ledger, &entry), LEDGER_BROKEN);
	cr_assert_eq(ledger_reference_put(ledger, "x", 1, &reference),
		     LEDGER_BROKEN);
	cr_assert_eq(ledger_tend(ledger, true), LEDGER_BROKEN);
	ledger_rollback(ledger);
	ledger_close(ledger);
}

static void fail_at_sync(void *ctx, enum sync_file file, enum sync_op op)
{
	(void)ctx;
	if (file == SYNC_FILE_WAL && op == SYNC_OP_SYNC)
		sync_vfs_fail(
		    (struct sync_fault){.at = 1, .code = SQLITE_IOERR});
}

/* All is written, and only the sync fails. */
Test(ledger_fault, a_failing_sync_is_an_unknown_outcome)
{
	struct ledger *ledger = fixture_open_with(SYNC_VFS, 0);

	write_some(ledger, 1);
	sync_vfs_watch(fail_at_sync, NULL);
	fixture_begin(ledger);
	cr_assert_eq(fixture_append(ledger, NULL), LEDGER_OK);
	cr_assert_eq(ledger_commit(ledger), LEDGER_BROKEN);
	cr_assert(sync_vfs_failed());
	ledger_close(ledger);
}

Test(ledger_fault, a_full_disk_is_read_and_then_written_again)
{
	struct ledger *ledger = fixture_open_with(SYNC_VFS, 0);
	struct stored stored;
	struct err e;

	fixture_begin(ledger);
	cr_assert_eq(fixture_append(ledger, "kept"), LEDGER_OK);
	fixture_commit(ledger);
	sync_vfs_fail(
	    (struct sync_fault){.at = 1, .code = SQLITE_FULL, .lasting = true});
	for (int i = 0; i < 3; i++) {
		fixture_begin(ledger);
		cr_assert_eq(fixture_append(ledger, "lost"), LEDGER_OK);
		cr_assert_eq(ledger_commit(ledger), LEDGER_FULL);
		cr_assert(ledger_find(ledger, "02012345", "kept", &stored));
		cr_assert(!ledger_find(ledger, "02012345", "lost", &stored));
		cr_assert_eq(ledger_tend(ledger, true), LEDGER_FULL);
		cr_assert_eq(ledger_next_seq(ledger), 2);
	}
	sync_vfs_fail((struct sync_fault){0});
	cr_assert_eq(ledger_tend(ledger, true), LEDGER_OK);
	fixture_begin(ledger);
	cr_assert_eq(fixture_append(ledger, "lost"), LEDGER_OK);
	fixture_commit(ledger);
	cr_assert(ledger_verify(ledger, &e), "%s", e.message);
	ledger_close(ledger);
}

/* Large enough to fill memory before the end: SQLite writes as it goes. */
Test(ledger_fault, full_in_the_midst_of_a_transaction)
{
	struct ledger *ledger = fixture_open_with(SYNC_VFS, 0);
	enum ledger_result result = LEDGER_OK;
	struct err e;
	int appended = 0;

	write_some(ledger, 1);
	sync_vfs_fail(
	    (struct sync_fault){.at = 1, .code = SQLITE_FULL, .lasting = true});
	fixture_begin(ledger);
	cr_assert_eq(sqlite3_exec(ledger->db, "PRAGMA cache_size = 10", NULL,
				  NULL, NULL),
		     SQLITE_OK);
	while (result == LEDGER_OK && appended++ < 10000)
		result =
		    fixture_append_kind(ledger, ENTRY_CLAIM, appended, NULL);
	cr_assert_eq(result, LEDGER_FULL);
	cr_assert_eq(ledger_next_seq(ledger), 3);
	cr_assert_eq(fixture_append(ledger, NULL), LEDGER_FULL);
	cr_assert_eq(ledger_commit(ledger), LEDGER_FULL);
	sync_vfs_fail((struct sync_fault){0});
	write_some(ledger, 1);
	cr_assert_eq(ledger_head(ledger).seq, 4);
	cr_assert(ledger_verify(ledger, &e), "%s", e.message);
	ledger_close(ledger);
}

/* --- the reserve ------------------------------------------------------------
 */

static const char *reserve_path(void)
{
	static char path[160];

	snprintf(path, sizeof(path), "%s.reserve", fixture_path);
	return path;
}

static int64_t reserve_blocks(void)
{
	struct stat st;

	return stat(reserve_path(), &st) == 0 ? st.st_blocks * 512 : 0;
}

Test(ledger_fault, the_reserve_ends_a_checkpoint_and_comes_back)
{
	struct ledger *ledger = fixture_open_with(SYNC_VFS, 1 << 20);

	cr_assert_geq(reserve_blocks(), 1 << 20);
	write_some(ledger, 10);
	sync_vfs_fail((struct sync_fault){.at = 1,
					  .code = SQLITE_FULL,
					  .lasting = true,
					  .main_only = true,
					  .until_gone = reserve_path()});
	cr_assert_eq(ledger_checkpoint(ledger, SQLITE_CHECKPOINT_PASSIVE),
		     LEDGER_OK);
	cr_assert(sync_vfs_failed());
	cr_assert_eq(reserve_blocks(), 0);
	cr_assert_eq(ledger->wal_pages, 0);
	sync_vfs_fail((struct sync_fault){0});
	cr_assert_eq(ledger_tend(ledger, true), LEDGER_OK);
	cr_assert_geq(reserve_blocks(), 1 << 20);
	ledger_close(ledger);
}

Test(ledger_fault, a_full_commit_does_not_spend_the_reserve)
{
	struct ledger *ledger = fixture_open_with(SYNC_VFS, 1 << 20);

	write_some(ledger, 1);
	sync_vfs_fail((struct sync_fault){.at = 1, .code = SQLITE_FULL});
	fixture_begin(ledger);
	cr_assert_eq(fixture_append(ledger, NULL), LEDGER_OK);
	cr_assert_eq(ledger_commit(ledger), LEDGER_FULL);
	cr_assert_eq(ledger_tend(ledger, true), LEDGER_OK);
	cr_assert_geq(reserve_blocks(), 1 << 20);
	write_some(ledger, 1);
	ledger_close(ledger);
}
