/*
 * Does to a request what an advice says, as a caller would who knows the
 * protocol (section Advice) and nothing of how the advice was found.
 */
#ifndef CLAIMD_TESTS_APPLY_ADVICE_H
#define CLAIMD_TESTS_APPLY_ADVICE_H

#include "random_facts.h"

/*
 * In how many ways an advice may be followed: each preferred article, each
 * prescriber who may prescribe, a permit for this alone or for anything. What
 * is the insured's to say (attest_*) is said so that it helps.
 */
int advice_ways(const struct random_facts *f, const struct advice *a);

/* to becomes the facts f, decided as d, after following the advice. */
void apply_advice(struct random_facts *to, const struct random_facts *f,
		  const struct decision *d, const struct advice *a, int way);

#endif
