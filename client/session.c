#include "client/session.h"

#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "base/money.h"
#include "client/moment.h"
#include "client/limits.h"

struct pending {
	char *line;
	size_t len;
	int tries;
};

/* A line that has come, and what it says. */
struct line {
	const char *bytes;
	size_t len;
	struct doc *doc;
};

/*
 * Requests in a ring of `window` places: first those in flight, in the order
 * of their replies, then those that wait to be sent again.
 */
struct session {
	struct session_config config;
	struct tls_client *client;
	int window;
	size_t max_line;
	struct pending *ring;
	int first;
	int in_flight;
	int again;
	int64_t not_before_ms; /* the daemon asked for a pause until then */
	bool said_bye;
};

static struct pending *place(struct session *s, int index)
{
	return &s->ring[(s->first + index) % s->window];
}

/* The end of the conversation, with the reason in *e. */
static enum tls_result ended(const struct session *s, struct err *e)
{
	if (s->said_bye)
		err_set(e, ERR_TRY_AGAIN,
			"the daemon closed the connection in good order; "
			"what it did not answer it did not read");
	else
		err_set(e, ERR_TIMED_OUT, "the daemon closed the connection");
	return TLS_BROKEN;
}

/* TLS_LINE with the document, TLS_SILENT, or TLS_BROKEN. */
static enum tls_result read_reply(struct session *s, int timeout_ms,
				  struct line *line, struct err *e)
{
	enum tls_result result = tls_client_receive(
	    s->client, timeout_ms, &line->bytes, &line->len, e);

	if (result == TLS_END)
		return ended(s, e);
	if (result == TLS_LINE &&
	    !doc_parse(line->bytes, line->len, &line->doc, e))
		return TLS_BROKEN;
	return result;
}

static bool silent(struct err *e)
{
	return err_set(e, ERR_TIMED_OUT, "the daemon does not answer");
}

/* A failure in place of the hello. */
static bool refused(const struct doc_node *failure, struct err *e)
{
	enum err_code code = err_by_name(doc_get_str(failure, "code", ""));

	return err_set(
	    e, code == ERR_NONE ? ERR_FAILED : code, "%s",
	    doc_get_str(failure, "message", "the daemon did not say hello"));
}

static bool read_hello(struct session *s, struct err *e)
{
	struct line line;
	enum tls_result result =
	    read_reply(s, s->config.reply_timeout_ms, &line, e);

	if (result != TLS_LINE)
		return result == TLS_SILENT ? silent(e) : false;
	const struct doc_node *root = doc_root(line.doc);
	int64_t window = doc_get_int(root, "max_in_flight", 1);
	int64_t max_line = doc_get_int(root, "max_line", REQUEST_LINE_MAX);
	bool ok = doc_get_str(root, "hello", NULL) != NULL ||
		  refused(doc_get(root, "error"), e);
	doc_free(line.doc);
	if (s->config.window > 0)
		window = min_i64(window, s->config.window);
	s->window = (int)max_i64(1, min_i64(window, WINDOW_MAX));
	s->max_line = (size_t)max_i64(1, min_i64(max_line, REQUEST_LINE_MAX));
	return ok;
}

bool session_open(const struct session_config *config, struct session **out,
		  struct err *e)
{
	struct session *s = calloc(1, sizeof(*s));

	ensure(s != NULL);
	s->config = *config;
	if (!tls_client_open(&config->target, &s->client, e) ||
	    !read_hello(s, e)) {
		session_close(s);
		return false;
	}
	s->ring = calloc((size_t)s->window, sizeof(*s->ring));
	ensure(s->ring != NULL);
	*out = s;
	return true;
}

void session_close(struct session *s)
{
	if (s == NULL)
		return;
	for (int i = 0; i < s->window && s->ring != NULL; i++)
		free(s->ring[i].line);
	free(s->ring);
	tls_client_close(s->client);
	free(s);
}

size_t session_max_line(const struct session *s)
{
	return s->max_line;
}

int session_unanswered(const struct session *s)
{
	return s->in_flight + s->again;
}

/* Takes the oldest request in flight out of the ring. */
static struct pending take_first(struct session *s)
{
	struct pending taken = *place(s, 0);

	place(s, 0)->line = NULL;
	s->first = (s->first + 1) % s->window;
	s->in_flight--;
	return taken;
}

/* Notes a request that must be sent again after a pause. */
static void put_again(struct session *s, struct pending request,
		      int64_t after_ms)
{
	int64_t pause = max_i64(0, min_i64(after_ms, SUBMIT_PAUSE_MAX_MS));
	int64_t until = moment_ms() + pause;

	request.tries++;
	*place(s, s->in_flight + s->again) = request;
	s->again++;
	s->not_before_ms = max_i64(s->not_before_ms, until);
}

static void handle_reply(struct session *s, const struct line *line)
{
	const struct doc_node *root = doc_root(line->doc);
	const struct doc_node *retry = doc_get(root, "retry");

	if (doc_get_str(root, "bye", NULL) != NULL) {
		s->said_bye = true;
		return;
	}
	if (s->in_flight == 0)
		return; /* nobody asked */
	struct pending request = take_first(s);
	if (retry != NULL && request.tries < SUBMIT_TRIES_MAX) {
		put_again(s, request, doc_get_int(retry, "after_ms", 1000));
		return;
	}
	s->config.reply(s->config.ctx, line->bytes, line->len, root);
	free(request.line);
}

static enum tls_result receive_one(struct session *s, int timeout_ms,
				   struct err *e)
{
	struct line line;
	enum tls_result result = read_reply(s, timeout_ms, &line, e);

	if (result == TLS_LINE) {
		handle_reply(s, &line);
		doc_free(line.doc);
	}
	return result;
}

/* Sends the requests that were told to come again. */
static void send_again(struct session *s)
{
	while (s->again > 0) {
		const struct pending *request = place(s, s->in_flight);
		tls_client_send(s->client, request->line, request->len);
		s->in_flight++;
		s->again--;
	}
}

static bool must_pause(const struct session *s)
{
	return moment_left_ms(s->not_before_ms) > 0;
}

/*
 * Moves on: takes a reply, or lets a pause pass. While one lasts, silence is
 * no fault.
 */
static bool advance(struct session *s, struct err *e)
{
	bool pause = must_pause(s);
	int timeout_ms = s->config.reply_timeout_ms;

	if (pause)
		timeout_ms = moment_left_ms(s->not_before_ms);
	else
		send_again(s);
	enum tls_result result = receive_one(s, timeout_ms, e);
	if (result == TLS_SILENT)
		return pause || silent(e);
	return result == TLS_LINE;
}

bool session_send(struct session *s, const char *line, size_t len,
		  struct err *e)
{
	while (must_pause(s) || s->again > 0 || s->in_flight == s->window) {
		if (!must_pause(s) && s->in_flight + s->again < s->window) {
			send_again(s);
			break;
		}
		if (!advance(s, e))
			return false;
	}
	struct pending *request = place(s, s->in_flight);
	*request = (struct pending){.line = malloc(len + 1), .len = len};
	ensure(request->line != NULL);
	memcpy(request->line, line, len);
	s->in_flight++;
	tls_client_send(s->client, line, len);
	return true;
}

bool session_finish(struct session *s, struct err *e)
{
	while (session_unanswered(s) > 0)
		if (!advance(s, e))
			return false;
	return true;
}
