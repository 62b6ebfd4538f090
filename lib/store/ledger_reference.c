/*
 * Reference facts, each set of bytes once. The claims of a day rest on few of
 * them, so a small table in memory, picked by digest, answers almost always.
 */
#include <string.h>

#include "base/ensure.h"
#include "store/ledger_impl.h"

_Static_assert((REFERENCE_CACHE & (REFERENCE_CACHE - 1)) == 0,
	       "a power of two");

static struct reference_place *place_of_digest(struct ledger *ledger,
					       const struct digest *digest)
{
	size_t hash;

	memcpy(&hash, digest->bytes, sizeof(hash));
	return &ledger->by_digest[hash & (REFERENCE_CACHE - 1)];
}

static struct reference_place *place_of_id(struct ledger *ledger, int64_t id)
{
	return &ledger->by_id[(size_t)id & (REFERENCE_CACHE - 1)];
}

static bool same(const struct digest *a, const struct digest *b)
{
	return memcmp(a->bytes, b->bytes, DIGEST_BYTES) == 0;
}

/* Rows of a transaction that was undone must not be found again. */
void ledger_reference_forget(struct ledger *ledger)
{
	size_t bytes = REFERENCE_CACHE * sizeof(struct reference_place);

	memset(ledger->by_digest, 0, bytes);
	memset(ledger->by_id, 0, bytes);
}

static void remember(struct ledger *ledger, int64_t id,
		     const struct digest *digest)
{
	struct reference_place found = {.id = id, .digest = *digest};

	*place_of_digest(ledger, digest) = found;
	*place_of_id(ledger, id) = found;
}

static enum ledger_result add(struct ledger *ledger, const char *body,
			      size_t len, const struct digest *digest)
{
	sqlite3_stmt *stmt = ledger->sql[SQL_REFERENCE_ADD];

	db_bind_bytes(stmt, 1, digest->bytes, DIGEST_BYTES);
	db_bind_bytes(stmt, 2, body, len);
	return ledger_write(ledger, SQL_REFERENCE_ADD);
}

enum ledger_result ledger_reference_put(struct ledger *ledger, const char *body,
					size_t len, int64_t *reference)
{
	struct digest digest;

	*reference = 0;
	if (ledger->broken)
		return LEDGER_BROKEN;
	if (ledger->transaction == TRANSACTION_FAILED)
		return LEDGER_FULL;
	ledger_hash_bytes(ledger, body, len, &digest);
	const struct reference_place *place = place_of_digest(ledger, &digest);
	if (place->id != 0 && same(&place->digest, &digest)) {
		*reference = place->id;
		return LEDGER_OK;
	}
	db_bind_bytes(ledger->sql[SQL_REFERENCE_FIND], 1, digest.bytes,
		      DIGEST_BYTES);
	*reference = ledger_value(ledger, SQL_REFERENCE_FIND, 0);
	if (*reference == 0) {
		enum ledger_result result = add(ledger, body, len, &digest);

		if (result != LEDGER_OK)
			return result;
		*reference = sqlite3_last_insert_rowid(ledger->db);
	}
	remember(ledger, *reference, &digest);
	return LEDGER_OK;
}

bool ledger_reference_get(struct ledger *ledger, int64_t reference,
			  const char **body, size_t *len)
{
	sqlite3_stmt *stmt = ledger->sql[SQL_REFERENCE_GET];

	db_bind_int(stmt, 1, reference);
	if (!ledger_row(ledger, SQL_REFERENCE_GET))
		return false;
	*len = (size_t)sqlite3_column_bytes(stmt, 0);
	char *copy = bytes_room(&ledger->reference_bytes, *len + 1);
	if (*len > 0)
		memcpy(copy, sqlite3_column_blob(stmt, 0), *len);
	copy[*len] = '\0';
	*body = copy;
	ledger_reset(ledger, SQL_REFERENCE_GET);
	return true;
}

bool ledger_reference_digest(struct ledger *ledger, int64_t reference,
			     struct digest *out)
{
	sqlite3_stmt *stmt = ledger->sql[SQL_REFERENCE_DIGEST];
	const struct reference_place *place = place_of_id(ledger, reference);
	bool ok = false;

	if (place->id != 0 && place->id == reference) {
		*out = place->digest;
		return true;
	}
	db_bind_int(stmt, 1, reference);
	if (!ledger_row(ledger, SQL_REFERENCE_DIGEST))
		return false;
	if (sqlite3_column_bytes(stmt, 0) == DIGEST_BYTES) {
		memcpy(out->bytes, sqlite3_column_blob(stmt, 0), DIGEST_BYTES);
		*place_of_id(ledger, reference) =
		    (struct reference_place){.id = reference, .digest = *out};
		ok = true;
	}
	ledger_reset(ledger, SQL_REFERENCE_DIGEST);
	return ok;
}
