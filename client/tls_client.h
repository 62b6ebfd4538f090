/*
 * A line client over mutual TLS, for submit and for benchmarks. One thread
 * at a time. Sending and receiving overlap: what is queued goes out while a
 * reply is waited for, so a full pipeline cannot block itself.
 */
#ifndef CLAIMD_CLIENT_TLS_CLIENT_H
#define CLAIMD_CLIENT_TLS_CLIENT_H

#include <stddef.h>

#include "base/err.h"

struct tls_client;

struct tls_target {
	const char *host; /* a name, or an address */
	int port;
	const char *certificate; /* PEM, our chain */
	const char *key;	 /* PEM */
	const char *ca;		 /* PEM, whom the server must come from */
	int connect_timeout_ms;
};

/*
 * Connects and shakes hands. ERR_NOT_RUNNING when nobody listens,
 * ERR_NOT_PERMITTED when one side does not accept the other's certificate
 * (with TLS 1.3 the server's refusal may come with the first line only).
 */
MUSTCHECK bool tls_client_open(const struct tls_target *target,
			       struct tls_client **out, struct err *e);
void tls_client_close(struct tls_client *client); /* NULL is fine */

/* Queues a line (without its LF). Bytes are copied. */
void tls_client_send(struct tls_client *client, const char *line, size_t len);

enum tls_result {
	TLS_LINE,
	TLS_END,    /* the server ended the connection in good order */
	TLS_SILENT, /* nothing came in time; the client stays usable */
	TLS_BROKEN, /* *e says why */
};

/*
 * The next line from the server without its LF, valid until the next call.
 * Sends what is queued meanwhile. *e is set on TLS_BROKEN only.
 */
MUSTCHECK enum tls_result tls_client_receive(struct tls_client *client,
					     int timeout_ms, const char **line,
					     size_t *len, struct err *e);

#endif
