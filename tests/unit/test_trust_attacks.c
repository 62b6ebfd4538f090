/* Each attack on the nightly snapshot by its name, and why it fails. */
#include <criterion/criterion.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "store/snapshot_limits.h"
#include "trust_fixture.h"

/* What was accepted, as the daemon notes it. */
static void accept(struct ratchet *r, const struct manifest *m)
{
	struct accepted_switch made = {.at_s = 1, .sequence = m->sequence};
	struct err e;

	snprintf(made.snapshot_id, sizeof(made.snapshot_id), "%s",
		 m->snapshot_id);
	snprintf(made.key, sizeof(made.key), "%s", m->key);
	snprintf(made.sha256, sizeof(made.sha256), "%s", m->sha256);
	cr_assert(ratchet_add(r, &made, &e), "%s", e.message);
}

static enum err_code admits(const struct ratchet *r, const struct manifest *m,
			    int64_t now_s)
{
	struct err e = {.code = ERR_NONE};

	cr_expect_eq(ratchet_admits(r, m, now_s, &e), e.code == ERR_NONE);
	return e.code;
}

static struct ratchet *empty(const struct trust_fixture *t)
{
	struct ratchet *r;
	struct err e;

	cr_assert(ratchet_load(t->dir, &r, &e), "%s", e.message);
	cr_assert_eq(r->key_count, 0);
	return r;
}

/* An older snapshot, with its own true signature. */
Test(trust_attack, rollback)
{
	struct trust_fixture t;
	struct manifest old;

	trust_begin(&t);
	struct ratchet *r = empty(&t);
	old = t.sealed;
	trust_build(&t, "gvs-20261102-000018", 18);
	trust_seal(&t, KEY_A);
	accept(r, &t.sealed);
	cr_expect_eq(trust_try(&t), ERR_NONE);
	cr_expect_eq(admits(r, &old, 0), ERR_SNAPSHOT_REPLAYED);
	cr_expect_eq(admits(r, &t.sealed, 0), ERR_NONE);
	/* Remembered across a start. */
	cr_assert(ratchet_save(r, t.dir, &t.e), "%s", t.e.message);
	ratchet_free(r);
	cr_assert(ratchet_load(t.dir, &r, &t.e), "%s", t.e.message);
	cr_expect_eq(admits(r, &old, 0), ERR_SNAPSHOT_REPLAYED);
	ratchet_free(r);
	trust_end(&t);
}

/* Two files under one number: who has seen one is not given the other. */
Test(trust_attack, same_sequence_another_file)
{
	struct trust_fixture t;
	struct manifest first;

	trust_begin(&t);
	struct ratchet *r = empty(&t);
	first = t.sealed;
	accept(r, &first);
	trust_alter(&t, "UPDATE price SET aip_cents = aip_cents + 1");
	trust_seal(&t, KEY_A);
	cr_expect_eq(trust_try(&t), ERR_NONE);
	cr_expect_eq(t.sealed.sequence, first.sequence);
	cr_expect_eq(admits(r, &t.sealed, 0), ERR_SNAPSHOT_REPLAYED);
	cr_expect_eq(admits(r, &first, 0), ERR_NONE);
	ratchet_free(r);
	trust_end(&t);
}

/* Yesterday's snapshot for ever: to the second. */
Test(trust_attack, freeze)
{
	struct trust_fixture t;

	trust_begin(&t);
	struct ratchet *r = empty(&t);
	const struct manifest *m = &t.sealed;
	cr_expect_eq(admits(r, m, TRUST_EXPIRES_S - 1), ERR_NONE);
	cr_expect_eq(admits(r, m, TRUST_EXPIRES_S), ERR_NONE);
	cr_expect_eq(admits(r, m, TRUST_EXPIRES_S + 1), ERR_SNAPSHOT_OUTDATED);
	cr_expect_not(manifest_expired(m, TRUST_EXPIRES_S));
	cr_expect(manifest_expired(m, TRUST_EXPIRES_S + 1));
	/* Neither does having been accepted once keep it fresh. */
	accept(r, m);
	cr_expect_eq(admits(r, m, TRUST_EXPIRES_S + 1), ERR_SNAPSHOT_OUTDATED);
	/* An unsigned one says nothing of its end. */
	struct manifest unsigned_one = {.expires_s = INT64_MAX};
	cr_expect_eq(admits(r, &unsigned_one, TRUST_EXPIRES_S + 1), ERR_NONE);
	cr_expect_not(manifest_expired(&unsigned_one, INT64_MAX));
	ratchet_free(r);
	trust_end(&t);
}

/*
 * Who stole key A signs the highest of numbers, so that nothing of A's true
 * owner comes after it. The successor key has a ratchet of its own.
 */
Test(trust_attack, fast_forward_by_a_stolen_key)
{
	struct trust_fixture t;
	struct manifest m;

	trust_begin(&t);
	struct ratchet *r = empty(&t);
	m = t.sealed;
	m.sequence = INT64_C(1) << 62;
	cr_expect_eq(admits(r, &m, 0), ERR_NONE);
	accept(r, &m);
	m.sequence--;
	cr_expect_eq(admits(r, &m, 0), ERR_SNAPSHOT_REPLAYED);
	m.sequence = 18;
	cr_expect_eq(admits(r, &m, 0), ERR_SNAPSHOT_REPLAYED);
	m.sequence = (INT64_C(1) << 62) + 1;
	cr_expect_eq(admits(r, &m, 0), ERR_NONE);
	m.sequence = INT64_MAX;
	accept(r, &m);
	memset(m.sha256, '0', LEN_SHA256);
	cr_expect_eq(admits(r, &m, 0), ERR_SNAPSHOT_REPLAYED);

	trust_build(&t, "gvs-20261102-000001", 1);
	trust_seal(&t, KEY_B);
	cr_expect_eq(trust_try(&t), ERR_NONE);
	cr_expect_eq(admits(r, &t.sealed, 0), ERR_NONE);
	accept(r, &t.sealed);
	cr_expect_eq(ratchet_highest(r, t.public[KEY_B])->sequence, 1);
	cr_expect_eq(ratchet_highest(r, t.public[KEY_A])->sequence, INT64_MAX);
	/* The stolen key leaves the configuration: its word is worth nothing.
	 */
	t.trusted.keys = &t.public[KEY_B];
	t.trusted.key_count = 1;
	cr_expect_eq(trust_try(&t), ERR_NONE);
	trust_seal(&t, KEY_A);
	cr_expect_eq(trust_try(&t), ERR_SNAPSHOT_KEY_UNKNOWN);
	ratchet_free(r);
	trust_end(&t);
}

/* Parts of two snapshots, each with a true signature, put together. */
Test(trust_attack, mix_and_match)
{
	struct trust_fixture a, b;

	trust_begin(&a);
	trust_begin(&b);
	b.trusted = a.trusted;
	/* The same name and the same size, other prices. */
	trust_alter(&b, "UPDATE price SET aip_cents = aip_cents + 1");
	for (int i = 0; i < TRUST_KEYS; i++) {
		signing_key_free(b.keys[i]);
		b.keys[i] = NULL;
	}
	cr_assert(
	    seal_make(b.path, a.keys[KEY_A], TRUST_EXPIRES_S, &b.sealed, &b.e));
	cr_assert_eq(a.sealed.size, b.sealed.size);
	cr_expect_eq(trust_try(&a), ERR_NONE);
	cr_expect_eq(trust_try(&b), ERR_NONE);

	char kept[TRUST_PATH + 8];
	snprintf(kept, sizeof(kept), "%s.kept", a.path);
	trust_copy(a.path, kept);
	trust_copy(b.path, a.path); /* manifest and signature of a, file of b */
	cr_expect_eq(trust_try(&a), ERR_SNAPSHOT_HASH);
	trust_copy(kept, b.path); /* and the other way */
	cr_expect_eq(trust_try(&b), ERR_SNAPSHOT_HASH);
	trust_copy(a.manifest,
	     b.manifest); /* manifest and file of a, signature of b */
	cr_expect_eq(trust_try(&b), ERR_SIGNATURE_INVALID);
	trust_copy(a.signature, b.signature);
	cr_expect_eq(trust_try(&b), ERR_NONE);
	trust_end(&b);
	trust_end(&a);
}

/* A true manifest under another snapshot's name. */
Test(trust_attack, wrong_target)
{
	char path[TRUST_PATH], manifest[TRUST_PATH], signature[TRUST_PATH];
	struct trust_fixture t;

	trust_begin(&t);
	snprintf(path, sizeof(path), "%s/gvs-20261102-000018.gvs", t.dir);
	cr_assert(
	    seal_paths(path, manifest, signature, sizeof(manifest), &t.e));
	cr_assert(rename(t.path, path) == 0);
	cr_assert(rename(t.manifest, manifest) == 0);
	cr_assert(rename(t.signature, signature) == 0);
	snprintf(t.path, sizeof(t.path), "%s", path);
	snprintf(t.manifest, sizeof(t.manifest), "%s", manifest);
	snprintf(t.signature, sizeof(t.signature), "%s", signature);
	cr_expect_eq(trust_try(&t), ERR_SNAPSHOT_MISMATCH);
	trust_end(&t);
}

/* Signed, but not what is inside: each of the three that both say. */
Test(trust_attack, manifest_that_says_otherwise)
{
	struct trust_fixture t;
	struct manifest m;

	trust_begin(&t);
	m = t.sealed;
	m.sequence++;
	trust_sign(&t, KEY_A, &m);
	cr_expect_eq(trust_try(&t), ERR_SNAPSHOT_MISMATCH);
	cr_expect_not_null(strstr(t.e.message, "sequence is 17"));
	m = t.sealed;
	m.published_at[3]++;
	trust_sign(&t, KEY_A, &m);
	cr_expect_eq(trust_try(&t), ERR_SNAPSHOT_MISMATCH);
	cr_expect_not_null(strstr(t.e.message, "2027-11-01"));
	trust_alter(&t, "UPDATE meta SET value = 'gvs-20261101-000016'"
			" WHERE key = 'snapshot_id'");
	trust_forge(&t, KEY_A);
	cr_expect_eq(trust_try(&t), ERR_SNAPSHOT_MISMATCH);
	cr_expect_not_null(strstr(t.e.message, "gvs-20261101-000016"));
	trust_end(&t);
}

Test(trust_attack, truncated_file)
{
	struct trust_fixture t;

	trust_begin(&t);
	const off_t cuts[] = {0,
			      1,
			      100,
			      4096,
			      t.sealed.size / 2,
			      t.sealed.size - 4096,
			      t.sealed.size - 1};
	for (size_t i = ARRAY_LEN(cuts); i > 0; i--) {
		cr_assert(truncate(t.path, cuts[i - 1]) == 0);
		cr_expect_eq(trust_try(&t), ERR_SNAPSHOT_SIZE);
	}
	/* Cut and filled up again, it has the size but not the bytes. */
	cr_assert(truncate(t.path, t.sealed.size) == 0);
	cr_expect_eq(trust_try(&t), ERR_SNAPSHOT_HASH);
	trust_end(&t);
}

Test(trust_attack, appended_bytes)
{
	struct trust_fixture t;
	int fd;

	trust_begin(&t);
	fd = open(t.path, O_WRONLY | O_APPEND | O_CLOEXEC);
	cr_assert(fd >= 0 && write(fd, "x", 1) == 1);
	close(fd);
	cr_expect_eq(trust_try(&t), ERR_SNAPSHOT_SIZE);
	trust_end(&t);
}

/* Not a byte of a file of another size is read: a sparse terabyte is soon. */
Test(trust_attack, endless_data)
{
	struct trust_fixture t;
	struct manifest m;
	time_t begun = time(NULL);

	trust_begin(&t);
	cr_assert(truncate(t.path, (off_t)1 << 40) == 0);
	cr_expect_eq(trust_try(&t), ERR_SNAPSHOT_SIZE);
	/* No manifest bounds a download by more than a snapshot can have. */
	m = t.sealed;
	m.size = SNAPSHOT_FILE_MAX + (int64_t)1;
	trust_sign(&t, KEY_A, &m);
	cr_expect_eq(trust_try(&t), ERR_MANIFEST_INVALID);
	cr_assert(truncate(t.manifest, (off_t)1 << 40) == 0);
	cr_expect_eq(trust_try(&t), ERR_MANIFEST_INVALID);
	trust_renew(&t);
	trust_seal(&t, KEY_A);
	cr_assert(truncate(t.signature, (off_t)1 << 40) == 0);
	cr_expect_eq(trust_try(&t), ERR_SIGNATURE_INVALID);
	/* Nor is an unsigned one hashed for ever. */
	cr_assert(unlink(t.manifest) == 0 && unlink(t.signature) == 0);
	t.trusted.allow_unsigned = true;
	cr_expect_eq(trust_try(&t), ERR_NONE);
	cr_assert(truncate(t.path, SNAPSHOT_FILE_MAX + (off_t)1) == 0);
	cr_expect_eq(trust_try(&t), ERR_SNAPSHOT_DAMAGED);
	trust_end(&t);
	cr_expect(time(NULL) - begun < 20);
}

Test(trust_attack, unknown_key)
{
	struct trust_fixture t;

	trust_begin(&t);
	trust_forge(&t, KEY_STRANGER);
	cr_expect_eq(trust_try(&t), ERR_SNAPSHOT_KEY_UNKNOWN);
	trust_seal(&t, KEY_A);
	t.trusted.key_count = 0;
	cr_expect_eq(trust_try(&t), ERR_SNAPSHOT_KEY_UNKNOWN);
	trust_end(&t);
}

/* It names a trusted key, but another one signed it, trusted or not. */
Test(trust_attack, signature_of_another_key)
{
	static const int signers[] = {KEY_B, KEY_STRANGER};
	struct trust_fixture t;
	struct manifest m;

	trust_begin(&t);
	m = t.sealed;
	for (size_t i = 0; i < ARRAY_LEN(signers); i++) {
		trust_sign(&t, signers[i], &m);
		cr_expect_eq(trust_try(&t), ERR_SIGNATURE_INVALID);
	}
	trust_sign(&t, KEY_A, &m);
	cr_expect_eq(trust_try(&t), ERR_NONE);
	trust_end(&t);
}

/* Made for another program: true, whole, and not for us. */
Test(trust_attack, snapshot_for_other_rules)
{
	struct trust_fixture t;

	trust_begin(&t);
	trust_alter(&t, "UPDATE meta SET value = '2030.4' WHERE key = 'rules'");
	trust_forge(&t, KEY_A);
	cr_expect_eq(trust_try(&t), ERR_SNAPSHOT_OTHER_RULES);
	cr_expect_not_null(strstr(t.e.message, "2030.4"));
	cr_expect_not(
	    seal_make(t.path, t.keys[KEY_A], TRUST_EXPIRES_S, &t.sealed, &t.e));
	cr_expect_eq(t.e.code, ERR_SNAPSHOT_OTHER_RULES);
	trust_end(&t);
}

/* In the place of the file: what would never end, or lead elsewhere. */
Test(trust_attack, no_regular_file)
{
	char elsewhere[TRUST_PATH + 8];
	struct trust_fixture t;

	trust_begin(&t);
	snprintf(elsewhere, sizeof(elsewhere), "%s.else", t.path);
	cr_assert(rename(t.path, elsewhere) == 0);
	cr_expect_eq(trust_try(&t), ERR_NOT_FOUND);
	cr_assert(symlink(elsewhere, t.path) == 0);
	cr_expect_eq(trust_try(&t), ERR_SNAPSHOT_DAMAGED);
	cr_assert(unlink(t.path) == 0 && mkfifo(t.path, 0600) == 0);
	cr_expect_eq(trust_try(&t), ERR_SNAPSHOT_DAMAGED);
	cr_assert(unlink(t.path) == 0 && mkdir(t.path, 0700) == 0);
	cr_expect_eq(trust_try(&t), ERR_SNAPSHOT_DAMAGED);
	cr_assert(rmdir(t.path) == 0 && rename(elsewhere, t.path) == 0);
	cr_expect_eq(trust_try(&t), ERR_NONE);
	cr_assert(unlink(t.manifest) == 0 && mkfifo(t.manifest, 0600) == 0);
	cr_expect_eq(trust_try(&t), ERR_MANIFEST_INVALID);
	cr_assert(unlink(t.manifest) == 0 && mkdir(t.manifest, 0700) == 0);
	cr_expect_eq(trust_try(&t), ERR_MANIFEST_INVALID);
	cr_assert(rmdir(t.manifest) == 0);
	trust_seal(&t, KEY_A);
	cr_assert(unlink(t.signature) == 0 && mkfifo(t.signature, 0600) == 0);
	cr_expect_eq(trust_try(&t), ERR_SIGNATURE_INVALID);
	trust_end(&t);
}
