#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "client.h"

uint64_t load_now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

/* --- processor time ------------------------------------------------------ */

static double client_cpu_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* 0: not asked for, or it has gone. */
static double server_cpu_ms(const struct load *load)
{
	clockid_t clock;
	struct timespec t;

	if (load->server == 0 ||
	    clock_getcpuclockid(load->server, &clock) != 0 ||
	    clock_gettime(clock, &t) != 0)
		return 0;
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* What is sent from now on counts, until the time that it took is known. */
static void count(struct load *load, struct result *result)
{
	result->client_cpu_ms = client_cpu_ms();
	result->server_cpu_ms = server_cpu_ms(load);
	result->began_us = load_now_us();
	atomic_store(&load->counting, result);
}

static void counted(const struct load *load, struct result *result)
{
	result->elapsed_s = (double)(load_now_us() - result->began_us) / 1e6;
	result->client_cpu_ms = client_cpu_ms() - result->client_cpu_ms;
	result->server_cpu_ms = server_cpu_ms(load) - result->server_cpu_ms;
}

static uint64_t us_of(double seconds)
{
	return (uint64_t)(seconds * 1e6);
}

void load_timed(struct load *load, int epoll, load_until *until,
		struct result *result)
{
	until(load, epoll, load_now_us() + us_of(load->warm_up_s));
	count(load, result);
	until(load, epoll, result->began_us + us_of(load->seconds));
	counted(load, result);
}

/* --- the loop ------------------------------------------------------------ */

static void watch(int epoll, struct client *c, int op)
{
	bool writing = c->writing || c->deaf;
	struct epoll_event event = {
	    .events = (c->deaf ? 0U : EPOLLIN) | (writing ? EPOLLOUT : 0U),
	    .data.ptr = c,
	};

	(void)epoll_ctl(epoll, op, c->fd, &event);
}

/* A deaf one is to be closed, sooner or later. */
static void bury(struct load *load, int epoll, const struct client *c)
{
	if (c->deaf)
		load->deaf_closed++;
	else
		load->failures++;
	(void)epoll_ctl(epoll, EPOLL_CTL_DEL, c->fd, NULL);
}

static void turn(struct load *load, int epoll)
{
	struct epoll_event events[256];
	int n = epoll_wait(epoll, events, 256, 100);

	for (int i = 0; i < n; i++) {
		struct client *c = events[i].data.ptr;
		bool was_writing = c->writing;
		client_serve(load, c);
		if (c->dead)
			bury(load, epoll, c);
		else if (c->writing != was_writing && !c->deaf)
			watch(epoll, c, EPOLL_CTL_MOD);
	}
}

static bool goes_on(const struct load *load)
{
	return !atomic_load(&load->ended) &&
	       load->failures < (uint64_t)load->connections;
}

static void run_until(struct load *load, int epoll, uint64_t end)
{
	while (goes_on(load) && load_now_us() < end)
		turn(load, epoll);
}

static void run(struct load *load, int epoll, struct result *result)
{
	if (result == NULL)
		run_until(load, epoll, UINT64_MAX);
	else
		load_timed(load, epoll, run_until, result);
}

/* --- connections --------------------------------------------------------- */

struct group {
	struct client *clients;
	int count;
};

static bool group_open(struct load *load, struct group *group, int count)
{
	group->clients = calloc((size_t)count + 1, sizeof(*group->clients));
	group->count = group->clients != NULL ? count : 0;
	return group->clients != NULL &&
	       clients_open(load, group->clients, count);
}

static void group_close(struct group *group)
{
	for (int i = 0; i < group->count; i++)
		client_close(&group->clients[i]);
	free(group->clients);
}

/* Deaf as soon as little has come: the megabytes that a socket would take
 * otherwise are thousands of replies. */
static void make_deaf(struct client *c)
{
	int bytes = 4096;

	c->deaf = true;
	(void)setsockopt(c->fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
}

static void group_watch(struct group *group, int epoll, bool deaf)
{
	for (int i = 0; i < group->count; i++) {
		if (deaf)
			make_deaf(&group->clients[i]);
		watch(epoll, &group->clients[i], EPOLL_CTL_ADD);
	}
}

static void tell_open(const struct load *load)
{
	if (load->idle > 0)
		fprintf(stderr, "load: %d idle connections are open\n",
			load->idle);
}

/* Those that the server has closed: there is more than the greeting. */
static void count_closed(struct load *load, struct group *idle)
{
	char byte;

	for (int i = 0; i < idle->count; i++) {
		struct client *c = &idle->clients[i];
		int n;
		do
			n = SSL_read(c->ssl, &byte, 1);
		while (n == 1);
		load->idle_closed +=
		    SSL_get_error(c->ssl, n) != SSL_ERROR_WANT_READ;
	}
}

static void allow_many_files(void)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) != 0)
		return;
	files.rlim_cur = files.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &files);
}

bool load_run(struct load *load, struct result *result)
{
	struct group good = {0}, idle = {0}, deaf = {0};
	int epoll = epoll_create1(EPOLL_CLOEXEC);

	allow_many_files();
	bool open = epoll >= 0 && group_open(load, &idle, load->idle) &&
		    group_open(load, &deaf, load->deaf) &&
		    group_open(load, &good, load->connections);
	if (open) {
		tell_open(load);
		group_watch(&good, epoll, false);
		group_watch(&deaf, epoll, true);
		run(load, epoll, result);
		count_closed(load, &idle);
	}
	group_close(&good);
	group_close(&deaf);
	group_close(&idle);
	close(epoll);
	return open;
}
