/*
 * Recent rows on disk: each transaction's in one piece, until they are merged
 * into trace. A piece is its rows one behind the other; a row is
 *
 *   patient                          32 bytes
 *   topic, date, seq, days, dose_changed, last_supplied, first_supplied,
 *   cents                            8 bytes each, two's complement, most
 *                                    significant first
 *   code, form, prk, for_zi, event   one byte of length each, and the bytes
 */
#include <string.h>

#include "base/ensure.h"
#include "store/ledger_impl.h"

enum {
	ROW_INTS = 8,
	TEXT_BYTES_MAX = LEN_SERVICE, /* the longest of them */
	ROW_TEXTS = 5,
	ROW_BYTES_MAX =
	    PATIENT_KEY_BYTES + 8 * ROW_INTS + ROW_TEXTS * (1 + TEXT_BYTES_MAX),
};

/* --- bytes -------------------------------------------------------------- */

static uint8_t *put_int(uint8_t *at, int64_t value)
{
	for (int i = 0; i < 8; i++)
		at[i] = (uint8_t)((uint64_t)value >> (56 - 8 * i));
	return at + 8;
}

static uint8_t *put_text(uint8_t *at, const char *text)
{
	size_t len = strlen(text);

	ensure(len <= TEXT_BYTES_MAX);
	*at++ = (uint8_t)len;
	return mempcpy(at, text, len);
}

static uint8_t *put_row(uint8_t *at, const struct trace *row)
{
	const int64_t ints[ROW_INTS] = {
	    row->topic,		 row->date,	    (int64_t)row->seq,
	    row->days,		 row->dose_changed, row->last_supplied,
	    row->first_supplied, row->amount,
	};

	memcpy(at, row->patient.bytes, PATIENT_KEY_BYTES);
	at += PATIENT_KEY_BYTES;
	for (size_t i = 0; i < ROW_INTS; i++)
		at = put_int(at, ints[i]);
	at = put_text(at, row->code);
	at = put_text(at, row->form);
	at = put_text(at, row->prk);
	at = put_text(at, row->for_zi);
	return put_text(at, row->event);
}

/* What is left of a piece; at is NULL when it did not hold what it should. */
struct piece {
	const uint8_t *at, *end;
};

static int64_t take_int(struct piece *piece)
{
	uint64_t value = 0;

	if (piece->at == NULL || piece->end - piece->at < 8) {
		piece->at = NULL;
		return 0;
	}
	for (int i = 0; i < 8; i++)
		value = value << 8 | *piece->at++;
	return (int64_t)value;
}

static void take_bytes(struct piece *piece, void *out, size_t len)
{
	if (piece->at == NULL || (size_t)(piece->end - piece->at) < len) {
		piece->at = NULL;
		return;
	}
	memcpy(out, piece->at, len);
	piece->at += len;
}

static void take_text(struct piece *piece, char *out, size_t cap)
{
	uint8_t len = 0;

	take_bytes(piece, &len, 1);
	if (len >= cap)
		piece->at = NULL;
	else
		take_bytes(piece, out, len);
}

static bool take_row(struct piece *piece, struct trace *row)
{
	*row = (struct trace){0};
	take_bytes(piece, row->patient.bytes, PATIENT_KEY_BYTES);
	row->topic = (enum trace_topic)take_int(piece);
	row->date = (civil_day)take_int(piece);
	row->seq = (uint64_t)take_int(piece);
	row->days = (int)take_int(piece);
	row->dose_changed = take_int(piece) != 0;
	row->last_supplied = (civil_day)take_int(piece);
	row->first_supplied = (civil_day)take_int(piece);
	row->amount = take_int(piece);
	take_text(piece, row->code, sizeof(row->code));
	take_text(piece, row->form, sizeof(row->form));
	take_text(piece, row->prk, sizeof(row->prk));
	take_text(piece, row->for_zi, sizeof(row->for_zi));
	take_text(piece, row->event, sizeof(row->event));
	return piece->at != NULL;
}

/* --- with a commit ------------------------------------------------------ */

static enum ledger_result write_piece(struct ledger *ledger)
{
	sqlite3_stmt *stmt = ledger->sql[SQL_RECENT_ADD];
	size_t count = recent_new_count(ledger->recent);
	uint8_t *bytes =
	    (uint8_t *)bytes_room(&ledger->recent_bytes, count * ROW_BYTES_MAX);
	uint8_t *at = bytes;

	for (size_t i = 0; i < count; i++)
		at = put_row(at, recent_new_row(ledger->recent, i));
	db_bind_int(stmt, 1, recent_take_piece(ledger->recent));
	db_bind_bytes(stmt, 2, bytes, (size_t)(at - bytes));
	return ledger_write(ledger, SQL_RECENT_ADD);
}

/* Twice what was added, so that merging ends before the next generation is
 * full. */
static enum ledger_result merge_some(struct ledger *ledger, size_t added)
{
	enum ledger_result result = LEDGER_OK;

	for (size_t i = 0; i < 2 * added && result == LEDGER_OK; i++) {
		const struct trace *row = recent_merge_next(ledger->recent);
		if (row == NULL)
			break;
		result = ledger_trace_put(ledger, row);
	}
	return result;
}

static enum ledger_result remove_merged(struct ledger *ledger)
{
	sqlite3_stmt *stmt = ledger->sql[SQL_RECENT_REMOVE];
	int64_t from, to;

	if (!recent_take_obsolete(ledger->recent, &from, &to))
		return LEDGER_OK;
	db_bind_int(stmt, 1, from);
	db_bind_int(stmt, 2, to);
	return ledger_write(ledger, SQL_RECENT_REMOVE);
}

enum ledger_result ledger_keep_recent(struct ledger *ledger)
{
	size_t added = recent_new_count(ledger->recent);

	if (added == 0)
		return LEDGER_OK;
	enum ledger_result result = write_piece(ledger);
	if (result == LEDGER_OK)
		result = merge_some(ledger, added);
	if (result == LEDGER_OK)
		result = remove_merged(ledger);
	return result;
}

/* --- when opening ------------------------------------------------------- */

/* Rows that were merged before their piece was removed stand there. */
static bool load_piece(struct ledger *ledger, struct piece piece)
{
	struct trace row;

	while (piece.at != piece.end) {
		if (!take_row(&piece, &row))
			return false;
		if (ledger_trace_has(ledger, &row))
			continue;
		row.reversed_by = ledger_reversal_of(ledger, row.seq);
		recent_add(ledger->recent, &row);
	}
	return true;
}

bool ledger_load_recent(struct ledger *ledger, struct err *e)
{
	sqlite3_stmt *stmt = ledger->sql[SQL_RECENT_GET];
	int64_t first = 0, last = 0;
	bool sound = true;

	while (sound && ledger_row(ledger, SQL_RECENT_GET)) {
		last = sqlite3_column_int64(stmt, 0);
		first = first == 0 ? last : first;
		const uint8_t *bytes = sqlite3_column_blob(stmt, 1);
		int len = sqlite3_column_bytes(stmt, 1);
		sound = load_piece(ledger, (struct piece){bytes, bytes + len});
	}
	if (!sound) {
		ledger_reset(ledger, SQL_RECENT_GET);
		return err_set(e, ERR_NOT_VERIFIED,
			       "%s: its recent rows are damaged "
			       "(hint: restore a backup)",
			       ledger->path);
	}
	if (last > 0)
		recent_loaded(ledger->recent, first, last);
	return true;
}
