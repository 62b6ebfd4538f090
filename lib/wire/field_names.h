/*
 * The fields of a dispense by their dotted names, for whoever types them:
 * "item.days", "item.ingredients.0.zi".
 */
#ifndef CLAIMD_WIRE_FIELD_NAMES_H
#define CLAIMD_WIRE_FIELD_NAMES_H

#include "rules/claim.h"

/* expected: what it must hold, in words. Both live until it returns. */
typedef void field_name_each(void *ctx, const char *name, const char *expected);

/*
 * All fields of a claim for that kind of item, in the order of the protocol;
 * of a list's elements the first. insured.bsn is none of them.
 */
void field_names(enum item_kind kind, field_name_each *each, void *ctx);

#endif
