/* dispense and simulate: one code for both; only the end differs. */
#ifndef CLAIMD_DESK_JUDGE_H
#define CLAIMD_DESK_JUDGE_H

#include "desk/state.h"

/*
 * Fills desk->facts.reference from the snapshot that is served. NULL with *e:
 * there is none, it has expired, it cannot be read, or the claim's date is not
 * one that it judges. The result is as refcache_get has it.
 */
MUSTCHECK struct known *judge_reference(struct desk *desk,
					const struct claim *claim,
					const struct reference_key *key,
					struct err *e);

#endif
