/* claims: what the ledger holds about one claim. */
#include <stdio.h>
#include <stdlib.h>

#include "client/claim_name.h"
#include "client/command.h"
#include "client/control_client.h"
#include "client/out.h"
#include "client/reply_print.h"

void claim_print_head(const struct doc_node *root)
{
	const char *pharmacy = doc_get_str(root, "pharmacy", "");
	const char *reversed_by = doc_get_str(root, "reversed_by", NULL);

	printf("%s  %s %s of %s\n", doc_get_str(root, "claim", "?"),
	       doc_get_str(root, "kind", "?"), doc_get_str(root, "id", "?"),
	       pharmacy[0] != '\0' ? pharmacy : "the operator");
	printf("recorded %s, snapshot %s, rulebook %s\n",
	       doc_get_str(root, "recorded_at", "?"),
	       doc_get_str(root, "snapshot", "?"),
	       doc_get_str(root, "rules", "?"));
	printf("hash %s\n", doc_get_str(root, "hash", "?"));
	if (reversed_by != NULL)
		printf("reversed by %s\n", reversed_by);
}

/* What the operator did himself has no reply. */
static void print_recorded(const struct doc_node *root)
{
	const struct doc_node *reply = doc_get(root, "reply");
	char *request = doc_pretty(doc_get(root, "request"));

	claim_print_head(root);
	printf("\nrequest\n%s\n", request);
	free(request);
	if (doc_is_object(reply)) {
		puts("\nreply");
		reply_print(reply);
	}
}

int cmd_claims_show(const struct args *args)
{
	struct doc *reply = NULL;
	int status = claim_ask(args, "claims_show", &reply);

	if (status != 0)
		return status;
	if (!args_has(args, OPT_JSON))
		print_recorded(doc_root(reply));
	doc_free(reply);
	return 0;
}
