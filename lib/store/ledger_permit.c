/* Machtigingen. A row is never changed but for its revocation. */
#include "base/ensure.h"
#include "store/ledger_impl.h"

enum permit_column {
	COLUMN_UZOVI,
	COLUMN_NUMBER,
	COLUMN_SCOPE,
	COLUMN_FROM,
	COLUMN_TO,
	COLUMN_ADDED_BY,
	COLUMN_REVOKED_BY,
};

enum ledger_result ledger_add_permit(struct ledger *ledger, uint64_t seq,
				     const struct patient_key *patient,
				     const struct permit_row *permit)
{
	sqlite3_stmt *stmt = ledger->sql[SQL_PERMIT_ADD];

	ensure(permit->from <= permit->to);
	db_bind_bytes(stmt, 1, patient->bytes, PATIENT_KEY_BYTES);
	db_bind_text(stmt, 2, permit->uzovi);
	db_bind_text(stmt, 3, permit->number);
	db_bind_text(stmt, 4, permit->scope);
	db_bind_int(stmt, 5, permit->from);
	db_bind_int(stmt, 6, permit->to);
	db_bind_int(stmt, 7, (int64_t)seq);
	enum ledger_result result = ledger_write(ledger, SQL_PERMIT_ADD);
	if (result == LEDGER_OK)
		ledger->now.permits++;
	return result;
}

enum ledger_result ledger_revoke_permit(struct ledger *ledger, uint64_t seq,
					const struct patient_key *patient,
					const char *uzovi, const char *number)
{
	sqlite3_stmt *stmt = ledger->sql[SQL_PERMIT_REVOKE];

	db_bind_int(stmt, 1, (int64_t)seq);
	db_bind_bytes(stmt, 2, patient->bytes, PATIENT_KEY_BYTES);
	db_bind_text(stmt, 3, uzovi);
	db_bind_text(stmt, 4, number);
	return ledger_write(ledger, SQL_PERMIT_REVOKE);
}

static void copy_permit(sqlite3_stmt *stmt, struct permit_row *out)
{
	db_copy_text(stmt, COLUMN_UZOVI, out->uzovi, sizeof(out->uzovi));
	db_copy_text(stmt, COLUMN_NUMBER, out->number, sizeof(out->number));
	db_copy_text(stmt, COLUMN_SCOPE, out->scope, sizeof(out->scope));
	out->from = (civil_day)sqlite3_column_int64(stmt, COLUMN_FROM);
	out->to = (civil_day)sqlite3_column_int64(stmt, COLUMN_TO);
	out->added_by = (uint64_t)sqlite3_column_int64(stmt, COLUMN_ADDED_BY);
	out->revoked_by =
	    (uint64_t)sqlite3_column_int64(stmt, COLUMN_REVOKED_BY);
}

bool ledger_permit(struct ledger *ledger, const struct patient_key *patient,
		   const char *uzovi, const char *number, struct as_of as_of,
		   struct permit_row *out)
{
	sqlite3_stmt *stmt = ledger->sql[SQL_PERMIT_GET];

	db_bind_bytes(stmt, 1, patient->bytes, PATIENT_KEY_BYTES);
	db_bind_text(stmt, 2, uzovi);
	db_bind_text(stmt, 3, number);
	db_bind_int(stmt, 4, (int64_t)as_of.before_seq);
	if (!ledger_row(ledger, SQL_PERMIT_GET))
		return false;
	copy_permit(stmt, out);
	ledger_reset(ledger, SQL_PERMIT_GET);
	return true;
}

void ledger_permits(struct ledger *ledger, const struct patient_key *patient,
		    ledger_each_permit *each, void *ctx)
{
	enum sql sql = patient ? SQL_PERMITS_OF : SQL_PERMITS;
	sqlite3_stmt *stmt = ledger->sql[sql];
	struct permit_row permit;

	if (patient)
		db_bind_bytes(stmt, 1, patient->bytes, PATIENT_KEY_BYTES);
	while (ledger_row(ledger, sql)) {
		copy_permit(stmt, &permit);
		if (!each(ctx, &permit))
			break;
	}
	ledger_reset(ledger, sql);
}
