/* snapshot: building reference data, and telling the daemon to use it. */
#include <stdio.h>

#include "client/command.h"
#include "client/control_client.h"
#include "client/files.h"
#include "client/out.h"
#include "client/snapshot_make.h"

int cmd_snapshot_build(const struct args *args)
{
	struct snapshot_info info;
	struct err e;
	const char *out = args_value(args, OPT_OUT, NULL);

	bool json = args_has(args, OPT_JSON);

	if (!snapshot_make(args->operands[0], out, json, &info, &e))
		return out_fail(args, &e, NULL);
	if (json)
		snapshot_print_json(&info, out);
	else
		printf("%s: %s, %lld articles, %lld prices, %lld "
		       "preferences\n",
		       out, info.id, (long long)info.articles,
		       (long long)info.prices, (long long)info.preferences);
	return 0;
}

int cmd_snapshot_use(const struct args *args)
{
	char path[PATH_BYTES_MAX], memory[2 * PATH_BYTES_MAX];
	struct text command;
	struct doc *reply = NULL;
	struct err e;

	if (!path_absolute(args->operands[0], path, &e))
		return out_fail(args, &e, NULL);
	text_init(&command, memory, sizeof(memory));
	text_str(&command, "{\"cmd\":\"snapshot_use\",\"path\":");
	text_json_string(&command, path);
	text_char(&command, '}');
	int status = control_ask(args, &command, &reply);
	if (status != 0)
		return status;
	const struct doc_node *root = doc_root(reply);
	const char *previous = doc_get_str(root, "previous", "");
	if (!args_has(args, OPT_JSON))
		printf("in use: %s (before: %s)\n",
		       doc_get_str(root, "snapshot", "?"),
		       previous[0] != '\0' ? previous : "none");
	doc_free(reply);
	return 0;
}
