/*
 * Files that are no snapshot at all, or whose first bytes or place say
 * something else: signed by a trusted key, and refused or harmless.
 */
#include <criterion/criterion.h>

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/snapshot_limits.h"
#include "trust_fixture.h"

static void expect_damaged(struct trust_fixture *t, const char *what)
{
	trust_forge(t, KEY_A);
	cr_expect_eq(trust_try(t), ERR_SNAPSHOT_DAMAGED, "%s: %d %s", what,
		     (int)t->e.code, t->e.message);
}

Test(trust_header, settings_that_no_build_makes)
{
	static const char *const cases[] = {
	    "PRAGMA application_id = 0", "PRAGMA application_id = 1",
	    "PRAGMA user_version = 0",	 "PRAGMA user_version = 2",
	    "PRAGMA user_version = -1",
	};
	struct trust_fixture t;

	trust_begin(&t);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		trust_renew(&t);
		trust_alter(&t, cases[i]);
		expect_damaged(&t, cases[i]);
	}
	trust_end(&t);
}

/* Bytes of the header that a writer of SQLite would not let us change. */
Test(trust_header, bytes_that_no_build_makes)
{
	static const struct {
		size_t at, len;
		unsigned char bytes[4];
		const char *what;
	} cases[] = {
	    {0, 1, {'X'}, "magic"},
	    {16, 2, {0, 0}, "page size 0"},
	    {16, 2, {0, 1}, "page size 65536"},
	    {16, 2, {0, 255}, "page size 255"},
	    {16, 2, {2, 0}, "page size 512"},
	    {16, 2, {128, 0}, "page size 32768"},
	    {18, 2, {3, 3}, "versions to come"},
	    {20, 1, {8}, "reserved bytes"},
	    {20, 1, {255}, "reserved bytes, all"},
	    {21, 1, {63}, "payload fraction"},
	    {32, 4, {0, 0, 0, 2}, "freelist on a page in use"},
	    {32, 4, {0xff, 0xff, 0xff, 0xff}, "freelist beyond the end"},
	    {36, 4, {0x7f, 0xff, 0xff, 0xff}, "freelist without end"},
	    {44, 4, {0, 0, 0, 9}, "schema format to come"},
	    {52, 4, {0, 0, 0, 2}, "auto-vacuum root"},
	    {56, 4, {0, 0, 0, 2}, "UTF-16le"},
	    {56, 4, {0, 0, 0, 3}, "UTF-16be"},
	    {100, 1, {13}, "the schema's root a leaf"},
	    {100, 1, {10}, "the schema's root an index"},
	    {105, 2, {0, 0}, "content area"},
	    {103, 2, {0xff, 0xff}, "cells"},
	};
	struct trust_fixture t;
	unsigned char bytes[4];

	trust_begin(&t);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		trust_renew(&t);
		int fd = open(t.path, O_RDWR | O_CLOEXEC);
		cr_assert(fd >= 0);
		memcpy(bytes, cases[i].bytes, sizeof(bytes));
		cr_assert(pwrite(fd, bytes, cases[i].len, (off_t)cases[i].at) ==
			  (ssize_t)cases[i].len);
		close(fd);
		expect_damaged(&t, cases[i].what);
	}
	trust_end(&t);
}

/* What the good snapshot says of an article, and nothing else. */
static void expect_good(struct trust_fixture *t, const char *what)
{
	struct reference_key key = {.uzovi = "3311",
				    .polis = "196",
				    .zi = "90000005",
				    .pharmacy = "02012345",
				    .date = civil_from_ymd(2025, 2, 1)};
	struct reference reference;
	struct snapshot *snapshot;
	struct manifest m;

	cr_assert(seal_open(t->path, &t->trusted, &snapshot, &m, &t->e),
		  "%s: %s", what, t->e.message);
	cr_expect_eq(snapshot_info(snapshot)->sequence, 17, "%s", what);
	cr_assert(snapshot_reference(snapshot, &key, &reference, &t->e), "%s",
		  what);
	cr_expect_eq(reference.price.aip_cents, 1100, "%s", what);
	cr_expect_eq(reference.preferred_count, 2, "%s", what);
	snapshot_close(snapshot);
}

/* Settings for writers: nobody writes a snapshot. */
Test(trust_header, settings_that_change_nothing)
{
	static const char *const cases[] = {
	    "VACUUM",
	    "PRAGMA journal_mode = WAL",
	    "PRAGMA auto_vacuum = FULL; VACUUM",
	    "PRAGMA auto_vacuum = INCREMENTAL; VACUUM",
	    "PRAGMA page_size = 512; VACUUM",
	    "PRAGMA page_size = 65536; VACUUM",
	    ("CREATE TABLE gone (a); INSERT INTO gone SELECT zeroblob(99999);"
	     "DROP TABLE gone"),
	};
	struct trust_fixture t;

	trust_begin(&t);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		trust_renew(&t);
		trust_alter(&t, cases[i]);
		trust_forge(&t, KEY_A);
		expect_good(&t, cases[i]);
	}
	trust_end(&t);
}

/*
 * A journal or a WAL beside the file is signed by nobody. Any other reader of
 * SQLite would write it into the file, or show it as if it stood there.
 */
Test(trust_header, files_beside_it_are_not_read)
{
	static const char *const modes[] = {"WAL", "DELETE"};
	static const char *const tails[] = {"-wal", "-journal"};
	char beside[TRUST_PATH + 16], kept[TRUST_PATH + 16];
	struct trust_fixture t;
	sqlite3 *db;

	trust_begin(&t);
	for (size_t i = 0; i < ARRAY_LEN(modes); i++) {
		char sql[256];

		trust_renew(&t);
		snprintf(beside, sizeof(beside), "%s%s", t.path, tails[i]);
		snprintf(kept, sizeof(kept), "%s/kept", t.dir);
		snprintf(sql, sizeof(sql),
			 "PRAGMA journal_mode = %s; PRAGMA cache_size = 1;"
			 "PRAGMA synchronous = OFF;",
			 modes[i]);
		trust_alter(&t, sql);
		trust_forge(&t, KEY_A);
		/* An open transaction whose pages are on disk already. */
		cr_assert(sqlite3_open(t.path, &db) == SQLITE_OK);
		cr_assert(sqlite3_exec(db,
				       "PRAGMA cache_size = 1; BEGIN;"
				       "UPDATE price SET aip_cents = 1;"
				       "UPDATE meta SET value = '18'"
				       " WHERE key = 'sequence';"
				       "UPDATE article SET name = 'x'",
				       NULL, NULL, NULL) == SQLITE_OK);
		if (i == 0)
			cr_assert(sqlite3_exec(db, "COMMIT", NULL, NULL,
					       NULL) == SQLITE_OK);
		trust_copy(beside, kept);
		cr_assert(sqlite3_close(db) == SQLITE_OK ||
			  sqlite3_close_v2(db) == SQLITE_OK);
		trust_renew(&t);
		trust_alter(&t, sql);
		trust_forge(&t, KEY_A);
		cr_assert(rename(kept, beside) == 0);
		expect_good(&t, modes[i]);
		cr_expect(unlink(beside) == 0, "%s", beside);
	}
	trust_end(&t);
}
