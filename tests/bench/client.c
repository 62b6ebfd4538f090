#include "client.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "reply.h"

enum {
	IN_CAP = 1 << 18,
	OUT_CAP = 1 << 20,
	/* What a deaf one sends before the others have their turn. */
	DEAF_REQUESTS = 16,
};

/* Of whichever connection has its turn. */
static char in[IN_CAP], out[OUT_CAP];

SSL_CTX *client_context(const char *ca, const char *cert, const char *key)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());

	if (context == NULL)
		return NULL;
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	SSL_CTX_set_read_ahead(context, 1);
	SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE |
				      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	if (SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) == 1 &&
	    SSL_CTX_set_ciphersuites(context, "TLS_AES_128_GCM_SHA256") == 1 &&
	    SSL_CTX_load_verify_file(context, ca) == 1 &&
	    (cert == NULL ||
	     SSL_CTX_use_certificate_chain_file(context, cert) == 1) &&
	    (key == NULL ||
	     SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) == 1))
		return context;
	ERR_print_errors_fp(stderr);
	SSL_CTX_free(context);
	return NULL;
}

int client_dial(const struct load *load)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM,
				 .ai_flags = AI_NUMERICSERV},
			*found;
	int on = 1;

	if (getaddrinfo(load->host, load->port, &hints, &found) != 0)
		return -1;
	int fd = socket(found->ai_family,
			SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd >= 0 && connect(fd, found->ai_addr, found->ai_addrlen) != 0 &&
	    errno != EINPROGRESS) {
		close(fd);
		fd = -1;
	}
	freeaddrinfo(found);
	if (fd >= 0)
		(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	return fd;
}

void client_close(struct client *c)
{
	SSL_free(c->ssl);
	if (c->fd >= 0)
		close(c->fd);
	free(c->in.bytes);
	free(c->out.bytes);
	free(c->sent);
}

/* Keeps these bytes and no others. */
static bool keep(struct kept *kept, const char *bytes, size_t len)
{
	if (len > kept->cap) {
		char *more = realloc(kept->bytes, len);
		if (more == NULL)
			return false;
		kept->bytes = more;
		kept->cap = len;
	}
	if (len > 0)
		memmove(kept->bytes, bytes, len);
	kept->len = len;
	return true;
}

/* --- replies ------------------------------------------------------------ */

static void on_reply(struct load *load, struct client *c, const char *reply,
		     size_t len, uint64_t now_us)
{
	if (!c->greeted) {
		c->greeted = true;
		return;
	}
	if (c->waiting == 0) {
		fprintf(stderr, "unasked: %.*s\n", (int)len, reply);
		c->dead = true;
		return;
	}
	struct sent sent = c->sent[c->first];
	if (++c->first == load->in_flight)
		c->first = 0;
	c->waiting--;
	if (sent.counted == NULL)
		return;
	histogram_add(&sent.counted->latency, now_us - sent.us);
	sent.counted->bytes += len + 1;
	reply_count(sent.counted, load->good, reply, len);
}

/* The whole replies among len bytes; returns how many bytes those are. */
static size_t take_replies(struct load *load, struct client *c, size_t len,
			   uint64_t now_us)
{
	char *from = in, *end;

	while ((end = memchr(from, load->end, (size_t)(in + len - from))) !=
	       NULL) {
		on_reply(load, c, from, (size_t)(end - from), now_us);
		from = end + 1;
	}
	return (size_t)(from - in);
}

/* Returns when that was. */
static uint64_t read_all(struct load *load, struct client *c)
{
	uint64_t now_us = load_now_us();
	size_t len = c->in.len, got;

	memcpy(in, c->in.len > 0 ? c->in.bytes : "", c->in.len);
	do {
		int n = SSL_read_ex(c->ssl, in + len, sizeof(in) - len, &got);
		if (n != 1) {
			c->dead =
			    SSL_get_error(c->ssl, n) != SSL_ERROR_WANT_READ;
			break;
		}
		len += got;
		size_t taken = take_replies(load, c, len, now_us);
		len -= taken;
		memmove(in, in + taken, len);
		c->dead = c->dead || len == sizeof(in);
	} while (!c->dead && SSL_has_pending(c->ssl));
	c->dead = !keep(&c->in, in, len) || c->dead;
	return now_us;
}

/* --- requests ----------------------------------------------------------- */

static void write_out(struct client *c, const char *bytes, size_t len)
{
	size_t put, done = 0;

	c->writing = false;
	while (done < len && !c->writing && !c->dead) {
		int n = SSL_write_ex(c->ssl, bytes + done, len - done, &put);
		if (n == 1) {
			done += put;
			continue;
		}
		c->writing = SSL_get_error(c->ssl, n) == SSL_ERROR_WANT_WRITE;
		c->dead = !c->writing;
	}
	c->dead = !keep(&c->out, bytes + done, len - done) || c->dead;
}

/* As many requests as may be under way; their length. */
static size_t ask(struct load *load, struct client *c, uint64_t now_us)
{
	struct result *counted = atomic_load(&load->counting);
	size_t len = 0;

	while (c->waiting < load->in_flight &&
	       sizeof(out) - len >= TEMPLATE_LINE_MAX) {
		uint64_t n = atomic_fetch_add(&load->next, 1);
		int place = c->first + c->waiting++;
		if (place >= load->in_flight)
			place -= load->in_flight;
		len += template_fill(&load->templates, n, out + len);
		c->sent[place] = (struct sent){now_us, counted};
	}
	return len;
}

static void serve_deaf(struct load *load, struct client *c)
{
	size_t len = 0;

	if (c->out.len > 0) {
		write_out(c, c->out.bytes, c->out.len);
		return;
	}
	for (int i = 0; i < DEAF_REQUESTS; i++) {
		uint64_t n = atomic_fetch_add(&load->next, 1);
		len += template_fill(&load->templates, n, out + len);
	}
	load->deaf_sent += DEAF_REQUESTS;
	write_out(c, out, len);
}

static void serve(struct load *load, struct client *c)
{
	uint64_t now_us = read_all(load, c);

	if (!c->dead && c->out.len > 0)
		write_out(c, c->out.bytes, c->out.len);
	if (c->dead || !c->greeted || c->out.len > 0)
		return;
	size_t len = ask(load, c, now_us);
	if (len > 0)
		write_out(c, out, len);
}

void client_serve(struct load *load, struct client *c)
{
	if (c->deaf)
		serve_deaf(load, c);
	else
		serve(load, c);
	/* The next one's errors are to be its own. */
	if (c->dead)
		ERR_clear_error();
}
