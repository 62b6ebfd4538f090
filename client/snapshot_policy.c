#include "client/snapshot_policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/ensure.h"

static bool unreadable(struct err *e)
{
	return err_set(e, ERR_FAILED,
		       "the daemon's policy of snapshots is unreadable; are "
		       "claimd and claimctl of one version?");
}

/* Whether a text fits, and then copies it. */
static bool take(const struct doc_node *node, const char *name, char *out,
		 size_t size)
{
	int len = snprintf(out, size, "%s", doc_get_str(node, name, ""));

	return len >= 0 && (size_t)len < size;
}

static bool read_how(const struct doc_node *node, enum switch_how *how)
{
	const char *name = doc_get_str(node, "how", "");

	for (int i = 0; i < SWITCH_HOW_COUNT; i++) {
		*how = (enum switch_how)i;
		if (strcmp(switch_how_name(*how), name) == 0)
			return true;
	}
	return false;
}

static bool read_switch(const struct doc_node *node,
			struct accepted_switch *out)
{
	out->sequence = doc_get_int(node, "sequence", 0);
	return utc_read(doc_get_str(node, "at", ""), &out->at_s) &&
	       read_how(node, &out->how) &&
	       take(node, "snapshot", out->snapshot_id,
		    sizeof(out->snapshot_id)) &&
	       take(node, "key", out->key, sizeof(out->key)) &&
	       take(node, "sha256", out->sha256, sizeof(out->sha256)) &&
	       take(node, "reason", out->reason, sizeof(out->reason));
}

static bool read_switches(const struct doc_node *list, struct ratchet *ratchet)
{
	size_t count = doc_len(list);

	if (count > SWITCHES_MAX)
		return false;
	for (size_t i = 0; i < count; i++)
		if (!read_switch(doc_at(list, i), &ratchet->switches[i]))
			return false;
	ratchet->switch_count = count;
	return true;
}

static bool read_highest(const struct doc_node *list, struct ratchet *ratchet)
{
	size_t count = doc_len(list);

	if (count > RATCHET_KEYS_MAX)
		return false;
	for (size_t i = 0; i < count; i++) {
		const struct doc_node *node = doc_at(list, i);
		struct highest *to = &ratchet->keys[i];
		to->sequence = doc_get_int(node, "sequence", 0);
		if (!take(node, "key", to->key, sizeof(to->key)) ||
		    !take(node, "snapshot", to->snapshot_id,
			  sizeof(to->snapshot_id)) ||
		    !take(node, "sha256", to->sha256, sizeof(to->sha256)))
			return false;
	}
	ratchet->key_count = count;
	return true;
}

static bool read_keys(const struct doc_node *list, struct policy *policy)
{
	size_t count = doc_len(list);

	if (count > TRUSTED_KEYS_MAX)
		return false;
	policy->keys = calloc(count + 1, sizeof(*policy->keys));
	ensure(policy->keys != NULL);
	for (size_t i = 0; i < count; i++)
		policy->keys[i] = doc_str(doc_at(list, i), "");
	policy->trusted.keys = policy->keys;
	policy->trusted.key_count = count;
	return true;
}

static void read_serving(const struct doc_node *node, struct policy *policy)
{
	policy->serving.id = doc_get_str(node, "snapshot", NULL);
	policy->serving.path = doc_get_str(node, "path", "");
	policy->serving.sha256 = doc_get_str(node, "sha256", "");
	policy->serving.articles = doc_get_int(node, "articles", 0);
	policy->serving.prices = doc_get_int(node, "prices", 0);
	policy->serving.preferences = doc_get_int(node, "preferences", 0);
}

static bool read_policy(const struct doc_node *root, struct policy *policy)
{
	policy->dir = doc_get_str(root, "dir", "");
	policy->cases = doc_get_str(root, "cases", "");
	policy->grace_days = doc_get_int(root, "grace_days", 0);
	policy->trusted.allow_unsigned =
	    doc_get_bool(root, "allow_unsigned", false);
	read_serving(doc_get(root, "serving"), policy);
	return policy->dir[0] == '/' &&
	       read_keys(doc_get(root, "keys"), policy) &&
	       read_switches(doc_get(root, "switches"), policy->ratchet) &&
	       read_highest(doc_get(root, "highest"), policy->ratchet);
}

static bool ask(const struct args *args, struct doc **reply, struct err *e)
{
	struct control *control = NULL;
	char memory[64];
	struct text command;

	text_init(&command, memory, sizeof(memory));
	text_str(&command, "{\"cmd\":\"snapshot_policy\"}");
	bool ok = control_open(args, &control, e) &&
		  control_call(control, &command, reply, e);
	control_close(control);
	return ok;
}

bool policy_ask(const struct args *args, struct policy **out, struct err *e)
{
	struct policy *policy = calloc(1, sizeof(*policy));

	ensure(policy != NULL);
	policy->ratchet = calloc(1, sizeof(*policy->ratchet));
	ensure(policy->ratchet != NULL);
	if (ask(args, &policy->reply, e) &&
	    (read_policy(doc_root(policy->reply), policy) || unreadable(e))) {
		*out = policy;
		return true;
	}
	policy_free(policy);
	return false;
}

void policy_free(struct policy *policy)
{
	if (policy == NULL)
		return;
	doc_free(policy->reply);
	ratchet_free(policy->ratchet);
	free(policy->keys);
	free(policy);
}

bool policy_serves(const struct policy *policy, const char *sha256)
{
	return policy->serving.id != NULL &&
	       strcmp(policy->serving.sha256, sha256) == 0;
}

/* By what they are: a folder may have several names. */
static bool same_file(const char *a, const char *b)
{
	struct stat first, second;

	return stat(a, &first) == 0 && stat(b, &second) == 0 &&
	       first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

enum policy_state policy_state(const struct policy *policy, const char *path,
			       const char *sha256)
{
	if (policy->serving.id != NULL && same_file(policy->serving.path, path))
		return POLICY_SERVING;
	return ratchet_find(policy->ratchet, sha256) != NULL
		   ? POLICY_BEFORE
		   : POLICY_NOT_SERVED;
}

const char *policy_state_name(enum policy_state state)
{
	static const char *const names[] = {"serving", "served_before",
					    "not_served"};

	return names[state];
}

const char *policy_state_words(enum policy_state state)
{
	static const char *const words[] = {"serving", "served before",
					    "not served"};

	return words[state];
}
