/* Inside lib/rules: what would make more of it payable (protocol, 5). */
#ifndef CLAIMD_RULES_ADVICE_H
#define CLAIMD_RULES_ADVICE_H

#include "rules/judge.h"

/*
 * Adds to a judged decision the advice that judging again, with the advice
 * applied, confirms. In the order of the protocol's table.
 */
void advise(struct judgement *j);

#endif
