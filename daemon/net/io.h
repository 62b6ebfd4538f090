/*
 * An I/O thread: its event base, its connections, its inbox. Nobody else
 * touches them.
 */
#ifndef CLAIMD_NET_IO_H
#define CLAIMD_NET_IO_H

#include <event2/event.h>
#include <event2/event_struct.h>
#include <stdatomic.h>
#include <stdint.h>

#include "desk/service.h"
#include "net/handshakes.h"
#include "net/inbox.h"
#include "net/output.h"
#include "net/share.h"
#include "net/stats.h"
#include "net/tls.h"

struct net_limits {
	size_t line;
	int max_in_flight;
	int connections;
	int64_t handshake_ms, idle_ms, write_stall_ms;
};

/* What all threads share; but for the counts it never changes. */
struct shared {
	struct service service;
	size_t control_line; /* bytes of a line of the control socket */
	const char *version;
	atomic_int pharmacies, controls; /* open connections */
};

struct conn;

struct io {
	struct shared *shared;
	struct event_base *base;
	struct inbox inbox;
	struct stats stats;
	struct tls *tls;
	struct net_limits limits;
	pthread_t thread;
	struct event wake, tick;
	struct conn *conns;   /* all, the gone ones with requests too */
	struct conn *touched; /* those to be settled when the turn ends */
	/* Lent to the connection that reads or writes. */
	char *read_room;
	size_t read_cap;
	struct output spare_output;
	struct handshakes handshakes;
	struct share share;
	int under_way;	   /* requests of pharmacies that wait for replies */
	int turn_requests; /* read in this turn */
	int lines; /* handed to the service since it heard of a turn's end */
	struct message drain;
	bool draining;
	int64_t drain_since_ms;
	unsigned tls_generation; /* counts the reloads */
	bool reverifying;
	int64_t refusal_second; /* of the last refused handshake, */
	int refusals_logged;	/* and how many this second's log has */
};

/* A socket for an I/O thread; freed there. */
struct new_socket {
	struct message message;
	int fd;
	bool control;
};

/* What a reload hands to an I/O thread; freed there. */
struct settings {
	struct message message;
	struct tls *tls;
	struct net_limits limits;
	char *read_room; /* as large as these limits want it */
	size_t read_cap;
};

/* Begins with a reference of its own to tls. */
MUSTCHECK bool io_start(struct io *io, struct shared *shared,
			const struct net_limits *limits, struct tls *tls,
			struct err *e);
/* Any thread: end the connections in good order, then the thread. */
void io_drain(struct io *io);
/* Any thread: hands a socket over. */
void io_give_socket(struct io *io, int fd, bool control);
/* With a reference of their own to tls; NULL without memory. */
struct settings *settings_new(struct tls *tls, const struct net_limits *limits);
void settings_free(struct settings *settings); /* NULL is fine */
/* Any thread: what connects from now on finds these, live connections are
 * checked against them. They are the I/O thread's from now on. */
void io_give_settings(struct io *io, struct settings *settings);
/* Waits until a drained thread has ended. */
void io_join(struct io *io);
/* After io_join, and after the last reply: frees what is left. */
void io_release(struct io *io);

/* A line was handed to the service. */
void io_count_line(struct io *io);

/* Whether this is the thread of io. */
bool io_is_current(const struct io *io);
/* Milliseconds of the monotonic clock, some ms coarse. */
int64_t io_now_ms(void);

#endif
