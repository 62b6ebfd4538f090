/*
 * The certificates with which a peer has shaken hands, as the bytes that it
 * sent: a reload judges them again. libssl would keep them taken apart, in
 * fifteen times the memory, as long as the connection lives, and not look at
 * them.
 */
#ifndef CLAIMD_NET_PEER_H
#define CLAIMD_NET_PEER_H

#include <openssl/ssl.h>
#include <stddef.h>

struct peer {
	unsigned char *bytes; /* DER of the leaf, then of those above it */
	size_t len;
};

/* Copies them from a handshake that is over; peer is empty or {0}. */
void peer_keep(struct peer *peer, SSL *ssl);
/* Then libssl need not have them any more. */
void peer_forget(SSL *ssl);
void peer_release(struct peer *peer);

/* The leaf first; the caller's to free. NULL without memory. */
STACK_OF(X509) * peer_certificates(const struct peer *peer);

#endif
