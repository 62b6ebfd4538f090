/* permit: machtigingen that the insurer gave. */
#include <stdio.h>
#include <string.h>

#include "client/bsn_prompt.h"
#include "client/command.h"
#include "client/control_client.h"
#include "client/import.h"
#include "client/out.h"

static void member(struct text *t, const char *name, const char *value)
{
	text_char(t, ',');
	text_json_string(t, name);
	text_char(t, ':');
	text_json_string(t, value);
}

/* The options of a command that carry a member of the same name. */
static void members_of_options(struct text *t, const struct args *args)
{
	static const enum option_id ids[] = {OPT_NUMBER, OPT_UZOVI, OPT_SCOPE,
					     OPT_FROM, OPT_TO};

	for (size_t i = 0; i < ARRAY_LEN(ids); i++)
		if (args_has(args, ids[i]))
			member(t, option_info(ids[i])->name,
			       args_value(args, ids[i], ""));
}

/* Sends a command about one person; his BSN is asked for. */
static int ask_about_person(const struct args *args, const char *cmd,
			    struct doc **reply)
{
	char memory[2048], bsn[LEN_BSN + 1];
	struct text command;
	struct err e;

	if (!bsn_read(bsn, &e))
		return out_fail(args, &e, NULL);
	text_init(&command, memory, sizeof(memory));
	text_str(&command, "{\"cmd\":");
	text_json_string(&command, cmd);
	member(&command, "bsn", bsn);
	members_of_options(&command, args);
	text_char(&command, '}');
	bsn_wipe(bsn, sizeof(bsn));
	int status = 0;
	if (command.overflow) {
		err_set(&e, ERR_USAGE, "an option's value is too long");
		status = out_fail(args, &e, NULL);
	} else {
		status = control_ask(args, &command, reply);
	}
	bsn_wipe(memory, sizeof(memory));
	return status;
}

static int change_permit(const struct args *args, const char *cmd,
			 const char *done)
{
	struct doc *reply = NULL;
	int status = ask_about_person(args, cmd, &reply);

	if (status != 0)
		return status;
	if (!args_has(args, OPT_JSON))
		printf("%s: permit %s\n", done,
		       doc_get_str(doc_root(reply), "permit", "?"));
	doc_free(reply);
	return 0;
}

int cmd_permit_add(const struct args *args)
{
	return change_permit(args, "permit_add", "recorded");
}

int cmd_permit_revoke(const struct args *args)
{
	return change_permit(args, "permit_revoke", "revoked");
}

int cmd_permit_import(const struct args *args)
{
	return import_file(args, IMPORT_PERMIT);
}

static void print_permits(const struct doc_node *permits)
{
	printf("%-24s %-6s %-24s %-10s %-10s\n", "number", "uzovi", "scope",
	       "from", "to");
	for (size_t i = 0; i < doc_len(permits); i++) {
		const struct doc_node *p = doc_at(permits, i);
		bool revoked = doc_get_bool(p, "revoked", false);
		printf("%-24s %-6s %-24s %-10s %-10s%s\n",
		       doc_get_str(p, "number", ""),
		       doc_get_str(p, "uzovi", ""), doc_get_str(p, "scope", ""),
		       doc_get_str(p, "from", ""), doc_get_str(p, "to", ""),
		       revoked ? "  revoked" : "");
	}
	printf("%zu permit%s\n", doc_len(permits),
	       doc_len(permits) == 1 ? "" : "s");
}

/* Everybody's, newest first; control_ask prints them with --json. */
static int list_all(const struct args *args, struct doc **reply)
{
	char memory[128];
	struct text command;
	struct err e;
	int64_t limit = 1000;

	if (!args_number(args, OPT_LIMIT, 1, 1000, &limit, &e))
		return out_fail(args, &e, NULL);
	text_init(&command, memory, sizeof(memory));
	text_str(&command, "{\"cmd\":\"permit_list\",\"limit\":");
	text_int(&command, limit);
	text_char(&command, '}');
	return control_ask(args, &command, reply);
}

int cmd_permit_list(const struct args *args)
{
	struct doc *reply = NULL;
	int status = args_has(args, OPT_INSURED)
			 ? ask_about_person(args, "permit_list", &reply)
			 : list_all(args, &reply);

	if (status != 0)
		return status;
	if (!args_has(args, OPT_JSON))
		print_permits(doc_get(doc_root(reply), "permits"));
	doc_free(reply);
	return 0;
}
