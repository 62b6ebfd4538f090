/*
 * Where rows of trace stand: those that are looked up together in one row of
 * the table, packed. Reading a history is reading some bytes then; as a row
 * each they cost ten times as much.
 */
#include <string.h>

#include "base/ensure.h"
#include "store/ledger_impl.h"
#include "store/ledger_pack.h"

enum {
	/* A part of so many bytes or more is full, and the next is begun: with
	 * one row more and its key it fits into a page of the table, and four
	 * do; what does not would have a page of its own. */
	PART_BYTES_MAX = 800,
};

/* Parameters 1 to 4 of all statements, which begin the primary key. */
static void bind_place(sqlite3_stmt *stmt, const struct trace *place)
{
	db_bind_bytes(stmt, 1, place->patient.bytes, PATIENT_KEY_BYTES);
	db_bind_int(stmt, 2, place->topic);
	db_bind_text(stmt, 3, place->code);
	db_bind_text(stmt, 4, place->form);
}

static enum ledger_result write_part(struct ledger *ledger,
				     const struct trace *place, int64_t part,
				     const void *bytes, size_t len)
{
	sqlite3_stmt *stmt = ledger->sql[SQL_TRACE_PUT];

	bind_place(stmt, place);
	db_bind_int(stmt, 5, part);
	db_bind_bytes(stmt, 6, bytes, len);
	return ledger_write(ledger, SQL_TRACE_PUT);
}

static struct packed read_rows(sqlite3_stmt *stmt, int column)
{
	const uint8_t *at = sqlite3_column_blob(stmt, column);

	return (struct packed){at, at + sqlite3_column_bytes(stmt, column)};
}

enum ledger_result ledger_trace_put(struct ledger *ledger,
				    const struct trace *row)
{
	sqlite3_stmt *last = ledger->sql[SQL_TRACE_LAST];
	uint8_t *bytes = (uint8_t *)bytes_room(&ledger->part_bytes,
					       PART_BYTES_MAX + PACKED_ROW_MAX);
	uint8_t *at = bytes;
	int64_t part = 0;

	bind_place(last, row);
	if (ledger_row(ledger, SQL_TRACE_LAST)) {
		struct packed rows = read_rows(last, 1);
		part = sqlite3_column_int64(last, 0);
		if (rows.end - rows.at < PART_BYTES_MAX)
			at = mempcpy(at, rows.at, (size_t)(rows.end - rows.at));
		else
			part++;
		ledger_reset(ledger, SQL_TRACE_LAST);
	}
	at = row_pack(at, row);
	return write_part(ledger, row, part, bytes, (size_t)(at - bytes));
}

/* --- reading ------------------------------------------------------------ */

static void check_whole(struct ledger *ledger, const struct packed *rows)
{
	if (rows->at == NULL)
		ledger_cannot_read(ledger, "a row of trace is damaged");
}

static void hand_out(struct ledger *ledger, struct packed rows,
		     struct trace *row, recent_each *each, void *ctx)
{
	while (row_unpack(&rows, row))
		each(ctx, row);
	check_whole(ledger, &rows);
}

void ledger_trace_each(struct ledger *ledger, const struct trace *place,
		       recent_each *each, void *ctx)
{
	sqlite3_stmt *stmt = ledger->sql[SQL_TRACE_EACH];
	struct trace row = *place;

	bind_place(stmt, place);
	while (ledger_row(ledger, SQL_TRACE_EACH))
		hand_out(ledger, read_rows(stmt, 0), &row, each, ctx);
}

/* Columns of TRACE_OF. */
enum { OF_TOPIC, OF_CODE, OF_FORM, OF_PART, OF_ROWS };

static void read_place(sqlite3_stmt *stmt, struct trace *place)
{
	place->topic = (enum trace_topic)sqlite3_column_int(stmt, OF_TOPIC);
	db_copy_text(stmt, OF_CODE, place->code, sizeof(place->code));
	db_copy_text(stmt, OF_FORM, place->form, sizeof(place->form));
}

void ledger_trace_of(struct ledger *ledger, const struct patient_key *patient,
		     recent_each *each, void *ctx)
{
	sqlite3_stmt *stmt = ledger->sql[SQL_TRACE_OF];
	struct trace row = {.patient = *patient};

	db_bind_bytes(stmt, 1, patient->bytes, PATIENT_KEY_BYTES);
	while (ledger_row(ledger, SQL_TRACE_OF)) {
		read_place(stmt, &row);
		hand_out(ledger, read_rows(stmt, OF_ROWS), &row, each, ctx);
	}
}

/* --- reversals ---------------------------------------------------------- */

struct change {
	struct ledger *ledger;
	uint64_t claim, by;
	/* A part that holds the claim, as it is to be. */
	struct trace place;
	int64_t part;
	size_t len;
};

/* Whether a part holds rows of the claim that are not reversed yet: then their
 * new bytes are in part_bytes. */
static bool change_part(struct change *change, struct packed rows)
{
	size_t most = (size_t)(rows.end - rows.at);
	bool holds = false;

	/* A row has ten bytes at least, and grows by nine at most. */
	uint8_t *bytes =
	    (uint8_t *)bytes_room(&change->ledger->part_bytes, 2 * most);
	uint8_t *at = bytes;
	while (row_unpack(&rows, &change->place)) {
		struct trace *row = &change->place;
		if (row->seq == change->claim && !row->imported &&
		    row->reversed_by == 0) {
			row->reversed_by = change->by;
			holds = true;
		}
		at = row_pack(at, row);
	}
	check_whole(change->ledger, &rows);
	change->len = (size_t)(at - bytes);
	return holds;
}

static bool find_part(struct change *change)
{
	sqlite3_stmt *stmt = change->ledger->sql[SQL_TRACE_OF];
	bool found = false;

	db_bind_bytes(stmt, 1, change->place.patient.bytes, PATIENT_KEY_BYTES);
	while (!found && ledger_row(change->ledger, SQL_TRACE_OF)) {
		read_place(stmt, &change->place);
		change->part = sqlite3_column_int64(stmt, OF_PART);
		found = change_part(change, read_rows(stmt, OF_ROWS));
	}
	ledger_reset(change->ledger, SQL_TRACE_OF);
	return found;
}

/* A claim stands in two parts at most: as a supply, and with what it cost. */
enum ledger_result ledger_trace_reverse(struct ledger *ledger,
					const struct patient_key *patient,
					uint64_t claim, uint64_t seq)
{
	struct change change = {.ledger = ledger,
				.claim = claim,
				.by = seq,
				.place = {.patient = *patient}};
	enum ledger_result result = LEDGER_OK;

	while (result == LEDGER_OK && find_part(&change))
		result = write_part(ledger, &change.place, change.part,
				    ledger->part_bytes.data, change.len);
	return result;
}
