/* Recomputing the chain, and counting. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/ensure.h"
#include "store/ledger_impl.h"

static bool same(const struct digest *a, const struct digest *b)
{
	return memcmp(a->bytes, b->bytes, DIGEST_BYTES) == 0;
}

static bool bad(uint64_t seq, const char *what, struct err *e)
{
	return err_set(e, ERR_NOT_VERIFIED, "entry %llu: %s",
		       (unsigned long long)seq, what);
}

/* The reference's body must have its digest, or the entry's hash would not
 * cover it. */
static bool check_reference(struct ledger *ledger, const struct entry *entry,
			    struct digest *digest, struct err *e)
{
	struct digest computed;
	const char *body;
	size_t len;

	if (entry->reference == 0)
		return true;
	if (!ledger_reference_digest(ledger, entry->reference, digest) ||
	    !ledger_reference_get(ledger, entry->reference, &body, &len))
		return bad(entry->seq, "its reference facts are missing", e);
	ledger_hash_bytes(ledger, body, len, &computed);
	if (!same(&computed, digest))
		return bad(entry->seq, "its reference facts were changed", e);
	return true;
}

bool ledger_check_link(struct ledger *ledger, uint64_t seq,
		       struct digest *previous, struct err *e)
{
	struct digest reference = {0}, computed;
	struct link link;

	if (!ledger_get_link(ledger, seq, &link))
		return bad(seq, "missing", e);
	if (!link.sound)
		return bad(seq, "a column has not the form that it was given",
			   e);
	if (previous && !same(&link.previous, previous))
		return bad(seq, "does not follow the entry before it", e);
	if (!check_reference(ledger, &link.stored.entry, &reference, e))
		return false;
	ledger_hash_link(ledger, &link, &reference, &computed);
	if (!same(&computed, &link.stored.hash))
		return bad(seq, "does not have its hash: it was changed", e);
	if (previous)
		*previous = link.stored.hash;
	return true;
}

bool ledger_verify_next(struct ledger *ledger, struct ledger_head *from,
			uint64_t max, struct err *e)
{
	uint64_t last = ledger->now.head.seq;

	for (uint64_t n = 0; n < max && from->seq < last; n++) {
		if (!ledger_check_link(ledger, from->seq + 1, &from->hash, e))
			return false;
		from->seq++;
	}
	if (from->seq == last && !same(&from->hash, &ledger->now.head.hash))
		return bad(last, "is not the head that was served", e);
	return true;
}

bool ledger_verify(struct ledger *ledger, struct err *e)
{
	struct ledger_head from = {0};

	return ledger_verify_next(ledger, &from, UINT64_MAX, e);
}

static int64_t size_of(const char *path, const char *suffix)
{
	char name[4096];
	struct stat st;
	int n = snprintf(name, sizeof(name), "%s%s", path, suffix);

	if (n < 0 || (size_t)n >= sizeof(name) || stat(name, &st) != 0)
		return 0;
	return st.st_size;
}

void ledger_stats(struct ledger *ledger, struct ledger_stats *out)
{
	const struct ledger_state *now = &ledger->now;

	*out = (struct ledger_stats){
	    .entries = now->head.seq,
	    .claims = now->head.seq,
	    .reversals = now->other[ENTRY_REVERSAL],
	    .permits = now->permits,
	    .imports = now->other[ENTRY_IMPORT],
	    .file_bytes = size_of(ledger->path, ""),
	    .wal_bytes = size_of(ledger->path, "-wal"),
	};
	for (int kind = ENTRY_REVERSAL; kind <= ENTRY_IMPORT; kind++)
		out->claims -= now->other[kind];
}
