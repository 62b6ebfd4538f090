/* snapshot list: what is installed, and what became of it. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "client/command.h"
#include "client/moment.h"
#include "client/out.h"
#include "client/snapshot_folder.h"
#include "client/snapshot_tell.h"

enum { KEY_SHOWN = 8, LEN_DATE = 10 };

static enum policy_state state_of(const struct policy *policy,
				  const struct installed *one)
{
	const char *hash = one->fault == ERR_NONE ? one->manifest.sha256 : "";
	char path[PATH_BYTES_MAX];
	struct err e;

	if (!folder_path(policy->dir, one->id, path, &e))
		return POLICY_NOT_SERVED;
	return policy_state(policy, path, hash);
}

static void print_row(const struct policy *policy, const struct installed *one)
{
	const struct manifest *m = &one->manifest;
	enum policy_state state = state_of(policy, one);

	printf("%c %-20s", state == POLICY_SERVING ? '*' : ' ', one->id);
	if (one->fault == ERR_NONE)
		printf(" %8" PRId64 "  %.*s  %.*s  %.*s…  ", m->sequence,
		       LEN_DATE, m->published_at, LEN_DATE, m->expires,
		       KEY_SHOWN, m->key);
	else
		printf(" %8s  %-10s  %-10s  %-9s  ", "-", "-", "-", "-");
	printf("%s", policy_state_words(state));
	if (one->fault != ERR_NONE)
		printf(", %s", err_name(one->fault));
	else if (manifest_expired(m, moment_utc_s()))
		printf(", expired");
	putchar('\n');
}

static void print_table(const struct policy *policy,
			const struct installed_list *list)
{
	printf("%s\n", policy->dir);
	if (list->count == 0) {
		puts("  holds no snapshot");
		return;
	}
	printf("  %-20s %8s  %-10s  %-10s  %-9s  %s\n", "snapshot", "sequence",
	       "published", "expires", "key", "state");
	for (size_t i = 0; i < list->count; i++)
		print_row(policy, &list->at[i]);
}

static void print_one_json(const struct policy *policy,
			   const struct installed *one, bool first)
{
	char memory[JSON_PATH_MAX], path[PATH_BYTES_MAX];
	struct text t;
	struct err e;

	text_init(&t, memory, sizeof(memory));
	text_str(&t, first ? "{\"state\":" : ",{\"state\":");
	text_json_string(&t, policy_state_name(state_of(policy, one)));
	if (folder_path(policy->dir, one->id, path, &e))
		tell_member(&t, "file", path);
	if (one->fault == ERR_NONE) {
		tell_manifest_json(&t, &one->manifest);
		text_str(&t, ",\"expired\":");
		text_str(&t, manifest_expired(&one->manifest, moment_utc_s())
				 ? "true"
				 : "false");
	} else {
		tell_member(&t, "snapshot", one->id);
		tell_member(&t, "fault", err_name(one->fault));
	}
	text_char(&t, '}');
	ensure(!t.overflow);
	fputs(t.data, stdout);
}

static void print_json(const struct policy *policy,
		       const struct installed_list *list)
{
	char memory[JSON_PATH_MAX];
	struct text t;

	text_init(&t, memory, sizeof(memory));
	text_str(&t, "{\"ok\":true");
	tell_member(&t, "dir", policy->dir);
	printf("%s,\"snapshots\":[", t.data);
	for (size_t i = 0; i < list->count; i++)
		print_one_json(policy, &list->at[i], i == 0);
	puts("]}");
}

int cmd_snapshot_list(const struct args *args)
{
	struct policy *policy = NULL;
	struct installed_list list = {0};
	struct err e;

	bool ok = policy_ask(args, &policy, &e) &&
		  folder_list(policy->dir, &policy->trusted, &list, &e);
	if (ok && args_has(args, OPT_JSON))
		print_json(policy, &list);
	else if (ok)
		print_table(policy, &list);
	folder_list_free(&list);
	policy_free(policy);
	return ok ? 0 : out_fail(args, &e, NULL);
}
