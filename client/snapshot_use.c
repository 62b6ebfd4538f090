/* snapshot use and rollback: the daemon switches to one that is there. */
#include <stdio.h>
#include <string.h>

#include "base/ensure.h"
#include "client/command.h"
#include "client/files.h"
#include "client/out.h"
#include "client/snapshot_folder.h"
#include "client/snapshot_switch.h"
#include "client/snapshot_tell.h"

static bool path_of_id(const struct args *args, const char *id,
		       char out[PATH_BYTES_MAX], struct err *e)
{
	struct policy *policy = NULL;

	bool ok = policy_ask(args, &policy, e) &&
		  folder_path(policy->dir, id, out, e);
	policy_free(policy);
	return ok;
}

static bool ask_use(const struct args *args, struct switched *done,
		    struct err *e)
{
	const char *operand = args->operands[0], *reason;
	char path[PATH_BYTES_MAX], memory[JSON_PATH_MAX];
	struct text command;

	bool ok = switch_reason(args, OPT_REASON, &reason, e) &&
		  (folder_is_id(operand) ? path_of_id(args, operand, path, e)
					 : path_absolute(operand, path, e));
	if (!ok)
		return false;
	text_init(&command, memory, sizeof(memory));
	switch_command(&command, path, SWITCH_USE, reason);
	return switch_ask(args, &command, NULL, done, e);
}

static bool ask_rollback(const struct args *args, struct switched *done,
			 struct err *e)
{
	const char *id = args->operand_count > 0 ? args->operands[0] : NULL;
	const char *reason;
	char memory[1024];
	struct text command;

	if (!switch_reason(args, OPT_REASON, &reason, e))
		return false;
	if (id != NULL && !folder_is_id(id))
		return err_set(e, ERR_USAGE,
			       "%.64s: expected the ID of a snapshot, "
			       "gvs-YYYYMMDD-NNNNNN",
			       id);
	text_init(&command, memory, sizeof(memory));
	text_str(&command, "{\"cmd\":\"snapshot_rollback\"");
	if (id != NULL)
		tell_member(&command, "snapshot", id);
	if (reason != NULL)
		tell_member(&command, "reason", reason);
	text_char(&command, '}');
	ensure(!command.overflow);
	return switch_ask(args, &command, NULL, done, e);
}

static int report(const struct args *args, bool ok, const struct err *e,
		  const struct switched *done)
{
	char memory[1024];
	struct text t;

	if (!ok)
		return out_fail(args, e, NULL);
	if (!args_has(args, OPT_JSON)) {
		printf("in use: %s (before: %s)\n", done->snapshot,
		       done->previous[0] != '\0' ? done->previous : "none");
		return 0;
	}
	text_init(&t, memory, sizeof(memory));
	text_str(&t, "{\"ok\":true");
	tell_member(&t, "snapshot", done->snapshot);
	tell_member(&t, "previous", done->previous);
	text_char(&t, '}');
	puts(t.data);
	return 0;
}

int cmd_snapshot_use(const struct args *args)
{
	struct switched done;
	struct err e;
	bool ok = ask_use(args, &done, &e);

	return report(args, ok, &e, &done);
}

int cmd_snapshot_rollback(const struct args *args)
{
	struct switched done;
	struct err e;
	bool ok = ask_rollback(args, &done, &e);

	return report(args, ok, &e, &done);
}
