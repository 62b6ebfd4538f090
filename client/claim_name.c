#include "client/claim_name.h"

#include "client/control_client.h"
#include "client/out.h"
#include "wire/reply.h"

bool claim_name_write(const struct args *args, struct text *t, struct err *e)
{
	uint64_t number;

	if (args_has(args, OPT_ID)) {
		if (args->operand_count != 2)
			return err_set(e, ERR_USAGE,
				       "--id: expected PHARMACY and ID");
		text_str(t, ",\"pharmacy\":");
		text_json_string(t, args->operands[0]);
		text_str(t, ",\"id\":");
		text_json_string(t, args->operands[1]);
	} else {
		if (args->operand_count != 1 ||
		    !claim_number_parse(args->operands[0], &number))
			return err_set(e, ERR_USAGE,
				       "expected one claim: C and 14 digits, "
				       "or --id PHARMACY ID");
		text_str(t, ",\"claim\":");
		text_json_string(t, args->operands[0]);
	}
	return !t->overflow || err_set(e, ERR_USAGE, "the name is too long");
}

int claim_ask(const struct args *args, const char *cmd, struct doc **reply)
{
	char memory[512];
	struct text command;
	struct err e;

	text_init(&command, memory, sizeof(memory));
	text_str(&command, "{\"cmd\":");
	text_json_string(&command, cmd);
	bool ok = claim_name_write(args, &command, &e);
	text_char(&command, '}');
	return ok ? control_ask(args, &command, reply)
		  : out_fail(args, &e, NULL);
}
