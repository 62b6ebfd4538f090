/* Claims one after the other: a range costs half of asking for each. */
#include <string.h>

#include "store/ledger_impl.h"

/* Columns of CLAIMS. */
enum claims_column {
	COLUMN_SEQ,
	COLUMN_PHARMACY,
	COLUMN_REQUEST_ID,
	COLUMN_PATIENT,
	COLUMN_BODY,
	COLUMN_REPLY,
	COLUMN_RULES,
	COLUMN_REVERSED,
};

static const char *bytes_at(sqlite3_stmt *stmt, int column, size_t *len)
{
	const char *bytes = sqlite3_column_blob(stmt, column);

	*len = (size_t)sqlite3_column_bytes(stmt, column);
	return bytes != NULL ? bytes : "";
}

/* A patient that is no key is nobody's: nothing is found about them. */
static void read_patient(sqlite3_stmt *stmt, struct patient_key *out)
{
	size_t len;
	const char *bytes = bytes_at(stmt, COLUMN_PATIENT, &len);

	if (len == sizeof(out->bytes))
		memcpy(out->bytes, bytes, len);
}

static struct ledger_claim read_claim(sqlite3_stmt *stmt)
{
	struct ledger_claim claim = {
	    .seq = (uint64_t)sqlite3_column_int64(stmt, COLUMN_SEQ),
	    .reversed = sqlite3_column_int64(stmt, COLUMN_REVERSED) != 0,
	};

	claim.pharmacy = db_text(stmt, COLUMN_PHARMACY, NULL);
	claim.request_id = db_text(stmt, COLUMN_REQUEST_ID, NULL);
	read_patient(stmt, &claim.patient);
	claim.body = bytes_at(stmt, COLUMN_BODY, &claim.body_len);
	claim.reply = bytes_at(stmt, COLUMN_REPLY, &claim.reply_len);
	claim.rules = db_text(stmt, COLUMN_RULES, NULL);
	return claim;
}

uint64_t ledger_claims(struct ledger *ledger, uint64_t from, uint64_t to,
		       ledger_each_claim *each, void *ctx)
{
	sqlite3_stmt *stmt = ledger->sql[SQL_CLAIMS];

	db_bind_int(stmt, 1, (int64_t)from);
	db_bind_int(stmt, 2, (int64_t)to);
	while (ledger_row(ledger, SQL_CLAIMS)) {
		struct ledger_claim claim = read_claim(stmt);
		if (each(ctx, &claim))
			continue;
		ledger_reset(ledger, SQL_CLAIMS);
		return claim.seq + 1;
	}
	return to;
}
