#include "net/asked.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include "base/ensure.h"
#include "wire/reply.h"

void asked_init(struct asked *asked)
{
	*asked =
	    (struct asked){.eventfd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)};
	ensure(asked->eventfd >= 0);
	ensure(pthread_mutex_init(&asked->mutex, NULL) == 0);
}

void asked_release(struct asked *asked)
{
	ensure(asked->count == 0);
	ensure(pthread_mutex_destroy(&asked->mutex) == 0);
	close(asked->eventfd);
}

static void lock(struct asked *asked)
{
	ensure(pthread_mutex_lock(&asked->mutex) == 0);
}

static void unlock(struct asked *asked)
{
	ensure(pthread_mutex_unlock(&asked->mutex) == 0);
}

void asked_answer(struct caller *const callers[], int count,
		  const struct text *reply)
{
	for (int i = 0; i < count; i++)
		callers[i]->reply(callers[i], reply->data, reply->len,
				  i + 1 < count);
}

static void refuse(struct caller *const callers[], int count)
{
	char memory[512];
	struct text reply;
	struct err e;

	(void)err_set(&e, ERR_DRAINING, "claimd is stopping");
	text_init(&reply, memory, sizeof(memory));
	reply_error(&reply, "", &e);
	asked_answer(callers, count, &reply);
}

void asked_add(struct asked *asked, struct caller *caller)
{
	lock(asked);
	bool closed = asked->closed;
	if (!closed) {
		ensure(asked->count < ASKED_MAX);
		asked->callers[asked->count++] = caller;
	}
	unlock(asked);
	if (closed)
		refuse(&caller, 1);
	else
		ensure(eventfd_write(asked->eventfd, 1) == 0);
}

int asked_take(struct asked *asked, struct caller *callers[ASKED_MAX])
{
	eventfd_t ignored;

	(void)eventfd_read(asked->eventfd, &ignored);
	lock(asked);
	int count = asked->count;
	for (int i = 0; i < count; i++)
		callers[i] = asked->callers[i];
	asked->count = 0;
	unlock(asked);
	return count;
}

void asked_close(struct asked *asked)
{
	struct caller *callers[ASKED_MAX];

	lock(asked);
	asked->closed = true;
	unlock(asked);
	int count = asked_take(asked, callers);
	refuse(callers, count);
}
