/*
 * Handshakes take turns with requests. A step of one costs as much as a
 * hundred of those, and a flood of them would let all connections wait: so
 * they queue here, and at most one step is made in a turn of the loop, after
 * the replies went out. While requests wait it is less: one step for
 * REQUESTS_PER_HANDSHAKE of them, or after HANDSHAKE_WAIT_MS. On its I/O
 * thread.
 */
#ifndef CLAIMD_NET_HANDSHAKES_H
#define CLAIMD_NET_HANDSHAKES_H

#include <event2/event_struct.h>
#include <stdbool.h>

struct conn;
struct io;

struct handshakes {
	struct conn *first, **last; /* whose peer has spoken, oldest first */
	int requests;		    /* read since the last step */
	struct event wait;	    /* runs while requests keep one waiting */
	bool overdue;		    /* it has run out */
};

void handshakes_init(struct io *io);
void handshakes_release(struct io *io);
/* The next step of this one can be made; more than once is fine. */
void handshakes_add(struct conn *conn);
/* Whether the loop must not sleep. */
bool handshakes_press(const struct io *io);
/* The turn's step, if it is due. */
void handshakes_turn(struct io *io);

#endif
