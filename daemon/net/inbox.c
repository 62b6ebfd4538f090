#include "net/inbox.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/ensure.h"

void inbox_init(struct inbox *inbox)
{
	ensure(pthread_mutex_init(&inbox->lock, NULL) == 0);
	inbox->first = NULL;
	inbox->last = &inbox->first;
	inbox->eventfd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	ensure(inbox->eventfd >= 0);
}

void inbox_release(struct inbox *inbox)
{
	close(inbox->eventfd);
	pthread_mutex_destroy(&inbox->lock);
}

void inbox_post(struct inbox *inbox, struct message *message)
{
	message->next = NULL;
	inbox_post_all(inbox, message, &message->next);
}

void inbox_post_all(struct inbox *inbox, struct message *first,
		    struct message **last)
{
	pthread_mutex_lock(&inbox->lock);
	bool was_empty = inbox->first == NULL;
	*inbox->last = first;
	inbox->last = last;
	pthread_mutex_unlock(&inbox->lock);
	if (was_empty)
		ensure(eventfd_write(inbox->eventfd, 1) == 0);
}

struct message *inbox_take(struct inbox *inbox)
{
	eventfd_t count;

	/* Read before the list: what comes in between rings again. */
	(void)eventfd_read(inbox->eventfd, &count);
	pthread_mutex_lock(&inbox->lock);
	struct message *first = inbox->first;
	inbox->first = NULL;
	inbox->last = &inbox->first;
	pthread_mutex_unlock(&inbox->lock);
	return first;
}
