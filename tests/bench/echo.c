/*
 * The network without the desk: claimd's own listener, TLS and connections,
 * with a service that answers each line with one of the size of a dispense's
 * reply. What claimd reaches is measured against this in the same run.
 *
 *   echo -c CLAIMD.CONF [-p PORT] [-t]
 *
 * Without -t a line is answered on its I/O thread, the least that any server
 * could do. With -t it goes through a thread of its own, one wake-up each way
 * as in claimd: the difference is what the hand-over costs.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/ensure.h"
#include "process.h"
#include "setup.h"

/* A dispense's reply with two reasons and an advice has about this. */
enum { REPLY_BYTES = 900, WAITING_MAX = 1 << 20 };

static char reply[REPLY_BYTES + 1];

static void reply_make(void)
{
	static const char head[] = "{\"v\":1,\"id\":\"echo\",\"filler\":\"";
	char filler[REPLY_BYTES - (sizeof(head) - 1) - 2 + 1];

	memset(filler, 'x', sizeof(filler) - 1);
	filler[sizeof(filler) - 1] = '\0';
	int len = snprintf(reply, sizeof(reply), "%s%s\"}", head, filler);
	ensure(len == REPLY_BYTES);
}

static bool answer_here(void *ctx, struct caller *caller, const char *line,
			size_t len)
{
	(void)ctx;
	(void)line;
	(void)len;
	caller->reply(caller, reply, REPLY_BYTES, false);
	return true;
}

/* The other thread: takes all that waits, as the desk does. */
static struct hop {
	pthread_mutex_t lock;
	pthread_cond_t came;
	pthread_t thread;
	struct caller **waiting;
	size_t count;
	bool stop;
} hop = {.lock = PTHREAD_MUTEX_INITIALIZER, .came = PTHREAD_COND_INITIALIZER};

static bool answer_there(void *ctx, struct caller *caller, const char *line,
			 size_t len)
{
	(void)ctx;
	(void)line;
	(void)len;
	pthread_mutex_lock(&hop.lock);
	ensure(hop.count < WAITING_MAX);
	hop.waiting[hop.count++] = caller;
	pthread_mutex_unlock(&hop.lock);
	return true;
}

static void wake(void *ctx)
{
	(void)ctx;
	pthread_cond_signal(&hop.came);
}

static void *answer_all(void *arg)
{
	struct caller **taken = calloc(WAITING_MAX, sizeof(struct caller *));

	(void)arg;
	ensure(taken != NULL);
	for (;;) {
		pthread_mutex_lock(&hop.lock);
		while (hop.count == 0 && !hop.stop)
			pthread_cond_wait(&hop.came, &hop.lock);
		struct caller **waiting = hop.waiting;
		size_t count = hop.count;
		hop.waiting = taken;
		taken = waiting;
		hop.count = 0;
		bool stop = hop.stop;
		pthread_mutex_unlock(&hop.lock);
		if (count == 0 && stop)
			break;
		for (size_t i = 0; i < count; i++)
			taken[i]->reply(taken[i], reply, REPLY_BYTES,
					i + 1 < count);
	}
	free(taken);
	return NULL;
}

static void hop_start(void)
{
	hop.waiting = calloc(WAITING_MAX, sizeof(struct caller *));
	ensure(hop.waiting != NULL);
	ensure(pthread_create(&hop.thread, NULL, answer_all, NULL) == 0);
}

static void hop_stop(void)
{
	pthread_mutex_lock(&hop.lock);
	hop.stop = true;
	pthread_mutex_unlock(&hop.lock);
	pthread_cond_signal(&hop.came);
	ensure(pthread_join(hop.thread, NULL) == 0);
	free(hop.waiting);
}

static int serve(const struct conf *conf, int port, bool threaded)
{
	struct setup setup;
	struct net *net;
	struct err e;

	if (!setup_net(conf, "echo", &setup, &e)) {
		fprintf(stderr, "echo: %s\n", e.message);
		return 1;
	}
	setup.net.control_path = NULL;
	setup.net.service.line = threaded ? answer_there : answer_here;
	setup.net.service.control = setup.net.service.line;
	setup.net.service.turn_ended = threaded ? wake : NULL;
	if (port >= 0)
		setup.net.port = port;
	if (!net_start(&setup.net, &net, &e)) {
		fprintf(stderr, "echo: %s\n", e.message);
		return 1;
	}
	if (threaded)
		hop_start();
	printf("ready %s\n", net_address(net));
	fflush(stdout);
	net_run(net);
	if (threaded)
		hop_stop();
	net_free(net);
	setup_release(&setup);
	return 0;
}

int main(int argc, char **argv)
{
	const char *path = NULL;
	bool threaded = false;
	struct conf *conf;
	struct err e;
	int port = -1;

	for (int opt; (opt = getopt(argc, argv, "c:p:t")) != -1;) {
		if (opt == 'c')
			path = optarg;
		else if (opt == 'p')
			port = (int)strtol(optarg, NULL, 10);
		else if (opt == 't')
			threaded = true;
		else
			return 2;
	}
	if (path == NULL || !conf_load(path, &conf, &e)) {
		fprintf(stderr, "echo: %s\n",
			path == NULL ? "-c FILE is missing" : e.message);
		return 2;
	}
	process_harden();
	reply_make();
	int status = serve(conf, port, threaded);
	conf_free(conf);
	return status;
}
