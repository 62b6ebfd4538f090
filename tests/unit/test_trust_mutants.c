/*
 * Bits and bytes changed at random, from a seed: of manifest, signature and
 * file none is taken, and where the attacker signs anew what he changed, the
 * file may open, but nothing crashes and look-ups stay in bounds.
 * TRUST_SEED=N begins elsewhere.
 */
#include <criterion/criterion.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "random_values.h"
#include "trust_fixture.h"

enum {
	MANIFESTS = 4000,
	SIGNATURES = 4000,
	FILES = 4000,
	SIGNED_FILES = 1000,
};
_Static_assert(MANIFESTS + SIGNATURES + FILES >= 10000, "mutated ones");

enum { PART_MAX = 8192 };

static void begin_random(uint64_t index)
{
	const char *seed = getenv("TRUST_SEED");

	random_begin(seed != NULL ? strtoull(seed, NULL, 10) : 1, index);
}

static size_t roll(size_t below)
{
	return (size_t)(random_number() % below);
}

/* One change to bytes, which have room for PART_MAX; the new length. */
static size_t mutate(char *bytes, size_t len)
{
	static const char tempting[] = "\0\n\r \t\"\\{}[],:0aA-+/=.\x7f\xff";
	size_t at = len > 0 ? roll(len) : 0, other, many;

	switch (len > 0 ? roll(7) : 1) {
	case 0: /* a bit */
		bytes[at] = (char)(bytes[at] ^ 1 << roll(8));
		return len;
	case 1: /* a byte more */
		memmove(bytes + at + 1, bytes + at, len - at);
		bytes[at] = tempting[roll(sizeof(tempting))];
		return len + 1;
	case 2: /* some less */
		many = 1 + roll(len - at);
		memmove(bytes + at, bytes + at + many, len - at - many);
		return len - many;
	case 3: /* a piece twice */
		many = 1 + roll(len - at);
		memmove(bytes + at + many, bytes + at, len - at);
		return len + many;
	case 4: /* two change places */
		other = roll(len);
		char kept = bytes[at];
		bytes[at] = bytes[other];
		bytes[other] = kept;
		return len;
	case 5: /* the end is gone */
		return at;
	default:
		bytes[at] = tempting[roll(sizeof(tempting))];
		return len;
	}
}

/* A line feed at the end of a signature is nobody's secret. */
static bool same(const char *a, size_t a_len, const char *b, size_t b_len)
{
	if (a_len > 0 && a[a_len - 1] == '\n')
		a_len--;
	if (b_len > 0 && b[b_len - 1] == '\n')
		b_len--;
	return a_len == b_len && memcmp(a, b, a_len) == 0;
}

/* Mutates one of the two parts, the other as it was signed. */
static void try_part(struct trust_fixture *t, const char *path, int count)
{
	char good[PART_MAX], bytes[4 * PART_MAX];
	size_t good_len = trust_read(path, good, sizeof(good));
	struct manifest m;
	int tried = 0;

	begin_random((uint64_t)count);
	while (tried < count) {
		size_t len = good_len, changes = 1 + roll(3);

		memcpy(bytes, good, good_len);
		while (changes-- > 0 && len < PART_MAX)
			len = mutate(bytes, len);
		if (same(bytes, len, good, good_len))
			continue;
		trust_write(path, bytes, len);
		t->e.code = ERR_NONE;
		cr_expect_not(seal_read(t->manifest, t->signature, &t->trusted,
					&m, &t->e),
			      "%d: %.*s", tried, (int)len, bytes);
		cr_expect(t->e.code == ERR_MANIFEST_INVALID ||
			      t->e.code == ERR_SNAPSHOT_KEY_UNKNOWN ||
			      t->e.code == ERR_SIGNATURE_INVALID,
			  "%d: %s", tried, t->e.message);
		tried++;
	}
	trust_write(path, good, good_len);
	cr_expect_eq(trust_try(t), ERR_NONE);
}

Test(trust_mutants, manifests)
{
	struct trust_fixture t;

	trust_begin(&t);
	try_part(&t, t.manifest, MANIFESTS);
	trust_end(&t);
}

Test(trust_mutants, signatures)
{
	struct trust_fixture t;

	trust_begin(&t);
	try_part(&t, t.signature, SIGNATURES);
	trust_end(&t);
}

static void flip(int fd, off_t at, unsigned bit)
{
	unsigned char byte;

	cr_assert(pread(fd, &byte, 1, at) == 1);
	byte = (unsigned char)(byte ^ 1U << bit);
	cr_assert(pwrite(fd, &byte, 1, at) == 1);
}

Test(trust_mutants, files)
{
	struct trust_fixture t;

	begin_random(7);
	trust_begin(&t);
	int fd = open(t.path, O_RDWR | O_CLOEXEC);
	cr_assert(fd >= 0);
	for (int i = 0; i < FILES; i++) {
		off_t at = (off_t)roll((size_t)t.sealed.size);
		unsigned bit = (unsigned)roll(8);

		flip(fd, at, bit);
		cr_expect_eq(trust_try(&t), ERR_SNAPSHOT_HASH, "%jd",
			     (intmax_t)at);
		flip(fd, at, bit);
	}
	cr_expect_eq(trust_try(&t), ERR_NONE);
	close(fd);
	trust_end(&t);
}

static void look_up(struct snapshot *snapshot)
{
	static const char *const articles[] = {"90000005", "90000013",
					       "90000021", "99999999"};
	struct reference_key key = {
	    .uzovi = "3311", .polis = "196", .pharmacy = "02012345"};
	struct reference reference;
	struct err e;

	for (size_t i = 0; i < ARRAY_LEN(articles); i++) {
		memcpy(key.zi, articles[i], sizeof(key.zi));
		key.date = civil_from_ymd(2025, 2, 1 + (int)i);
		if (!snapshot_reference(snapshot, &key, &reference, &e))
			continue;
		cr_expect(reference.preferred_count <= PREFERRED_MAX);
		cr_expect(reference.condition_count <= CONDITIONS_MAX);
		cr_expect(memchr(reference.article.name, 0,
				 sizeof(reference.article.name)) != NULL);
	}
}

Test(trust_mutants, files_signed_anew)
{
	struct trust_fixture t;
	struct snapshot *snapshot;
	struct manifest m;
	int opened = 0;

	begin_random(8);
	trust_begin(&t);
	int fd = open(t.path, O_RDWR | O_CLOEXEC);
	cr_assert(fd >= 0);
	for (int i = 0; i < SIGNED_FILES; i++) {
		/* Every third in the schema, where most can be broken. */
		size_t within = i % 3 == 0 ? 8192 : (size_t)t.sealed.size;
		off_t at = (off_t)roll(within);
		unsigned bit = (unsigned)roll(8);

		flip(fd, at, bit);
		trust_forge(&t, KEY_A);
		if (seal_open(t.path, &t.trusted, &snapshot, &m, &t.e)) {
			look_up(snapshot);
			opened++;
		} else {
			cr_expect(t.e.code == ERR_SNAPSHOT_DAMAGED ||
				      t.e.code == ERR_SNAPSHOT_MISMATCH ||
				      t.e.code == ERR_SNAPSHOT_OTHER_RULES,
				  "%jd: %s", (intmax_t)at, t.e.message);
		}
		snapshot_close(snapshot);
		flip(fd, at, bit);
	}
	close(fd);
	/* Free space and changed letters of names open; much does not. */
	cr_expect(opened > SIGNED_FILES / 10 && opened < SIGNED_FILES * 9 / 10,
		  "%d", opened);
	trust_end(&t);
}
