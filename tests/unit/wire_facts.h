/* Facts and decisions for the tests of lib/wire. */
#ifndef CLAIMD_TESTS_WIRE_FACTS_H
#define CLAIMD_TESTS_WIRE_FACTS_H

#include "rules/decision.h"

/* Every list full, every member other than zero. */
void wire_full_reference(struct reference *reference);
/* The claim of wire_full, without more. */
void wire_claim(struct claim *claim);
/* A reason without any member. */
struct reason wire_reason(enum rule_code code, enum effect effect,
			  const char *article);

#endif
