/* Rows of trace as bytes: what goes in comes out, and nothing else does. */
#include <criterion/criterion.h>
#include <string.h>

#include "store/ledger_pack.h"

static const struct trace rows[] = {
    {.last_supplied = CIVIL_NONE, .first_supplied = CIVIL_NONE},
    {.seq = 1,
     .date = 20000,
     .days = 30,
     .prk = "7001",
     .dose_changed = true,
     .last_supplied = 19990,
     .first_supplied = -1},
    {.seq = INT64_MAX,
     .date = INT32_MAX,
     .days = INT32_MAX,
     .quantity_milli = INT64_MAX,
     .imported = true,
     .last_supplied = INT32_MAX,
     .first_supplied = INT32_MIN + 1,
     .amount = INT64_MIN,
     .reversed_by = INT64_MAX,
     .prk = "0123456789abcdef",
     .for_zi = "90000001",
     .event = "0123456789abcdef0123456789abcdef"},
    {.seq = 63,
     .date = -64,
     .days = 64,
     .amount = 8191,
     .reversed_by = 8192,
     .last_supplied = CIVIL_NONE,
     .first_supplied = 0},
};

static void expect_same(const struct trace *a, const struct trace *b)
{
	cr_expect_eq(a->seq, b->seq);
	cr_expect_eq(a->date, b->date);
	cr_expect_eq(a->days, b->days);
	cr_expect_eq(a->quantity_milli, b->quantity_milli);
	cr_expect_eq(a->imported, b->imported);
	cr_expect_eq(a->dose_changed, b->dose_changed);
	cr_expect_eq(a->last_supplied, b->last_supplied);
	cr_expect_eq(a->first_supplied, b->first_supplied);
	cr_expect_eq(a->amount, b->amount);
	cr_expect_eq(a->reversed_by, b->reversed_by);
	cr_expect_str_eq(a->prk, b->prk);
	cr_expect_str_eq(a->for_zi, b->for_zi);
	cr_expect_str_eq(a->event, b->event);
}

Test(ledger_pack, rows_come_out_as_they_went_in)
{
	uint8_t bytes[ARRAY_LEN(rows) * PACKED_ROW_MAX];
	uint8_t *at = bytes;
	struct trace row = {.topic = TOPIC_SUPPLY, .code = "S", .form = "t"};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		uint8_t *end = row_pack(at, &rows[i]);
		cr_expect_leq(end - at, PACKED_ROW_MAX);
		at = end;
	}
	struct packed packed = {bytes, at};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		cr_assert(row_unpack(&packed, &row));
		expect_same(&row, &rows[i]);
	}
	cr_expect_not(row_unpack(&packed, &row));
	cr_expect_eq(packed.at, at, "the end is no damage");
	cr_expect_eq(row.topic, TOPIC_SUPPLY);
	cr_expect_str_eq(row.code, "S");
	cr_expect_str_eq(row.form, "t");
}

Test(ledger_pack, a_supply_takes_twenty_bytes_or_so)
{
	uint8_t bytes[PACKED_ROW_MAX];
	struct trace row = {.seq = 9999999,
			    .date = 20700,
			    .days = 90,
			    .prk = "70123456",
			    .last_supplied = CIVIL_NONE,
			    .first_supplied = CIVIL_NONE};

	cr_expect_leq(row_pack(bytes, &row) - bytes, 25);
}

Test(ledger_pack, no_beginning_of_a_row_is_a_row)
{
	uint8_t bytes[PACKED_ROW_MAX];
	struct trace row;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		uint8_t *end = row_pack(bytes, &rows[i]);
		for (uint8_t *cut = bytes + 1; cut < end; cut++) {
			struct packed packed = {bytes, cut};
			cr_expect_not(row_unpack(&packed, &row));
			cr_expect_null(packed.at, "row %zu cut after %td", i,
				       cut - bytes);
		}
	}
}

Test(ledger_pack, other_bytes_are_no_row)
{
	uint8_t bytes[PACKED_ROW_MAX];
	struct trace row;
	uint8_t *end = row_pack(bytes, &rows[1]);

	bytes[0] |= 16; /* a flag that nobody knows */
	struct packed unknown = {bytes, end};
	cr_expect_not(row_unpack(&unknown, &row));
	cr_expect_null(unknown.at);
	memset(bytes, 0xff, sizeof(bytes)); /* a number without an end */
	bytes[0] = 0;
	struct packed endless = {bytes, bytes + sizeof(bytes)};
	cr_expect_not(row_unpack(&endless, &row));
	cr_expect_null(endless.at);
}
