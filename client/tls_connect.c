#include "client/tls_connect.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include "client/moment.h"

/* 0, or what is wrong with the connection, as errno. */
static int finish_connect(int fd, int64_t deadline_ms)
{
	struct pollfd pfd = {.fd = fd, .events = POLLOUT};
	int failure = 0;
	socklen_t size = sizeof(failure);

	if (poll(&pfd, 1, moment_left_ms(deadline_ms)) <= 0)
		return ETIMEDOUT;
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &failure, &size) != 0)
		return errno;
	return failure;
}

static int connect_one(const struct addrinfo *address, int64_t deadline_ms,
		       int *fd)
{
	int one = 1;

	*fd = socket(address->ai_family,
		     SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (*fd < 0)
		return errno;
	int failure = connect(*fd, address->ai_addr, address->ai_addrlen) == 0
			  ? 0
			  : errno;
	if (failure == EINPROGRESS)
		failure = finish_connect(*fd, deadline_ms);
	if (failure == 0 &&
	    setsockopt(*fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one)) != 0)
		failure = errno;
	if (failure != 0)
		close(*fd);
	return failure;
}

bool tcp_connect(const struct tls_target *target, int64_t deadline_ms, int *fd,
		 struct err *e)
{
	struct addrinfo hints = {.ai_family = AF_UNSPEC,
				 .ai_socktype = SOCK_STREAM};
	struct addrinfo *found;
	char service[16];
	/* localhost is the loopback, also where no /etc/hosts says so
	 * (RFC 6761, 6.3); no name asks for that. */
	bool here = strcmp(target->host, "localhost") == 0;
	int failure = 0;

	snprintf(service, sizeof(service), "%d", target->port);
	int unknown =
	    getaddrinfo(here ? NULL : target->host, service, &hints, &found);
	if (unknown != 0)
		return err_set(e, ERR_FAILED, "%s: %s", target->host,
			       gai_strerror(unknown));
	for (const struct addrinfo *a = found; a != NULL; a = a->ai_next) {
		failure = connect_one(a, deadline_ms, fd);
		if (failure == 0)
			break;
	}
	freeaddrinfo(found);
	if (failure == 0)
		return true;
	return err_set(
	    e, failure == ECONNREFUSED ? ERR_NOT_RUNNING : ERR_FAILED,
	    "%s port %d: %s", target->host, target->port, strerror(failure));
}

/* The reason that OpenSSL noted first. */
static const char *first_reason(void)
{
	unsigned long code = ERR_peek_error();
	const char *reason = ERR_reason_error_string(code);

	ERR_clear_error();
	return reason != NULL ? reason : "unknown reason";
}

/* A file that cannot be read, or is not what it should be. */
static bool not_usable(const char *path, const char *what, struct err *e)
{
	unsigned long code = ERR_peek_error();
	int error = ERR_SYSTEM_ERROR(code) ? ERR_GET_REASON(code) : 0;

	if (error == 0)
		return err_set(e, ERR_FAILED, "%s: not %s: %s", path, what,
			       first_reason());
	ERR_clear_error();
	return err_set(e, error == ENOENT ? ERR_NOT_FOUND : ERR_FAILED,
		       "%s: %s", path, strerror(error));
}

static bool load_own(SSL_CTX *ctx, const struct tls_target *t, struct err *e)
{
	if (SSL_CTX_use_certificate_chain_file(ctx, t->certificate) != 1)
		return not_usable(t->certificate, "a certificate", e);
	if (SSL_CTX_use_PrivateKey_file(ctx, t->key, SSL_FILETYPE_PEM) != 1)
		return not_usable(t->key, "the key of that certificate", e);
	if (SSL_CTX_load_verify_locations(ctx, t->ca, NULL) != 1)
		return not_usable(t->ca, "a certificate", e);
	return true;
}

bool tls_context(const struct tls_target *target, SSL_CTX **out, struct err *e)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());

	if (ctx == NULL ||
	    SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) != 1)
		return err_set(e, ERR_FAILED, "OpenSSL: %s", first_reason());
	SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_mode(ctx, SSL_MODE_ENABLE_PARTIAL_WRITE |
				  SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	if (load_own(ctx, target, e)) {
		*out = ctx;
		return true;
	}
	SSL_CTX_free(ctx);
	return false;
}

SSL *tls_for_host(SSL_CTX *ctx, const char *host, int fd)
{
	SSL *ssl = SSL_new(ctx);
	bool ok = ssl != NULL && SSL_set_fd(ssl, fd) == 1;
	char name[256]; /* OpenSSL's macro wants to write to it */

	snprintf(name, sizeof(name), "%s", host);
	if (ok && X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host) != 1)
		ok = SSL_set1_host(ssl, host) == 1 &&
		     SSL_set_tlsext_host_name(ssl, name) == 1;
	if (ok) {
		SSL_set_connect_state(ssl);
		return ssl;
	}
	SSL_free(ssl);
	return NULL;
}

static bool explain_refusal(SSL *ssl, struct err *e)
{
	long verdict = SSL_get_verify_result(ssl);
	int reason = ERR_GET_REASON(ERR_peek_error());

	if (verdict != X509_V_OK)
		return err_set(e, ERR_NOT_PERMITTED,
			       "the daemon's certificate is not trusted: %s",
			       X509_verify_cert_error_string(verdict));
	if (reason == SSL_R_UNEXPECTED_EOF_WHILE_READING)
		return err_set(e, ERR_TIMED_OUT, "the connection broke: %s",
			       first_reason());
	/* Alerts that the other side sent. */
	if (reason > SSL_AD_REASON_OFFSET)
		return err_set(e, ERR_NOT_PERMITTED,
			       "the daemon refused the connection: %s",
			       first_reason());
	return err_set(e, ERR_FAILED, "TLS: %s", first_reason());
}

bool tls_explain(SSL *ssl, int result, struct err *e)
{
	switch (SSL_get_error(ssl, result)) {
	case SSL_ERROR_WANT_READ:
	case SSL_ERROR_WANT_WRITE:
		return err_set(e, ERR_TIMED_OUT, "the daemon does not answer");
	case SSL_ERROR_SSL:
		return explain_refusal(ssl, e);
	default:
		return err_set(e, ERR_TIMED_OUT, "the connection broke: %s",
			       errno != 0 ? strerror(errno) : "closed");
	}
}

bool tls_wait(SSL *ssl, int result, int64_t deadline_ms)
{
	struct pollfd pfd = {.fd = SSL_get_fd(ssl)};

	switch (SSL_get_error(ssl, result)) {
	case SSL_ERROR_WANT_READ:
		pfd.events = POLLIN;
		break;
	case SSL_ERROR_WANT_WRITE:
		pfd.events = POLLOUT;
		break;
	default:
		return false;
	}
	int ready = poll(&pfd, 1, moment_left_ms(deadline_ms));
	return ready > 0 || (ready < 0 && errno == EINTR);
}
