/* Gathers: a claim, its reference facts and the ledger become facts. */
#ifndef CLAIMD_STORE_DOSSIER_H
#define CLAIMD_STORE_DOSSIER_H

#include "store/ledger.h"

/*
 * Adds to facts->claim, ->pharmacy and ->reference (already filled) all that
 * the ledger knows as of then. facts->history and ->services point into the
 * ledger until the next gathering.
 */
void dossier_gather(struct ledger *ledger, const struct patient_key *patient,
		    struct as_of as_of, struct facts *facts);

/* False with ERR_MISSING_FIELD: only the snapshot told that the request lacks
 * something (facts_lack). */
MUSTCHECK bool facts_are_complete(const struct facts *facts, struct err *e);

#endif
