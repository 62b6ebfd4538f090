#include "desk/commands.h"

#include <string.h>

#include "base/ensure.h"
#include "desk/import.h"
#include "desk/rehearse.h"

static const struct command commands[] = {
    {"status", control_status},
    {"drain", control_drain},
    {"snapshot_policy", control_snapshot_policy},
    {"snapshot_use", NULL},
    {"snapshot_rollback", NULL},
    {"permit_add", control_permit_add},
    {"permit_revoke", control_permit_revoke},
    {"permit_list", control_permit_list},
    {"import_begin", import_begin},
    {"import_rows", import_rows},
    {"import_commit", import_commit},
    {"rehearse_begin", rehearse_begin},
    {"rehearse_next", rehearse_next},
    {"rehearse_end", rehearse_end},
    {"claims_show", control_claims_show},
    {"explain", control_explain},
    {"simulate", control_simulate},
    {"ledger_verify", control_ledger_verify},
    {"supplied", control_supplied},
};

const struct command *command_by_name(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(commands); i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

const struct command *command_of(const struct job *job)
{
	return command_by_name(doc_get_str(doc_root(job->command), "cmd", ""));
}

enum ledger_result command_refuse(struct desk *desk, const struct err *e,
				  struct text *reply)
{
	desk_refuse(desk, "", e, reply);
	return LEDGER_OK;
}

enum ledger_result control_run(struct desk *desk, struct job *job,
			       struct text *reply)
{
	const struct command *command = command_of(job);
	struct err e;

	if (command != NULL) {
		ensure(command->run != NULL);
		return command->run(desk, job, reply);
	}
	err_field(&e, ERR_UNKNOWN_OP, "/cmd", "no such command");
	return command_refuse(desk, &e, reply);
}
