/* Both decisions of a what-if beside each other. */
#ifndef CLAIMD_CLIENT_WHATIF_PRINT_H
#define CLAIMD_CLIENT_WHATIF_PRINT_H

#include "client/whatif.h"
#include "rules/decision.h"

/*
 * The changes, then both decisions in two columns; without changes the one
 * decision.
 */
void whatif_print(const struct whatif *w, enum language language);

/*
 * One line: {"changes":[{"field","before","after"}], and what w->answer
 * says}. before or after of a change is null where the field is not there.
 */
void whatif_print_json(const struct whatif *w);

#endif
