/* Inside lib/rules: what 4.4 tells the money and the advice. */
#ifndef CLAIMD_RULES_CONDITIONS_H
#define CLAIMD_RULES_CONDITIONS_H

#include "rules/judge.h"

/* The next matching condition after one (NULL: the first), or NULL. */
const struct condition *next_condition(const struct judgement *j,
				       enum procedure procedure,
				       const struct condition *after);

/* The form that a condition asks for; where any serves, the usual one. */
static inline enum statement_kind statement_form(const struct condition *c)
{
	return c->form == STATEMENT_NONE ? STATEMENT_ARTSENVERKLARING : c->form;
}

/* 4.4.2.2: without a contract the insurer judges an artsenverklaring. */
bool statement_needs_insurer(const struct judgement *j,
			     enum statement_kind kind);

/* 4.4.4: own days among the approved ones; all, where days are unknown. */
int own_account_days(const struct judgement *j);
bool own_account_wholly(const struct judgement *j);

#endif
