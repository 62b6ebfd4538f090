#include "client/control_client.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/ensure.h"
#include "client/moment.h"
#include "client/control_socket.h"
#include "client/out.h"
#include "desk/control.h"

enum { READ_BYTES = 64 * 1024 };

struct control {
	int fd;
	char *bytes; /* of the reply */
	size_t len, cap;
};

static struct control *wrap(int fd)
{
	struct control *control = calloc(1, sizeof(*control));

	ensure(control != NULL);
	control->fd = fd;
	return control;
}

bool control_open(const struct args *args, struct control **out, struct err *e)
{
	char path[PATH_BYTES_MAX];
	int fd;

	if (!control_socket_path(args, path, e) ||
	    !control_socket_connect(path, &fd, e))
		return false;
	*out = wrap(fd);
	return true;
}

bool control_open_waiting(const struct args *args, int timeout_ms,
			  struct control **out, struct err *e)
{
	char path[PATH_BYTES_MAX];
	int fd;

	if (!control_socket_path(args, path, e) ||
	    !control_socket_await(path, timeout_ms, &fd, e))
		return false;
	*out = wrap(fd);
	return true;
}

void control_close(struct control *control)
{
	if (control == NULL)
		return;
	close(control->fd);
	free(control->bytes);
	free(control);
}

static bool lost(struct err *e)
{
	return err_set(e, ERR_TIMED_OUT,
		       "the daemon closed the control socket before it "
		       "answered");
}

static bool send_all(int fd, const char *bytes, size_t len, struct err *e)
{
	while (len > 0) {
		ssize_t n = send(fd, bytes, len, MSG_NOSIGNAL);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_set(e, ERR_FAILED, "control socket: %s",
				       strerror(errno));
		bytes += n;
		len -= (size_t)n;
	}
	return true;
}

static bool make_room(struct control *control, struct err *e)
{
	if (control->len < control->cap)
		return true;
	if (control->cap > CONTROL_REPLY_MAX)
		return err_set(e, ERR_FAILED, "the reply is too long");
	control->cap = control->cap == 0 ? READ_BYTES : 2 * control->cap;
	control->bytes = realloc(control->bytes, control->cap);
	ensure(control->bytes != NULL);
	return true;
}

/* Waits for more bytes of the reply. */
static bool receive_some(struct control *control, int64_t deadline_ms,
			 struct err *e)
{
	struct pollfd pfd = {.fd = control->fd, .events = POLLIN};
	int ready = poll(&pfd, 1, moment_left_ms(deadline_ms));

	if (ready < 0 && errno == EINTR)
		return true;
	if (ready == 0)
		return err_set(e, ERR_TIMED_OUT, "the daemon does not answer");
	if (!make_room(control, e))
		return false;
	ssize_t n = recv(control->fd, control->bytes + control->len,
			 control->cap - control->len, 0);
	if (n < 0 && errno == EINTR)
		return true;
	if (n <= 0)
		return lost(e);
	control->len += (size_t)n;
	return true;
}

/* The reply without its LF in control->bytes, control->len. */
static bool receive_line(struct control *control, struct err *e)
{
	int64_t deadline = moment_ms() + CONTROL_TIMEOUT_MS;

	control->len = 0;
	do {
		if (!receive_some(control, deadline, e))
			return false;
	} while (control->len == 0 || control->bytes[control->len - 1] != '\n');
	control->len--;
	return true;
}

/* A reply that is an error or a retry becomes *e. */
static bool check_reply(const struct doc_node *root, struct err *e)
{
	const struct doc_node *failure = doc_get(root, "error");

	if (doc_get_bool(root, "ok", false))
		return true;
	if (failure == NULL)
		failure = doc_get(root, "retry");
	enum err_code code = err_by_name(doc_get_str(failure, "code", ""));
	return err_field(e, code == ERR_NONE ? ERR_FAILED : code,
			 doc_get_str(failure, "field", ""), "%s",
			 doc_get_str(failure, "message",
				     "the daemon's answer is unreadable"));
}

bool control_call(struct control *control, const struct text *command,
		  struct doc **reply, struct err *e)
{
	ensure(!command->overflow);
	if (!send_all(control->fd, command->data, command->len, e) ||
	    !send_all(control->fd, "\n", 1, e) || !receive_line(control, e) ||
	    !doc_parse(control->bytes, control->len, reply, e))
		return false;
	if (check_reply(doc_root(*reply), e))
		return true;
	doc_free(*reply);
	*reply = NULL;
	return false;
}

bool control_await_end(struct control *control, int timeout_ms, struct err *e)
{
	int64_t deadline = moment_ms() + timeout_ms;
	struct pollfd pfd = {.fd = control->fd, .events = POLLIN};
	char rest[256];

	while (moment_left_ms(deadline) > 0) {
		if (poll(&pfd, 1, moment_left_ms(deadline)) <= 0)
			continue;
		if (recv(control->fd, rest, sizeof(rest), 0) <= 0)
			return true;
	}
	return err_set(e, ERR_TIMED_OUT, "the daemon is still running");
}

void control_print_json(const struct doc *reply)
{
	char *line = doc_compact(doc_root(reply));

	puts(line);
	free(line);
}

int control_ask(const struct args *args, const struct text *command,
		struct doc **reply)
{
	struct control *control = NULL;
	struct err e;

	bool ok = control_open(args, &control, &e) &&
		  control_call(control, command, reply, &e);
	control_close(control);
	if (!ok)
		return out_fail(args, &e, NULL);
	if (args_has(args, OPT_JSON))
		control_print_json(*reply);
	return 0;
}
