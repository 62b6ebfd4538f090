/* The control commands: see control.h for what each takes and answers. */
#ifndef CLAIMD_DESK_COMMANDS_H
#define CLAIMD_DESK_COMMANDS_H

#include "desk/state.h"
#include "wire/put.h"

job_handler control_status;
job_handler control_drain;
job_handler control_permit_add;
job_handler control_permit_revoke;
job_handler control_permit_list;
job_handler control_claims_show;
job_handler control_explain;
job_handler control_simulate;
job_handler control_ledger_verify;
job_handler control_supplied;
job_handler control_snapshot_policy;

/* Of struct command: to the loader; to the network's thread. */
void command_load(struct desk *desk, struct job *job);
void command_reload(struct desk *desk, struct job *job);

/* The row of a command, or NULL. */
struct command {
	const char *name;
	job_handler *run; /* NULL: it never comes to the desk as it is, but */
	/* goes elsewhere, on the thread that read it. */
	void (*elsewhere)(struct desk *desk, struct job *job);
};
const struct command *command_by_name(const char *name);
/* The command that a control line names; it may be unknown (NULL). */
const struct command *command_of(const struct job *job);

/* The recorded claim that a command names by number, or by pharmacy and id. */
MUSTCHECK bool command_claim(struct desk *desk, const struct job *job,
			     struct stored *stored, struct err *e);

/* A refusal of the operator's command. */
enum ledger_result command_refuse(struct desk *desk, const struct err *e,
				  struct text *reply);

/* Switches to the job's snapshot, between two batches. */
job_handler snapshot_switch;

#endif
