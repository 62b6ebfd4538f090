/* A recorded claim: the daemon judges it and what it might have been. */
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "client/claim_name.h"
#include "client/control_client.h"
#include "client/whatif_source.h"

/* Beside the request: the command and the name of the claim. */
enum { COMMAND_BYTES = 512 };

static bool call(const struct args *args, const struct text *command,
		 struct doc **answer, struct err *e)
{
	struct control *control = NULL;
	bool ok = control_open(args, &control, e) &&
		  control_call(control, command, answer, e);

	control_close(control);
	return ok;
}

/* now NULL: only what was recorded. */
static struct doc *ask(const struct args *args, const char *now, struct err *e)
{
	size_t size = COMMAND_BYTES + (now != NULL ? strlen(now) : 0);
	char *memory = malloc(size);
	struct doc *answer = NULL;
	struct text command;

	ensure(memory != NULL);
	text_init(&command, memory, size);
	text_str(&command, "{\"cmd\":\"simulate\"");
	bool ok = claim_name_write(args, &command, e);
	if (now != NULL) {
		text_str(&command, ",\"request\":");
		text_str(&command, now);
	}
	text_char(&command, '}');
	ok = ok && call(args, &command, &answer, e);
	free(memory);
	return ok ? answer : NULL;
}

static char *claim_start(const struct args *args, struct err *e)
{
	struct doc *answer = ask(args, NULL, e);

	if (answer == NULL)
		return NULL;
	char *request = doc_compact(doc_get(doc_root(answer), "request"));
	ensure(request != NULL);
	doc_free(answer);
	return request;
}

static struct doc *claim_ask_both(const struct args *args, const char *start,
				  const char *now, struct err *e)
{
	(void)start; /* the daemon has it */
	return ask(args, now, e);
}

static const char *claim_hint(enum err_code code)
{
	(void)code;
	return NULL;
}

const struct whatif_source whatif_of_claim = {claim_start, claim_ask_both,
					      claim_hint};
