/* Commands about one claim: CLAIM, or --id PHARMACY ID. */
#ifndef CLAIMD_CLIENT_CLAIM_NAME_H
#define CLAIMD_CLIENT_CLAIM_NAME_H

#include "base/text.h"
#include "client/args.h"
#include "wire/doc.h"

/* The members of a command that name the claim: ,"claim":… or
 * ,"pharmacy":…,"id":… */
MUSTCHECK bool claim_name_write(const struct args *args, struct text *t,
				struct err *e);

/* Asks the daemon, like control_ask. */
int claim_ask(const struct args *args, const char *cmd, struct doc **reply);

/* The lines about an entry that claims show and explain begin with. */
void claim_print_head(const struct doc_node *root);

#endif
