/* A network with a service of its own, and clients that speak to it. */
#ifndef CLAIMD_TEST_NET_FIXTURE_H
#define CLAIMD_TEST_NET_FIXTURE_H

#include "net/net.h"
#include "net_pki.h"

/*
 * What the service does with a line: "hold…" is kept until release_held, all
 * others come back as they are; what begins with "bad" counts as no JSON.
 */
enum { HELD_MAX = 256 };

struct fixture {
	char dir[64];
	char certificate[96], key[96], ca[96], crl[96], control[96];
	struct identity authority, server;
	struct net_config config;
	struct net *net;
	pthread_t thread;
};

/* Makes certificates and a configuration; change it, then fixture_serve. */
void fixture_init(struct fixture *fixture);
void fixture_serve(struct fixture *fixture);
/* Drains, if need be, and frees. */
void fixture_end(struct fixture *fixture);
/* The value of a counter, or of another member of the status. */
long fixture_stat(struct fixture *fixture, const char *name);
/* Waits until a counter has a value; false after some seconds. */
bool fixture_reaches(struct fixture *fixture, const char *name, long value);

/* How many lines the service holds; answers them, the last one first, from
 * another thread. */
int held_count(void);
bool held_reaches(int count);
void release_held(void);

struct client {
	int fd;
	SSL_CTX *context;
	SSL *ssl; /* NULL: the handshake failed, or a plain socket */
	char buffer[65536];
	size_t len;
};

/* Connects and says nothing. */
void client_dial(struct client *client, struct fixture *fixture);
/* What the next clients speak at most; 0: all that there is. */
extern int client_max_version;
/* Connects; the handshake is the test's. who NULL: without a certificate. */
void client_prepare(struct client *client, struct fixture *fixture,
		    const struct identity *who);
/* The same with the handshake. False: it failed. */
bool client_open(struct client *client, struct fixture *fixture,
		 const struct identity *who);
/* To the control socket. */
bool client_open_control(struct client *client, struct fixture *fixture);
void client_send(struct client *client, const char *bytes, size_t len);
void client_text(struct client *client, const char *text);
/* The next line without its LF; NULL at the end, or after some seconds. */
const char *client_line(struct client *client);
void client_close(struct client *client);

#endif
