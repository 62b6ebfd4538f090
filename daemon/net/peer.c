#include "net/peer.h"

#include <openssl/err.h>
#include <stdlib.h>

#include "base/ensure.h"
#include "net/limits.h"

static void append(struct peer *peer, X509 *certificate)
{
	int len = i2d_X509(certificate, NULL);

	ensure(len > 0);
	unsigned char *more = realloc(peer->bytes, peer->len + (size_t)len);
	ensure(more != NULL);
	peer->bytes = more;
	more += peer->len;
	ensure(i2d_X509(certificate, &more) == len);
	peer->len += (size_t)len;
}

/* One that signs itself is trusted if it is ours, and else never. */
void peer_keep(struct peer *peer, SSL *ssl)
{
	STACK_OF(X509) *above = SSL_get_peer_cert_chain(ssl);

	append(peer, SSL_get0_peer_certificate(ssl));
	for (int i = 0, kept = 0;
	     i < sk_X509_num(above) && kept < CHAIN_DEPTH_MAX; i++) {
		X509 *certificate = sk_X509_value(above, i);
		if (X509_self_signed(certificate, 0) != 0)
			continue;
		append(peer, certificate);
		kept++;
	}
}

/* The encoding of a session that says what records need, and no more. */
static int encode_bare(const SSL_SESSION *session, unsigned char **out)
{
	SSL_SESSION *bare = SSL_SESSION_new();
	int len = 0;

	if (bare != NULL &&
	    SSL_SESSION_set_protocol_version(
		bare, SSL_SESSION_get_protocol_version(session)) == 1 &&
	    SSL_SESSION_set_cipher(bare, SSL_SESSION_get0_cipher(session)) == 1)
		len = i2d_SSL_SESSION(bare, out);
	SSL_SESSION_free(bare);
	return len;
}

/*
 * Sessions have no function that takes the certificate from them; decoding
 * over one does. Its secret is lost too: it only serves to resume the session,
 * which nobody may. An agreed length of records has to stay, and would not.
 */
static void strip(SSL_SESSION *session)
{
	unsigned char *bytes = NULL;
	int agreed = SSL_SESSION_get_max_fragment_length(session);

	if (agreed >= TLSEXT_max_fragment_length_512 &&
	    agreed <= TLSEXT_max_fragment_length_4096)
		return;
	int len = encode_bare(session, &bytes);
	const unsigned char *from = bytes;
	/* Without memory it may keep what it has, which harms nobody. */
	if (len > 0)
		(void)d2i_SSL_SESSION(&session, &from, len);
	OPENSSL_free(bytes);
	ERR_clear_error();
}

static void empty(STACK_OF(X509) * certificates)
{
	while (sk_X509_num(certificates) > 0)
		X509_free(sk_X509_pop(certificates));
}

void peer_forget(SSL *ssl)
{
	empty(SSL_get_peer_cert_chain(ssl));
	empty(SSL_get0_verified_chain(ssl));
	strip(SSL_get_session(ssl));
}

void peer_release(struct peer *peer)
{
	free(peer->bytes);
	*peer = (struct peer){0};
}

STACK_OF(X509) * peer_certificates(const struct peer *peer)
{
	STACK_OF(X509) *certificates = sk_X509_new_null();
	const unsigned char *next = peer->bytes;
	const unsigned char *end = next + peer->len;

	while (certificates != NULL && next < end) {
		X509 *certificate = d2i_X509(NULL, &next, end - next);
		if (certificate != NULL &&
		    sk_X509_push(certificates, certificate) > 0)
			continue;
		X509_free(certificate);
		sk_X509_pop_free(certificates, X509_free);
		certificates = NULL;
	}
	return certificates;
}
