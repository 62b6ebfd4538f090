/* simulate: what would have been decided, had something been otherwise. */
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "client/command.h"
#include "client/out.h"
#include "client/whatif_loop.h"
#include "client/whatif_print.h"

static bool check_usage(const struct args *args, enum language *language,
			struct err *e)
{
	bool of_file = whatif_has_file(args);

	if (of_file && (args->operand_count > 0 || args_has(args, OPT_ID)))
		return err_set(e, ERR_USAGE,
			       "expected a claim or --file, not both");
	if (of_file && !args_has(args, OPT_SET) &&
	    strcmp(args_value(args, OPT_FILE, ""), "-") == 0)
		return err_set(e, ERR_USAGE,
			       "--file - needs --set: standard input cannot "
			       "be the request and its changes");
	return args_language(args, language, e);
}

/* All --set in the order in which they were given. */
static bool apply_all(const struct whatif *w, char **request, struct err *e)
{
	const struct args *args = w->args;

	*request = strdup(w->start);
	ensure(*request != NULL);
	for (int i = 0; i < args->given_count; i++) {
		if (args->given[i].id == OPT_SET &&
		    !whatif_assign(request, args->given[i].value, e)) {
			free(*request);
			return false;
		}
	}
	return true;
}

static int once(struct whatif *w, enum language language)
{
	char memory[512];
	struct text hint;
	char *request;
	struct err e;

	text_init(&hint, memory, sizeof(memory));
	if (!apply_all(w, &request, &e) || !whatif_try(w, request, &e))
		return out_fail(w->args, &e, whatif_hint(w, &e, &hint));
	if (args_has(w->args, OPT_JSON))
		whatif_print_json(w);
	else
		whatif_print(w, language);
	return 0;
}

int cmd_simulate(const struct args *args)
{
	enum language language;
	struct whatif w;
	struct err e;

	if (!check_usage(args, &language, &e))
		return out_fail(args, &e, NULL);
	int status = 0;
	if (!whatif_start(&w, args, &e))
		status = out_fail(args, &e, NULL);
	else if (args_has(args, OPT_SET))
		status = once(&w, language);
	else
		status = whatif_loop(&w, language);
	whatif_end(&w);
	return status;
}
