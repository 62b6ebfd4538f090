/*
 * The reference facts of a claim as JSON and back, without loss: what the
 * ledger keeps beside the request so that a decision can be made again.
 */
#ifndef CLAIMD_WIRE_FACTS_JSON_H
#define CLAIMD_WIRE_FACTS_JSON_H

#include "base/err.h"
#include "base/text.h"
#include "rules/decision.h"

/* The largest: every list full. */
enum { REFERENCE_JSON_MAX = 16384 };

/* Deterministic: equal references give equal bytes. */
void reference_write(struct text *out, const struct reference *reference);
MUSTCHECK bool reference_read(const char *bytes, size_t len,
			      struct reference *out, struct err *e);

/*
 * The explanation of a decision as one JSON object: every rule in order with
 * its status, the facts, the working and the amounts.
 */
void explain_write(struct text *out, const struct facts *facts,
		   const struct decision *decision);

#endif
