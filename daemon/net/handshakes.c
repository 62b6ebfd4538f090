#include "net/handshakes.h"

#include <stddef.h>

#include "base/ensure.h"
#include "net/conn.h"
#include "net/limits.h"

static void on_overdue(evutil_socket_t fd, short what, void *arg)
{
	struct handshakes *queue = arg;

	(void)fd;
	(void)what;
	queue->overdue = true;
}

void handshakes_init(struct io *io)
{
	struct handshakes *queue = &io->handshakes;

	*queue = (struct handshakes){.last = &queue->first};
	ensure(event_assign(&queue->wait, io->base, -1, 0, on_overdue, queue) ==
	       0);
}

void handshakes_release(struct io *io)
{
	event_del(&io->handshakes.wait);
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

static bool is_due(const struct handshakes *queue)
{
	return queue->overdue || queue->requests >= REQUESTS_PER_HANDSHAKE;
}

static void make_step(struct handshakes *queue)
{
	struct conn *conn = take_live(queue);

	if (conn != NULL)
		conn_handshake(conn);
	queue->requests = 0;
	queue->overdue = false;
	event_del(&queue->wait);
}

static void await_step(struct handshakes *queue)
{
	static const struct timeval wait = {.tv_usec =
						HANDSHAKE_WAIT_MS * 1000L};

	if (queue->first != NULL &&
	    !event_pending(&queue->wait, EV_TIMEOUT, NULL))
		ensure(event_add(&queue->wait, &wait) == 0);
}

void handshakes_turn(struct io *io)
{
	struct handshakes *queue = &io->handshakes;
	bool requests_wait = io->under_way > 0 || io->turn_requests > 0;

	if (queue->requests < REQUESTS_PER_HANDSHAKE)
		queue->requests += io->turn_requests;
	io->turn_requests = 0;
	if (queue->first != NULL && (!requests_wait || is_due(queue)))
		make_step(queue);
	await_step(queue);
}
