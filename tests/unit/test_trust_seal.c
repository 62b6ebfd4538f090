/* A snapshot with its seal: what is taken, and each reason to refuse. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

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
