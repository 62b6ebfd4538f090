/*
 * What a TLS connection is made from: the context and the names that it
 * admits. Never changed after it is made; a reload makes a new one. Shared by
 * reference count; any thread.
 */
#ifndef CLAIMD_NET_TLS_H
#define CLAIMD_NET_TLS_H

#include <openssl/ssl.h>

#include "net/names.h"

struct tls_config {
	const char *certificate, *key; /* PEM files */
	const char *client_ca;
	const char *crl; /* empty: nobody is revoked */
	bool allow_tls12;
	const struct net_client *clients;
	size_t client_count;
	bool accept_agb_uri;
};

struct tls;

/* Reads and checks the files; *e names the one that is at fault, and its field
 * the key ("/tls/crl"), or the entry as in names.h. */
MUSTCHECK bool tls_create(const struct tls_config *config, struct tls **out,
			  struct err *e);
struct tls *tls_hold(struct tls *tls);
void tls_release(struct tls *tls); /* NULL is fine */

/* A server's end on a socket; the caller's to free. */
SSL *tls_accept(struct tls *tls, int fd);

const struct names *tls_names(const struct tls *tls);

/* Whether a peer that shook hands earlier with these certificates, its own
 * first, would still be admitted. */
MUSTCHECK bool tls_still_admits(struct tls *tls, STACK_OF(X509) * certificates);

/* The reason of OpenSSL's last failure in this thread; empties its queue. */
void tls_last_error(char *out, size_t cap);

#endif
