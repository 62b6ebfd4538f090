/*
 * lib/wire: bytes to structs and back. jansson lives here only. No I/O, no
 * clock, no state; every function may be called from any thread.
 *
 * request.h: one line of the protocol becomes a struct, or a typed error.
 */
#ifndef CLAIMD_WIRE_REQUEST_H
#define CLAIMD_WIRE_REQUEST_H

#include <stddef.h>

#include "base/err.h"
#include "base/text.h"
#include "rules/decision.h"

enum op {
	OP_DISPENSE,
	OP_SIMULATE,
	OP_REVERSE,
	OP_LOOKUP,
	OP_PERMIT_ADD,
	OP_PERMIT_REVOKE,
	OP_PING,
	OP_COUNT
};

struct permit {
	char number[LEN_PERMIT + 1];
	char scope[LEN_SCOPE + 1]; /* "zi:90000001", "any", … */
	civil_day from, to;	   /* both inclusive */
};

struct request {
	enum op op;
	char id[LEN_REQUEST_ID + 1]; /* set as soon as it could be read */
	/* dispense, simulate, permit_add, permit_revoke */
	char bsn[LEN_BSN + 1];
	char uzovi[LEN_UZOVI + 1];
	/* dispense, simulate */
	struct claim claim;
	bool has_expect;
	enum outcome expect;
	/* reverse, lookup: the claim's number, or 0 and the id in of */
	uint64_t claim_number;
	char of[LEN_REQUEST_ID + 1];
	char reason[LEN_REASON + 1];
	/* permit_add, permit_revoke (the number alone) */
	struct permit permit;
};

/*
 * Reads one line (without its LF) into *out. canonical receives the same
 * object with sorted members, no blanks and no insured.bsn: what the ledger
 * keeps, and, with the patient key, what tells a replay from a conflict.
 * On failure *e is what the reply says, and out->id is set if it could be
 * read. Checks all that needs no look-up, the eleven-test and the order of
 * dates included.
 *
 * Without memory the error is ERR_BUSY, a retry.
 *
 * Of several faults one is told, and always the same: bad_json; v; op; then
 * object by object, the envelope first: item.kind, members that are not known
 * to this object or this kind (in the order of the line), then each member in
 * the order of protocol.md; at last what spans members: born,
 * prescription.date, last_supplied, first_supplied, a device's gph against
 * zi, conditions_met; claim against of; the permit's period.
 */
MUSTCHECK bool request_parse(const char *line, size_t len, struct request *out,
			     struct text *canonical, struct err *e);

/* Reads a canonical dispense or simulate back; out->bsn stays empty. */
MUSTCHECK bool request_parse_canonical(const char *bytes, size_t len,
				       struct request *out, struct err *e);

/* "dispense" and so on. */
const char *op_name(enum op op);

/* 9 digits that pass the eleven-test. */
bool bsn_valid(const char *bsn);

#endif
