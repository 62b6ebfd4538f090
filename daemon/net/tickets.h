/*
 * The requests of one connection that wait for their replies, in order. They
 * hold what the service calls back (struct caller), so they stay where they
 * are; there are as many as were needed at one time, and none while idle.
 */
#ifndef CLAIMD_NET_TICKETS_H
#define CLAIMD_NET_TICKETS_H

#include <stdbool.h>
#include <stddef.h>

#include "desk/caller.h"
#include "net/inbox.h"

struct conn;

struct ticket {
	struct ticket *next;
	struct caller caller;
	struct message message; /* carries the reply to the I/O thread */
	struct conn *conn;
	char *reply; /* one line without LF; memory is kept for the next */
	size_t reply_len, reply_cap;
	bool done; /* the reply is here */
};

struct tickets {
	struct ticket *first, **last; /* those that wait, the oldest first */
	struct ticket *spare;	      /* for the next */
	int max, count;		      /* of those that wait */
};

void tickets_init(struct tickets *tickets, int max);
void tickets_release(struct tickets *tickets);

/* A place for a request; there must be one. */
struct ticket *tickets_take(struct tickets *tickets);
/* The oldest if its reply is here, else NULL. */
struct ticket *tickets_answered(struct tickets *tickets);
/* The oldest is dealt with. */
void tickets_drop(struct tickets *tickets);

/* Gives back the memory of those that wait for nothing. */
void tickets_trim(struct tickets *tickets);

/* Copies the bytes of the reply; any thread, once a request. */
void ticket_answer(struct ticket *ticket, const char *bytes, size_t len);

#endif
