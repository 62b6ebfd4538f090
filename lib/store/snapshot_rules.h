/* The questions that snapshot_check asks besides those of every table. */
#ifndef CLAIMD_STORE_SNAPSHOT_RULES_H
#define CLAIMD_STORE_SNAPSHOT_RULES_H

/*
 * Each gives rows of (table, column, line, what, expected), one for each
 * place that breaks the rule. They also use the temporary table
 * known_parameter (name, low, high). The list ends in NULL.
 */
extern const char *const snapshot_rules[];

#endif
