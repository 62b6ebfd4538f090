/* Talks to a running daemon over its control socket (desk/control.h). */
#ifndef CLAIMD_CLIENT_CONTROL_CLIENT_H
#define CLAIMD_CLIENT_CONTROL_CLIENT_H

#include "base/err.h"
#include "base/text.h"
#include "client/args.h"
#include "wire/doc.h"

struct control;

/*
 * Connects to the socket that --socket or --dir names, else to the usual one.
 * ERR_NOT_RUNNING when nobody listens. Close with control_close.
 */
MUSTCHECK bool control_open(const struct args *args, struct control **out,
			    struct err *e);
/* The same, but waits up to timeout_ms until somebody listens. */
MUSTCHECK bool control_open_waiting(const struct args *args, int timeout_ms,
				    struct control **out, struct err *e);
void control_close(struct control *control); /* NULL is fine */

/*
 * Sends one command (an object without LF) and takes the reply. A failure
 * that the daemon answers becomes *e. Free *reply with doc_free.
 */
MUSTCHECK bool control_call(struct control *control, const struct text *command,
			    struct doc **reply, struct err *e);

/*
 * Waits until the daemon closes the connection, which it does when it stops;
 * ERR_TIMED_OUT if it does not.
 */
MUSTCHECK bool control_await_end(struct control *control, int timeout_ms,
				 struct err *e);

/*
 * Opens, calls, closes, and reports a failure; with --json it prints the
 * reply too. Returns the exit status; *reply is set on 0 only.
 */
int control_ask(const struct args *args, const struct text *command,
		struct doc **reply);

/* Prints a reply as --json shows it: one line. */
void control_print_json(const struct doc *reply);

#endif
