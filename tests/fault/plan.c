#include "plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"

enum {
	FIRST_DAY = 20460, /* 2026-01-07 */
	FIRST_MS = 1790000,
	REFERENCES = 9,
};

/* splitmix64 */
uint64_t draw(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

uint64_t draw_below(uint64_t *state, uint64_t bound)
{
	return draw(state) % bound;
}

/* --- drawing ------------------------------------------------------------ */

/* Mostly short, at times longer than a page of the file. */
static char *draw_text(uint64_t *state, size_t *len)
{
	static const char letters[] = "{}[]:,0123456789abcdefghijklmnopqrst";
	char *text = malloc(PLAN_TEXT);

	ensure(text != NULL);
	*len = 40 + draw_below(state, draw_below(state, 8) == 0 ? PLAN_TEXT - 40
								: 800);
	for (size_t i = 0; i < *len; i++)
		text[i] = letters[draw_below(state, sizeof(letters) - 1)];
	return text;
}

/* The last entry of a kind that stands before an entry, looking some back. */
static uint64_t find_standing(const struct plan *plan, uint64_t seq,
			      enum entry_kind kind)
{
	for (uint64_t back = 1; back < 60 && back < seq; back++)
		if (plan_at(plan, seq - back)->kind == kind &&
		    plan_stands(plan, seq - back, seq - 1))
			return seq - back;
	return 0;
}

static void draw_claim(struct planned *planned, uint64_t *state)
{
	planned->kind = ENTRY_CLAIM;
	planned->added = (enum added)draw_below(state, ADDED_SERVICE + 1);
	if (draw_below(state, 2) == 0)
		planned->contribution = 1 + (cents)draw_below(state, 90000);
}

/* Takes back the newest of a kind, if there is one. */
static bool draw_undoing(struct plan *plan, uint64_t seq, enum entry_kind kind)
{
	struct planned *planned = &plan->entries[seq - 1];
	uint64_t undone = find_standing(
	    plan, seq, kind == ENTRY_REVERSAL ? ENTRY_CLAIM : ENTRY_PERMIT);

	if (undone == 0)
		return false;
	planned->kind = kind;
	planned->patient = plan_at(plan, undone)->patient;
	*(kind == ENTRY_REVERSAL ? &planned->reverses : &planned->revokes) =
	    undone;
	plan->entries[undone - 1].undone_by = seq;
	return true;
}

static void draw_kind(struct plan *plan, uint64_t seq, uint64_t *state)
{
	struct planned *planned = &plan->entries[seq - 1];

	switch (draw_below(state, 20)) {
	case 0:
	case 1:
		if (draw_undoing(plan, seq, ENTRY_REVERSAL))
			return;
		break;
	case 2:
		if (draw_undoing(plan, seq, ENTRY_REVOCATION))
			return;
		break;
	case 3:
		planned->kind = ENTRY_PERMIT;
		return;
	case 4:
		planned->kind = ENTRY_IMPORT;
		return;
	default:
		break;
	}
	draw_claim(planned, state);
}

static void draw_entry(struct plan *plan, uint64_t seq, uint64_t *state)
{
	struct planned *planned = &plan->entries[seq - 1];

	planned->patient = (int)draw_below(state, PLAN_PATIENTS);
	planned->code = (int)draw_below(state, PLAN_CODES);
	planned->date = FIRST_DAY + (civil_day)draw_below(state, 300);
	planned->days = (int)seq;
	planned->recorded_at_ms = FIRST_MS + (int64_t)(seq * 100);
	planned->reference = (int)draw_below(state, REFERENCES);
	planned->body = draw_text(state, &planned->body_len);
	planned->reply = draw_text(state, &planned->reply_len);
	snprintf(planned->id, sizeof(planned->id), "id-%llx-%llu",
		 (unsigned long long)(draw(state) & 0xffff),
		 (unsigned long long)seq);
	draw_kind(plan, seq, state);
}

struct plan *plan_new(uint64_t count, uint64_t seed)
{
	struct plan *plan = calloc(1, sizeof(*plan));
	uint64_t state = seed;

	ensure(plan != NULL);
	plan->seed = seed;
	plan->count = count;
	plan->entries = calloc(count, sizeof(*plan->entries));
	ensure(plan->entries != NULL);
	for (uint64_t seq = 1; seq <= count; seq++)
		draw_entry(plan, seq, &state);
	return plan;
}

void plan_free(struct plan *plan)
{
	if (plan == NULL)
		return;
	for (uint64_t i = 0; i < plan->count; i++) {
		free(plan->entries[i].body);
		free(plan->entries[i].reply);
	}
	free(plan->entries);
	free(plan);
}

/* --- reading ------------------------------------------------------------ */

const struct planned *plan_at(const struct plan *plan, uint64_t seq)
{
	ensure(seq >= 1 && seq <= plan->count);
	return &plan->entries[seq - 1];
}

struct patient_key plan_patient(int patient)
{
	struct patient_key key = {{0}};

	/* Not in the order of their numbers. */
	key.bytes[0] = (uint8_t)(patient * 151);
	key.bytes[PATIENT_KEY_BYTES - 1] = (uint8_t)patient;
	return key;
}

const char *plan_code(int code)
{
	static const char *const codes[PLAN_CODES] = {"METFORMINE", "Z25A",
						      "I"};

	return codes[code];
}

bool plan_stands(const struct plan *plan, uint64_t seq, uint64_t head)
{
	uint64_t undone_by = plan_at(plan, seq)->undone_by;

	return undone_by == 0 || undone_by > head;
}

void plan_entry(const struct plan *plan, uint64_t seq, struct entry *out)
{
	const struct planned *planned = plan_at(plan, seq);

	*out = (struct entry){
	    .kind = planned->kind,
	    .seq = seq,
	    .pharmacy = planned->kind == ENTRY_IMPORT ? "" : "02012345",
	    .request_id = planned->id,
	    .digest = {{(uint8_t)seq, (uint8_t)(seq >> 8), 3}},
	    .has_patient = planned->kind != ENTRY_IMPORT,
	    .patient = plan_patient(planned->patient),
	    .body = planned->body,
	    .body_len = planned->body_len,
	    .reply = planned->reply,
	    .reply_len = planned->reply_len,
	    .snapshot = "gvs-20261101-000017",
	    .rules = "2026.1",
	    .recorded_at_ms = planned->recorded_at_ms,
	};
}

void plan_supply(const struct planned *planned, struct supply *out)
{
	*out = (struct supply){
	    .date = planned->date,
	    .days = planned->days,
	    .dose_changed = planned->days % 3 == 0,
	    .last_supplied =
		planned->days % 4 == 0 ? planned->date - 30 : CIVIL_NONE,
	    .first_supplied = CIVIL_NONE,
	};
	snprintf(out->prk, sizeof(out->prk), "%d", 1000 + planned->days % 7);
}

void plan_service(const struct plan *plan, uint64_t seq,
		  struct past_service *out)
{
	const struct planned *planned = plan_at(plan, seq);

	*out = (struct past_service){.claim = seq, .date = planned->date};
	if (seq % 2 == 0)
		strcpy(out->for_zi, "90000013");
	if (seq % 3 == 0)
		strcpy(out->event, "ontslag");
}

void plan_permit(const struct plan *plan, uint64_t seq, struct permit_row *out)
{
	*out = (struct permit_row){
	    .uzovi = "3311",
	    .scope = "any",
	    .from = plan_at(plan, seq)->date,
	    .to = plan_at(plan, seq)->date + 100,
	    .added_by = seq,
	};
	snprintf(out->number, sizeof(out->number), "M-%llu",
		 (unsigned long long)seq);
}

void plan_import(const struct planned *planned, int row, struct import_row *out)
{
	*out = (struct import_row){
	    .patient = plan_patient((planned->patient + row) % PLAN_PATIENTS),
	    .date = planned->date - 400,
	    .days = planned->days,
	    .quantity_milli = 30000,
	};
	strcpy(out->substance, plan_code(planned->code));
	strcpy(out->form, "TABLET");
}

/* --- writing ------------------------------------------------------------ */

static enum ledger_result add_claim(struct ledger *ledger,
				    const struct plan *plan, uint64_t seq)
{
	const struct planned *planned = plan_at(plan, seq);
	struct patient_key patient = plan_patient(planned->patient);
	enum ledger_result result = LEDGER_OK;
	struct past_service service;
	struct supply supply;

	plan_supply(planned, &supply);
	plan_service(plan, seq, &service);
	if (planned->added == ADDED_SUPPLY)
		result = ledger_add_supply(ledger, seq, &patient,
					   plan_code(planned->code), "TABLET",
					   &supply);
	if (planned->added == ADDED_SERVICE)
		result = ledger_add_service(ledger, seq, &patient,
					    plan_code(planned->code), &service);
	if (result == LEDGER_OK && planned->contribution > 0)
		result = ledger_add_contribution(ledger, seq, &patient,
						 planned->date,
						 planned->contribution);
	return result;
}

static enum ledger_result
add_import(struct ledger *ledger, const struct planned *planned, uint64_t seq)
{
	enum ledger_result result = LEDGER_OK;
	struct import_row row;
	bool added;

	for (int i = 0; i < PLAN_IMPORTED && result == LEDGER_OK; i++) {
		plan_import(planned, i, &row);
		result = ledger_add_import(ledger, seq, &row, &added);
		ensure(result != LEDGER_OK || added);
	}
	return result;
}

static enum ledger_result revoke(struct ledger *ledger, const struct plan *plan,
				 uint64_t seq)
{
	const struct planned *planned = plan_at(plan, seq);
	struct patient_key patient = plan_patient(planned->patient);
	struct permit_row permit;

	plan_permit(plan, planned->revokes, &permit);
	return ledger_revoke_permit(ledger, seq, &patient, permit.uzovi,
				    permit.number);
}

static enum ledger_result
add_what_follows(struct ledger *ledger, const struct plan *plan, uint64_t seq)
{
	const struct planned *planned = plan_at(plan, seq);
	struct patient_key patient = plan_patient(planned->patient);
	struct permit_row permit;

	switch (planned->kind) {
	case ENTRY_CLAIM:
		return add_claim(ledger, plan, seq);
	case ENTRY_REVERSAL:
		return ledger_add_reversal(ledger, seq, planned->reverses);
	case ENTRY_PERMIT:
		plan_permit(plan, seq, &permit);
		return ledger_add_permit(ledger, seq, &patient, &permit);
	case ENTRY_REVOCATION:
		return revoke(ledger, plan, seq);
	case ENTRY_IMPORT:
		return add_import(ledger, planned, seq);
	}
	return LEDGER_OK;
}

static enum ledger_result append_one(struct ledger *ledger,
				     const struct plan *plan, uint64_t seq)
{
	enum ledger_result result = LEDGER_OK;
	struct entry entry;
	char reference[32];

	plan_entry(plan, seq, &entry);
	int len = snprintf(reference, sizeof(reference), "reference %d",
			   plan_at(plan, seq)->reference);
	if (plan_at(plan, seq)->reference != 0)
		result = ledger_reference_put(ledger, reference, (size_t)len,
					      &entry.reference);
	if (result == LEDGER_OK)
		result = ledger_append(ledger, &entry);
	if (result == LEDGER_OK)
		result = add_what_follows(ledger, plan, seq);
	return result;
}

enum ledger_result plan_append(struct ledger *ledger, const struct plan *plan,
			       uint64_t first, uint64_t last)
{
	enum ledger_result result = ledger_begin(ledger);

	for (uint64_t seq = first; seq <= last && result == LEDGER_OK; seq++)
		result = append_one(ledger, plan, seq);
	if (result == LEDGER_FULL)
		ledger_rollback(ledger);
	return result;
}

enum ledger_result plan_write(struct ledger *ledger, const struct plan *plan,
			      uint64_t first, uint64_t last)
{
	enum ledger_result result = plan_append(ledger, plan, first, last);

	return result == LEDGER_OK ? ledger_commit(ledger) : result;
}
