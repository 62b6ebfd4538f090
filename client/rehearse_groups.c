#include "client/rehearse_groups.h"

#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"

const char *sum_name(enum sum sum)
{
	static const char *const names[SUM_COUNT] = {
	    [SUM_REIMBURSED] = "reimbursed",
	    [SUM_EIGEN_BIJDRAGE] = "eigen_bijdrage",
	    [SUM_OWN_ACCOUNT] = "own_account",
	    [SUM_REFUSED] = "refused",
	};

	ensure(sum < SUM_COUNT);
	return names[sum];
}

void sums_read(const struct doc_node *change, struct sums *out)
{
	const struct doc_node *before = doc_get(change, "before");
	const struct doc_node *after = doc_get(change, "after");

	for (int i = 0; i < SUM_COUNT; i++) {
		const char *name = sum_name((enum sum)i);
		out->before[i] = doc_get_int(before, name, 0);
		out->after[i] = doc_get_int(after, name, 0);
	}
}

void sums_add(struct sums *sums, const struct sums *more)
{
	for (int i = 0; i < SUM_COUNT; i++) {
		sums->before[i] += more->before[i];
		sums->after[i] += more->after[i];
	}
}

cents sums_shift(const struct sums *sums)
{
	cents shift = 0;

	for (int i = 0; i < SUM_COUNT; i++) {
		cents by = llabs(sums->after[i] - sums->before[i]);
		if (by > shift)
			shift = by;
	}
	return shift;
}

/* --- groups ------------------------------------------------------------- */

static int compare_keys(const void *a, const void *b)
{
	const struct group *left = a, *right = b;
	int order = strcmp(left->code, right->code);

	if (order == 0)
		order = strcmp(left->detail, right->detail);
	/* What has no code goes by its name: imports, allergens. */
	if (order == 0 && left->code[0] == '\0')
		order = strcmp(left->name, right->name);
	return order;
}

static char *copy(const char *text)
{
	char *copied = strdup(text);

	ensure(copied != NULL);
	return copied;
}

static struct group *add_group(struct groups *groups, const struct group *key)
{
	struct group *group = calloc(1, sizeof(*group));

	ensure(group != NULL);
	group->code = copy(key->code);
	group->detail = copy(key->detail);
	group->name = copy(key->name);
	ensure(tsearch(group, &groups->tree, compare_keys) != NULL);
	groups->list =
	    realloc(groups->list, (groups->count + 1) * sizeof(struct group *));
	ensure(groups->list != NULL);
	groups->list[groups->count++] = group;
	return group;
}

struct group *groups_find(struct groups *groups, const char *code,
			  const char *detail, const char *name)
{
	/* Only looked at. */
	struct group key = {.code = (char *)(uintptr_t)code,
			    .detail = (char *)(uintptr_t)detail,
			    .name = (char *)(uintptr_t)name};
	struct group **found = tfind(&key, &groups->tree, compare_keys);

	return found != NULL ? *found : add_group(groups, &key);
}

void group_add(struct group *group, const struct sums *sums)
{
	group->claims++;
	sums_add(&group->sums, sums);
}

static struct group *rule_group(struct groups *groups,
				const struct doc_node *rule)
{
	return groups_find(groups, doc_get_str(rule, "code", ""),
			   doc_get_str(rule, "article", ""), "");
}

void groups_add_rules(struct groups *groups, const struct doc_node *change,
		      const struct sums *sums)
{
	const struct doc_node *gained = doc_get(change, "gained");
	const struct doc_node *lost = doc_get(change, "lost");

	for (size_t i = 0; i < doc_len(gained); i++) {
		struct group *group = rule_group(groups, doc_at(gained, i));
		group->gained++;
		group_add(group, sums);
	}
	for (size_t i = 0; i < doc_len(lost); i++) {
		struct group *group = rule_group(groups, doc_at(lost, i));
		group->lost++;
		group_add(group, sums);
	}
	if (doc_len(gained) + doc_len(lost) == 0)
		group_add(groups_find(groups, "", "", ""), sums);
}

static int compare_shifts(const void *a, const void *b)
{
	const struct group *left = *(struct group *const *)a;
	const struct group *right = *(struct group *const *)b;
	cents x = sums_shift(&left->sums), y = sums_shift(&right->sums);

	if (x != y)
		return x > y ? -1 : 1;
	if (left->claims != right->claims)
		return left->claims > right->claims ? -1 : 1;
	return compare_keys(left, right);
}

void groups_sort(struct groups *groups)
{
	if (groups->count > 0)
		qsort(groups->list, groups->count, sizeof(struct group *),
		      compare_shifts);
}

void groups_free(struct groups *groups)
{
	for (size_t i = 0; i < groups->count; i++) {
		struct group *group = groups->list[i];
		ensure(tdelete(group, &groups->tree, compare_keys) != NULL);
		free(group->code);
		free(group->detail);
		free(group->name);
		free(group);
	}
	free(groups->list);
	*groups = (struct groups){.tree = NULL};
}
