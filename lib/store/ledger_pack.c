/*
 * A row is
 *
 *   flags                                1 byte, enum packed_flag
 *   seq, days, quantity_milli, amount,
 *   reversed_by, date                    int each
 *   last_supplied, first_supplied        int each, if flags say so
 *   prk, for_zi, event                   length in 1 byte, then the bytes
 *
 * int has seven bits in a byte, the lowest first, the eighth set in all but the
 * last; the sign is the lowest bit of all. So most take a byte or two, and
 * sixty supplies find room in two pages.
 */
#include "store/ledger_pack.h"

#include <string.h>

#include "base/ensure.h"

enum packed_flag {
	FLAG_IMPORTED = 1,
	FLAG_DOSE_CHANGED = 2,
	FLAG_LAST_SUPPLIED = 4,
	FLAG_FIRST_SUPPLIED = 8,
	FLAGS = 15,
};

/* --- to bytes ----------------------------------------------------------- */

static uint8_t *put_int(uint8_t *at, int64_t value)
{
	uint64_t bits = (uint64_t)value << 1 ^ (value < 0 ? UINT64_MAX : 0);

	for (; bits >= 0x80; bits >>= 7)
		*at++ = (uint8_t)(bits | 0x80);
	*at++ = (uint8_t)bits;
	return at;
}

static uint8_t *put_text(uint8_t *at, const char *text)
{
	size_t len = strlen(text);

	ensure(len <= PACKED_TEXT_MAX);
	*at++ = (uint8_t)len;
	return mempcpy(at, text, len);
}

static uint8_t flags_of(const struct trace *row)
{
	return (uint8_t)((row->imported ? FLAG_IMPORTED : 0) |
			 (row->dose_changed ? FLAG_DOSE_CHANGED : 0) |
			 (row->last_supplied != CIVIL_NONE ? FLAG_LAST_SUPPLIED
							   : 0) |
			 (row->first_supplied != CIVIL_NONE
			      ? FLAG_FIRST_SUPPLIED
			      : 0));
}

uint8_t *row_pack(uint8_t *at, const struct trace *row)
{
	uint8_t flags = flags_of(row);

	*at++ = flags;
	at = put_int(at, (int64_t)row->seq);
	at = put_int(at, row->days);
	at = put_int(at, row->quantity_milli);
	at = put_int(at, row->amount);
	at = put_int(at, (int64_t)row->reversed_by);
	at = put_int(at, row->date);
	if (flags & FLAG_LAST_SUPPLIED)
		at = put_int(at, row->last_supplied);
	if (flags & FLAG_FIRST_SUPPLIED)
		at = put_int(at, row->first_supplied);
	at = put_text(at, row->prk);
	at = put_text(at, row->for_zi);
	return put_text(at, row->event);
}

/* --- from bytes --------------------------------------------------------- */

static uint8_t take_byte(struct packed *rows)
{
	if (rows->at == NULL || rows->at == rows->end) {
		rows->at = NULL;
		return 0;
	}
	return *rows->at++;
}

static int64_t take_int(struct packed *rows)
{
	uint64_t bits = 0;

	for (unsigned shift = 0; shift < 7 * PACKED_INT_MAX; shift += 7) {
		uint8_t byte = take_byte(rows);
		bits |= (uint64_t)(byte & 0x7f) << shift;
		if (byte < 0x80)
			return (int64_t)(bits >> 1 ^ (~(bits & 1) + 1));
	}
	rows->at = NULL;
	return 0;
}

static void take_text(struct packed *rows, char *out, size_t cap)
{
	size_t len = take_byte(rows);

	if (rows->at == NULL || len >= cap ||
	    (size_t)(rows->end - rows->at) < len) {
		rows->at = NULL;
		return;
	}
	memcpy(out, rows->at, len);
	out[len] = '\0';
	rows->at += len;
}

bool row_unpack(struct packed *rows, struct trace *row)
{
	if (rows->at == NULL || rows->at == rows->end)
		return false;
	uint8_t flags = take_byte(rows);
	row->imported = flags & FLAG_IMPORTED;
	row->dose_changed = flags & FLAG_DOSE_CHANGED;
	row->seq = (uint64_t)take_int(rows);
	row->days = (int)take_int(rows);
	row->quantity_milli = take_int(rows);
	row->amount = take_int(rows);
	row->reversed_by = (uint64_t)take_int(rows);
	row->date = (civil_day)take_int(rows);
	row->last_supplied =
	    flags & FLAG_LAST_SUPPLIED ? (civil_day)take_int(rows) : CIVIL_NONE;
	row->first_supplied = flags & FLAG_FIRST_SUPPLIED
				  ? (civil_day)take_int(rows)
				  : CIVIL_NONE;
	take_text(rows, row->prk, sizeof(row->prk));
	take_text(rows, row->for_zi, sizeof(row->for_zi));
	take_text(rows, row->event, sizeof(row->event));
	if (flags > FLAGS)
		rows->at = NULL;
	return rows->at != NULL;
}
