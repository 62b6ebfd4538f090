/*
 * Runs a property over pseudo-random facts of every kind, and says all that
 * is needed to see a violation again. The environment may choose:
 *
 *   PROPERTY_FACTS  how many sets of facts; less where code is slow
 *   PROPERTY_INDEX  this one alone
 *
 * The counts that are asked for scale with the number of facts.
 */
#ifndef CLAIMD_TESTS_PROPERTY_H
#define CLAIMD_TESTS_PROPERTY_H

#include "base/attr.h"
#include "random_facts.h"

typedef void property(const struct random_facts *f, const struct decision *d);

/* Calls it for each set of facts, with their decision. */
void property_run(property *check);

/* Fails the test and prints the facts; hold() is for conditions. */
void property_violated(const struct random_facts *f, const char *what,
		       const char *file, int line);

#define hold(f, cond)                                                          \
	((cond) ? (void)0 : property_violated(f, #cond, __FILE__, __LINE__))

/*
 * Prints how often each of a table's rows was met, and fails where that is
 * below 1 000 in a million facts. Nothing is asked of one index alone.
 */
void property_counts(const char *title, const char *(*name)(int row),
		     const int64_t *counts, int rows);

/* --- what several properties look at ------------------------------------- */

const struct reason *reason_of(const struct decision *d, enum rule_code code);
bool has_effect(const struct decision *d, enum effect effect);
int denials(const struct decision *d);

#endif
