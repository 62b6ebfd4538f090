/* Connections that shake hands, are greeted, and close. */
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "client.h"

enum state { SHAKING, LISTENING, DONE, FAILED };

struct visit {
	SSL *ssl;
	int fd;
	enum state state;
	uint64_t began_us;
	struct result *counted; /* or NULL */
};

/* Watched in both directions, but told only when something changes. */
static bool begin(struct load *load, int epoll, struct visit *v)
{
	v->began_us = load_now_us();
	v->counted = atomic_load(&load->counting);
	v->state = SHAKING;
	v->fd = client_dial(load);
	v->ssl = SSL_new(load->context);
	struct epoll_event event = {
	    .events = EPOLLIN | EPOLLOUT | EPOLLET,
	    .data.ptr = v,
	};
	return v->fd >= 0 && v->ssl != NULL && SSL_set_fd(v->ssl, v->fd) == 1 &&
	       epoll_ctl(epoll, EPOLL_CTL_ADD, v->fd, &event) == 0;
}

static void end(struct visit *v)
{
	if (v->state == DONE)
		(void)SSL_shutdown(v->ssl);
	SSL_free(v->ssl);
	if (v->fd >= 0)
		close(v->fd);
	v->ssl = NULL;
	v->fd = -1;
}

static bool waits(struct visit *v, int returned)
{
	int why = SSL_get_error(v->ssl, returned);

	return why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE;
}

static void shake(const struct load *load, struct visit *v)
{
	int n = SSL_connect(v->ssl);

	if (n == 1)
		v->state = load->greets ? LISTENING : DONE;
	else if (!waits(v, n))
		v->state = FAILED;
}

static void listen_to(const struct load *load, struct visit *v)
{
	char bytes[4096];
	int n = SSL_read(v->ssl, bytes, sizeof(bytes));

	if (n > 0 && bytes[n - 1] == load->end)
		v->state = DONE;
	else if (n > 0 || !waits(v, n))
		v->state = FAILED;
}

static void go_on(struct load *load, int epoll, struct visit *v)
{
	ERR_clear_error();
	if (v->state == SHAKING)
		shake(load, v);
	if (v->state == LISTENING)
		listen_to(load, v);
	if (v->state < DONE)
		return;
	if (v->state == FAILED)
		load->failures++;
	else if (v->counted != NULL) {
		v->counted->other++;
		histogram_add(&v->counted->latency,
			      load_now_us() - v->began_us);
	}
	end(v);
	if (load->failures == 0 && !begin(load, epoll, v))
		load->failures++;
}

static void run_until(struct load *load, int epoll, uint64_t end_us)
{
	struct epoll_event events[64];

	while (load->failures == 0 && load_now_us() < end_us) {
		int n = epoll_wait(epoll, events, 64, 100);
		for (int i = 0; i < n; i++)
			go_on(load, epoll, events[i].data.ptr);
	}
}

bool load_handshakes(struct load *load, struct result *result)
{
	size_t count = (size_t)load->connections, open = 0;
	struct visit *visits = calloc(count, sizeof(*visits));
	int epoll = epoll_create1(EPOLL_CLOEXEC);

	if (visits == NULL || epoll < 0)
		return false;
	while (open < count && begin(load, epoll, &visits[open]))
		open++;
	if (open == count)
		load_timed(load, epoll, run_until, result);
	else
		perror("connect");
	for (size_t i = 0; i < open; i++)
		end(&visits[i]);
	free(visits);
	close(epoll);
	return open == count;
}
