/*
 * Whether advice is true: each piece is carried out and judged again, by code
 * apart from the rules' own, and through the snapshot where it names another
 * article.
 */
#ifndef CLAIMD_CLIENT_CHECK_ADVICE_H
#define CLAIMD_CLIENT_CHECK_ADVICE_H

#include "rules/decision.h"
#include "store/snapshot.h"

/*
 * False with *e when an advice of the decision does not keep its word. The
 * attestations are not tried: what they say is not known here.
 */
MUSTCHECK bool check_advice(struct snapshot *snapshot,
			    const struct facts *facts,
			    const struct decision *decision, struct err *e);

#endif
