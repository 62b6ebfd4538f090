#include "switcher.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

/* Between two parts nothing counts: what the last one began has ended. */
enum { SETTLE_US = 500 * 1000 };

static struct {
	struct switching *s;
	struct load *load;
	pthread_t thread;
	FILE *control;
} own;

static void wait_us(uint64_t us)
{
	struct timespec t = {.tv_sec = (time_t)(us / 1000000),
			     .tv_nsec = (long)(us % 1000000 * 1000)};

	(void)nanosleep(&t, NULL);
}

static FILE *dial(const char *path)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(name.sun_path, sizeof(name.sun_path), "%s", path);
	if (fd < 0 ||
	    connect(fd, (struct sockaddr *)&name, sizeof(name)) != 0) {
		perror(path);
		return NULL;
	}
	return fdopen(fd, "r+");
}

static bool switch_once(struct switching *s)
{
	char line[1024] = "";
	uint64_t from = load_now_us();

	fprintf(own.control, "%s\n", s->commands[s->done % SWITCH_COMMANDS]);
	fflush(own.control);
	if (fgets(line, sizeof(line), own.control) == NULL ||
	    strncmp(line, "{\"ok\":true", 10) != 0) {
		snprintf(s->failure, sizeof(s->failure), "%.200s", line);
		return false;
	}
	histogram_add(&s->taken, load_now_us() - from);
	s->done++;
	return true;
}

static void count(struct result *result)
{
	atomic_store(&own.load->counting, result);
}

static bool goes_on(void)
{
	return !atomic_load(&own.load->ended);
}

/* How long it took. */
static uint64_t part_with(struct switching *s, int until)
{
	uint64_t from = load_now_us();
	bool ok = true;

	count(&s->with);
	while (ok && s->done < until && goes_on())
		ok = switch_once(s);
	count(NULL);
	s->with.elapsed_s += (double)(load_now_us() - from) / 1e6;
	if (!ok)
		atomic_store(&own.load->ended, true);
	return load_now_us() - from;
}

static void part_without(struct switching *s, uint64_t us)
{
	count(&s->without);
	wait_us(us);
	count(NULL);
	s->without.elapsed_s += (double)us / 1e6;
}

static void *run(void *ctx)
{
	struct switching *s = ctx;

	wait_us((uint64_t)(own.load->warm_up_s * 1e6));
	for (int part = 1; part <= s->parts && goes_on(); part++) {
		uint64_t us = part_with(s, s->switches * part / s->parts);
		wait_us(SETTLE_US);
		if (goes_on())
			part_without(s, us);
		wait_us(SETTLE_US);
	}
	atomic_store(&own.load->ended, true);
	return NULL;
}

bool switching_start(struct switching *switching, struct load *load)
{
	own.s = switching;
	own.load = load;
	own.control = dial(switching->socket);
	return own.control != NULL &&
	       pthread_create(&own.thread, NULL, run, switching) == 0;
}

bool switching_join(void)
{
	pthread_join(own.thread, NULL);
	fclose(own.control);
	return own.s->failure[0] == '\0';
}
