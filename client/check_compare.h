/* Compares a reply with what a case expects, and shows both side by side. */
#ifndef CLAIMD_CLIENT_CHECK_COMPARE_H
#define CLAIMD_CLIENT_CHECK_COMPARE_H

#include "base/text.h"
#include "client/check_steps.h"

/*
 * True when everything that the case expects is so. Otherwise *report gets
 * one row for each thing compared, in 80 columns; those that differ are
 * marked. The steps, whose earlier claims are recorded by now, give
 * claim=earlier-1 its number.
 */
MUSTCHECK bool check_compare(const struct rule_case *c,
			     const struct check_steps *steps, const char *reply,
			     size_t len, struct text *report);

#endif
