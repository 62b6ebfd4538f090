/*
 * Recent rows on disk: each transaction's in one piece, until they are merged
 * into trace. A piece is a head and its rows one behind the other. The head
 * says how far merging is, so that opening need not ask trace for each row:
 *
 *   "recent 2"                       8 bytes
 *   merged_to, frozen_to, merged     8 bytes each (struct recent_progress)
 *
 * A row is
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

static const char head_mark[] = "recent 2";

enum {
	MARK_BYTES = 8,
	HEAD_BYTES = MARK_BYTES + 3 * 8,
	ROW_INTS = 8,
	TEXT_BYTES_MAX = LEN_SERVICE, /* the longest of them */
	ROW_TEXTS = 5,
	ROW_BYTES_MAX =
	    PATIENT_KEY_BYTES + 8 * ROW_INTS + ROW_TEXTS * (1 + TEXT_BYTES_MAX),
	/* Rows of a patient that are written at once: more than most have
	 * in a generation. */
	MERGED_TOGETHER = 64,
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

static uint8_t *put_head(uint8_t *at, const struct recent *recent)
{
	struct recent_progress progress;

	recent_tell_progress(recent, &progress);
	at = mempcpy(at, head_mark, MARK_BYTES);
	at = put_int(at, progress.merged_to);
	at = put_int(at, progress.frozen_to);
	return put_int(at, progress.merged);
}

static enum ledger_result write_piece(struct ledger *ledger)
{
	sqlite3_stmt *stmt = ledger->sql[SQL_RECENT_ADD];
	size_t count = recent_new_count(ledger->recent);
	uint8_t *bytes = (uint8_t *)bytes_room(
	    &ledger->recent_bytes, HEAD_BYTES + count * ROW_BYTES_MAX);
	uint8_t *at = put_head(bytes, ledger->recent);

	for (size_t i = 0; i < count; i++)
		at = put_row(at, recent_new_row(ledger->recent, i));
	db_bind_int(stmt, 1, recent_take_piece(ledger->recent));
	db_bind_bytes(stmt, 2, bytes, (size_t)(at - bytes));
	return ledger_write(ledger, SQL_RECENT_ADD);
}

/* Evenly, so that no commit carries more than others; but what is due of a
 * patient goes together. */
static enum ledger_result merge_some(struct ledger *ledger)
{
	const struct trace *rows[MERGED_TOGETHER];
	size_t due = recent_merge_due(ledger->recent);
	enum ledger_result result = LEDGER_OK;

	for (size_t merged = 0; merged < due && result == LEDGER_OK;) {
		size_t count =
		    recent_merge_next(ledger->recent, rows, ARRAY_LEN(rows));
		ensure(count > 0);
		result = ledger_trace_put(ledger, rows, count);
		merged += count;
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
	enum ledger_result result = merge_some(ledger);
	if (result == LEDGER_OK)
		result = write_piece(ledger);
	if (result == LEDGER_OK)
		result = remove_merged(ledger);
	return result;
}

/* --- when opening ------------------------------------------------------- */

struct loading {
	struct ledger *ledger;
	struct recent_progress progress; /* as the newest piece says */
	int64_t first, last;		 /* pieces */
	struct {
		bool begun;
		uint64_t claim, by; /* claim 0: no more */
	} reversal;
};

static struct piece read_piece(sqlite3_stmt *stmt, int column)
{
	const uint8_t *bytes = sqlite3_column_blob(stmt, column);

	return (struct piece){bytes,
			      bytes + sqlite3_column_bytes(stmt, column)};
}

/* False: it has none. */
static bool take_head(struct piece *piece, struct recent_progress *out)
{
	if (piece->at == NULL || piece->end - piece->at < HEAD_BYTES ||
	    memcmp(piece->at, head_mark, MARK_BYTES) != 0)
		return false;
	piece->at += MARK_BYTES;
	out->merged_to = take_int(piece);
	out->frozen_to = take_int(piece);
	out->merged = take_int(piece);
	return true;
}

static void next_reversal(struct loading *loading)
{
	sqlite3_stmt *stmt = loading->ledger->sql[SQL_REVERSALS];

	loading->reversal.claim = 0;
	if (!ledger_row(loading->ledger, SQL_REVERSALS))
		return;
	loading->reversal.claim = (uint64_t)sqlite3_column_int64(stmt, 0);
	loading->reversal.by = (uint64_t)sqlite3_column_int64(stmt, 1);
}

/* Claims come in order here, and so do reversals by claim. */
static uint64_t reversal_of(struct loading *loading, uint64_t claim)
{
	if (!loading->reversal.begun) {
		db_bind_int(loading->ledger->sql[SQL_REVERSALS], 1,
			    (int64_t)claim);
		next_reversal(loading);
		loading->reversal.begun = true;
	}
	while (loading->reversal.claim != 0 && loading->reversal.claim < claim)
		next_reversal(loading);
	return loading->reversal.claim == claim ? loading->reversal.by : 0;
}

static bool load_rows(struct loading *loading, struct piece piece)
{
	struct recent_progress then;
	struct trace row;

	if (!take_head(&piece, &then))
		return false;
	while (piece.at != piece.end) {
		if (!take_row(&piece, &row))
			return false;
		row.reversed_by = reversal_of(loading, row.seq);
		recent_add(loading->ledger->recent, &row);
	}
	return true;
}

/* Behind the last piece of the frozen generation the active one begins. */
static bool load_piece(struct loading *loading, int64_t number)
{
	const struct recent_progress *progress = &loading->progress;
	sqlite3_stmt *stmt = loading->ledger->sql[SQL_RECENT_GET];

	if (number <= progress->merged_to)
		return true;
	if (number > progress->frozen_to &&
	    loading->last <= progress->frozen_to &&
	    !recent_resume(loading->ledger->recent, progress))
		return false;
	return load_rows(loading, read_piece(stmt, 1));
}

static bool load_pieces(struct loading *loading)
{
	sqlite3_stmt *stmt = loading->ledger->sql[SQL_RECENT_GET];
	bool sound = true;

	while (sound && ledger_row(loading->ledger, SQL_RECENT_GET)) {
		int64_t number = sqlite3_column_int64(stmt, 0);
		if (loading->first == 0)
			loading->first = number;
		sound = load_piece(loading, number);
		loading->last = number;
	}
	ledger_reset(loading->ledger, SQL_RECENT_GET);
	ledger_reset(loading->ledger, SQL_REVERSALS);
	return sound;
}

/* False: a piece without a head. */
static bool load_progress(struct loading *loading)
{
	struct ledger *ledger = loading->ledger;

	if (!ledger_row(ledger, SQL_RECENT_LAST))
		return true;
	struct piece piece = read_piece(ledger->sql[SQL_RECENT_LAST], 0);
	bool known = take_head(&piece, &loading->progress);
	ledger_reset(ledger, SQL_RECENT_LAST);
	return known;
}

bool ledger_load_recent(struct ledger *ledger, struct err *e)
{
	struct loading loading = {.ledger = ledger};

	if (!load_progress(&loading) || !load_pieces(&loading))
		return err_set(e, ERR_NOT_VERIFIED,
			       "%s: its recent rows are damaged "
			       "(hint: restore a backup)",
			       ledger->path);
	if (loading.last > 0)
		recent_loaded(ledger->recent, loading.first, loading.last,
			      &loading.progress);
	return true;
}
