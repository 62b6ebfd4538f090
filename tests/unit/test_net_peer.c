/* What is kept of a handshake, and that libssl speaks on without the rest. */
#include <criterion/criterion.h>

#include <fcntl.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/peer.h"
#include "net/tls.h"
#include "net_pki.h"

enum { LONG_LINE = 40000 };

static char dir[64], ca[96], crl[96], certificate[96], key[96];
static struct identity authority, between, server, pharmacy;
static struct tls *tls;

/* Both ends of a connection. */
struct pair {
	SSL_CTX *context; /* the client's */
	SSL *client, *server;
	int fds[2];
};

static struct identity make_between(void)
{
	struct identity made = pki_make("between", NULL, NULL, &authority);
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(
	    NULL, NULL, NID_basic_constraints, "critical,CA:TRUE");

	cr_assert(X509_add_ext(made.certificate, extension, -1));
	X509_EXTENSION_free(extension);
	cr_assert(X509_sign(made.certificate, authority.key, EVP_sha256()));
	return made;
}

static struct tls *make_tls(const char *revoked)
{
	struct tls_config config = {
	    .certificate = certificate,
	    .key = key,
	    .client_ca = ca,
	    .crl = revoked,
	    .allow_tls12 = true,
	};
	struct tls *made;
	struct err e;

	cr_assert(tls_create(&config, &made, &e), "%s", e.message);
	return made;
}

static void begin(void)
{
	snprintf(dir, sizeof(dir), "/tmp/claimd-peer-XXXXXX");
	cr_assert_not_null(mkdtemp(dir));
	snprintf(ca, sizeof(ca), "%s/ca.pem", dir);
	snprintf(crl, sizeof(crl), "%s/crl.pem", dir);
	snprintf(certificate, sizeof(certificate), "%s/server.pem", dir);
	snprintf(key, sizeof(key), "%s/server.key", dir);
	authority = pki_make("authority", NULL, NULL, NULL);
	between = make_between();
	server = pki_make("server", "DNS:localhost", "serverAuth", &authority);
	pharmacy =
	    pki_make("client", "URI:agb:02012345", "clientAuth", &between);
	pki_write(ca, key, &authority);
	pki_write(certificate, key, &server);
	pki_write_crl(crl, &authority, NULL);
	tls = make_tls("");
}

static void end(void)
{
	tls_release(tls);
	unlink(ca);
	unlink(crl);
	unlink(certificate);
	unlink(key);
	rmdir(dir);
	pki_free(&authority);
	pki_free(&between);
	pki_free(&server);
	pki_free(&pharmacy);
}

TestSuite(peer, .init = begin, .fini = end);

/* The client sends all its certificates, the authority's among them. */
static void prepare(struct pair *p, int version)
{
	cr_assert_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, p->fds), 0);
	for (int i = 0; i < 2; i++)
		cr_assert_eq(fcntl(p->fds[i], F_SETFL, O_NONBLOCK), 0);
	p->context = SSL_CTX_new(TLS_client_method());
	SSL_CTX_set_max_proto_version(p->context, version);
	SSL_CTX_use_certificate(p->context, pharmacy.certificate);
	SSL_CTX_use_PrivateKey(p->context, pharmacy.key);
	SSL_CTX_add1_chain_cert(p->context, between.certificate);
	SSL_CTX_add1_chain_cert(p->context, authority.certificate);
	p->client = SSL_new(p->context);
	SSL_set_fd(p->client, p->fds[0]);
	SSL_set_connect_state(p->client);
	p->server = tls_accept(tls, p->fds[1]);
}

static void shake(struct pair *p)
{
	bool client = false, done = false;

	for (int i = 0; i < 10 && !(client && done); i++) {
		client = client || SSL_do_handshake(p->client) == 1;
		done = done || SSL_do_handshake(p->server) == 1;
	}
	cr_assert(client);
	cr_assert(done);
}

static void finish(struct pair *p)
{
	SSL_free(p->client);
	SSL_free(p->server);
	SSL_CTX_free(p->context);
	close(p->fds[0]);
	close(p->fds[1]);
}

/* Nothing of it may be seen on the way. */
static void expect_hidden(int fd, const char *secret)
{
	static char raw[2 * LONG_LINE];
	ssize_t got = recv(fd, raw, sizeof(raw), MSG_PEEK);

	cr_assert_gt(got, 0);
	cr_expect_null(memmem(raw, (size_t)got, secret, strlen(secret)),
		       "plain text on the wire");
}

/* The most that came in one record. */
static size_t expect_text(SSL *from, SSL *to, const char *text)
{
	static char got[LONG_LINE + 1];
	size_t len = 0, put = 0, part, most = 0;

	while (put < strlen(text)) {
		cr_assert(
		    SSL_write_ex(from, text + put, strlen(text) - put, &part));
		put += part;
	}
	expect_hidden(SSL_get_fd(to), text);
	while (len < strlen(text)) {
		cr_assert(SSL_read_ex(to, got + len, LONG_LINE - len, &part));
		most = part > most ? part : most;
		len += part;
	}
	got[len] = '\0';
	cr_expect_str_eq(got, text);
	return most;
}

static void expect_traffic(struct pair *p)
{
	static char line[LONG_LINE + 1];

	memset(line, 'x', LONG_LINE);
	expect_text(p->client, p->server, "a question");
	expect_text(p->server, p->client, "an answer");
	expect_text(p->client, p->server, line);
	expect_text(p->server, p->client, line);
}

static void expect_new_keys(struct pair *p, SSL *asks)
{
	cr_assert(SSL_key_update(asks, SSL_KEY_UPDATE_REQUESTED));
	expect_traffic(p);
	cr_expect_eq(SSL_get_key_update_type(asks), SSL_KEY_UPDATE_NONE);
	expect_traffic(p);
}

static void expect_close(SSL *who, SSL *other)
{
	char byte;

	cr_expect_eq(SSL_shutdown(who), 0);
	cr_expect_leq(SSL_read(other, &byte, 1), 0);
	cr_expect_eq(SSL_get_error(other, 0), SSL_ERROR_ZERO_RETURN);
	cr_expect_eq(SSL_shutdown(other), 1);
	cr_expect_eq(SSL_shutdown(who), 1);
}

static void speak_on(int version)
{
	struct pair p;

	prepare(&p, version);
	shake(&p);
	expect_text(p.client, p.server, "before");
	peer_forget(p.server);
	cr_expect_null(SSL_get0_peer_certificate(p.server));
	cr_expect_leq(sk_X509_num(SSL_get_peer_cert_chain(p.server)), 0);
	cr_expect_leq(sk_X509_num(SSL_get0_verified_chain(p.server)), 0);
	cr_expect_eq(SSL_version(p.server), version);
	cr_expect_eq(SSL_get_current_cipher(p.server),
		     SSL_get_pending_cipher(p.server));
	expect_traffic(&p);
	if (version == TLS1_3_VERSION) {
		expect_new_keys(&p, p.client);
		expect_new_keys(&p, p.server);
	}
	expect_close(p.client, p.server);
	finish(&p);
}

Test(peer, is_forgotten_by_libssl_and_spoken_to)
{
	speak_on(TLS1_3_VERSION);
	speak_on(TLS1_2_VERSION);
}

Test(peer, still_gets_records_of_the_length_agreed_upon)
{
	struct pair p;
	char line[2001];

	memset(line, 'x', sizeof(line) - 1);
	line[sizeof(line) - 1] = '\0';
	prepare(&p, TLS1_3_VERSION);
	SSL_set_tlsext_max_fragment_length(p.client,
					   TLSEXT_max_fragment_length_512);
	shake(&p);
	peer_forget(p.server);
	cr_expect_eq(expect_text(p.server, p.client, line), 512);
	finish(&p);
}

Test(peer, is_judged_again_by_what_it_sent)
{
	struct pair p;
	struct peer peer = {0};

	prepare(&p, TLS1_3_VERSION);
	shake(&p);
	peer_keep(&peer, p.server);
	peer_forget(p.server);
	STACK_OF(X509) *kept = peer_certificates(&peer);
	cr_assert_eq(sk_X509_num(kept), 2, "the leaf and the one between");
	cr_expect_eq(X509_cmp(sk_X509_value(kept, 0), pharmacy.certificate), 0);
	cr_expect_eq(X509_cmp(sk_X509_value(kept, 1), between.certificate), 0);
	cr_expect(tls_still_admits(tls, kept));
	/* Now a list is due, and there is none of the one between. */
	struct tls *stricter = make_tls(crl);
	cr_expect_not(tls_still_admits(stricter, kept));
	tls_release(stricter);
	X509_free(sk_X509_pop(kept));
	cr_expect_not(tls_still_admits(tls, kept), "without that one");
	sk_X509_pop_free(kept, X509_free);
	peer_release(&peer);
	cr_expect_null(peer.bytes);
	finish(&p);
}
