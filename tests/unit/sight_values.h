/* Values of sights as texts: a table of them. */
#ifndef CLAIMD_TESTS_SIGHT_VALUES_H
#define CLAIMD_TESTS_SIGHT_VALUES_H

#include "kinds.h"
#include "rules/sights.h"

/* A sight as text; "-" where it has no meaning. */
struct shown {
	enum sight sight;
	const char *text;
};

/* As a rule sees them (RULE_COUNT: none), of an ingredient (-1: none). */
void check_sights(const struct scenario *s, enum rule_code code, int index,
		  const struct shown *rows, size_t count);

#endif
