/*
 * A row is
 *
 *   length                               1 byte: so many follow
 *   label                                1 byte: its number in the part
 *   topic                                1 byte
 *   code, form, prk, for_zi, event       length in 1 byte, then the bytes;
 *                                        these and topic are the label: only
 *                                        in the first row that has it
 *   flags                                1 byte, enum packed_flag
 *   seq, date                            int each
 *   days, quantity_milli, amount,
 *   last_supplied, first_supplied,
 *   reversed_by                          int each, if flags say so
 *
 * int has seven bits in a byte, the lowest first, the eighth set in all but the
 * last; the sign is the lowest bit of all. So most take a byte or two, a supply
 * of a medicine that the patient has had before takes a dozen bytes, and rows
 * that are not wanted are passed over by two.
 */
#include "store/ledger_pack.h"

#include <string.h>

#include "base/ensure.h"

_Static_assert(PACKED_ROW_MAX - 1 <= UINT8_MAX, "its length is a byte");

enum packed_flag {
	FLAG_IMPORTED = 1,
	FLAG_DOSE_CHANGED = 2,
	FLAG_DAYS = 4,
	FLAG_QUANTITY = 8,
	FLAG_AMOUNT = 16,
	FLAG_LAST_SUPPLIED = 32,
	FLAG_FIRST_SUPPLIED = 64,
	FLAG_REVERSED = 128,
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

static uint8_t *put_text(uint8_t *at, const char *text, size_t max)
{
	size_t len = strlen(text);

	ensure(len <= max);
	*at++ = (uint8_t)len;
	return mempcpy(at, text, len);
}

static uint8_t *put_place(uint8_t *at, const struct trace *row)
{
	*at++ = (uint8_t)row->topic;
	at = put_text(at, row->code, LEN_SERVICE);
	return put_text(at, row->form, LEN_CODE);
}

void place_pack(struct packed_place *out, const struct trace *row)
{
	out->len = (size_t)(put_place(out->bytes, row) - out->bytes);
}

static uint8_t *put_label(uint8_t *at, const struct trace *row)
{
	at = put_place(at, row);
	at = put_text(at, row->prk, LEN_CODE);
	at = put_text(at, row->for_zi, LEN_ZI);
	return put_text(at, row->event, LEN_EVENT);
}

static unsigned flag_if(bool is, enum packed_flag flag)
{
	return is ? flag : 0;
}

static unsigned flags_of(const struct trace *row)
{
	return flag_if(row->imported, FLAG_IMPORTED) |
	       flag_if(row->dose_changed, FLAG_DOSE_CHANGED) |
	       flag_if(row->days != 0, FLAG_DAYS) |
	       flag_if(row->quantity_milli != 0, FLAG_QUANTITY) |
	       flag_if(row->amount != 0, FLAG_AMOUNT) |
	       flag_if(row->last_supplied != CIVIL_NONE, FLAG_LAST_SUPPLIED) |
	       flag_if(row->first_supplied != CIVIL_NONE, FLAG_FIRST_SUPPLIED) |
	       flag_if(row->reversed_by != 0, FLAG_REVERSED);
}

static uint8_t *put_numbers(uint8_t *at, const struct trace *row)
{
	unsigned flags = flags_of(row);

	*at++ = (uint8_t)flags;
	at = put_int(at, (int64_t)row->seq);
	at = put_int(at, row->date);
	if (flags & FLAG_DAYS)
		at = put_int(at, row->days);
	if (flags & FLAG_QUANTITY)
		at = put_int(at, row->quantity_milli);
	if (flags & FLAG_AMOUNT)
		at = put_int(at, row->amount);
	if (flags & FLAG_LAST_SUPPLIED)
		at = put_int(at, row->last_supplied);
	if (flags & FLAG_FIRST_SUPPLIED)
		at = put_int(at, row->first_supplied);
	if (flags & FLAG_REVERSED)
		at = put_int(at, (int64_t)row->reversed_by);
	return at;
}

static size_t find_label(const struct packed *rows, const uint8_t *at,
			 size_t len)
{
	size_t i = 0;

	while (i < rows->labels && (rows->label[i].len != len ||
				    memcmp(rows->label[i].at, at, len) != 0))
		i++;
	return i;
}

static void add_label(struct packed *rows, const uint8_t *at, size_t len)
{
	const struct packed_place *place = rows->place;
	bool wanted =
	    place == NULL ||
	    (len >= place->len && memcmp(at, place->bytes, place->len) == 0);

	ensure(rows->labels < PACKED_LABELS);
	rows->label[rows->labels++] =
	    (struct packed_label){at, (uint8_t)len, wanted};
}

uint8_t *row_pack(struct packed *before, uint8_t *at, const struct trace *row)
{
	uint8_t *label = at + 2, *end = put_label(label, row);
	size_t len = (size_t)(end - label);
	size_t number = find_label(before, label, len);

	if (number == before->labels)
		add_label(before, label, len);
	else
		end = label;
	end = put_numbers(end, row);
	at[0] = (uint8_t)(end - at - 1);
	at[1] = (uint8_t)number;
	return end;
}

/* --- from bytes --------------------------------------------------------- */

/* What is left of a row. */
struct cursor {
	const uint8_t *at, *end;
	bool bad; /* it did not hold what it should */
};

static uint8_t take_byte(struct cursor *in)
{
	if (in->at == in->end) {
		in->bad = true;
		return 0;
	}
	return *in->at++;
}

static int64_t to_int(uint64_t bits)
{
	return (int64_t)(bits >> 1 ^ (~(bits & 1) + 1));
}

static int64_t take_long_int(struct cursor *in)
{
	uint64_t bits = 0;

	for (unsigned shift = 0; shift < 7 * PACKED_INT_MAX; shift += 7) {
		uint8_t byte = take_byte(in);
		bits |= (uint64_t)(byte & 0x7f) << shift;
		if (byte < 0x80)
			return to_int(bits);
	}
	in->bad = true;
	return 0;
}

static int64_t take_int(struct cursor *in)
{
	if (in->at != in->end && *in->at < 0x80)
		return to_int(*in->at++);
	return take_long_int(in);
}

static void pass_text(struct cursor *in, size_t max)
{
	size_t len = take_byte(in);

	if (len > max || (size_t)(in->end - in->at) < len)
		in->bad = true;
	else
		in->at += len;
}

/* The label of a row that is the first to have it. */
static bool take_label(struct packed *rows, struct cursor *in)
{
	const uint8_t *at = in->at;
	uint8_t topic = take_byte(in);

	pass_text(in, LEN_SERVICE);
	pass_text(in, LEN_CODE);
	pass_text(in, LEN_CODE);
	pass_text(in, LEN_ZI);
	pass_text(in, LEN_EVENT);
	if (in->bad || topic < TOPIC_CLAIM || topic > TOPIC_SERVICE)
		return false;
	add_label(rows, at, (size_t)(in->at - at));
	return true;
}

static bool damaged(struct packed *rows)
{
	rows->damaged = true;
	rows->at = rows->end;
	return false;
}

/* The next row behind its label. */
static bool next_row(struct packed *rows, struct cursor *in, size_t *label)
{
	size_t left = (size_t)(rows->end - rows->at);

	if (left == 0)
		return false;
	size_t len = rows->at[0];
	if (len == 0 || len >= left)
		return damaged(rows);
	*label = rows->at[1];
	*in = (struct cursor){rows->at + 2, rows->at + 1 + len, false};
	if (*label > rows->labels ||
	    (*label == rows->labels && !take_label(rows, in)))
		return damaged(rows);
	rows->at = in->end;
	return true;
}

static const uint8_t *read_text(const uint8_t *at, char *out)
{
	size_t len = *at++;

	memcpy(out, at, len);
	out[len] = '\0';
	return at + len;
}

/* Labels have been looked at when they were met first. */
static void read_label(const struct packed_label *label, struct trace *row)
{
	const uint8_t *at = label->at;

	row->topic = (enum trace_topic) * at++;
	at = read_text(at, row->code);
	at = read_text(at, row->form);
	at = read_text(at, row->prk);
	at = read_text(at, row->for_zi);
	(void)read_text(at, row->event);
}

static void take_numbers(struct cursor *in, struct trace *row)
{
	unsigned flags = take_byte(in);

	row->imported = flags & FLAG_IMPORTED;
	row->dose_changed = flags & FLAG_DOSE_CHANGED;
	row->seq = (uint64_t)take_int(in);
	row->date = (civil_day)take_int(in);
	row->days = flags & FLAG_DAYS ? (int)take_int(in) : 0;
	row->quantity_milli = flags & FLAG_QUANTITY ? take_int(in) : 0;
	row->amount = flags & FLAG_AMOUNT ? take_int(in) : 0;
	row->last_supplied =
	    flags & FLAG_LAST_SUPPLIED ? (civil_day)take_int(in) : CIVIL_NONE;
	row->first_supplied =
	    flags & FLAG_FIRST_SUPPLIED ? (civil_day)take_int(in) : CIVIL_NONE;
	row->reversed_by = flags & FLAG_REVERSED ? (uint64_t)take_int(in) : 0;
}

void rows_begin(struct packed *rows, const void *bytes, size_t len,
		const struct packed_place *place)
{
	rows->at = bytes;
	rows->end = rows->at + len;
	rows->damaged = false;
	rows->place = place;
	rows->last = -1;
	rows->labels = 0;
}

bool row_unpack(struct packed *rows, struct trace *row)
{
	struct cursor in;
	size_t label;

	do {
		if (!next_row(rows, &in, &label))
			return false;
	} while (!rows->label[label].wanted);
	if (rows->last != (int)label)
		read_label(&rows->label[label], row);
	rows->last = (int)label;
	take_numbers(&in, row);
	return (!in.bad && in.at == in.end) || damaged(rows);
}

bool rows_skip(struct packed *rows)
{
	struct cursor in;
	size_t label;

	while (next_row(rows, &in, &label))
		;
	return !rows->damaged;
}
