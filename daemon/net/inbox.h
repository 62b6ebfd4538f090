/*
 * What other threads hand to an I/O thread: a list and an eventfd. Messages
 * are embedded in what they are about; the list owns nothing.
 */
#ifndef CLAIMD_NET_INBOX_H
#define CLAIMD_NET_INBOX_H

#include <pthread.h>

enum message_kind {
	MESSAGE_REPLY,	/* a ticket's */
	MESSAGE_SOCKET, /* a new connection's */
	MESSAGE_DRAIN,
	MESSAGE_SETTINGS, /* of a reload */
};

struct message {
	struct message *next;
	enum message_kind kind;
};

struct inbox {
	pthread_mutex_t lock;
	struct message *first, **last;
	int eventfd; /* readable when something came */
};

void inbox_init(struct inbox *inbox);
void inbox_release(struct inbox *inbox);

/* Any thread. Wakes the owner only if nothing waited yet. */
void inbox_post(struct inbox *inbox, struct message *message);
/* The same for a list that ends in NULL, the next of its last message. */
void inbox_post_all(struct inbox *inbox, struct message *first,
		    struct message **last);

/* The owner: all that waits, oldest first. */
struct message *inbox_take(struct inbox *inbox);

#endif
