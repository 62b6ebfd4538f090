/*
 * A connection of the load generator. What it keeps between two turns is
 * what could not be sent, and the part of a reply that came: thousands of
 * them cost little memory.
 */
#ifndef CLAIMD_BENCH_CLIENT_H
#define CLAIMD_BENCH_CLIENT_H

#include "load.h"

struct kept {
	char *bytes;
	size_t len, cap;
};

struct client {
	SSL *ssl;
	int fd;
	struct kept in, out;
	struct sent {
		uint64_t us;
		struct result *counted; /* where; or NULL */
	} * sent; /* ring of in_flight: replies come in order */
	int first, waiting;
	bool greeted, writing, dead;
	bool deaf; /* sends all the time and never reads */
};

/*
 * The certificates and the one cipher suite of all connections: TLS 1.3 with
 * AES-128-GCM, and no resumption. cert and key may be NULL. NULL and a
 * message on stderr when they cannot be used.
 */
SSL_CTX *client_context(const char *ca, const char *cert, const char *key);

/* A socket that does not block, on its way. -1: none. */
int client_dial(const struct load *load);

/*
 * Connects and shakes hands, before anything else is done. False and a
 * message on stderr when one could not; close them all in either case.
 */
bool clients_open(struct load *load, struct client *clients, int count);
void client_close(struct client *c);

/* Takes what came and sends what may be sent; at a failure it is dead. */
void client_serve(struct load *load, struct client *c);

#endif
