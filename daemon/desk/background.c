#include "desk/background.h"

#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include "desk/clock.h"

enum {
	/* So long it may have to be content with little. */
	STARVED_AFTER_MS = 100,
	/* Little is less than this part of the time. */
	STARVED_PART = 10,
	/* A tenth of the share of a thread that is not nice. */
	NICE = 10,
};

static bool set_policy(pid_t thread, int policy)
{
	const struct sched_param none = {.sched_priority = 0};

	return sched_setscheduler(thread, policy, &none) == 0;
}

/* What the system allows can only be tried: by a thread that then ends. */
static void *try_both_ways(void *ctx)
{
	bool *can_return = ctx;

	*can_return = set_policy(0, SCHED_IDLE) && set_policy(0, SCHED_OTHER);
	return NULL;
}

static bool can_return(void)
{
	pthread_t thread;
	bool can = false;

	return pthread_create(&thread, NULL, try_both_ways, &can) == 0 &&
	       pthread_join(thread, NULL) == 0 && can;
}

static int64_t clock_us(clockid_t clock)
{
	struct timespec t;

	if (clock_gettime(clock, &t) != 0)
		return INT64_MAX;
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

void background_init(struct background *background)
{
	background->thread = gettid();
	background->can_return =
	    pthread_getcpuclockid(pthread_self(), &background->clock) == 0 &&
	    can_return();
	/* If it may not even be nice, all share alike. */
	if (!background->can_return)
		(void)setpriority(PRIO_PROCESS, 0, NICE);
}

void background_begin(struct background *background)
{
	if (!background->can_return)
		return;
	atomic_store(&background->used_us, clock_us(background->clock));
	atomic_store(&background->since_ms, clock_steady_ms());
	(void)set_policy(background->thread, SCHED_IDLE);
}

void background_end(struct background *background)
{
	if (!background->can_return)
		return;
	(void)set_policy(background->thread, SCHED_OTHER);
	atomic_store(&background->since_ms, 0);
}

void background_tend(struct background *background, int64_t steady_ms)
{
	int64_t since_ms = atomic_load(&background->since_ms);

	if (since_ms == 0 || steady_ms - since_ms < STARVED_AFTER_MS)
		return;
	int64_t used_us =
	    clock_us(background->clock) - atomic_load(&background->used_us);
	if (used_us / 1000 * STARVED_PART >= steady_ms - since_ms)
		return;
	if (atomic_compare_exchange_strong(&background->since_ms, &since_ms, 0))
		(void)set_policy(background->thread, SCHED_OTHER);
}
