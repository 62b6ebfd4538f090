/* Handshakes and requests on one I/O thread: net/handshakes.h. */
#include <criterion/criterion.h>

#include <poll.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "net/limits.h"
#include "net_fixture.h"

enum { FLOOD = 16, ASKED = 2 * REQUESTS_PER_HANDSHAKE };

static struct fixture f;
static struct identity pharmacy;
static sem_t stalled, go_on;
static struct caller *kept;

/* "stall" holds the I/O thread up, "keep" is not answered; to all else the
 * answer is how many hands were shaken. */
static bool count_handshakes(void *ctx, struct caller *caller, const char *line,
			     size_t len)
{
	char number[24];

	(void)ctx;
	if (len == 5 && memcmp(line, "stall", 5) == 0) {
		sem_post(&stalled);
		sem_wait(&go_on);
	}
	if (len == 4 && memcmp(line, "keep", 4) == 0) {
		kept = caller;
		sem_post(&stalled);
		return true;
	}
	int digits = snprintf(number, sizeof(number), "%ld",
			      fixture_stat(&f, "handshakes"));
	caller->reply(caller, number, (size_t)digits, false);
	return true;
}

static void begin(void)
{
	sem_init(&stalled, 0, 0);
	sem_init(&go_on, 0, 0);
	fixture_init(&f);
	pharmacy =
	    pki_make("client", "URI:agb:02012345", "clientAuth", &f.authority);
	f.config.threads = 1;
	f.config.limits.connections = FLOOD + 1;
	f.config.service.line = count_handshakes;
	fixture_serve(&f);
}

static void end(void)
{
	fixture_end(&f);
	pki_free(&pharmacy);
}

TestSuite(net_handshakes, .init = begin, .fini = end);

/* Says hello, and leaves unread what the server says to that. */
static void half_shake(struct client *c)
{
	struct pollfd fd = {.events = POLLIN};

	client_prepare(c, &f, &pharmacy);
	SSL_set0_rbio(c->ssl, BIO_new(BIO_s_mem()));
	cr_assert_eq(SSL_connect(c->ssl), -1);
	fd.fd = c->fd;
	cr_assert_eq(poll(&fd, 1, 10000), 1);
}

/* The server has all that it needs, when it comes round to it. */
static void finish(struct client *c)
{
	SSL_set_rfd(c->ssl, c->fd);
	cr_assert_eq(SSL_connect(c->ssl), 1);
}

static long number(struct client *c)
{
	const char *line = client_line(c);

	cr_assert_not_null(line);
	return strtol(line, NULL, 10);
}

static long now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

Test(net_handshakes, requests_go_before_a_flood)
{
	struct client good, flood[FLOOD];
	long count = 0;

	cr_assert(client_open(&good, &f, &pharmacy));
	cr_assert_not_null(client_line(&good));
	for (int i = 0; i < FLOOD; i++)
		half_shake(&flood[i]);
	client_text(&good, "stall\n");
	sem_wait(&stalled);
	for (int i = 0; i < FLOOD; i++)
		finish(&flood[i]);
	for (int i = 0; i < ASKED; i++)
		client_text(&good, "x\n");
	long from_ms = now_ms();
	sem_post(&go_on);
	for (int i = 0; i <= ASKED; i++)
		count = number(&good);
	long overdue = (now_ms() - from_ms) / HANDSHAKE_WAIT_MS;
	cr_expect_leq(count, 1 + ASKED / REQUESTS_PER_HANDSHAKE + overdue);
	cr_expect_geq(count, 2, "they do not get on at all");
	/* When nobody asks any more, the rest need not wait. */
	cr_expect(fixture_reaches(&f, "handshakes", 1 + FLOOD));
	for (int i = 0; i < FLOOD; i++)
		client_close(&flood[i]);
	client_close(&good);
}

/* As while a slow disk syncs. */
Test(net_handshakes, a_request_that_waits_long_keeps_nobody_out)
{
	struct client good, others[3];

	cr_assert(client_open(&good, &f, &pharmacy));
	cr_assert_not_null(client_line(&good));
	client_text(&good, "keep\n");
	sem_wait(&stalled);
	for (int i = 0; i < 3; i++)
		cr_expect(client_open(&others[i], &f, &pharmacy));
	kept->reply(kept, "at last", 7, false);
	cr_expect_str_eq(client_line(&good), "at last");
	for (int i = 0; i < 3; i++)
		client_close(&others[i]);
	client_close(&good);
}

Test(net_handshakes, one_that_is_cut_while_it_queues_is_forgotten)
{
	struct client good, gone;

	cr_assert(client_open(&good, &f, &pharmacy));
	cr_assert_not_null(client_line(&good));
	half_shake(&gone);
	client_text(&good, "stall\n");
	sem_wait(&stalled);
	finish(&gone);
	client_text(&good, "x\n");
	/* Cuts all handshakes in the turn that queues this one. */
	net_drain(f.net);
	usleep(50000);
	sem_post(&go_on);
	cr_expect_eq(number(&good), 1);
	client_close(&gone);
	client_close(&good);
}
