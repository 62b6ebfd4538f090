/* Formulas of figures.def as people read them, computed exactly. */
#ifndef CLAIMD_TESTS_FORMULA_H
#define CLAIMD_TESTS_FORMULA_H

#include "rules/decision.h"

/*
 * What a formula with its numbers filled in amounts to, rounded half up to
 * cents: "€ 26,70 × 90 / 30 × (1 + 9%)" is 8731. Anything else in it fails
 * the test.
 */
cents formula_value(const char *formula, enum language language);

#endif
