#include "client/snapshot_prune.h"

#include <string.h>

#include "client/out.h"
#include "client/snapshot_folder.h"

static bool is_listed(const struct installed_list *list, const char *id)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->at[i].id, id) == 0)
			return true;
	return false;
}

/* The switch by which it came into use; rolling back is no such switch. */
static size_t place_of_serving(const struct policy *policy)
{
	const struct ratchet *ratchet = policy->ratchet;
	size_t i = ratchet->switch_count;

	while (i > 0 && (strcmp(ratchet->switches[i - 1].sha256,
				policy->serving.sha256) != 0 ||
			 ratchet->switches[i - 1].how == SWITCH_ROLLBACK))
		i--;
	return i > 0 ? i - 1 : 0;
}

/* The newest one before a switch that is another and still there, or "". */
static const char *newest_before(const struct policy *policy,
				 const struct installed_list *list, size_t end)
{
	for (size_t i = end; i-- > 0;) {
		const char *id = policy->ratchet->switches[i].snapshot_id;
		if (strcmp(id, policy->serving.id) != 0 && is_listed(list, id))
			return id;
	}
	return "";
}

/*
 * Where a rollback goes, and what was served last: after a rollback these
 * are two.
 */
static int prune_list(const struct policy *policy,
		      const struct installed_list *list, int64_t keep)
{
	const char *back =
	    newest_before(policy, list, place_of_serving(policy));
	const char *last =
	    newest_before(policy, list, policy->ratchet->switch_count);
	int removed = 0;

	for (size_t i = (size_t)keep; i < list->count; i++) {
		const char *id = list->at[i].id;
		if (!folder_is_id(id) || strcmp(id, policy->serving.id) == 0 ||
		    strcmp(id, back) == 0 || strcmp(id, last) == 0)
			continue;
		folder_forget(policy->dir, id);
		removed++;
	}
	return removed;
}

int prune(const struct args *args, int64_t keep)
{
	struct policy *policy = NULL;
	struct installed_list list = {0};
	struct err e;
	int removed = 0;

	if (!policy_ask(args, &policy, &e) ||
	    !folder_list(policy->dir, &policy->trusted, &list, &e))
		out_warn("nothing was removed: %s", e.message);
	else if (policy->serving.id != NULL)
		removed = prune_list(policy, &list, keep);
	folder_list_free(&list);
	policy_free(policy);
	return removed;
}
