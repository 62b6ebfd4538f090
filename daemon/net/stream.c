#include "net/stream.h"

#include <errno.h>
#include <openssl/err.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/ensure.h"

void stream_open(struct stream *stream, int fd, SSL *ssl)
{
	*stream = (struct stream){.fd = fd, .ssl = ssl};
}

void stream_close(struct stream *stream)
{
	SSL_free(stream->ssl);
	if (stream->fd >= 0)
		close(stream->fd);
	stream_open(stream, -1, NULL);
}

/*
 * What a call of libssl that did not succeed means. The queue of errors is
 * left for the handshake's caller and is empty before every call otherwise.
 */
static enum stream_result tls_result(struct stream *stream, int returned)
{
	switch (SSL_get_error(stream->ssl, returned)) {
	case SSL_ERROR_WANT_READ:
		return STREAM_AGAIN;
	case SSL_ERROR_WANT_WRITE:
		stream->wants_write = true;
		return STREAM_AGAIN;
	case SSL_ERROR_ZERO_RETURN:
		return STREAM_END;
	default:
		return STREAM_BROKEN;
	}
}

static enum stream_result plain_result(struct stream *stream, ssize_t returned,
				       bool writing)
{
	if (returned == 0)
		return STREAM_END;
	if (errno != EAGAIN && errno != EINTR)
		return STREAM_BROKEN;
	stream->wants_write = writing;
	return STREAM_AGAIN;
}

enum stream_result stream_handshake(struct stream *stream)
{
	stream->wants_write = false;
	if (stream->ssl == NULL)
		return STREAM_OK;
	int returned = SSL_do_handshake(stream->ssl);
	return returned == 1 ? STREAM_OK : tls_result(stream, returned);
}

enum stream_result stream_read(struct stream *stream, char *into, size_t cap,
			       size_t *done)
{
	stream->wants_write = false;
	if (stream->ssl == NULL) {
		ssize_t got = recv(stream->fd, into, cap, 0);
		if (got <= 0)
			return plain_result(stream, got, false);
		*done = (size_t)got;
		return STREAM_OK;
	}
	int returned = SSL_read_ex(stream->ssl, into, cap, done);
	if (returned == 1)
		return STREAM_OK;
	enum stream_result result = tls_result(stream, returned);
	if (result == STREAM_BROKEN)
		ERR_clear_error();
	return result;
}

enum stream_result stream_write(struct stream *stream, const char *from,
				size_t len, size_t *done)
{
	stream->wants_write = false;
	if (stream->ssl == NULL) {
		ssize_t put = send(stream->fd, from, len, MSG_NOSIGNAL);
		if (put <= 0)
			return plain_result(stream, put, true);
		*done = (size_t)put;
		return STREAM_OK;
	}
	int returned = SSL_write_ex(stream->ssl, from, len, done);
	if (returned == 1)
		return STREAM_OK;
	enum stream_result result = tls_result(stream, returned);
	/* Without renegotiation a write never waits for bytes to read. */
	if (result == STREAM_AGAIN && !stream->wants_write)
		result = STREAM_BROKEN;
	if (result == STREAM_BROKEN)
		ERR_clear_error();
	return result;
}

bool stream_pending(const struct stream *stream)
{
	return stream->ssl != NULL && SSL_has_pending(stream->ssl) == 1;
}

void stream_finish(struct stream *stream)
{
	if (stream->ssl != NULL) {
		/* Fails only if the peer has gone; then nothing is owed. */
		(void)SSL_shutdown(stream->ssl);
		ERR_clear_error();
	}
	(void)shutdown(stream->fd, SHUT_WR);
}

enum stream_result stream_discard(struct stream *stream)
{
	char scrap[4096];
	ssize_t got = recv(stream->fd, scrap, sizeof(scrap), 0);

	return got > 0 ? STREAM_OK : plain_result(stream, got, false);
}
