/*
 * Holds an open ledger against the plan: the entries up to some number, byte
 * for byte and no others, the chain, and every look-up of every patient.
 */
#ifndef CLAIMD_TESTS_EXAMINE_H
#define CLAIMD_TESTS_EXAMINE_H

#include "plan.h"

enum { FLAW_MAX = 256 };

/* Says what is wrong and is false. */
MUSTCHECK bool examine(struct ledger *ledger, const struct plan *plan,
		       uint64_t head, char flaw[FLAW_MAX]);
/* The look-ups of one patient alone: as the desk makes them for a claim. */
MUSTCHECK bool examine_patient(struct ledger *ledger, const struct plan *plan,
			       uint64_t head, int patient, char flaw[FLAW_MAX]);

#endif
