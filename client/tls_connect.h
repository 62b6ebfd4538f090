/* The two halves of a connection's beginning: TCP and TLS. */
#ifndef CLAIMD_CLIENT_TLS_CONNECT_H
#define CLAIMD_CLIENT_TLS_CONNECT_H

#include <openssl/ssl.h>

#include "client/tls_client.h"

/* A connected, non-blocking socket in *fd. */
MUSTCHECK bool tcp_connect(const struct tls_target *target, int64_t deadline_ms,
			   int *fd, struct err *e);

/* A context that shows our certificate and demands the server's. */
MUSTCHECK bool tls_context(const struct tls_target *target, SSL_CTX **out,
			   struct err *e);

/* A connection that will check the server's name; NULL out of memory. */
SSL *tls_for_host(SSL_CTX *ctx, const char *host, int fd);

/* What the failed call on the connection means; returns false. */
bool tls_explain(SSL *ssl, int result, struct err *e);

/* Waits until the socket is ready for what the call asked; false: time's up. */
bool tls_wait(SSL *ssl, int result, int64_t deadline_ms);

#endif
