#include "client/tls_client.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/err.h>

#include "base/ensure.h"
#include "base/money.h"
#include "client/moment.h"
#include "client/tls_connect.h"

/* Bytes from start to len are waiting. */
struct buffer {
	char *bytes;
	size_t start, len, cap;
};

struct tls_client {
	SSL_CTX *ctx;
	SSL *ssl;
	int fd;
	bool ended; /* the server will send no more */
	bool mute;  /* it takes no more, but may have sent why */
	struct buffer in, out;
	size_t searched; /* in.bytes before this hold no LF */
};

enum {
	READ_BYTES = 64 * 1024,
	/* A server's line; the longest reply is far below. */
	LINE_MAX_BYTES = 1024 * 1024,
};

static void buffer_reserve(struct buffer *b, size_t more)
{
	if (b->start > 0) {
		memmove(b->bytes, b->bytes + b->start, b->len - b->start);
		b->len -= b->start;
		b->start = 0;
	}
	if (b->len + more <= b->cap)
		return;
	b->cap = 2 * (b->len + more);
	b->bytes = realloc(b->bytes, b->cap);
	ensure(b->bytes != NULL);
}

static bool handshake(struct tls_client *client, int64_t deadline_ms,
		      struct err *e)
{
	int result;

	while ((result = SSL_do_handshake(client->ssl)) != 1)
		if (!tls_wait(client->ssl, result, deadline_ms))
			return tls_explain(client->ssl, result, e);
	return true;
}

bool tls_client_open(const struct tls_target *target, struct tls_client **out,
		     struct err *e)
{
	struct tls_client *client = calloc(1, sizeof(*client));
	int64_t deadline = moment_ms() + target->connect_timeout_ms;

	ensure(client != NULL);
	client->fd = -1;
	bool ok = tls_context(target, &client->ctx, e) &&
		  tcp_connect(target, deadline, &client->fd, e);
	if (ok) {
		client->ssl =
		    tls_for_host(client->ctx, target->host, client->fd);
		ok =
		    client->ssl != NULL ||
		    err_set(e, ERR_FAILED, "%s: not a host name", target->host);
	}
	ok = ok && handshake(client, deadline, e);
	if (ok)
		*out = client;
	else
		tls_client_close(client);
	return ok;
}

void tls_client_close(struct tls_client *client)
{
	if (client == NULL)
		return;
	if (client->ssl != NULL && SSL_is_init_finished(client->ssl))
		SSL_shutdown(client->ssl);
	ERR_clear_error();
	SSL_free(client->ssl);
	SSL_CTX_free(client->ctx);
	if (client->fd >= 0)
		close(client->fd);
	free(client->in.bytes);
	free(client->out.bytes);
	free(client);
}

void tls_client_send(struct tls_client *client, const char *line, size_t len)
{
	struct buffer *out = &client->out;

	buffer_reserve(out, len + 1);
	memcpy(out->bytes + out->len, line, len);
	out->bytes[out->len + len] = '\n';
	out->len += len + 1;
}

/* Writes what is queued as far as the socket takes it. */
static bool flush(struct tls_client *client, bool *progress, struct err *e)
{
	struct buffer *out = &client->out;

	while (out->start < out->len) {
		int n = SSL_write(
		    client->ssl, out->bytes + out->start,
		    (int)min_i64((int64_t)(out->len - out->start), READ_BYTES));
		if (n > 0) {
			out->start += (size_t)n;
			*progress = true;
			continue;
		}
		int why = SSL_get_error(client->ssl, n);
		if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE)
			return true;
		return tls_explain(client->ssl, n, e);
	}
	return true;
}

/* Reads what has come. */
static bool fill(struct tls_client *client, bool *progress, struct err *e)
{
	struct buffer *in = &client->in;

	client->searched -= in->start;
	buffer_reserve(in, READ_BYTES);
	int n = SSL_read(client->ssl, in->bytes + in->len, READ_BYTES);
	if (n > 0) {
		in->len += (size_t)n;
		*progress = true;
		if (in->len > LINE_MAX_BYTES)
			return err_set(e, ERR_FAILED, "a reply without end");
		return true;
	}
	switch (SSL_get_error(client->ssl, n)) {
	case SSL_ERROR_WANT_READ:
	case SSL_ERROR_WANT_WRITE:
		return true;
	case SSL_ERROR_ZERO_RETURN:
		client->ended = true;
		*progress = true;
		return true;
	default:
		return tls_explain(client->ssl, n, e);
	}
}

/* Takes a whole line from what has come; false: there is none yet. */
static bool take_line(struct tls_client *client, const char **line,
		      size_t *len)
{
	struct buffer *in = &client->in;

	if (client->searched == in->len)
		return false;
	const char *end = memchr(in->bytes + client->searched, '\n',
				 in->len - client->searched);
	client->searched = in->len;
	if (end == NULL)
		return false;
	*line = in->bytes + in->start;
	*len = (size_t)(end - *line);
	in->start += *len + 1;
	client->searched = in->start;
	return true;
}

/* Waits until the socket has something, or takes more of what is queued. */
static bool wait_for_socket(struct tls_client *client, int64_t deadline_ms)
{
	struct pollfd pfd = {.fd = client->fd, .events = POLLIN};
	bool queued = client->out.start < client->out.len && !client->mute;

	if (queued)
		pfd.events |= POLLOUT;
	int ready = poll(&pfd, 1, moment_left_ms(deadline_ms));
	return ready > 0 || (ready < 0 && errno == EINTR);
}

enum tls_result tls_client_receive(struct tls_client *client, int timeout_ms,
				   const char **line, size_t *len,
				   struct err *e)
{
	int64_t deadline = moment_ms() + timeout_ms;

	while (!take_line(client, line, len)) {
		bool progress = false;
		if (client->ended)
			return TLS_END;
		if (!client->mute && !flush(client, &progress, e))
			client->mute = true;
		if (!fill(client, &progress, e))
			return TLS_BROKEN;
		if (!progress && !wait_for_socket(client, deadline))
			return TLS_SILENT;
	}
	return TLS_LINE;
}
