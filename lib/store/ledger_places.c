/*
 * Where rows of trace stand: those of a patient in one row of the table,
 * packed, or in a few. Reading a history is reading some bytes then; as a row
 * each they cost ten times as much.
 */
#include <string.h>

#include "base/ensure.h"
#include "base/money.h"
#include "store/ledger_impl.h"
#include "store/ledger_pack.h"

enum {
	/* A part of so many bytes or more is full, and the next is begun. It
	 * holds all of a patient with sixty supplies, and three fit into a page
	 * of the table: larger ones leave more of it unused. */
	PART_BYTES_MAX = 1200,
	/* No patient has so many: those before would take hours to read. */
	PART_BITS = 23,
	PREFIX_BYTES = 5, /* of the patient's key; they come before */
	PART_MASK = (1 << PART_BITS) - 1,
};

_Static_assert((PART_BYTES_MAX + PACKED_ROW_MAX) / PACKED_ROW_MIN <
		   PACKED_LABELS,
	       "each row may have a label of its own");
_Static_assert(8 * PREFIX_BYTES + PART_BITS == 63, "a number of SQLite's");

/* --- parts -------------------------------------------------------------- */

/* The number of the first; the order of numbers is that of the keys. */
static int64_t first_part(const uint8_t *patient)
{
	int64_t prefix = 0;

	for (size_t i = 0; i < PREFIX_BYTES; i++)
		prefix = prefix << 8 | patient[i];
	return prefix << PART_BITS;
}

/* A row of the table; the bytes live until the next step or reset. */
struct part {
	int64_t number;
	const uint8_t *patient; /* behind whom the rows are */
	size_t len;		/* of both */
};

static void bind_parts(sqlite3_stmt *stmt, const struct patient_key *patient)
{
	int64_t first = first_part(patient->bytes);

	db_bind_int(stmt, 1, first);
	db_bind_int(stmt, 2, first | PART_MASK);
}

NORETURN static void damaged(struct ledger *ledger)
{
	ledger_cannot_read(ledger, "a row of trace is damaged");
}

/* Any patient's. */
static bool read_part(struct ledger *ledger, enum sql sql, struct part *out)
{
	sqlite3_stmt *stmt = ledger->sql[sql];

	if (!ledger_row(ledger, sql))
		return false;
	out->number = sqlite3_column_int64(stmt, 0);
	out->patient = sqlite3_column_blob(stmt, 1);
	out->len = (size_t)sqlite3_column_bytes(stmt, 1);
	if (out->len < PATIENT_KEY_BYTES ||
	    first_part(out->patient) != (out->number & ~(int64_t)PART_MASK))
		damaged(ledger);
	return true;
}

static bool is_of(const struct part *part, const struct patient_key *patient)
{
	return memcmp(part->patient, patient, sizeof(*patient)) == 0;
}

static void begin_rows(struct packed *rows, const struct part *part,
		       const struct packed_place *place)
{
	rows_begin(rows, part->patient + PATIENT_KEY_BYTES,
		   part->len - PATIENT_KEY_BYTES, place);
}

/* --- adding ------------------------------------------------------------- */

/* The part that is written next. */
struct filling {
	int64_t number, highest; /* of what keys beginning alike have */
	uint8_t *bytes, *at;
	struct packed rows;
};

static enum ledger_result write_part(struct ledger *ledger, int64_t number,
				     const void *bytes, size_t len)
{
	sqlite3_stmt *stmt = ledger->sql[SQL_TRACE_PUT];

	ledger->known.whole = false;
	db_bind_int(stmt, 1, number);
	db_bind_bytes(stmt, 2, bytes, len);
	return ledger_write(ledger, SQL_TRACE_PUT);
}

static enum ledger_result write_filled(struct ledger *ledger,
				       const struct filling *filling)
{
	return write_part(ledger, filling->number, filling->bytes,
			  (size_t)(filling->at - filling->bytes));
}

static void begin_part(struct filling *filling,
		       const struct patient_key *patient)
{
	filling->number = ++filling->highest;
	ensure((filling->number & PART_MASK) != PART_MASK);
	filling->at = mempcpy(filling->bytes, patient, sizeof(*patient));
	rows_begin(&filling->rows, filling->at, 0, NULL);
}

static void continue_part(struct ledger *ledger, struct filling *filling,
			  const struct part *part)
{
	struct part copy = *part;

	copy.patient = filling->bytes;
	filling->number = part->number;
	filling->at = mempcpy(filling->bytes, part->patient, part->len);
	begin_rows(&filling->rows, &copy, NULL);
	if (!rows_skip(&filling->rows))
		damaged(ledger);
}

/* The patient's last part, or a new one when it is full. */
static void begin_filling(struct ledger *ledger,
			  const struct patient_key *patient,
			  struct filling *filling)
{
	struct part part;
	bool found = false;

	filling->highest = first_part(patient->bytes) - 1;
	filling->bytes = (uint8_t *)bytes_room(&ledger->part_bytes,
					       PART_BYTES_MAX + PACKED_ROW_MAX);
	bind_parts(ledger->sql[SQL_TRACE_LAST], patient);
	while (!found && read_part(ledger, SQL_TRACE_LAST, &part)) {
		filling->highest = max_i64(filling->highest, part.number);
		found = is_of(&part, patient);
	}
	if (found && part.len < PART_BYTES_MAX)
		continue_part(ledger, filling, &part);
	else
		begin_part(filling, patient);
	ledger_reset(ledger, SQL_TRACE_LAST);
}

enum ledger_result ledger_trace_put(struct ledger *ledger,
				    const struct trace *const *rows,
				    size_t count)
{
	const struct patient_key *patient = &rows[0]->patient;
	struct filling filling;

	begin_filling(ledger, patient, &filling);
	for (size_t i = 0; i < count; i++) {
		if (filling.at - filling.bytes >= PART_BYTES_MAX) {
			enum ledger_result result =
			    write_filled(ledger, &filling);
			if (result != LEDGER_OK)
				return result;
			begin_part(&filling, patient);
		}
		filling.at = row_pack(&filling.rows, filling.at, rows[i]);
	}
	return write_filled(ledger, &filling);
}

/* --- reading ------------------------------------------------------------ */

/* What is asked, and who takes what is found. */
struct look_up {
	struct ledger *ledger;
	const struct packed_place *place; /* NULL: all */
	recent_each *each;
	void *ctx;
	struct trace row;
};

static void hand_out(struct look_up *look_up, const void *bytes, size_t len)
{
	struct packed rows;

	rows_begin(&rows, bytes, len, look_up->place);
	while (row_unpack(&rows, &look_up->row))
		look_up->each(look_up->ctx, &look_up->row);
	if (rows.damaged)
		damaged(look_up->ledger);
}

static void hand_out_known(struct look_up *look_up)
{
	const struct known_parts *known = &look_up->ledger->known;
	size_t from = 0;

	for (size_t i = 0; i < known->count; from = known->ends[i++])
		hand_out(look_up, known->bytes + from, known->ends[i] - from);
}

/* False: there are too many. */
static bool remember(struct known_parts *known, const void *bytes, size_t len)
{
	size_t end = known->count > 0 ? known->ends[known->count - 1] : 0;

	if (known->count == KNOWN_PARTS || len > KNOWN_BYTES - end)
		return false;
	memcpy(known->bytes + end, bytes, len);
	known->ends[known->count++] = end + len;
	return true;
}

static void hand_out_read(struct look_up *look_up)
{
	struct ledger *ledger = look_up->ledger;
	struct known_parts *known = &ledger->known;
	bool fits = true;
	struct part part;

	known->patient = look_up->row.patient;
	known->count = 0;
	bind_parts(ledger->sql[SQL_TRACE_OF], &known->patient);
	while (read_part(ledger, SQL_TRACE_OF, &part)) {
		const uint8_t *rows = part.patient + PATIENT_KEY_BYTES;
		size_t len = part.len - PATIENT_KEY_BYTES;
		if (!is_of(&part, &known->patient))
			continue;
		fits = fits && remember(known, rows, len);
		hand_out(look_up, rows, len);
	}
	known->whole = fits;
}

static void look_up_rows(struct look_up *look_up)
{
	const struct known_parts *known = &look_up->ledger->known;

	if (known->whole && memcmp(&known->patient, &look_up->row.patient,
				   sizeof(known->patient)) == 0)
		hand_out_known(look_up);
	else
		hand_out_read(look_up);
}

void ledger_trace_each(struct ledger *ledger, const struct trace *place,
		       recent_each *each, void *ctx)
{
	struct packed_place packed;
	struct look_up look_up = {.ledger = ledger,
				  .place = &packed,
				  .each = each,
				  .ctx = ctx,
				  .row = {.patient = place->patient}};

	place_pack(&packed, place);
	look_up_rows(&look_up);
}

void ledger_trace_of(struct ledger *ledger, const struct patient_key *patient,
		     recent_each *each, void *ctx)
{
	struct look_up look_up = {.ledger = ledger,
				  .each = each,
				  .ctx = ctx,
				  .row = {.patient = *patient}};

	look_up_rows(&look_up);
}

/* --- reversals ---------------------------------------------------------- */

struct change {
	struct ledger *ledger;
	uint64_t claim, by;
	int64_t
	    part; /* that holds the claim; its new bytes are in part_bytes */
	size_t len;
};

/* Whether a part holds rows of the claim that are not reversed yet. */
static bool change_part(struct change *change, const struct part *part)
{
	struct packed rows, changed;
	struct trace row = {0};
	bool holds = false;

	/* A row has five bytes at least, and grows by ten at most. */
	uint8_t *bytes =
	    (uint8_t *)bytes_room(&change->ledger->part_bytes, 3 * part->len);
	uint8_t *at = mempcpy(bytes, part->patient, PATIENT_KEY_BYTES);
	begin_rows(&rows, part, NULL);
	rows_begin(&changed, at, 0, NULL);
	while (row_unpack(&rows, &row)) {
		if (row.seq == change->claim && !row.imported &&
		    row.reversed_by == 0) {
			row.reversed_by = change->by;
			holds = true;
		}
		at = row_pack(&changed, at, &row);
	}
	if (rows.damaged)
		damaged(change->ledger);
	change->part = part->number;
	change->len = (size_t)(at - bytes);
	return holds;
}

static bool find_part(struct change *change, const struct patient_key *patient)
{
	struct ledger *ledger = change->ledger;
	struct part part;
	bool found = false;

	bind_parts(ledger->sql[SQL_TRACE_OF], patient);
	while (!found && read_part(ledger, SQL_TRACE_OF, &part))
		found = is_of(&part, patient) && change_part(change, &part);
	ledger_reset(ledger, SQL_TRACE_OF);
	return found;
}

/* A claim may stand in two parts: as a supply, and with what it cost. */
enum ledger_result ledger_trace_reverse(struct ledger *ledger,
					const struct patient_key *patient,
					uint64_t claim, uint64_t seq)
{
	struct change change = {.ledger = ledger, .claim = claim, .by = seq};
	enum ledger_result result = LEDGER_OK;

	while (result == LEDGER_OK && find_part(&change, patient))
		result = write_part(ledger, change.part,
				    ledger->part_bytes.data, change.len);
	return result;
}
