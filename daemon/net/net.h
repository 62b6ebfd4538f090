/*
 * The network: listeners on the caller's thread, connections on I/O threads.
 *
 *   net_start  opens sockets, starts threads; nothing is accepted yet
 *   net_run    accepts until a drain is over, on the calling thread
 *   net_free   after the last reply
 */
#ifndef CLAIMD_NET_NET_H
#define CLAIMD_NET_NET_H

#include "net/io.h"

struct net_config {
	struct service service;
	const char *version;
	const char *address; /* numeric */
	int port;	     /* 0: the system chooses */
	int backlog;
	const char *control_path; /* NULL: no control socket */
	const unsigned *control_uids;
	size_t control_uid_count;
	struct tls_config tls;
	struct net_limits limits;
	int threads; /* 0: one less than the processors, at least 1 */
	/* SIGHUP, or net_ask_reload: the caller reads its files again and
	 * calls net_reload, and writes what it made of it as an answer of the
	 * control socket. May be NULL. On the thread of net_run. */
	void (*reload)(void *ctx, const char *asked_by, struct text *reply);
	/* A drain begins. May be NULL. On the same thread. */
	void (*draining)(void *ctx);
	void *ctx;
};

struct net;

/*
 * Keeps SIGTERM, SIGINT and SIGHUP for net_run, in this thread and those it
 * starts from now on. Before any other thread is started.
 */
void net_block_signals(void);

/*
 * Opens the sockets, starts the threads. The texts and lists of config must
 * outlive net, the files of its tls only this call.
 */
MUSTCHECK bool net_start(const struct net_config *config, struct net **out,
			 struct err *e);

/* Serves until SIGTERM, SIGINT or net_drain, and all replies are out. */
void net_run(struct net *net);

/* Any thread, once or more: stop accepting and reading, answer, say bye. */
void net_drain(struct net *net);

/*
 * Takes tls, limits and control_uids of config, on the thread of net_run; its
 * texts and lists must outlive net, or the next reload. What connects once
 * this has returned finds them. On failure all stays as it was.
 */
MUSTCHECK bool net_reload(struct net *net, const struct net_config *config,
			  struct err *e);

/* Any thread: config.reload is called soon, and what it writes is the
 * caller's reply. */
void net_ask_reload(struct net *net, struct caller *caller);

/* The port that the first listener has. */
int net_port(const struct net *net);
/* "127.0.0.1:7443", valid as long as net. */
const char *net_address(const struct net *net);

/* Members of a JSON object, without braces; any thread. */
void net_status(struct net *net, struct text *out);

/* After net_run, when the service will not answer any more. NULL is fine. */
void net_free(struct net *net);

#endif
