/* Sums of what a rehearsal changes: in all, by rule and by article. */
#ifndef CLAIMD_CLIENT_REHEARSE_GROUPS_H
#define CLAIMD_CLIENT_REHEARSE_GROUPS_H

#include <stdio.h>

#include "base/money.h"
#include "wire/doc.h"

enum sum {
	SUM_REIMBURSED,
	SUM_EIGEN_BIJDRAGE,
	SUM_OWN_ACCOUNT,
	SUM_REFUSED,
	SUM_COUNT
};

/* As the protocol names them. */
const char *sum_name(enum sum sum);

struct sums {
	cents before[SUM_COUNT], after[SUM_COUNT];
};

/* Of one change as control.h has it. */
void sums_read(const struct doc_node *change, struct sums *out);
void sums_add(struct sums *sums, const struct sums *more);
/* The largest difference of the four, without its sign. */
cents sums_shift(const struct sums *sums);

struct group {
	char *code;   /* of a rule ("": only amounts), or of an item */
	char *detail; /* the rule's article, or the item's kind */
	char *name;   /* of the item */
	int64_t claims, gained, lost;
	struct sums sums;
};

struct groups {
	void *tree; /* tsearch(3) */
	struct group **list;
	size_t count;
};

/* The group of a key; it is made if it is new. */
struct group *groups_find(struct groups *groups, const char *code,
			  const char *detail, const char *name);
void group_add(struct group *group, const struct sums *sums);
/* Adds a change to the groups of the rules that it gained and lost. */
void groups_add_rules(struct groups *groups, const struct doc_node *change,
		      const struct sums *sums);
/* Those that shift most first; of equals by code. */
void groups_sort(struct groups *groups);
void groups_free(struct groups *groups);

#endif
