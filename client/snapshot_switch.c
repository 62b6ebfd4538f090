#include "client/snapshot_switch.h"

#include <stdio.h>
#include <string.h>

#include "base/ensure.h"

void switch_command(struct text *out, const char *path, enum switch_how how,
		    const char *reason)
{
	text_str(out, "{\"cmd\":\"snapshot_use\",\"path\":");
	text_json_string(out, path);
	text_str(out, ",\"how\":");
	text_json_string(out, switch_how_name(how));
	if (reason != NULL) {
		text_str(out, ",\"reason\":");
		text_json_string(out, reason);
	}
	text_char(out, '}');
	ensure(!out->overflow);
}

/* After a lost connection: whether it was done all the same. */
static bool was_done(const struct args *args, const char *sha256)
{
	struct policy *policy = NULL;
	struct err e;

	bool done = sha256 != NULL && policy_ask(args, &policy, &e) &&
		    policy_serves(policy, sha256);
	policy_free(policy);
	return done;
}

static void read_switched(const struct doc_node *root, struct switched *out)
{
	snprintf(out->snapshot, sizeof(out->snapshot), "%s",
		 doc_get_str(root, "snapshot", ""));
	snprintf(out->previous, sizeof(out->previous), "%s",
		 doc_get_str(root, "previous", ""));
}

bool switch_ask(const struct args *args, const struct text *command,
		const char *sha256, struct switched *out, struct err *e)
{
	struct control *control = NULL;
	struct doc *reply = NULL;

	*out = (struct switched){.snapshot = ""};
	bool ok = control_open(args, &control, e) &&
		  control_call(control, command, &reply, e);
	control_close(control);
	if (ok)
		read_switched(doc_root(reply), out);
	doc_free(reply);
	return ok || (e->code == ERR_TIMED_OUT && was_done(args, sha256));
}

bool switch_reason(const struct args *args, enum option_id id, const char **out,
		   struct err *e)
{
	*out = args_value(args, id, NULL);
	if (*out == NULL)
		return true;
	return (*out[0] != '\0' && strlen(*out) <= LEN_REASON) ||
	       err_set(e, ERR_USAGE, "--%s: expected a reason of 1 to %d bytes",
		       option_info(id)->name, (int)LEN_REASON);
}
