/*
 * A conversation with the daemon: greets, keeps as many requests in flight
 * as it allows, matches replies with requests, follows `retry`.
 */
#ifndef CLAIMD_CLIENT_SESSION_H
#define CLAIMD_CLIENT_SESSION_H

#include <stddef.h>

#include "base/err.h"
#include "client/tls_client.h"
#include "wire/doc.h"

struct session;

/*
 * The final reply to a request, as bytes and as document, both good until the
 * callback returns. A `retry` comes here only when it was followed often
 * enough.
 */
typedef void session_reply(void *ctx, const char *bytes, size_t len,
			   const struct doc_node *reply);

struct session_config {
	struct tls_target target;
	int window; /* requests in flight; 0: what the daemon allows */
	int reply_timeout_ms;
	session_reply *reply;
	void *ctx;
};

/* Connects and reads the hello. Close with session_close. */
MUSTCHECK bool session_open(const struct session_config *config,
			    struct session **out, struct err *e);
void session_close(struct session *session); /* NULL is fine */

/* The longest line that the daemon takes, at most REQUEST_LINE_MAX. */
size_t session_max_line(const struct session *session);

/*
 * Sends a request as soon as the window has room. The order of the replies
 * is that of the requests, save for those that were retried.
 */
MUSTCHECK bool session_send(struct session *session, const char *line,
			    size_t len, struct err *e);
/* Waits for all replies. */
MUSTCHECK bool session_finish(struct session *session, struct err *e);
/* Requests sent whose reply has not come. */
int session_unanswered(const struct session *session);

#endif
