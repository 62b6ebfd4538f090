/*
 * The requests of one connection that wait for their replies, in order: a
 * ring. Its places hold what the service calls back (struct caller).
 */
#ifndef CLAIMD_NET_TICKETS_H
#define CLAIMD_NET_TICKETS_H

#include <stdbool.h>
#include <stddef.h>

#include "desk/caller.h"
#include "net/inbox.h"

struct conn;

struct ticket {
	struct caller caller;
	struct message message; /* carries the reply to the I/O thread */
	struct conn *conn;
	char *reply; /* one line without LF; memory is kept for the next */
	size_t reply_len, reply_cap;
	bool done; /* the reply is here */
};

struct tickets {
	struct ticket *ring;
	int max, first, count;
};

void tickets_init(struct tickets *tickets, int max);
void tickets_release(struct tickets *tickets);

/* A place for a request; there must be one. */
struct ticket *tickets_take(struct tickets *tickets);
/* The oldest if its reply is here, else NULL. */
struct ticket *tickets_answered(struct tickets *tickets);
/* The oldest is dealt with. */
void tickets_drop(struct tickets *tickets);

/* Gives back the memory of old replies while no request waits. */
void tickets_trim(struct tickets *tickets);

/* Copies the bytes of the reply; any thread, once a request. */
void ticket_answer(struct ticket *ticket, const char *bytes, size_t len);

#endif
