#include "net/tickets.h"

#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "net/limits.h"

void tickets_init(struct tickets *tickets, int max)
{
	*tickets = (struct tickets){.max = max};
	tickets->last = &tickets->first;
}

static void free_all(struct ticket *ticket)
{
	while (ticket != NULL) {
		struct ticket *next = ticket->next;
		free(ticket->reply);
		free(ticket);
		ticket = next;
	}
}

void tickets_release(struct tickets *tickets)
{
	free_all(tickets->first);
	free_all(tickets->spare);
	*tickets = (struct tickets){0};
}

struct ticket *tickets_take(struct tickets *tickets)
{
	ensure(tickets->count < tickets->max);
	/* The last one that was dealt with: its memory is warm. */
	struct ticket *ticket = tickets->spare;
	if (ticket != NULL)
		tickets->spare = ticket->next;
	else
		ticket = calloc(1, sizeof(*ticket));
	ensure(ticket != NULL);
	ticket->next = NULL;
	ticket->done = false;
	*tickets->last = ticket;
	tickets->last = &ticket->next;
	tickets->count++;
	return ticket;
}

struct ticket *tickets_answered(struct tickets *tickets)
{
	struct ticket *oldest = tickets->first;

	return oldest != NULL && oldest->done ? oldest : NULL;
}

void tickets_trim(struct tickets *tickets)
{
	free_all(tickets->spare);
	tickets->spare = NULL;
}

static void forget_reply(struct ticket *ticket)
{
	free(ticket->reply);
	ticket->reply = NULL;
	ticket->reply_cap = 0;
}

void tickets_drop(struct tickets *tickets)
{
	struct ticket *ticket = tickets_answered(tickets);

	ensure(ticket != NULL);
	if (ticket->reply_cap > REPLY_KEPT_MAX)
		forget_reply(ticket);
	tickets->first = ticket->next;
	if (tickets->first == NULL)
		tickets->last = &tickets->first;
	tickets->count--;
	ticket->next = tickets->spare;
	tickets->spare = ticket;
}

void ticket_answer(struct ticket *ticket, const char *bytes, size_t len)
{
	if (len > ticket->reply_cap) {
		free(ticket->reply);
		/* Some room more, so that like replies fit the next time. */
		ticket->reply_cap = len + len / 4;
		ticket->reply = malloc(ticket->reply_cap);
		ensure(ticket->reply != NULL);
	}
	memcpy(ticket->reply, bytes, len);
	ticket->reply_len = len;
}
