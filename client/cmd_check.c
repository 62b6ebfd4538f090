#include <stdio.h>

#include "client/check.h"
#include "client/command.h"
#include "client/out.h"

int cmd_check(const struct args *args)
{
	const struct check_options options = {
	    .snapshot = args_value(args, OPT_SNAPSHOT, NULL),
	    .steps = args_has(args, OPT_STEPS),
	    .replies = args_value(args, OPT_REPLIES, NULL),
	    .json = args_has(args, OPT_JSON),
	    .out = stdout,
	};
	struct check_result result;
	struct err e = {0};

	if (!check_files(args->operands, args->operand_count, &options, &result,
			 &e) ||
	    !out_flush(&e))
		return out_fail(args, &e, NULL);
	return result.failed == 0 ? 0 : 1;
}
