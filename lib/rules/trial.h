/*
 * Inside lib/rules: the truth of an advice. A trial is the matter with the
 * advice applied, judged again, and set against the first judgement.
 */
#ifndef CLAIMD_RULES_TRIAL_H
#define CLAIMD_RULES_TRIAL_H

#include "rules/judge.h"

struct trial {
	struct claim claim; /* to be changed */
	struct supply added;
	struct decision decision;
	struct judgement j;
};

/* The same matter as j's, with a claim of its own. */
void trial_begin(const struct judgement *j, struct trial *t);

/*
 * Judges the trial: the change takes an obstacle away and makes nothing
 * worse. Where other obstacles remain, each has its own advice.
 */
bool trial_confirms(const struct judgement *before, struct trial *t);

/* After trial_confirms(): also more of it is payable. */
bool trial_pays_more(const struct judgement *before, const struct trial *t);

/* A code among the reasons of what was judged; one of several. */
bool judged(const struct judgement *j, enum rule_code code);
bool judged_any(const struct judgement *j, const enum rule_code *codes,
		size_t count);

/* The reason with a code, or NULL. */
const struct reason *decision_reason(const struct decision *d,
				     enum rule_code code);
/* Some reason limits the quantity; how many deny. */
bool decision_limits(const struct decision *d);
int decision_denials(const struct decision *d);

#endif
