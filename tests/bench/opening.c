/* Many connections are opened side by side: while the server works on the
 * handshakes of some, the client does on those of others. */
#include <errno.h>
#include <openssl/err.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#include "client.h"

enum {
	OPENING_MAX = 8, /* at a time; servers may limit handshakes */
	PATIENCE_MS = 30000,
};

struct opening {
	struct client *clients[OPENING_MAX];
	struct pollfd polled[OPENING_MAX];
	nfds_t count;
};

static bool begin(struct load *load, struct client *c)
{
	c->fd = client_dial(load);
	if (c->fd < 0) {
		perror("connect");
		return false;
	}
	c->ssl = SSL_new(load->context);
	c->sent = calloc((size_t)load->in_flight, sizeof(*c->sent));
	c->greeted = !load->greets;
	return c->ssl != NULL && c->sent != NULL &&
	       SSL_set_fd(c->ssl, c->fd) == 1;
}

static bool begin_next(struct load *load, struct opening *o, struct client *c)
{
	o->clients[o->count] = c;
	if (!begin(load, c))
		return false;
	o->polled[o->count++] = (struct pollfd){.fd = c->fd, .events = POLLOUT};
	return true;
}

/* What the handshake waits for; 0: it is over, -1: it failed. */
static short shake(struct client *c)
{
	int n = SSL_connect(c->ssl);

	if (n == 1)
		return 0;
	switch (SSL_get_error(c->ssl, n)) {
	case SSL_ERROR_WANT_READ:
		return POLLIN;
	case SSL_ERROR_WANT_WRITE:
		return POLLOUT;
	default:
		ERR_print_errors_fp(stderr);
		fprintf(stderr, "load: a handshake failed\n");
		return -1;
	}
}

static bool go_on(struct opening *o)
{
	if (poll(o->polled, o->count, PATIENCE_MS) <= 0) {
		fprintf(stderr, "load: the server does not answer\n");
		return false;
	}
	for (nfds_t i = o->count; i-- > 0;) {
		if (o->polled[i].revents == 0)
			continue;
		o->polled[i].events = shake(o->clients[i]);
		if (o->polled[i].events < 0)
			return false;
		if (o->polled[i].events > 0)
			continue;
		o->count--;
		o->clients[i] = o->clients[o->count];
		o->polled[i] = o->polled[o->count];
	}
	return true;
}

bool clients_open(struct load *load, struct client *clients, int count)
{
	struct opening opening = {.count = 0};
	int next = 0;

	for (int i = 0; i < count; i++)
		clients[i].fd = -1;
	while (next < count || opening.count > 0) {
		while (next < count && opening.count < OPENING_MAX)
			if (!begin_next(load, &opening, &clients[next++]))
				return false;
		if (!go_on(&opening))
			return false;
	}
	return true;
}
