/* A request in a file: the daemon simulates it twice, over TLS. */
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "base/text.h"
#include "client/files.h"
#include "client/submit_target.h"
#include "client/whatif_source.h"
#include "wire/edit.h"

static char *file_start(const struct args *args, struct err *e)
{
	const char *path = args_value(args, OPT_FILE, "");
	char *bytes = NULL;
	struct doc *doc;
	size_t len;

	if (strcmp(path, "-") == 0)
		path = "/dev/stdin";
	if (!file_read(path, REQUEST_LINE_MAX, &bytes, &len, e))
		return NULL;
	bool ok = doc_parse(bytes, len, &doc, e);
	free(bytes);
	if (!ok)
		return NULL;
	char *line = doc_compact(doc_root(doc)); /* on one line */
	ensure(line != NULL);
	doc_free(doc);
	return line;
}

/* Never anything but a simulation: the others leave something behind. */
static char *as_simulation(const char *request, struct err *e)
{
	char *line = edit_replace_member(request, strlen(request), "op",
					 "dispense", "simulate");
	if (line == NULL)
		line = edit_replace_member(request, strlen(request), "op",
					   "simulate", "simulate");
	if (line == NULL)
		err_field(e, ERR_BAD_FIELD, "/op",
			  "expected dispense or simulate");
	return line;
}

/* ---- two simulations in one conversation -------------------------------- */

struct asked {
	char *bytes; /* of the reply that came last */
};

static void keep_reply(void *ctx, const char *bytes, size_t len,
		       const struct doc_node *reply)
{
	struct asked *asked = ctx;

	(void)reply;
	free(asked->bytes);
	asked->bytes = strndup(bytes, len);
	ensure(asked->bytes != NULL);
}

/* The reply, whatever it says; the caller frees it. */
static char *simulate(struct session *session, struct asked *asked,
		      const char *request, struct err *e)
{
	char *line = as_simulation(request, e);

	if (line == NULL)
		return NULL;
	size_t len = strlen(line), max = session_max_line(session);
	asked->bytes = NULL;
	bool ok =
	    len <= max || err_set(e, ERR_LINE_TOO_LONG,
				  "the request is longer than %zu bytes", max);
	ok = ok && session_send(session, line, len, e) &&
	     session_finish(session, e);
	free(line);
	if (ok)
		return asked->bytes;
	free(asked->bytes);
	return NULL;
}

static void write_side(struct text *t, const char *side, const char *reply)
{
	struct doc *doc;
	struct err e;

	text_str(t, ",\"snapshot_");
	text_str(t, side);
	text_str(t, "\":");
	ensure(doc_parse(reply, strlen(reply), &doc, &e)); /* once already */
	text_json_string(t, doc_get_str(doc_root(doc), "snapshot", ""));
	doc_free(doc);
	text_str(t, ",\"");
	text_str(t, side);
	text_str(t, "\":");
	text_str(t, reply);
}

/* Both replies as one answer. */
static struct doc *join(const char *before, const char *after, struct err *e)
{
	size_t size = strlen(before) + strlen(after) + 512;
	char *memory = malloc(size);
	struct doc *answer = NULL;
	struct text t;

	ensure(memory != NULL);
	text_init(&t, memory, size);
	text_str(&t, "{\"ok\":true");
	write_side(&t, "before", before);
	write_side(&t, "after", after);
	text_char(&t, '}');
	ensure(!t.overflow);
	bool ok = doc_parse(t.data, t.len, &answer, e);
	free(memory);
	return ok ? answer : NULL;
}

/* What the daemon refused becomes *e. */
static bool is_decision(const struct doc_node *reply, struct err *e)
{
	const struct doc_node *failure = doc_get(reply, "error");

	if (failure == NULL)
		failure = doc_get(reply, "retry");
	if (failure == NULL)
		return true;
	enum err_code code = err_by_name(doc_get_str(failure, "code", ""));
	return err_field(e, code == ERR_NONE ? ERR_FAILED : code,
			 doc_get_str(failure, "field", ""), "%s",
			 doc_get_str(failure, "message", ""));
}

static struct doc *file_ask(const struct args *args, const char *start,
			    const char *now, struct err *e)
{
	struct asked asked = {.bytes = NULL};
	struct session_config config = {.reply = keep_reply, .ctx = &asked};
	struct session *session = NULL;
	struct submit_paths paths;
	char *before = NULL, *after = NULL;
	struct doc *answer = NULL;

	if (submit_target(args, &paths, &config, e) &&
	    session_open(&config, &session, e) &&
	    (before = simulate(session, &asked, start, e)) != NULL &&
	    (after = simulate(session, &asked, now, e)) != NULL)
		answer = join(before, after, e);
	session_close(session);
	free(before);
	free(after);
	if (answer != NULL &&
	    !is_decision(doc_get(doc_root(answer), "after"), e)) {
		doc_free(answer);
		return NULL;
	}
	return answer;
}

const struct whatif_source whatif_of_file = {file_start, file_ask, submit_hint};
