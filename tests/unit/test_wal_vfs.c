/* The VFS of the WAL: it says what the file behind it would have said. */
#include <criterion/criterion.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "ledger_fixture.h"
#include "store/wal_vfs.h"
#include "tests/fault/sync_vfs.h"

enum {
	PIECE_MAX = 5000,
	/* Files reach past what is kept. */
	FILE_MAX = WAL_KEPT_BYTES + 64 * 1024,
};

static struct wal_vfs *vfs;
static sqlite3_file *file;
static char path[160];

static void open_file(void)
{
	vfs = wal_vfs_new(SYNC_VFS);
	sqlite3_vfs *found = sqlite3_vfs_find(wal_vfs_name(vfs));
	cr_assert(found);
	file = calloc(1, (size_t)found->szOsFile);
	snprintf(path, sizeof(path), "%s.wal", fixture_path);
	cr_assert_eq(found->xOpen(found, path, file,
				  SQLITE_OPEN_WAL | SQLITE_OPEN_READWRITE |
				      SQLITE_OPEN_CREATE,
				  NULL),
		     SQLITE_OK);
}

static void set_up(void)
{
	fixture_make_folder();
	sync_vfs_register();
	sync_vfs_reset();
	open_file();
}

static void tear_down(void)
{
	free(file);
	wal_vfs_free(vfs);
	fixture_remove_folder();
}

TestSuite(wal_vfs, .init = set_up, .fini = tear_down);

static int write_at(const char *bytes, int64_t at)
{
	return file->pMethods->xWrite(file, bytes, (int)strlen(bytes), at);
}

static const char *read_at(int len, int64_t at)
{
	static char bytes[256];

	memset(bytes, '#', sizeof(bytes));
	cr_assert_eq(file->pMethods->xRead(file, bytes, len, at), SQLITE_OK);
	bytes[len] = '\0';
	return bytes;
}

static uint64_t writes(void)
{
	return sync_vfs_count(SYNC_FILE_WAL, SYNC_OP_WRITE);
}

static int sync_now(void)
{
	return file->pMethods->xSync(file, SQLITE_SYNC_NORMAL);
}

static int64_t size_now(void)
{
	sqlite3_int64 size;

	cr_assert_eq(file->pMethods->xFileSize(file, &size), SQLITE_OK);
	return size;
}

static void fail_writes(int code)
{
	sync_vfs_fail(
	    (struct sync_fault){.at = 1, .code = code, .lasting = true});
}

static void close_file(void)
{
	cr_assert_eq(file->pMethods->xClose(file), SQLITE_OK);
}

Test(wal_vfs, what_follows_waits_for_the_sync)
{
	cr_assert_eq(write_at("header", 0), SQLITE_OK);
	cr_assert_eq(write_at("page", 6), SQLITE_OK);
	cr_assert_eq(writes(), 0);
	cr_assert_str_eq(read_at(10, 0), "headerpage");
	cr_assert_eq(size_now(), 10);
	cr_assert_eq(sync_now(), SQLITE_OK);
	cr_assert_eq(writes(), 1);
	cr_assert(sync_vfs_is_synced(SYNC_FILE_WAL));
	close_file();
}

Test(wal_vfs, a_write_elsewhere_sends_what_waits_before_it)
{
	cr_assert_eq(write_at("abcdef", 0), SQLITE_OK);
	cr_assert_eq(write_at("XY", 2), SQLITE_OK);
	cr_assert_eq(writes(), 1);
	cr_assert_str_eq(read_at(6, 0), "abXYef");
	cr_assert_eq(sync_now(), SQLITE_OK);
	cr_assert_eq(writes(), 2);
	close_file();
}

Test(wal_vfs, what_is_closed_or_cut_is_written)
{
	cr_assert_eq(write_at("abcdef", 0), SQLITE_OK);
	cr_assert_eq(file->pMethods->xTruncate(file, 4), SQLITE_OK);
	cr_assert_eq(writes(), 1);
	cr_assert_eq(size_now(), 4);
	cr_assert_eq(write_at("gh", 4), SQLITE_OK);
	close_file();
	cr_assert_eq(writes(), 2);
	free(file);
	wal_vfs_free(vfs);
	open_file();
	cr_assert_str_eq(read_at(6, 0), "abcdgh");
	close_file();
}

/* The sync is then not tried, and memory forgets what the file lacks. */
Test(wal_vfs, a_sync_fails_as_its_write_did)
{
	static const struct {
		int fault, seen;
	} rows[] = {
	    {SQLITE_FULL, SQLITE_FULL},
	    {SQLITE_IOERR, SQLITE_IOERR_WRITE},
	};

	cr_assert_eq(write_at("abc", 0), SQLITE_OK);
	cr_assert_eq(sync_now(), SQLITE_OK);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		uint64_t syncs = sync_vfs_count(SYNC_FILE_WAL, SYNC_OP_SYNC);

		cr_assert_eq(write_at("def", 3), SQLITE_OK);
		fail_writes(rows[i].fault);
		cr_assert_eq(sync_now(), rows[i].seen);
		cr_assert_eq(sync_vfs_count(SYNC_FILE_WAL, SYNC_OP_SYNC),
			     syncs);
		cr_assert_eq(size_now(), 3);
		sync_vfs_fail((struct sync_fault){0});
		cr_assert_eq(sync_now(), SQLITE_OK);
		cr_assert_eq(size_now(), 3);
	}
	close_file();
}

Test(wal_vfs, a_failure_shows_in_whatever_sends)
{
	char byte;

	fail_writes(SQLITE_FULL);
	cr_assert_eq(write_at("abc", 0), SQLITE_OK);
	cr_assert_eq(write_at("x", 1), SQLITE_FULL);
	cr_assert_eq(file->pMethods->xRead(file, &byte, 1, 0),
		     SQLITE_IOERR_SHORT_READ);
	cr_assert_eq(write_at("abc", 0), SQLITE_OK);
	cr_assert_eq(file->pMethods->xTruncate(file, 0), SQLITE_FULL);
	cr_assert_eq(write_at("abc", 0), SQLITE_OK);
	cr_assert_eq(write_at("z", WAL_KEPT_BYTES), SQLITE_FULL);
	cr_assert_eq(write_at("abc", 0), SQLITE_OK);
	cr_assert_eq(file->pMethods->xClose(file), SQLITE_FULL);
}

/* --- against a model -------------------------------------------------------
 */

static unsigned char *model, piece[PIECE_MAX], seen[PIECE_MAX];
static int64_t model_size;

static uint64_t draw(uint64_t below)
{
	static uint64_t state = 88172645463325252u;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state % below;
}

/* Mostly behind the last write, at times anywhere, or where keeping ends. */
static int64_t draw_place(int64_t last)
{
	switch (draw(12)) {
	case 0:
		return 0;
	case 1:
		return (int64_t)draw((uint64_t)model_size + 1);
	case 2:
		return WAL_KEPT_BYTES - (int64_t)draw(2 * PIECE_MAX);
	default:
		return last;
	}
}

static int64_t write_piece(int64_t at)
{
	int len = 1 + (int)draw(PIECE_MAX);

	if (at + len > FILE_MAX)
		at = 0;
	for (int i = 0; i < len; i++)
		piece[i] = (unsigned char)draw(256);
	memcpy(model + at, piece, (size_t)len);
	if (at + len > model_size)
		model_size = at + len;
	cr_assert_eq(file->pMethods->xWrite(file, piece, len, at), SQLITE_OK);
	return at + len;
}

static void check_piece(int64_t at)
{
	int len = 1 + (int)draw(PIECE_MAX);
	int expected =
	    at + len <= model_size ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;

	if (at + len > FILE_MAX)
		return;
	cr_assert_eq(file->pMethods->xRead(file, seen, len, at), expected);
	cr_assert_arr_eq(seen, model + at, (size_t)len);
	cr_assert_eq(size_now(), model_size);
}

static void cut_somewhere(void)
{
	int64_t size = (int64_t)draw((uint64_t)model_size + 1);

	memset(model + size, 0, (size_t)(FILE_MAX - size));
	model_size = size;
	cr_assert_eq(file->pMethods->xTruncate(file, size), SQLITE_OK);
}

Test(wal_vfs, it_reads_as_a_file_does)
{
	int64_t last = 0;

	model = calloc(1, FILE_MAX);
	for (int i = 0; i < 20000; i++) {
		last = write_piece(draw_place(last));
		check_piece(draw_place(last));
		if (draw(16) == 0)
			cr_assert_eq(sync_now(), SQLITE_OK);
		if (draw(500) == 0) {
			cut_somewhere();
			last = model_size;
		}
	}
	close_file();
	free(model);
}
