/* Where jobs wait for the desk: a bounded list that is taken all at once. */
#ifndef CLAIMD_DESK_MAILBOX_H
#define CLAIMD_DESK_MAILBOX_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"

struct job;

struct mailbox {
	pthread_mutex_t mutex;
	pthread_cond_t filled;
	struct job *first, *last;
	/* Taken from those and not yet given out: the taker's alone. */
	struct job *taken, *taken_last;
	size_t count;	   /* of all that wait, the taken too */
	atomic_size_t max; /* a reload changes it */
	bool asleep;	   /* the taker waits to be rung for */
	bool closed;
};

void mailbox_init(struct mailbox *box, size_t max);
void mailbox_destroy(struct mailbox *box);
/* From now on so many may wait; those that do, stay. Any thread. */
void mailbox_resize(struct mailbox *box, size_t max);

/*
 * False when it is full or closed; the job stays the caller's. A taker who is
 * awake may find it at once, one who sleeps goes on sleeping: who posts rings
 * when he has posted what he has. Any thread.
 */
MUSTCHECK bool mailbox_post(struct mailbox *box, struct job *job);
/* Wakes a sleeping taker if something waits. Any thread. */
void mailbox_ring(struct mailbox *box);
/* Posts what must not be turned away, and rings: false only when closed. */
MUSTCHECK bool mailbox_post_always(struct mailbox *box, struct job *job);

/* No more is posted: a waiting taker wakes up. */
void mailbox_close(struct mailbox *box);

/*
 * Takes at most max jobs, in order, as a list. NULL when there are none: at
 * once if wait_ms is 0, else after that time or when the box was closed. One
 * thread alone takes.
 */
struct job *mailbox_take(struct mailbox *box, size_t max, int wait_ms);

/* Closed and empty: nothing will ever come. By the taker. */
bool mailbox_is_finished(struct mailbox *box);

#endif
