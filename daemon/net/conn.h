/*
 * A connection, of a pharmacy (TLS) or of claimctl (plain). All functions run
 * on its I/O thread. See state.h for its life.
 */
#ifndef CLAIMD_NET_CONN_H
#define CLAIMD_NET_CONN_H

#include <event2/event_struct.h>

#include "net/io.h"
#include "net/lines.h"
#include "net/output.h"
#include "net/peer.h"
#include "net/state.h"
#include "net/stream.h"
#include "net/tickets.h"

struct conn {
	struct io *io;
	struct conn *next, *previous; /* among io->conns */
	struct conn *next_touched;
	bool touched;
	struct conn *next_handshake;
	bool shakes; /* among io->handshakes */
	enum conn_state state;
	bool control;
	char pharmacy[LEN_AGB + 1];
	struct stream stream;
	struct peer peer;	 /* from the end of the handshake on */
	unsigned tls_generation; /* the reload that it was checked against */
	struct event readable, writable;
	bool read_watched, write_watched;
	bool read_blocked; /* TLS must write before it can read */
	bool more;	   /* bytes wait that no event will announce */
	struct lines lines;
	int bad_lines; /* unparseable ones, in a row */
	struct tickets tickets;
	int under_way; /* requests that the service has not answered */
	unsigned share_period;
	struct output output;
	bool blocked;	    /* the socket takes no output now */
	const char *bye;    /* CLOSING: the last word, or NULL */
	bool revoked;	    /* its certificate is no longer admitted, */
	int64_t revoked_ms; /* since then */
	int64_t state_since_ms;
	int64_t active_ms;   /* a request came or a reply went */
	int64_t progress_ms; /* the socket last took output */
};

/* conn.c: life */

/* Owns the socket; begins with the handshake. */
void conn_open(struct io *io, int fd, bool control);
/*
 * The end of a loop turn in which something happened to it: replies go out,
 * the state follows. It is off the list of the touched. May free it.
 */
void conn_settle(struct conn *conn);
/* Looks at its deadlines. */
void conn_tick(struct conn *conn, int64_t now_ms);
/* Reads no more, answers what was read, says bye (NULL: nothing), closes. */
void conn_close(struct conn *conn, const char *bye);
/* Ends it at once. */
void conn_abort(struct conn *conn);
/* The one place where a state changes; the move must be allowed. */
void conn_move(struct conn *conn, enum conn_state to);
/* To be settled when this turn ends. */
void conn_touch(struct conn *conn);
void conn_free(struct conn *conn);

/* conn_tls.c: who it is */

void conn_handshake(struct conn *conn);
/* After a reload: closes it if its certificate is no longer admitted. */
void conn_reverify(struct conn *conn);

/* conn_read.c: bytes to requests */

/* How many requests it may have under way now. */
int conn_share(const struct conn *conn);

void conn_read(struct conn *conn);

/* conn_write.c: replies to bytes */

/* A reply came back from the service. */
void conn_replied(struct ticket *ticket);
/* The callback of struct caller; any thread. */
void conn_reply(struct caller *caller, const char *bytes, size_t len,
		bool more);
/* Queues a line. */
void conn_say(struct conn *conn, const char *bytes, size_t len);
/* Queues the replies that are due, in order. */
void conn_collect(struct conn *conn);
/* Gives the memory for output back to the I/O thread if nothing waits in it. */
void conn_return_output(struct conn *conn);
/* Writes what is queued as far as it goes; false: the connection is lost. */
MUSTCHECK bool conn_flush(struct conn *conn);

#endif
