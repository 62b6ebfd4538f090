/* Scopes of a machtiging: what a permit covers. */
#ifndef CLAIMD_RULES_PERMIT_H
#define CLAIMD_RULES_PERMIT_H

#include "rules/facts.h"

/* zi:, prk:, substance:, device: with a value, holiday, any. */
bool permit_scope_valid(const char *scope);

/*
 * Whether a scope covers the item of the facts' claim (4.4.2.3):
 * medicine, diet  zi, prk, substance, any
 * import          substance, any
 * allergen        any
 * device          device, zi, any
 * others          none
 */
bool permit_scope_covers(const char *scope, const struct facts *facts);

/* Whether a scope covers a long holiday supply: holiday, any (9.2). */
bool permit_scope_covers_holiday(const char *scope);

#endif
