/* Bytes over a socket, with TLS (pharmacies) or plain (the control socket). */
#ifndef CLAIMD_NET_STREAM_H
#define CLAIMD_NET_STREAM_H

#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>

struct stream {
	int fd;		  /* -1: closed */
	SSL *ssl;	  /* NULL: plain */
	bool wants_write; /* the last call waits until the socket takes bytes */
};

enum stream_result {
	STREAM_OK,
	STREAM_AGAIN,  /* wait for the socket: to read, or see wants_write */
	STREAM_END,    /* the peer ended its side in good order */
	STREAM_BROKEN, /* the connection is of no use any more */
};

/* Owns the socket and, if not NULL, ssl. */
void stream_open(struct stream *stream, int fd, SSL *ssl);
void stream_close(struct stream *stream);

/* Plain streams are OK at once. */
enum stream_result stream_handshake(struct stream *stream);
/* On STREAM_OK *done > 0 bytes were read or written. */
enum stream_result stream_read(struct stream *stream, char *into, size_t cap,
			       size_t *done);
enum stream_result stream_write(struct stream *stream, const char *from,
				size_t len, size_t *done);
/* Whether bytes wait that no event of the socket will announce. */
bool stream_pending(const struct stream *stream);
/* Says that nothing more will be written. */
void stream_finish(struct stream *stream);
/* After that: throws away what still comes; END or BROKEN when it is over. */
enum stream_result stream_discard(struct stream *stream);

#endif
