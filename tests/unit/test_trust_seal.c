/* A snapshot with its seal: what is taken, and each reason to refuse. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "trust/file_hash.h"
#include "trust_fixture.h"

Test(trust_seal, takes_what_it_made)
{
	char bytes[MANIFEST_BYTES_MAX];
	struct trust_fixture t;
	struct manifest m;
	struct snapshot *snapshot;

	trust_begin(&t);
	cr_assert(seal_open(t.path, &t.trusted, &snapshot, &m, &t.e), "%s",
		  t.e.message);
	cr_expect_str_eq(m.snapshot_id, "gvs-20261101-000017");
	cr_expect_str_eq(m.file, "gvs-20261101-000017.gvs");
	cr_expect_str_eq(m.key, t.public[KEY_A]);
	cr_expect_str_eq(m.published_at, "2026-11-01T03:00:00Z");
	cr_expect_str_eq(m.expires, "2026-12-01T00:00:00Z");
	cr_expect_eq(m.expires_s, TRUST_EXPIRES_S);
	cr_expect_eq(m.sequence, 17);
	cr_expect_eq(snapshot_info(snapshot)->sequence, 17);
	cr_expect(memcmp(&m, &t.sealed, sizeof(m)) == 0);
	snapshot_close(snapshot);
	size_t len = trust_read(t.manifest, bytes, sizeof(bytes));
	cr_expect(bytes[len - 1] == '}');
	len = trust_read(t.signature, bytes, sizeof(bytes));
	cr_expect(len == LEN_SIGNATURE + 1 && bytes[len - 1] == '\n');
	trust_end(&t);
}

Test(trust_seal, takes_an_unsigned_one_where_that_is_allowed)
{
	struct trust_fixture t;
	struct manifest m;
	struct snapshot *snapshot;

	trust_begin(&t);
	cr_assert(unlink(t.manifest) == 0);
	cr_expect_eq(trust_try(&t), ERR_SNAPSHOT_UNSIGNED);
	t.trusted.allow_unsigned = true;
	cr_expect_eq(trust_try(&t), ERR_SNAPSHOT_UNSIGNED);
	cr_assert(unlink(t.signature) == 0);
	cr_assert(seal_open(t.path, &t.trusted, &snapshot, &m, &t.e), "%s",
		  t.e.message);
	snapshot_close(snapshot);
	cr_expect_str_eq(m.key, "");
	cr_expect_str_eq(m.expires, "");
	cr_expect_eq(m.expires_s, INT64_MAX);
	cr_expect_eq(m.size, t.sealed.size);
	cr_expect_str_eq(m.sha256, t.sealed.sha256);
	t.trusted.allow_unsigned = false;
	cr_expect_eq(trust_try(&t), ERR_SNAPSHOT_UNSIGNED);
	trust_end(&t);
}

Test(trust_seal, refuses_in_this_order)
{
	struct trust_fixture t;
	struct manifest m;

	trust_begin(&t);
	/* All is wrong; then one thing less each time. */
	m = t.sealed;
	snprintf(m.key, sizeof(m.key), "%s", t.public[KEY_STRANGER]);
	m.size++;
	m.sha256[0] = m.sha256[0] == '0' ? '1' : '0';
	m.sequence++;
	trust_alter(&t, "UPDATE meta SET value = '2030.4'"
			" WHERE key = 'rules'");
	trust_write(t.signature, "", 0);
	trust_write(t.manifest, "{}", 2);
	cr_expect_eq(trust_try(&t), ERR_MANIFEST_INVALID);
	trust_sign(&t, KEY_STRANGER, &m);
	trust_write(t.signature, "", 0);
	cr_expect_eq(trust_try(&t), ERR_SNAPSHOT_KEY_UNKNOWN);
	snprintf(m.key, sizeof(m.key), "%s", t.public[KEY_B]);
	trust_sign(&t, KEY_A, &m);
	cr_expect_eq(trust_try(&t), ERR_SIGNATURE_INVALID);
	trust_sign(&t, KEY_B, &m);
	cr_expect_eq(trust_try(&t), ERR_SNAPSHOT_SIZE);
	m.size--;
	trust_sign(&t, KEY_B, &m);
	cr_expect_eq(trust_try(&t), ERR_SNAPSHOT_HASH);
	trust_forge(&t, KEY_B);
	cr_expect_eq(trust_try(&t), ERR_SNAPSHOT_OTHER_RULES);
	trust_alter(&t, "UPDATE meta SET value = 'x' WHERE key = 'rules'");
	trust_forge(&t, KEY_B);
	cr_expect_eq(trust_try(&t), ERR_SNAPSHOT_OTHER_RULES);
	trust_alter(&t, "UPDATE meta SET value = '?' WHERE key = 'rules'");
	trust_forge(&t, KEY_B);
	cr_expect_eq(trust_try(&t), ERR_SNAPSHOT_DAMAGED);
	trust_renew(&t);
	trust_alter(&t, "UPDATE meta SET value = '16' WHERE key = 'sequence'");
	trust_forge(&t, KEY_B);
	cr_expect_eq(trust_try(&t), ERR_SNAPSHOT_MISMATCH);
	trust_renew(&t);
	trust_forge(&t, KEY_B);
	cr_expect_eq(trust_try(&t), ERR_NONE);
	trust_end(&t);
}

Test(trust_seal, nothing_is_left_open)
{
	struct trust_fixture t;

	trust_begin(&t);
	int before = dup(0);
	close(before);
	for (int i = 0; i < 20; i++) {
		cr_expect_eq(trust_try(&t), ERR_NONE);
		t.trusted.key_count = 0;
		cr_expect_eq(trust_try(&t), ERR_SNAPSHOT_KEY_UNKNOWN);
		t.trusted.key_count = 2;
	}
	int after = dup(0);
	close(after);
	cr_expect_eq(before, after);
	trust_end(&t);
}

Test(trust_seal, paths_beside_a_file)
{
	static const struct {
		const char *path, *manifest;
	} cases[] = {
	    {"a.gvs", "a.manifest"},	       {"/x/a.gvs", "/x/a.manifest"},
	    {"/x.gvs/a", "/x.gvs/a.manifest"}, {"a.gvs.gvs", "a.gvs.manifest"},
	    {".gvs", ".gvs.manifest"},	       {"x/.gvs", "x/.gvs.manifest"},
	    {"a.GVS", "a.GVS.manifest"},
	};
	char manifest[64], signature[64], wanted[128];
	struct err e;

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		cr_expect(seal_paths(cases[i].path, manifest, signature,
				     sizeof(manifest), &e));
		cr_expect_str_eq(manifest, cases[i].manifest);
		snprintf(wanted, sizeof(wanted), "%s.sig", manifest);
		cr_expect_str_eq(signature, wanted);
	}
	/* "a.manifest.sig" and its NUL */
	cr_expect(seal_paths("a.gvs", manifest, signature, 15, &e));
	cr_expect_not(seal_paths("a.gvs", manifest, signature, 14, &e));
}

Test(trust_seal, makes_none_for_another_name_or_end)
{
	char other[TRUST_PATH + 8];
	struct trust_fixture t;
	struct manifest m;

	trust_begin(&t);
	cr_assert(unlink(t.manifest) == 0 && unlink(t.signature) == 0);
	cr_expect_not(seal_make(t.path, t.keys[KEY_A], INT64_MAX, &m, &t.e));
	cr_expect_eq(t.e.code, ERR_REFUSED);
	snprintf(other, sizeof(other), "%s/other.gvs", t.dir);
	cr_assert(rename(t.path, other) == 0);
	cr_expect_not(
	    seal_make(other, t.keys[KEY_A], TRUST_EXPIRES_S, &m, &t.e));
	cr_expect_eq(t.e.code, ERR_REFUSED);
	cr_expect_not(
	    seal_make(t.path, t.keys[KEY_A], TRUST_EXPIRES_S, &m, &t.e));
	cr_expect_eq(t.e.code, ERR_NOT_FOUND);
	cr_expect(access(t.manifest, F_OK) != 0);
	cr_expect(access(t.signature, F_OK) != 0);
	trust_end(&t);
}

/* What was hashed is what is served: another file, or other bytes, is not. */
Test(trust_seal, sees_a_file_that_changes)
{
	char other[TRUST_PATH + 8];
	struct trust_fixture t;
	struct file_hash hash;

	trust_begin(&t);
	cr_assert(file_hash_read(t.path, t.sealed.size, &hash, &t.e));
	cr_expect_str_eq(hash.sha256, t.sealed.sha256);
	cr_expect(file_hash_holds(&hash, t.path));
	/* Its own bytes, written again. */
	FILE *file = fopen(t.path, "r+be");
	cr_assert_not_null(file);
	cr_assert(fputc('S', file) != EOF && fclose(file) == 0);
	cr_expect_not(file_hash_holds(&hash, t.path));
	cr_assert(file_hash_read(t.path, t.sealed.size, &hash, &t.e));
	cr_expect_str_eq(hash.sha256, t.sealed.sha256);
	/* Away for a moment, another in its place. */
	snprintf(other, sizeof(other), "%s.other", t.path);
	cr_assert(rename(t.path, other) == 0);
	cr_expect_not(file_hash_holds(&hash, t.path));
	cr_assert(symlink(other, t.path) == 0);
	cr_expect_not(file_hash_holds(&hash, t.path));
	cr_expect_not(file_hash_read(t.path, t.sealed.size - 1, &hash, &t.e));
	cr_expect_eq(t.e.code, ERR_SNAPSHOT_DAMAGED);
	cr_expect_not(file_hash_read(other, t.sealed.size - 1, &hash, &t.e));
	cr_expect_eq(t.e.code, ERR_SNAPSHOT_SIZE);
	trust_end(&t);
}

/* Who writes to the folder at that very moment. */
static void (*at_open)(const char *path);

bool __real_snapshot_open(const char *path, struct snapshot **out,
			  struct err *e);
bool __wrap_snapshot_open(const char *path, struct snapshot **out,
			  struct err *e);

bool __wrap_snapshot_open(const char *path, struct snapshot **out,
			  struct err *e)
{
	if (at_open != NULL)
		at_open(path);
	return __real_snapshot_open(path, out, e);
}

static void put_another(const char *path)
{
	static char bytes[1024 * 1024];
	char other[TRUST_PATH + 8];
	size_t len = trust_read(path, bytes, sizeof(bytes));

	snprintf(other, sizeof(other), "%s.other", path);
	trust_write(other, bytes, len);
	cr_assert(rename(other, path) == 0);
}

static void write_to_it(const char *path)
{
	FILE *file = fopen(path, "r+be");

	cr_assert_not_null(file);
	cr_assert(fputc('S', file) != EOF && fclose(file) == 0);
}

/* Between its hash and its opening: the hash said nothing of what opened. */
Test(trust_seal, serves_only_what_it_hashed)
{
	static void (*const attacks[])(const char *) = {put_another,
							write_to_it};
	struct trust_fixture t;

	trust_begin(&t);
	for (size_t i = 0; i < ARRAY_LEN(attacks); i++) {
		at_open = attacks[i];
		cr_expect_eq(trust_try(&t), ERR_SNAPSHOT_DAMAGED);
		cr_expect_not_null(strstr(t.e.message, "changed"));
		at_open = NULL;
		cr_expect_eq(trust_try(&t), ERR_NONE);
	}
	trust_end(&t);
}
