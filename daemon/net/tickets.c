#include "net/tickets.h"

#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "net/limits.h"

void tickets_init(struct tickets *tickets, int max)
{
	*tickets = (struct tickets){.max = max};
	tickets->ring = calloc((size_t)max, sizeof(*tickets->ring));
	ensure(tickets->ring != NULL);
}

void tickets_release(struct tickets *tickets)
{
	for (int i = 0; tickets->ring != NULL && i < tickets->max; i++)
		free(tickets->ring[i].reply);
	free(tickets->ring);
	*tickets = (struct tickets){0};
}

struct ticket *tickets_take(struct tickets *tickets)
{
	ensure(tickets->count < tickets->max);
	/* One at a time always takes the same place, with its warm memory. */
	if (tickets->count == 0)
		tickets->first = 0;
	int index = (tickets->first + tickets->count++) % tickets->max;
	struct ticket *ticket = &tickets->ring[index];
	ticket->done = false;
	return ticket;
}

struct ticket *tickets_answered(struct tickets *tickets)
{
	if (tickets->count == 0 || !tickets->ring[tickets->first].done)
		return NULL;
	return &tickets->ring[tickets->first];
}

static void forget(struct ticket *ticket)
{
	free(ticket->reply);
	ticket->reply = NULL;
	ticket->reply_cap = 0;
}

void tickets_trim(struct tickets *tickets)
{
	for (int i = 0; tickets->count == 0 && i < tickets->max; i++)
		forget(&tickets->ring[i]);
}

void tickets_drop(struct tickets *tickets)
{
	struct ticket *ticket = tickets_answered(tickets);

	ensure(ticket != NULL);
	if (ticket->reply_cap > REPLY_KEPT_MAX)
		forget(ticket);
	tickets->first = (tickets->first + 1) % tickets->max;
	tickets->count--;
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
