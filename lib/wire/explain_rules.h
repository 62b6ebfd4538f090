/*
 * What the rules saw and how the amounts came about, as members of the object
 * that is open. Private to lib/wire.
 */
#ifndef CLAIMD_WIRE_EXPLAIN_RULES_H
#define CLAIMD_WIRE_EXPLAIN_RULES_H

#include "rules/figures.h"

/* rules: every one, with its status in the decision and what it saw */
void put_rules(struct text *out, const struct judgement *j,
	       const struct decision *decision);
/* arithmetic */
void put_arithmetic(struct text *out, const struct judgement *j);

#endif
