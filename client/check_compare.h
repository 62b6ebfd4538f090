/* Compares a reply with what a case expects, and shows both side by side. */
#ifndef CLAIMD_CLIENT_CHECK_COMPARE_H
#define CLAIMD_CLIENT_CHECK_COMPARE_H

#include "base/text.h"
#include "client/casefile.h"

/*
 * True when everything that the case expects is so. Otherwise *report gets
 * one line for each thing compared; those that differ are marked.
 */
MUSTCHECK bool check_compare(const struct rule_case *c, const char *reply,
			     size_t len, struct text *report);

#endif
