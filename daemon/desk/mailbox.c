#include "desk/mailbox.h"

#include <errno.h>
#include <stdint.h>
#include <time.h>

#include "base/ensure.h"
#include "desk/job.h"

void mailbox_init(struct mailbox *box, size_t max)
{
	pthread_condattr_t attributes;

	*box = (struct mailbox){.max = max};
	ensure(pthread_mutex_init(&box->mutex, NULL) == 0);
	ensure(pthread_condattr_init(&attributes) == 0);
	ensure(pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0);
	ensure(pthread_cond_init(&box->filled, &attributes) == 0);
	ensure(pthread_condattr_destroy(&attributes) == 0);
}

void mailbox_destroy(struct mailbox *box)
{
	ensure(box->first == NULL);
	ensure(box->taken == NULL);
	ensure(pthread_cond_destroy(&box->filled) == 0);
	ensure(pthread_mutex_destroy(&box->mutex) == 0);
}

void mailbox_resize(struct mailbox *box, size_t max)
{
	box->max = max;
}

static void lock(struct mailbox *box)
{
	ensure(pthread_mutex_lock(&box->mutex) == 0);
}

static void unlock(struct mailbox *box)
{
	ensure(pthread_mutex_unlock(&box->mutex) == 0);
}

static bool post(struct mailbox *box, struct job *job, size_t max)
{
	lock(box);
	bool taken = box->count < max && !box->closed;
	if (taken) {
		job->next = NULL;
		if (box->first == NULL)
			box->first = job;
		else
			box->last->next = job;
		box->last = job;
		box->count++;
	}
	unlock(box);
	return taken;
}

bool mailbox_post(struct mailbox *box, struct job *job)
{
	return post(box, job, box->max);
}

void mailbox_ring(struct mailbox *box)
{
	lock(box);
	bool wake = box->asleep && box->first != NULL;
	/* One who was woken need not be woken again. */
	if (wake)
		box->asleep = false;
	unlock(box);
	if (wake)
		ensure(pthread_cond_signal(&box->filled) == 0);
}

bool mailbox_post_always(struct mailbox *box, struct job *job)
{
	bool taken = post(box, job, SIZE_MAX);

	mailbox_ring(box);
	return taken;
}

void mailbox_close(struct mailbox *box)
{
	lock(box);
	box->closed = true;
	unlock(box);
	ensure(pthread_cond_signal(&box->filled) == 0);
}

/* Waits for a job, the end of the box, or the end of the time. */
static void wait_filled(struct mailbox *box, int wait_ms)
{
	struct timespec until;

	ensure(clock_gettime(CLOCK_MONOTONIC, &until) == 0);
	until.tv_sec += wait_ms / 1000;
	until.tv_nsec += (long)(wait_ms % 1000) * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	int error = 0;
	box->asleep = true;
	while (box->first == NULL && !box->closed && error == 0)
		error =
		    pthread_cond_timedwait(&box->filled, &box->mutex, &until);
	box->asleep = false;
	ensure(error == 0 || error == ETIMEDOUT);
}

/* All that was posted, without walking it: who posts waits for the lock. */
static void take_all(struct mailbox *box, int wait_ms)
{
	lock(box);
	if (box->taken == NULL && box->first == NULL && wait_ms > 0)
		wait_filled(box, wait_ms);
	if (box->taken == NULL)
		box->taken = box->first;
	else
		box->taken_last->next = box->first;
	if (box->first != NULL)
		box->taken_last = box->last;
	box->first = NULL;
	unlock(box);
}

struct job *mailbox_take(struct mailbox *box, size_t max, int wait_ms)
{
	take_all(box, wait_ms);
	struct job *given = box->taken;
	if (given == NULL)
		return NULL;
	struct job *last = given;
	size_t count = 1;
	for (; last->next != NULL && count < max; count++)
		last = last->next;
	box->taken = last->next;
	last->next = NULL;
	lock(box);
	box->count -= count;
	unlock(box);
	return given;
}

bool mailbox_is_finished(struct mailbox *box)
{
	lock(box);
	bool finished = box->closed && box->first == NULL && box->taken == NULL;
	unlock(box);
	return finished;
}
