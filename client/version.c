#include <stdio.h>

#include "client/command.h"
#include "rules/decision.h"

int cmd_version(const struct args *args)
{
	if (args_has(args, OPT_JSON))
		printf("{\"version\":\"%s\",\"rules\":\"%s\"}\n",
		       PACKAGE_VERSION, RULES_VERSION);
	else
		printf("claimctl %s, rulebook %s\n", PACKAGE_VERSION,
		       RULES_VERSION);
	return 0;
}
