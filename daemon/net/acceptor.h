/* The thread of net_run: takes what connects and hands it to I/O threads. */
#ifndef CLAIMD_NET_ACCEPTOR_H
#define CLAIMD_NET_ACCEPTOR_H

#include "net/asked.h"
#include "net/listener.h"
#include "net/net.h"

struct net {
	struct net_config config;
	struct shared shared;
	struct event_base *base;
	struct event signal, drain, reload;
	struct asked asked;
	struct listeners listeners;
	struct event accepts[LISTENERS_MAX];
	int control_fd; /* -1: none */
	struct event control_accept;
	struct event resume; /* after a pause */
	bool accepting;
	struct stats stats; /* of this thread */
	struct tls *tls;
	struct io *ios;
	int io_count;
	int next_io; /* takes the next connection */
	bool stopped;
};

/* Begins to accept. */
void acceptor_start(struct net *net);
/* Closes the sockets that listen; more than once is fine. */
void acceptor_stop(struct net *net);

#endif
