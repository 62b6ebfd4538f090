#include "trust_fixture.h"

#include <criterion/criterion.h>
#include <dirent.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "trust/file_hash.h"

static void make_keys(struct trust_fixture *t)
{
	char path[TRUST_PATH], public[TRUST_PATH];

	for (int i = 0; i < TRUST_KEYS; i++) {
		snprintf(path, sizeof(path), "%s/%d.key", t->dir, i);
		snprintf(public, sizeof(public), "%s/%d.pub", t->dir, i);
		cr_assert(signing_key_create(path, public, &t->e), "%s",
			  t->e.message);
		cr_assert(signing_key_load(path, &t->keys[i], &t->e), "%s",
			  t->e.message);
		t->public[i] = signing_key_public(t->keys[i]);
	}
	t->trusted = (struct trusted){.keys = t->public, .key_count = 2};
}

void trust_begin(struct trust_fixture *t)
{
	memset(t, 0, sizeof(*t));
	fixture_begin(&t->source);
	snprintf(t->dir, sizeof(t->dir), "/tmp/claimd-trust-XXXXXX");
	cr_assert_not_null(mkdtemp(t->dir));
	make_keys(t);
	trust_build(t, "gvs-20261101-000017", 17);
	trust_seal(t, KEY_A);
}

void trust_end(struct trust_fixture *t)
{
	char path[2 * TRUST_PATH];
	DIR *dir = opendir(t->dir);
	struct dirent *entry;

	for (int i = 0; i < TRUST_KEYS; i++)
		signing_key_free(t->keys[i]);
	cr_assert_not_null(dir);
	while ((entry = readdir(dir)) != NULL) {
		snprintf(path, sizeof(path), "%s/%s", t->dir, entry->d_name);
		if (strcmp(entry->d_name, ".") != 0 &&
		    strcmp(entry->d_name, "..") != 0)
			cr_expect(remove(path) == 0, "%s", path);
	}
	closedir(dir);
	cr_expect(rmdir(t->dir) == 0);
	fixture_end(&t->source);
}

void trust_build(struct trust_fixture *t, const char *id, int sequence)
{
	char numbers[64];

	snprintf(numbers, sizeof(numbers), "snapshot_id,%s\nsequence,%d\n", id,
		 sequence);
	fixture_edit(&t->source, "meta.csv",
		     "snapshot_id,gvs-20261101-000017\nsequence,17\n", numbers);
	cr_assert(fixture_build(&t->source), "%s", t->source.faults[0]);
	snprintf(t->path, sizeof(t->path), "%s/%s.gvs", t->dir, id);
	cr_assert(rename(t->source.out, t->path) == 0);
	cr_assert(seal_paths(t->path, t->manifest, t->signature,
			     sizeof(t->manifest), &t->e));
}

void trust_seal(struct trust_fixture *t, int key)
{
	cr_assert(seal_make(t->path, t->keys[key], TRUST_EXPIRES_S, &t->sealed,
			    &t->e),
		  "%s", t->e.message);
}

void trust_sign(struct trust_fixture *t, int key, const struct manifest *m)
{
	char bytes[MANIFEST_BYTES_MAX + 1], signature[LEN_SIGNATURE + 1];
	struct text text;

	text_init(&text, bytes, sizeof(bytes));
	manifest_write(&text, m);
	cr_assert(
	    signature_make(t->keys[key], bytes, text.len, signature, &t->e));
	trust_write(t->manifest, bytes, text.len);
	trust_write(t->signature, signature, LEN_SIGNATURE);
}

void trust_forge(struct trust_fixture *t, int key)
{
	struct manifest m = t->sealed;
	struct file_hash hash;

	cr_assert(file_hash_read(t->path, FILE_HASH_ANY_SIZE, &hash, &t->e),
		  "%s", t->e.message);
	m.size = hash.size;
	snprintf(m.sha256, sizeof(m.sha256), "%s", hash.sha256);
	snprintf(m.key, sizeof(m.key), "%s", t->public[key]);
	trust_sign(t, key, &m);
}

void trust_alter(struct trust_fixture *t, const char *sql)
{
	char *said = NULL;
	sqlite3 *db;

	cr_assert(sqlite3_open(t->path, &db) == SQLITE_OK);
	cr_assert(sqlite3_exec(db, sql, NULL, NULL, &said) == SQLITE_OK,
		  "%s: %s", sql, said);
	cr_assert(sqlite3_close(db) == SQLITE_OK);
}

void trust_renew(struct trust_fixture *t)
{
	trust_build(t, "gvs-20261101-000017", 17);
}

enum err_code trust_try(struct trust_fixture *t)
{
	struct snapshot *snapshot;
	struct manifest manifest;

	t->e = (struct err){.code = ERR_NONE};
	bool ok = seal_open(t->path, &t->trusted, &snapshot, &manifest, &t->e);
	cr_expect_eq(ok, snapshot != NULL);
	cr_expect_eq(ok, t->e.code == ERR_NONE);
	snapshot_close(snapshot);
	return t->e.code;
}

size_t trust_read(const char *path, void *bytes, size_t size)
{
	FILE *file = fopen(path, "rbe");
	size_t len;

	cr_assert_not_null(file, "%s", path);
	len = fread(bytes, 1, size, file);
	cr_assert(fclose(file) == 0);
	return len;
}

void trust_write(const char *path, const void *bytes, size_t len)
{
	FILE *file = fopen(path, "wbe");

	cr_assert_not_null(file, "%s", path);
	cr_assert(fwrite(bytes, 1, len, file) == len);
	cr_assert(fclose(file) == 0);
}

void trust_copy(const char *from, const char *to)
{
	static char bytes[1024 * 1024];
	size_t len = trust_read(from, bytes, sizeof(bytes));

	cr_assert(len < sizeof(bytes));
	trust_write(to, bytes, len);
}
