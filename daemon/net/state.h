/*
 * A connection's life as data:
 *
 *   HANDSHAKE ──▶ READING ◀──▶ WAITING     has its share: not reading
 *       │            ▲             ▲
 *       │            └──▶ WRITING ◀┘        replies unread: not reading
 *       │                    │
 *       │       CLOSING ◀────┴── from the three: answers what was read,
 *       ▼          │             says bye
 *    LINGERING ◀───┘             discards until the peer has closed
 *       │
 *     GONE ◀── from each         no socket; freed when the last request
 *                                under way came back
 */
#ifndef CLAIMD_NET_STATE_H
#define CLAIMD_NET_STATE_H

#include <stdbool.h>

enum conn_state {
	CONN_HANDSHAKE,
	CONN_READING,
	CONN_WAITING,
	CONN_WRITING,
	CONN_CLOSING,
	CONN_LINGERING,
	CONN_GONE,
	CONN_STATE_COUNT
};

/* What the invariants speak about. */
struct conn_facts {
	int in_flight; /* requests read whose replies are not yet output */
	int in_flight_max;
	int in_flight_share; /* what others leave to it; at most the former */
	bool output;  /* bytes wait to be written */
	bool blocked; /* and the socket takes none now */
	bool socket;  /* there is one */
};

const char *conn_state_name(enum conn_state state);
bool conn_move_allowed(enum conn_state from, enum conn_state to);
/* Whether readable bytes are looked at in this state. */
bool conn_state_reads(enum conn_state state);
/* Whether it reads requests, or would if it had room: not yet closing. */
bool conn_state_open(enum conn_state state);
/* Whether the facts fit the state. */
bool conn_state_holds(enum conn_state state, const struct conn_facts *facts);
/* Where an open connection belongs, by its facts. */
enum conn_state conn_state_of(const struct conn_facts *facts);

#endif
