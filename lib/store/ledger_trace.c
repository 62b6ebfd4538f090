/* What entries add to the look-ups about a patient; ledger_places.c has where
 * it stands. */
#include <string.h>

#include "base/ensure.h"
#include "store/ledger_impl.h"

/* --- writing ------------------------------------------------------------ */

void ledger_copy_text(char *out, size_t cap, const char *text)
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

	ledger_copy_text(row.code, sizeof(row.code), substance);
	ledger_copy_text(row.form, sizeof(row.form), form);
	ledger_copy_text(row.prk, sizeof(row.prk), supply->prk);
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
	ledger_copy_text(row.code, sizeof(row.code), code);
	ledger_copy_text(row.for_zi, sizeof(row.for_zi), service->for_zi);
	ledger_copy_text(row.event, sizeof(row.event), service->event);
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

struct import_search {
	const struct import_row *row;
	bool found;
};

static void compare_import(void *ctx, const struct trace *row)
{
	struct import_search *search = ctx;

	if (row->imported && row->date == search->row->date &&
	    row->days == search->row->days &&
	    row->quantity_milli == search->row->quantity_milli)
		search->found = true;
}

static bool is_imported(struct ledger *ledger, const struct trace *place,
			const struct import_row *row)
{
	struct import_search search = {.row = row};

	ledger_trace_each(ledger, place, compare_import, &search);
	return search.found;
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
	ledger_copy_text(trace.code, sizeof(trace.code), row->substance);
	ledger_copy_text(trace.form, sizeof(trace.form), row->form);
	if (is_imported(ledger, &trace, row))
		return LEDGER_OK;
	const struct trace *rows[] = {&trace};
	enum ledger_result result = ledger_trace_put(ledger, rows, 1);
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
	return ledger_trace_reverse(ledger, &patient, claim, seq);
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
