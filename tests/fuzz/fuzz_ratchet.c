/*
 * Any bytes as accepted.json: damaged, or a memory that is the same after it
 * has been saved and loaded again.
 */
#include <string.h>

#include "fuzz.h"
#include "trust/ratchet.h"

static void same_again(const struct ratchet *r)
{
	struct ratchet *again;
	struct err e;

	ensure(ratchet_save(r, fuzz_folder(), &e));
	ensure(ratchet_load(fuzz_folder(), &again, &e));
	ensure(memcmp(r, again, sizeof(*r)) == 0);
	ratchet_free(again);
}

static void admits_nothing_older(const struct ratchet *r)
{
	struct manifest m = {.expires_s = INT64_MAX};
	struct err e;

	for (size_t i = 0; i < r->key_count; i++) {
		memcpy(m.key, r->keys[i].key, sizeof(m.key));
		memcpy(m.sha256, r->keys[i].sha256, sizeof(m.sha256));
		m.sequence = r->keys[i].sequence;
		ensure(ratchet_admits(r, &m, 0, &e));
		m.sequence--;
		ensure(!ratchet_admits(r, &m, 0, &e));
		ensure(e.code == ERR_SNAPSHOT_REPLAYED);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
	struct err e = {.code = ERR_NONE};
	struct ratchet *r;

	(void)fuzz_file("accepted.json", bytes, len);
	if (!ratchet_load(fuzz_folder(), &r, &e)) {
		ensure(e.code == ERR_RATCHET_DAMAGED);
		ensure(r == NULL);
		return 0;
	}
	same_again(r);
	admits_nothing_older(r);
	ratchet_free(r);
	return 0;
}
