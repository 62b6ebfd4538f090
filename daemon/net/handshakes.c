#include "net/handshakes.h"

#include <stddef.h>

#include "net/conn.h"
#include "net/limits.h"

void handshakes_init(struct handshakes *queue)
{
	*queue = (struct handshakes){.last = &queue->first};
}

void handshakes_add(struct conn *conn)
{
	struct handshakes *queue = &conn->io->handshakes;

	if (conn->shakes)
		return;
	conn->shakes = true;
	conn->next_handshake = NULL;
	*queue->last = conn;
	queue->last = &conn->next_handshake;
}

bool handshakes_press(const struct io *io)
{
	return io->handshakes.first != NULL && io->under_way == 0;
}

static struct conn *take_first(struct handshakes *queue)
{
	struct conn *conn = queue->first;

	queue->first = conn->next_handshake;
	if (queue->first == NULL)
		queue->last = &queue->first;
	conn->shakes = false;
	conn_touch(conn);
	return conn;
}

/* Of those that were cut meanwhile there is nothing to do. */
static struct conn *take_live(struct handshakes *queue)
{
	while (queue->first != NULL) {
		struct conn *conn = take_first(queue);
		if (conn->state == CONN_HANDSHAKE)
			return conn;
	}
	return NULL;
}

void handshakes_turn(struct io *io)
{
	struct handshakes *queue = &io->handshakes;
	bool requests_wait = io->under_way > 0 || io->turn_requests > 0;

	queue->requests += io->turn_requests;
	io->turn_requests = 0;
	if (requests_wait && queue->requests < REQUESTS_PER_HANDSHAKE)
		return;
	struct conn *conn = take_live(queue);
	if (conn != NULL)
		conn_handshake(conn);
	queue->requests = 0;
}
