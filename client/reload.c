/* reload: the daemon reads its configuration again. */
#include <stdio.h>

#include "client/command.h"
#include "client/control_client.h"

static void print_changed(const struct doc_node *changed)
{
	if (doc_len(changed) == 0) {
		puts("No key has changed.");
		return;
	}
	printf("Changed: ");
	for (size_t i = 0; i < doc_len(changed); i++)
		printf("%s%s", i > 0 ? ", " : "",
		       doc_str(doc_at(changed, i), "?"));
	puts(".");
}

static void print_restart(const struct doc_node *restart)
{
	for (size_t i = 0; i < doc_len(restart); i++) {
		const struct doc_node *one = doc_at(restart, i);
		long long line = doc_get_int(one, "line", 0);
		printf("Needs a restart: %s", doc_get_str(one, "key", "?"));
		if (line > 0)
			printf(", changed on line %lld", line);
		puts(".");
	}
}

static void print_reload(const struct doc_node *root)
{
	printf("claimd has read %s again, with certificates, revocation list "
	       "and clients.\n",
	       doc_get_str(root, "conf", "?"));
	print_changed(doc_get(root, "changed"));
	print_restart(doc_get(root, "restart"));
}

int cmd_reload(const struct args *args)
{
	char memory[64];
	struct text command;
	struct doc *reply;
	int status;

	text_init(&command, memory, sizeof(memory));
	text_str(&command, "{\"cmd\":\"reload\"}");
	status = control_ask(args, &command, &reply);
	if (status != 0)
		return status;
	if (!args_has(args, OPT_JSON))
		print_reload(doc_root(reply));
	doc_free(reply);
	return 0;
}
