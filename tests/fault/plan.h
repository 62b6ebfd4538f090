/*
 * What a run writes into a ledger: entries of all kinds for a few patients,
 * drawn by a seed. Any first part of them is a ledger that could be, so a plan
 * is also the model against which a ledger that was cut off is held.
 */
#ifndef CLAIMD_TESTS_PLAN_H
#define CLAIMD_TESTS_PLAN_H

#include "store/ledger.h"

enum {
	PLAN_PATIENTS = 24,
	PLAN_CODES = 3,	   /* of supplies, and of services */
	PLAN_IMPORTED = 3, /* rows of an import */
	PLAN_YEAR = 2026,
	PLAN_TEXT = 5000, /* bytes of a body or reply: more than a page */
	PLAN_ID = 24,
};

/* What a claim adds to the look-ups. */
enum added { ADDED_NOTHING, ADDED_SUPPLY, ADDED_SERVICE };

struct planned {
	enum entry_kind kind;
	int patient;
	char id[PLAN_ID];
	char *body, *reply;
	size_t body_len, reply_len;
	int64_t recorded_at_ms;
	int reference; /* 0: none; else one of a few */

	enum added added; /* with a code, a date, days */
	int code;
	civil_day date;
	int days;
	cents contribution; /* 0: none */
	uint64_t reverses;  /* claim; kind reversal */
	uint64_t revokes;   /* entry that added it; kind revocation */
	uint64_t undone_by; /* entry that reverses or revokes this one; or 0 */
};

struct plan {
	uint64_t seed;
	uint64_t count;
	struct planned *entries; /* [seq - 1] */
};

/* A generator for tests; seed may be anything. */
uint64_t draw(uint64_t *state);
uint64_t draw_below(uint64_t *state, uint64_t bound);

struct plan *plan_new(uint64_t count, uint64_t seed);
void plan_free(struct plan *plan); /* NULL is fine */

const struct planned *plan_at(const struct plan *plan, uint64_t seq);
struct patient_key plan_patient(int patient);
const char *plan_code(int code);
/* Whether a claim or permit stands when the ledger ends with head. */
bool plan_stands(const struct plan *plan, uint64_t seq, uint64_t head);
void plan_entry(const struct plan *plan, uint64_t seq, struct entry *out);
void plan_supply(const struct planned *planned, struct supply *out);
void plan_service(const struct plan *plan, uint64_t seq,
		  struct past_service *out);
void plan_permit(const struct plan *plan, uint64_t seq, struct permit_row *out);
void plan_import(const struct planned *planned, int row,
		 struct import_row *out);

/* Writes entries first to last as one transaction and commits it: the desk's
 * way with a batch. A broken ledger is left as it is. */
MUSTCHECK enum ledger_result plan_write(struct ledger *ledger,
					const struct plan *plan, uint64_t first,
					uint64_t last);
/* The same without the commit. */
MUSTCHECK enum ledger_result plan_append(struct ledger *ledger,
					 const struct plan *plan,
					 uint64_t first, uint64_t last);

#endif
