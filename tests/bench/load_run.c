#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "load.h"

enum { IN_CAP = 1 << 18, OUT_CAP = 1 << 20 };

struct client {
	SSL *ssl;
	int fd;
	char *in, *out;
	size_t in_len, out_len, out_sent;
	struct sent {
		uint64_t us;
		struct result *counted; /* where; or NULL */
	} * sent; /* ring of in_flight: replies come in order */
	int first, waiting;
	bool greeted, writing, dead;
};

static uint64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static int dial(const char *host, const char *port)
{
	struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *found;
	int on = 1;

	if (getaddrinfo(host, port, &hints, &found) != 0)
		return -1;
	int fd = socket(found->ai_family, SOCK_STREAM, 0);
	if (fd >= 0 && connect(fd, found->ai_addr, found->ai_addrlen) != 0) {
		close(fd);
		fd = -1;
	}
	freeaddrinfo(found);
	if (fd >= 0)
		(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	return fd;
}

/* Connects and shakes hands, blocking; the loop is not. */
static bool client_open(struct load *load, struct client *c)
{
	c->fd = dial(load->host, load->port);
	if (c->fd < 0) {
		perror("connect");
		return false;
	}
	c->ssl = SSL_new(load->context);
	SSL_set_fd(c->ssl, c->fd);
	if (SSL_connect(c->ssl) != 1) {
		ERR_print_errors_fp(stderr);
		return false;
	}
	(void)fcntl(c->fd, F_SETFL, O_NONBLOCK);
	c->in = malloc(IN_CAP);
	c->out = malloc(OUT_CAP);
	c->sent = calloc((size_t)load->in_flight, sizeof(*c->sent));
	return c->in != NULL && c->out != NULL && c->sent != NULL;
}

static void client_close(struct client *c)
{
	SSL_free(c->ssl);
	if (c->fd >= 0)
		close(c->fd);
	free(c->in);
	free(c->out);
	free(c->sent);
}

static bool begins_with(const char *at, const char *word)
{
	return strncmp(at, word, strlen(word)) == 0;
}

/* By what stands near the beginning of a reply. */
static void classify(struct result *r, const char *line, size_t len)
{
	static const char outcome[] = "\"outcome\":\"";
	const char *at =
	    memmem(line, len < 200 ? len : 200, outcome, sizeof(outcome) - 1);

	if (at != NULL) {
		at += sizeof(outcome) - 1;
		r->approve += begins_with(at, "approve");
		r->partial += begins_with(at, "partial");
		r->deny += begins_with(at, "deny");
	} else if (memmem(line, len, "\"retry\":", 8) != NULL) {
		r->retries++;
	} else if (memmem(line, len, "\"error\":", 8) != NULL) {
		r->errors++;
		if (r->first_error[0] == '\0')
			snprintf(r->first_error, sizeof(r->first_error), "%.*s",
				 (int)len, line);
	} else {
		r->other++;
	}
}

static void on_reply(struct load *load, struct client *c, const char *line,
		     size_t len)
{
	if (!c->greeted) {
		c->greeted = true;
		return;
	}
	if (c->waiting == 0) {
		fprintf(stderr, "unasked: %.*s\n", (int)len, line);
		c->dead = true;
		return;
	}
	struct sent sent = c->sent[c->first];
	struct result *r = sent.counted;
	c->first = (c->first + 1) % load->in_flight;
	c->waiting--;
	if (r == NULL)
		return;
	histogram_add(&r->latency, now_us() - sent.us);
	r->bytes += len + 1;
	classify(r, line, len);
}

static void take_replies(struct load *load, struct client *c)
{
	char *from = c->in, *end = c->in + c->in_len, *lf;

	while ((lf = memchr(from, '\n', (size_t)(end - from))) != NULL) {
		on_reply(load, c, from, (size_t)(lf - from));
		from = lf + 1;
	}
	c->in_len = (size_t)(end - from);
	memmove(c->in, from, c->in_len);
}

/* Sends as many requests as may be under way. */
static void ask(struct load *load, struct client *c)
{
	if (!c->greeted || c->out_len > c->out_sent)
		return;
	c->out_len = 0;
	c->out_sent = 0;
	while (c->waiting < load->in_flight &&
	       OUT_CAP - c->out_len >= TEMPLATE_LINE_MAX) {
		uint64_t n = atomic_fetch_add(&load->next, 1);
		c->out_len +=
		    template_fill(&load->templates, n, c->out + c->out_len);
		c->sent[(c->first + c->waiting++) % load->in_flight] =
		    (struct sent){now_us(), atomic_load(&load->counting)};
	}
}

static void flush(struct client *c)
{
	size_t put;

	c->writing = false;
	while (c->out_len > c->out_sent) {
		int n = SSL_write_ex(c->ssl, c->out + c->out_sent,
				     c->out_len - c->out_sent, &put);
		if (n == 1) {
			c->out_sent += put;
			continue;
		}
		c->writing = SSL_get_error(c->ssl, n) == SSL_ERROR_WANT_WRITE;
		c->dead = !c->writing;
		return;
	}
}

static void serve(struct load *load, struct client *c)
{
	size_t got;

	do {
		int n = SSL_read_ex(c->ssl, c->in + c->in_len,
				    IN_CAP - c->in_len, &got);
		if (n != 1) {
			c->dead =
			    SSL_get_error(c->ssl, n) != SSL_ERROR_WANT_READ;
			break;
		}
		c->in_len += got;
		take_replies(load, c);
	} while (SSL_has_pending(c->ssl));
	ask(load, c);
	flush(c);
}

static void watch(int epoll, struct client *c, int op)
{
	struct epoll_event event = {
	    .events = EPOLLIN | (c->writing ? EPOLLOUT : 0U),
	    .data.ptr = c,
	};

	(void)epoll_ctl(epoll, op, c->fd, &event);
}

static void turn(struct load *load, int epoll)
{
	struct epoll_event events[64];
	int n = epoll_wait(epoll, events, 64, 100);

	for (int i = 0; i < n; i++) {
		struct client *c = events[i].data.ptr;
		bool was_writing = c->writing;
		serve(load, c);
		if (c->dead) {
			load->failures++;
			(void)epoll_ctl(epoll, EPOLL_CTL_DEL, c->fd, NULL);
		} else if (c->writing != was_writing) {
			watch(epoll, c, EPOLL_CTL_MOD);
		}
	}
}

static bool goes_on(const struct load *load)
{
	return !atomic_load(&load->ended) &&
	       load->failures < (uint64_t)load->connections;
}

static void run_until(struct load *load, int epoll, uint64_t end)
{
	while (goes_on(load) && now_us() < end)
		turn(load, epoll);
}

static void run(struct load *load, int epoll, struct result *result)
{
	if (result == NULL) {
		run_until(load, epoll, UINT64_MAX);
		return;
	}
	run_until(load, epoll, now_us() + (uint64_t)(load->warm_up_s * 1e6));
	uint64_t from = now_us();
	atomic_store(&load->counting, result);
	run_until(load, epoll, from + (uint64_t)(load->seconds * 1e6));
	result->elapsed_s = (double)(now_us() - from) / 1e6;
}

bool load_run(struct load *load, struct result *result)
{
	struct client *clients =
	    calloc((size_t)load->connections, sizeof(*clients));
	int epoll = epoll_create1(EPOLL_CLOEXEC), open = 0;

	while (clients != NULL && open < load->connections &&
	       client_open(load, &clients[open])) {
		watch(epoll, &clients[open], EPOLL_CTL_ADD);
		open++;
	}
	if (open == load->connections)
		run(load, epoll, result);
	for (int i = 0; i < open; i++)
		client_close(&clients[i]);
	close(epoll);
	free(clients);
	return open == load->connections;
}
