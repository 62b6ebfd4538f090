/* Recorded claims, judged again on the facts as they were. */
#ifndef CLAIMD_DESK_RECALL_H
#define CLAIMD_DESK_RECALL_H

#include "desk/state.h"

/* What is needed of an entry beyond its facts. */
struct recalled {
	uint64_t seq;
	char pharmacy[LEN_AGB + 1];
	char request_id[LEN_REQUEST_ID + 1];
	struct patient_key patient;
};

/*
 * Makes *facts those of a recorded claim, with the ledger as it stood before
 * it and without one other claim (0: none). False with *e when the entry does
 * not hold what it should.
 */
MUSTCHECK bool recall_facts(struct desk *desk, uint64_t seq, uint64_t without,
			    struct facts *facts, struct recalled *recalled,
			    struct err *e);

/* Whether the claim was decided by a snapshot in its days of grace, as the
 * reply said. */
bool recall_stale(const struct stored *stored);

/*
 * The claim that a request names, by number or by the id of its dispense;
 * only the pharmacy's own, 0 otherwise.
 */
uint64_t recall_own_claim(struct desk *desk, const char *pharmacy,
			  uint64_t number, const char *of);

#endif
