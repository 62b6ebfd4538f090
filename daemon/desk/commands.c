#include "desk/commands.h"

#include <string.h>

#include "base/ensure.h"
#include "desk/import.h"
#include "desk/rehearse.h"

static const struct command commands[] = {
    {"status", control_status, NULL},
    {"drain", control_drain, NULL},
    {"reload", NULL, command_reload},
    {"snapshot_policy", control_snapshot_policy, NULL},
    {"snapshot_use", NULL, command_load},
    {"snapshot_rollback", NULL, command_load},
    {"permit_add", control_permit_add, NULL},
    {"permit_revoke", control_permit_revoke, NULL},
    {"permit_list", control_permit_list, NULL},
    {"import_begin", import_begin, NULL},
    {"import_rows", import_rows, NULL},
    {"import_commit", import_commit, NULL},
    {"rehearse_begin", rehearse_begin, NULL},
    {"rehearse_next", rehearse_next, NULL},
    {"rehearse_end", rehearse_end, NULL},
    {"claims_show", control_claims_show, NULL},
    {"explain", control_explain, NULL},
    {"simulate", control_simulate, NULL},
    {"ledger_verify", control_ledger_verify, NULL},
    {"supplied", control_supplied, NULL},
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
