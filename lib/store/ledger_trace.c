/* What entries add to the look-ups about a patient. */
#include <string.h>

#include "base/ensure.h"
#include "store/ledger_impl.h"

/* The primary key without quantity_milli, as parameters 1 to 7. */
static void bind_key(sqlite3_stmt *stmt, const struct trace *row)
{
	db_bind_bytes(stmt, 1, row->patient.bytes, PATIENT_KEY_BYTES);
	db_bind_int(stmt, 2, row->topic);
	db_bind_text(stmt, 3, row->code);
	db_bind_text(stmt, 4, row->form);
	db_bind_int(stmt, 5, row->date);
	db_bind_int(stmt, 6, (int64_t)row->seq);
	db_bind_int(stmt, 7, row->days);
}

enum ledger_result ledger_trace_put(struct ledger *ledger,
				    const struct trace *row)
{
	sqlite3_stmt *stmt = ledger->sql[SQL_TRACE_ADD];

	bind_key(stmt, row);
	db_bind_int(stmt, 8, row->quantity_milli);
	db_bind_int(stmt, 9, row->imported);
	db_bind_text(stmt, 10, row->prk);
	db_bind_text(stmt, 11, row->for_zi);
	db_bind_text(stmt, 12, row->event);
	db_bind_int(stmt, 13, row->dose_changed);
	db_bind_int(stmt, 14, row->last_supplied);
	db_bind_int(stmt, 15, row->first_supplied);
	db_bind_int(stmt, 16, row->amount);
	db_bind_int(stmt, 17, (int64_t)row->reversed_by);
	return ledger_write(ledger, SQL_TRACE_ADD);
}

bool ledger_trace_has(struct ledger *ledger, const struct trace *row)
{
	bind_key(ledger->sql[SQL_TRACE_HAS], row);
	return ledger_value(ledger, SQL_TRACE_HAS, 0) != 0;
}

/* --- writing ------------------------------------------------------------ */

static void copy_text(char *out, size_t cap, const char *text)
{
	size_t len = strlen(text);

	ensure(len < cap);
	memcpy(out, text, len + 1);
}

/* Into memory; with the commit it becomes durable (ledger_merge.c). */
static enum ledger_result add(struct ledger *ledger, const struct trace *row)
{
	if (ledger->broken)
		return LEDGER_BROKEN;
	if (ledger->transaction == TRANSACTION_FAILED)
		return LEDGER_FULL;
	ensure(ledger->transaction == TRANSACTION_OPEN);
	recent_add(ledger->recent, row);
	return LEDGER_OK;
}

enum ledger_result ledger_trace_claim(struct ledger *ledger,
				      const struct entry *entry)
{
	struct trace row = {
	    .patient = entry->patient,
	    .topic = TOPIC_CLAIM,
	    .seq = entry->seq,
	};

	return add(ledger, &row);
}

enum ledger_result ledger_add_supply(struct ledger *ledger, uint64_t seq,
				     const struct patient_key *patient,
				     const char *substance, const char *form,
				     const struct supply *supply)
{
	struct trace row = {
	    .patient = *patient,
	    .topic = TOPIC_SUPPLY,
	    .date = supply->date,
	    .seq = seq,
	    .days = supply->days,
	    .dose_changed = supply->dose_changed,
	    .last_supplied = supply->last_supplied,
	    .first_supplied = supply->first_supplied,
	};

	copy_text(row.code, sizeof(row.code), substance);
	copy_text(row.form, sizeof(row.form), form);
	copy_text(row.prk, sizeof(row.prk), supply->prk);
	return add(ledger, &row);
}

enum ledger_result ledger_add_service(struct ledger *ledger, uint64_t seq,
				      const struct patient_key *patient,
				      const char *code,
				      const struct past_service *service)
{
	struct trace row = {
	    .patient = *patient,
	    .topic = TOPIC_SERVICE,
	    .date = service->date,
	    .seq = seq,
	};

	ensure(service->claim == seq);
	copy_text(row.code, sizeof(row.code), code);
	copy_text(row.for_zi, sizeof(row.for_zi), service->for_zi);
	copy_text(row.event, sizeof(row.event), service->event);
	return add(ledger, &row);
}

enum ledger_result ledger_add_contribution(struct ledger *ledger, uint64_t seq,
					   const struct patient_key *patient,
					   civil_day date, cents amount)
{
	struct trace row = {
	    .patient = *patient,
	    .topic = TOPIC_CONTRIBUTION,
	    .date = date,
	    .seq = seq,
	    .amount = amount,
	};

	ensure(amount > 0);
	return add(ledger, &row);
}

static bool is_imported(struct ledger *ledger, const struct import_row *row)
{
	sqlite3_stmt *stmt = ledger->sql[SQL_TRACE_IMPORTED];

	db_bind_bytes(stmt, 1, row->patient.bytes, PATIENT_KEY_BYTES);
	db_bind_text(stmt, 2, row->substance);
	db_bind_text(stmt, 3, row->form);
	db_bind_int(stmt, 4, row->date);
	db_bind_int(stmt, 5, row->days);
	db_bind_int(stmt, 6, row->quantity_milli);
	return ledger_value(ledger, SQL_TRACE_IMPORTED, 0) != 0;
}

/* Straight into trace: an import is large, and comes sorted as it comes. */
enum ledger_result ledger_add_import(struct ledger *ledger, uint64_t seq,
				     const struct import_row *row, bool *added)
{
	struct trace trace = {
	    .patient = row->patient,
	    .topic = TOPIC_SUPPLY,
	    .date = row->date,
	    .seq = seq,
	    .days = row->days,
	    .quantity_milli = row->quantity_milli,
	    .imported = true,
	    .last_supplied = CIVIL_NONE,
	    .first_supplied = CIVIL_NONE,
	};

	*added = false;
	if (is_imported(ledger, row))
		return LEDGER_OK;
	copy_text(trace.code, sizeof(trace.code), row->substance);
	copy_text(trace.form, sizeof(trace.form), row->form);
	enum ledger_result result = ledger_trace_put(ledger, &trace);
	*added = result == LEDGER_OK;
	return result;
}

/* --- reversals ---------------------------------------------------------- */

/* The patient of a claim; false if it has none. */
static bool patient_of(struct ledger *ledger, uint64_t claim,
		       struct patient_key *out)
{
	struct stored stored;

	ensure(ledger_get(ledger, claim, &stored));
	ensure(stored.entry.kind == ENTRY_CLAIM);
	*out = stored.entry.patient;
	return stored.entry.has_patient;
}

enum ledger_result ledger_add_reversal(struct ledger *ledger, uint64_t seq,
				       uint64_t claim)
{
	sqlite3_stmt *stmt = ledger->sql[SQL_REVERSAL_ADD];
	struct patient_key patient;

	db_bind_int(stmt, 1, (int64_t)claim);
	db_bind_int(stmt, 2, (int64_t)seq);
	enum ledger_result result = ledger_write(ledger, SQL_REVERSAL_ADD);
	if (result != LEDGER_OK || !patient_of(ledger, claim, &patient))
		return result;
	recent_reverse(ledger->recent, &patient, claim, seq);
	stmt = ledger->sql[SQL_TRACE_REVERSE];
	db_bind_int(stmt, 1, (int64_t)seq);
	db_bind_bytes(stmt, 2, patient.bytes, PATIENT_KEY_BYTES);
	db_bind_int(stmt, 3, (int64_t)claim);
	return ledger_write(ledger, SQL_TRACE_REVERSE);
}

uint64_t ledger_reversal_of(struct ledger *ledger, uint64_t claim)
{
	db_bind_int(ledger->sql[SQL_REVERSAL_GET], 1, (int64_t)claim);
	return (uint64_t)ledger_value(ledger, SQL_REVERSAL_GET, 0);
}

civil_day ledger_since_then(struct ledger *ledger, struct as_of as_of)
{
	if (as_of.before_seq >= ledger_next_seq(ledger))
		return ledger->since;
	db_bind_int(ledger->sql[SQL_ENTRY_SINCE], 1, (int64_t)as_of.before_seq);
	return (civil_day)ledger_value(ledger, SQL_ENTRY_SINCE, ledger->since);
}
