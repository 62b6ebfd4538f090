/* Sockets that listen: opened here or passed by systemd. */
#ifndef CLAIMD_NET_LISTENER_H
#define CLAIMD_NET_LISTENER_H

#include <stdint.h>

#include "base/err.h"
#include "net/limits.h"

struct listeners {
	int fds[LISTENERS_MAX];
	int count;
	int port;	  /* of the first */
	char address[80]; /* "127.0.0.1:7443" or "[::1]:7443", of the first */
};

/* Those of LISTEN_FDS, else one on address and port. */
MUSTCHECK bool listeners_open(const char *address, int port, int backlog,
			      struct listeners *out, struct err *e);
void listeners_close(struct listeners *listeners);

/*
 * A Unix socket of mode 0660; one that a dead daemon left is replaced, one
 * that a live daemon serves is an error. -1 on failure.
 */
MUSTCHECK int control_listen(const char *path, struct err *e);
/* The user at the other end, or -1. */
int64_t control_peer(int fd);

#endif
