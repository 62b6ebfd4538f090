/* What is looked up about a patient: claims, contributions, supplies. */
#include <stdlib.h>

#include "base/ensure.h"
#include "store/ledger_impl.h"

enum trace_topic { TOPIC_CLAIM = 1, TOPIC_CONTRIBUTION = 2, TOPIC_SUPPLY = 3 };

/* A row of table trace; what a topic does not use stays empty. */
struct trace {
	const struct patient_key *patient;
	enum trace_topic topic;
	const char *substance;
	const char *form;
	civil_day date;
	uint64_t seq;
	int days;
	int64_t quantity_milli;
	bool imported;
	const char *prk;
	bool dose_changed;
	civil_day last_supplied;
	civil_day first_supplied;
	cents amount;
};

static enum ledger_result add(struct ledger *ledger, const struct trace *row)
{
	sqlite3_stmt *stmt = ledger->sql[SQL_TRACE_ADD];

	db_bind_bytes(stmt, 1, row->patient->bytes, PATIENT_KEY_BYTES);
	db_bind_int(stmt, 2, row->topic);
	db_bind_text(stmt, 3, row->substance);
	db_bind_text(stmt, 4, row->form);
	db_bind_int(stmt, 5, row->date);
	db_bind_int(stmt, 6, (int64_t)row->seq);
	db_bind_int(stmt, 7, row->days);
	db_bind_int(stmt, 8, row->quantity_milli);
	db_bind_int(stmt, 9, row->imported);
	db_bind_text(stmt, 10, row->prk);
	db_bind_int(stmt, 11, row->dose_changed);
	db_bind_int(stmt, 12, row->last_supplied);
	db_bind_int(stmt, 13, row->first_supplied);
	db_bind_int(stmt, 14, row->amount);
	return ledger_write(ledger, SQL_TRACE_ADD);
}

/* --- writing ------------------------------------------------------------ */

enum ledger_result ledger_trace_claim(struct ledger *ledger,
				      const struct entry *entry)
{
	struct trace row = {
	    .patient = &entry->patient,
	    .topic = TOPIC_CLAIM,
	    .substance = "",
	    .form = "",
	    .prk = "",
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
	    .patient = patient,
	    .topic = TOPIC_SUPPLY,
	    .substance = substance,
	    .form = form,
	    .date = supply->date,
	    .seq = seq,
	    .days = supply->days,
	    .prk = supply->prk,
	    .dose_changed = supply->dose_changed,
	    .last_supplied = supply->last_supplied,
	    .first_supplied = supply->first_supplied,
	};

	return add(ledger, &row);
}

enum ledger_result ledger_add_contribution(struct ledger *ledger, uint64_t seq,
					   const struct patient_key *patient,
					   civil_day date, cents amount)
{
	struct trace row = {
	    .patient = patient,
	    .topic = TOPIC_CONTRIBUTION,
	    .substance = "",
	    .form = "",
	    .prk = "",
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

enum ledger_result ledger_add_import(struct ledger *ledger, uint64_t seq,
				     const struct import_row *row, bool *added)
{
	struct trace trace = {
	    .patient = &row->patient,
	    .topic = TOPIC_SUPPLY,
	    .substance = row->substance,
	    .form = row->form,
	    .date = row->date,
	    .seq = seq,
	    .days = row->days,
	    .quantity_milli = row->quantity_milli,
	    .imported = true,
	    .prk = "",
	    .last_supplied = CIVIL_NONE,
	    .first_supplied = CIVIL_NONE,
	};

	*added = false;
	if (is_imported(ledger, row))
		return LEDGER_OK;
	enum ledger_result result = add(ledger, &trace);
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

/* --- reading ------------------------------------------------------------ */

static void copy_supply(sqlite3_stmt *stmt, struct supply *out)
{
	out->date = (civil_day)sqlite3_column_int64(stmt, 0);
	out->days = (int)sqlite3_column_int64(stmt, 1);
	db_copy_text(stmt, 2, out->prk, sizeof(out->prk));
	out->dose_changed = sqlite3_column_int64(stmt, 3) != 0;
	out->last_supplied = (civil_day)sqlite3_column_int64(stmt, 4);
	out->first_supplied = (civil_day)sqlite3_column_int64(stmt, 5);
}

static void reverse(struct supply *supplies, size_t count)
{
	for (size_t i = 0; i < count / 2; i++) {
		struct supply swap = supplies[i];

		supplies[i] = supplies[count - 1 - i];
		supplies[count - 1 - i] = swap;
	}
}

/* Read backwards, so that the newest are those that fit. */
size_t ledger_history(struct ledger *ledger, const struct patient_key *patient,
		      const char *substance, const char *form, civil_day day,
		      struct as_of as_of, const struct supply **out)
{
	sqlite3_stmt *stmt = ledger->sql[SQL_HISTORY];
	size_t count = 0;

	db_bind_bytes(stmt, 1, patient->bytes, PATIENT_KEY_BYTES);
	db_bind_text(stmt, 2, substance);
	db_bind_text(stmt, 3, form);
	db_bind_int(stmt, 4, day);
	db_bind_int(stmt, 5, (int64_t)as_of.before_seq);
	db_bind_int(stmt, 6, (int64_t)as_of.without);
	db_bind_int(stmt, 7, HISTORY_MAX);
	while (ledger_row(ledger, SQL_HISTORY))
		copy_supply(stmt, &ledger->history[count++]);
	reverse(ledger->history, count);
	*out = ledger->history;
	return count;
}

cents ledger_contributions(struct ledger *ledger,
			   const struct patient_key *patient, int year,
			   struct as_of as_of)
{
	sqlite3_stmt *stmt = ledger->sql[SQL_CONTRIBUTIONS];

	db_bind_bytes(stmt, 1, patient->bytes, PATIENT_KEY_BYTES);
	db_bind_int(stmt, 2, civil_from_ymd(year, 1, 1));
	db_bind_int(stmt, 3, civil_from_ymd(year, 12, 31));
	db_bind_int(stmt, 4, (int64_t)as_of.before_seq);
	db_bind_int(stmt, 5, (int64_t)as_of.without);
	return ledger_value(ledger, SQL_CONTRIBUTIONS, 0);
}

size_t ledger_claims_after(struct ledger *ledger,
			   const struct patient_key *patient, uint64_t after,
			   uint64_t *out, size_t max)
{
	sqlite3_stmt *stmt = ledger->sql[SQL_CLAIMS_AFTER];
	size_t count = 0;

	db_bind_bytes(stmt, 1, patient->bytes, PATIENT_KEY_BYTES);
	db_bind_int(stmt, 2, (int64_t)after);
	db_bind_int(stmt, 3, (int64_t)max);
	while (ledger_row(ledger, SQL_CLAIMS_AFTER))
		out[count++] = (uint64_t)sqlite3_column_int64(stmt, 0);
	return count;
}

civil_day ledger_since_then(struct ledger *ledger, struct as_of as_of)
{
	if (as_of.before_seq >= ledger_next_seq(ledger))
		return ledger->since;
	db_bind_int(ledger->sql[SQL_ENTRY_SINCE], 1, (int64_t)as_of.before_seq);
	return (civil_day)ledger_value(ledger, SQL_ENTRY_SINCE, ledger->since);
}
