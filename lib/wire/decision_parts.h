/*
 * The parts of a decision that replies and explanations share, each as a
 * member of the object that is open. Private to lib/wire.
 */
#ifndef CLAIMD_WIRE_DECISION_PARTS_H
#define CLAIMD_WIRE_DECISION_PARTS_H

#include "rules/decision.h"

/* A claim's number: C and 14 digits. */
void put_claim(struct text *out, const char *name, uint64_t number);
/* outcome, approved, amounts, collect, eigen_risico */
void put_result(struct text *out, const struct facts *facts,
		const struct decision *decision);
/* reasons */
void put_reasons(struct text *out, const struct facts *facts,
		 const struct decision *decision);
/* advice */
void put_advice(struct text *out, const struct facts *facts,
		const struct decision *decision);

#endif
