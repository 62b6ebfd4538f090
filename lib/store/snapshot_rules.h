/* What snapshot_check asks besides the questions about every table. */
#ifndef CLAIMD_STORE_SNAPSHOT_RULES_H
#define CLAIMD_STORE_SNAPSHOT_RULES_H

/*
 * Each gives rows of (table, column, line, what, expected), one for each
 * place that breaks the rule. They also use the temporary table
 * known_parameter (name, low, high). The list ends in NULL.
 */
extern const char *const snapshot_rules[];
/* Those that snapshot_walk answers for a file that is opened. */
extern const char *const snapshot_source_rules[];

#endif
