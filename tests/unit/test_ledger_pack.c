/* Rows of trace as bytes: what goes in comes out, and nothing else does. */
#include <criterion/criterion.h>
#include <string.h>

#include "store/ledger_pack.h"

static const struct trace rows[] = {
    {.topic = TOPIC_CLAIM,
     .last_supplied = CIVIL_NONE,
     .first_supplied = CIVIL_NONE},
    {.topic = TOPIC_SUPPLY,
     .code = "S",
     .form = "t",
     .seq = 1,
     .date = 20000,
     .days = 30,
     .prk = "7001",
     .dose_changed = true,
     .last_supplied = 19990,
     .first_supplied = -1},
    {.topic = TOPIC_SERVICE,
     .code = "0123456789abcdef0123456789abcdef",
     .form = "0123456789abcdef",
     .seq = INT64_MAX,
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
    {.topic = TOPIC_CONTRIBUTION,
     .seq = 63,
     .date = -64,
     .days = 64,
     .amount = 8191,
     .reversed_by = 8192,
     .last_supplied = CIVIL_NONE,
     .first_supplied = 0},
    /* Its texts are those of the second. */
    {.topic = TOPIC_SUPPLY,
     .code = "S",
     .form = "t",
     .seq = 64,
     .prk = "7001",
     .last_supplied = CIVIL_NONE,
     .first_supplied = CIVIL_NONE},
    /* But for the last of what is looked up by, and of the rest. */
    {.topic = TOPIC_SUPPLY, .code = "S", .form = "te", .prk = "7001"},
    {.topic = TOPIC_SUPPLY, .code = "S", .form = "t", .event = "x"},
};

static uint8_t bytes[ARRAY_LEN(rows) * PACKED_ROW_MAX];
static struct packed packed;

/* Where they end. */
static uint8_t *pack(const struct trace *first, size_t count)
{
	uint8_t *at = bytes;

	rows_begin(&packed, bytes, 0, NULL);
	for (size_t i = 0; i < count; i++) {
		uint8_t *end = row_pack(&packed, at, &first[i]);
		cr_expect_leq(end - at, PACKED_ROW_MAX);
		at = end;
	}
	return at;
}

static void begin(const uint8_t *end)
{
	rows_begin(&packed, bytes, (size_t)(end - bytes), NULL);
}

static void expect_same(const struct trace *a, const struct trace *b)
{
	cr_expect_eq(a->topic, b->topic);
	cr_expect_str_eq(a->code, b->code);
	cr_expect_str_eq(a->form, b->form);
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
	struct trace row = {.patient = {{7}}};

	begin(pack(rows, ARRAY_LEN(rows)));
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		cr_assert(row_unpack(&packed, &row));
		expect_same(&row, &rows[i]);
	}
	cr_expect_not(row_unpack(&packed, &row));
	cr_expect_not(packed.damaged, "the end is no damage");
	cr_expect_eq(row.patient.bytes[0], 7);
}

Test(ledger_pack, rows_of_other_places_are_passed_over)
{
	struct packed_place place;
	struct trace row;
	uint8_t *end = pack(rows, ARRAY_LEN(rows));

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		place_pack(&place, &rows[i]);
		rows_begin(&packed, bytes, (size_t)(end - bytes), &place);
		for (size_t k = 0; k < ARRAY_LEN(rows); k++) {
			if (rows[k].topic != rows[i].topic ||
			    strcmp(rows[k].code, rows[i].code) != 0 ||
			    strcmp(rows[k].form, rows[i].form) != 0)
				continue;
			cr_assert(row_unpack(&packed, &row));
			expect_same(&row, &rows[k]);
		}
		cr_expect_not(row_unpack(&packed, &row));
		cr_expect_not(packed.damaged);
	}
}

Test(ledger_pack, rows_are_packed_behind_others)
{
	uint8_t whole[sizeof(bytes)];
	size_t len = (size_t)(pack(rows, ARRAY_LEN(rows)) - bytes);

	memcpy(whole, bytes, len);
	for (size_t cut = 0; cut <= ARRAY_LEN(rows); cut++) {
		uint8_t *at = pack(rows, cut);
		begin(at);
		cr_assert(rows_skip(&packed));
		for (size_t i = cut; i < ARRAY_LEN(rows); i++)
			at = row_pack(&packed, at, &rows[i]);
		cr_expect_eq(at, bytes + len);
		cr_expect_arr_eq(bytes, whole, len, "behind %zu", cut);
	}
}

Test(ledger_pack, a_supply_takes_a_dozen_bytes_or_so)
{
	struct trace supplies[2] = {{.topic = TOPIC_SUPPLY,
				     .code = "C07AB02",
				     .form = "tablet",
				     .seq = 9999999,
				     .date = 20700,
				     .days = 90,
				     .prk = "70123456",
				     .last_supplied = CIVIL_NONE,
				     .first_supplied = CIVIL_NONE}};

	supplies[1] = supplies[0];
	uint8_t *first = pack(supplies, 1);
	cr_expect_leq(pack(supplies, 2) - first, 12);
}

static void expect_damaged(const uint8_t *end, const char *what)
{
	struct trace row;

	begin(end);
	while (row_unpack(&packed, &row))
		;
	cr_expect(packed.damaged, "%s", what);
	cr_expect_not(row_unpack(&packed, &row));
}

Test(ledger_pack, no_beginning_of_a_row_is_a_row)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		uint8_t *end = pack(&rows[i], 1);
		for (uint8_t *cut = bytes + 1; cut < end; cut++) {
			expect_damaged(cut, "cut");
			cr_expect_not(rows_skip(&packed) && !packed.damaged);
			/* And when its length says that it ends there. */
			uint8_t was = bytes[0];
			bytes[0] = (uint8_t)(cut - bytes - 1);
			expect_damaged(cut, "cut, with its length");
			bytes[0] = was;
		}
	}
}

/* Of the second row: length, label, topic, "S", "t", "7001", "", "", flags. */
enum { AT_LABEL = 1, AT_TOPIC = 2, AT_CODE = 3, AT_FLAGS = 14 };

Test(ledger_pack, other_bytes_are_no_row)
{
	static const struct {
		const char *what;
		size_t at;
		uint8_t byte;
	} changes[] = {
	    {"no length", 0, 0},
	    {"no room for a label", 0, 1},
	    {"a label that nobody has yet", AT_LABEL, 1},
	    {"a topic before the first", AT_TOPIC, 0},
	    {"a topic behind the last", AT_TOPIC, TOPIC_SERVICE + 1},
	    {"a code that is too long", AT_CODE, LEN_SERVICE + 1},
	    {"a number that is not there", AT_FLAGS, 0xff},
	    {"a number more", AT_FLAGS, 0},
	};

	for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
		uint8_t *end = pack(&rows[1], 1);
		bytes[changes[i].at] = changes[i].byte;
		expect_damaged(end, changes[i].what);
	}
	uint8_t *end = pack(&rows[1], 1);
	memset(bytes + AT_FLAGS + 1, 0xff, 40);
	bytes[0] = AT_FLAGS + 40;
	(void)end;
	expect_damaged(bytes + AT_FLAGS + 41, "a number without an end");
}

/* Whatever stands there: an end is found, within the bytes. */
Test(ledger_pack, any_change_of_a_byte_is_survived)
{
	struct trace row;
	size_t len = (size_t)(pack(rows, ARRAY_LEN(rows)) - bytes);

	for (size_t i = 0; i < len; i++) {
		uint8_t was = bytes[i];
		for (unsigned byte = 0; byte < 256; byte++) {
			size_t count = 0;
			bytes[i] = (uint8_t)byte;
			begin(bytes + len);
			while (row_unpack(&packed, &row))
				cr_assert_lt(count++, len);
		}
		bytes[i] = was;
	}
}
