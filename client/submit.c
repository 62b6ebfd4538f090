/* submit: sends request lines to the daemon and shows the replies. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ensure.h"
#include "client/command.h"
#include "client/lines.h"
#include "client/out.h"
#include "client/progress.h"
#include "client/reply_print.h"
#include "client/session.h"
#include "client/submit_target.h"
#include "client/tally.h"
#include "wire/edit.h"

struct submit {
	const struct args *args;
	bool json;
	bool simulate;
	struct session *session;
	struct tally tally;
	struct progress progress;
	struct lines *lines;
	enum err_code first_failure;
};

static void note_failure(struct submit *submit, enum err_code code)
{
	if (submit->first_failure == ERR_NONE)
		submit->first_failure = code;
}

/* An error or a retry that stayed one is a failure of the whole. */
static void check_failure(struct submit *submit, const struct doc_node *reply)
{
	const struct doc_node *failure = doc_get(reply, "error");

	if (failure == NULL)
		failure = doc_get(reply, "retry");
	if (failure == NULL)
		return;
	enum err_code code = err_by_name(doc_get_str(failure, "code", ""));
	note_failure(submit, code == ERR_NONE ? ERR_FAILED : code);
}

static void show_reply(void *ctx, const char *bytes, size_t len,
		       const struct doc_node *reply)
{
	struct submit *submit = ctx;

	tally_add(&submit->tally, reply_outcome(reply));
	check_failure(submit, reply);
	progress_give_way(&submit->progress);
	if (submit->json)
		printf("%.*s\n", (int)len, bytes);
	else
		reply_print(reply);
}

static bool send_line(struct submit *submit, struct err *e)
{
	const struct lines *lines = submit->lines;
	char *edited = NULL;

	if (submit->simulate)
		edited = edit_replace_member(lines->bytes, lines->len, "op",
					     "dispense", "simulate");
	const char *line = edited != NULL ? edited : lines->bytes;
	size_t len = edited != NULL ? strlen(edited) : lines->len;
	bool ok = session_send(submit->session, line, len, e);
	free(edited);
	return ok;
}

/* The daemon would close the connection on such a line: it is not sent. */
static void skip_line(struct submit *submit, const char *name)
{
	progress_clear(&submit->progress);
	tally_add(&submit->tally, "error");
	note_failure(submit, ERR_LINE_TOO_LONG);
	out_warn("%s:%lld: longer than %zu bytes, not sent [line_too_long]",
		 name, (long long)submit->lines->number, submit->lines->max);
}

static bool send_lines(struct submit *submit, const char *name, struct err *e)
{
	struct lines *lines = submit->lines;

	for (;;) {
		if (!lines_ready(lines) && !session_finish(submit->session, e))
			return false;
		if (!lines_next(lines))
			break;
		if (lines->too_long)
			skip_line(submit, name);
		else if (!send_line(submit, e))
			return false;
		progress_update(&submit->progress, lines->consumed_bytes,
				submit->tally.total);
	}
	return lines_finish(lines, e) && session_finish(submit->session, e);
}

static bool open_input(const char *name, int *fd, int64_t *bytes, struct err *e)
{
	struct stat st;

	*bytes = 0;
	*fd = strcmp(name, "-") == 0 ? STDIN_FILENO
				     : open(name, O_RDONLY | O_CLOEXEC);
	if (*fd < 0)
		return err_set(e, errno == ENOENT ? ERR_NOT_FOUND : ERR_FAILED,
			       "%s: %s", name, strerror(errno));
	if (fstat(*fd, &st) == 0 && S_ISREG(st.st_mode))
		*bytes = st.st_size;
	return true;
}

static bool submit_file(struct submit *submit, const char *name, struct err *e)
{
	int64_t bytes;
	int fd;

	if (!open_input(name, &fd, &bytes, e))
		return false;
	submit->lines = malloc(sizeof(*submit->lines));
	ensure(submit->lines != NULL);
	lines_start(submit->lines, fd, session_max_line(submit->session));
	progress_start(&submit->progress, bytes);
	bool ok = send_lines(submit, name, e);
	progress_clear(&submit->progress);
	free(submit->lines);
	if (fd != STDIN_FILENO)
		close(fd);
	return ok;
}

static bool submit_all(struct submit *submit, struct err *e)
{
	struct session_config config = {.reply = show_reply, .ctx = submit};
	struct submit_paths paths;

	if (!submit_target(submit->args, &paths, &config, e) ||
	    !session_open(&config, &submit->session, e))
		return false;
	bool ok = true;
	for (int i = 0; ok && i < submit->args->operand_count; i++)
		ok = submit_file(submit, submit->args->operands[i], e);
	return ok;
}

int cmd_submit(const struct args *args)
{
	struct submit submit = {
	    .args = args,
	    .json = args_has(args, OPT_JSON),
	    .simulate = args_has(args, OPT_SIMULATE),
	};
	struct err e;

	bool ok = submit_all(&submit, &e);
	int unanswered =
	    submit.session != NULL ? session_unanswered(submit.session) : 0;
	session_close(submit.session);
	if (!submit.json && submit.tally.total > 0)
		tally_print(&submit.tally, unanswered);
	if (!ok)
		return out_fail(args, &e, submit_hint(e.code));
	return err_exit_status(submit.first_failure);
}
