#include "net/conn.h"

#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "base/money.h"
#include "net/limits.h"
#include "wire/reply.h"

static struct conn_facts facts_of(const struct conn *conn)
{
	return (struct conn_facts){
	    .in_flight = conn->tickets.count,
	    .in_flight_max = conn->tickets.max,
	    .in_flight_share = conn_share(conn),
	    .output = conn->output.len > conn->output.sent,
	    .blocked = conn->blocked,
	    .socket = conn->stream.fd >= 0,
	};
}

void conn_move(struct conn *conn, enum conn_state to)
{
	ensure(conn_move_allowed(conn->state, to));
	conn->state = to;
	conn->state_since_ms = io_now_ms();
	if (to == CONN_WAITING)
		stat_add(&conn->io->stats, STAT_paused_in_flight, 1);
	else if (to == CONN_WRITING)
		stat_add(&conn->io->stats, STAT_paused_writing, 1);
}

void conn_touch(struct conn *conn)
{
	if (conn->touched)
		return;
	conn->touched = true;
	conn->next_touched = conn->io->touched;
	conn->io->touched = conn;
}

static void linger(struct conn *conn)
{
	enum stream_result result = STREAM_OK;

	for (int i = 0; i < READS_PER_TURN && result == STREAM_OK; i++)
		result = stream_discard(&conn->stream);
	if (result == STREAM_END || result == STREAM_BROKEN)
		conn_abort(conn);
}

static void on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct conn *conn = arg;

	(void)fd;
	(void)what;
	if (conn->state == CONN_HANDSHAKE)
		handshakes_add(conn);
	else if (conn->state == CONN_READING)
		conn_read(conn);
	else if (conn->state == CONN_LINGERING)
		linger(conn);
	conn_touch(conn);
}

static void on_writable(evutil_socket_t fd, short what, void *arg)
{
	struct conn *conn = arg;

	if (conn->state == CONN_HANDSHAKE || conn->read_blocked)
		on_readable(fd, what, arg);
	conn->blocked = false; /* settling writes, and sees */
	conn_touch(conn);
}

void conn_open(struct io *io, int fd, bool control)
{
	struct conn *conn = calloc(1, sizeof(*conn));

	ensure(conn != NULL);
	conn->io = io;
	conn->control = control;
	conn->tls_generation = io->tls_generation;
	conn->state_since_ms = io_now_ms();
	stream_open(&conn->stream, fd,
		    control ? NULL : tls_accept(io->tls, fd));
	conn->next = io->conns;
	if (io->conns != NULL)
		io->conns->previous = conn;
	io->conns = conn;
	ensure(event_assign(&conn->readable, io->base, fd, EV_READ | EV_PERSIST,
			    on_readable, conn) == 0);
	ensure(event_assign(&conn->writable, io->base, fd,
			    EV_WRITE | EV_PERSIST, on_writable, conn) == 0);
	stat_add(&io->stats, control ? STAT_control_accepted : STAT_accepted,
		 1);
	/* Nobody shakes hands on the control socket. */
	if (control)
		conn_handshake(conn);
	conn_touch(conn);
}

void conn_free(struct conn *conn)
{
	if (conn->next != NULL)
		conn->next->previous = conn->previous;
	if (conn->previous != NULL)
		conn->previous->next = conn->next;
	else
		conn->io->conns = conn->next;
	tickets_release(&conn->tickets);
	peer_release(&conn->peer);
	free(conn);
}

void conn_abort(struct conn *conn)
{
	struct shared *shared = conn->io->shared;

	if (conn->state == CONN_GONE)
		return;
	event_del(&conn->readable);
	event_del(&conn->writable);
	stream_close(&conn->stream);
	lines_release(&conn->lines);
	output_release(&conn->output);
	conn->blocked = false;
	atomic_fetch_sub(
	    conn->control ? &shared->controls : &shared->pharmacies, 1);
	conn_move(conn, CONN_GONE);
	conn_touch(conn);
}

void conn_close(struct conn *conn, const char *bye)
{
	if (!conn_state_open(conn->state))
		return;
	conn->bye = conn->control ? NULL : bye;
	conn_move(conn, CONN_CLOSING);
	conn_touch(conn);
}

static void watch(struct event *event, bool *watched, bool wanted)
{
	if (*watched == wanted)
		return;
	ensure((wanted ? event_add(event, NULL) : event_del(event)) == 0);
	*watched = wanted;
}

static void watch_both(struct conn *conn)
{
	bool handshake = conn->state == CONN_HANDSHAKE;
	bool tls_writes = (handshake && conn->stream.wants_write) ||
			  (conn->state == CONN_READING && conn->read_blocked);

	watch(&conn->readable, &conn->read_watched,
	      conn_state_reads(conn->state) && !conn->shakes);
	watch(&conn->writable, &conn->write_watched,
	      conn->blocked || (tls_writes && !conn->shakes));
	/* Only now: libevent does not add an event that is active. */
	if (conn->state == CONN_READING && conn->more)
		event_active(&conn->readable, EV_READ, 0);
}

/* READING, WAITING and WRITING follow from the facts. */
static void settle_open(struct conn *conn)
{
	struct conn_facts facts = facts_of(conn);
	enum conn_state to = conn_state_of(&facts);

	if (to != conn->state) {
		conn_move(conn, to);
		/* What came meanwhile raises no event: look for yourself. */
		conn->more = true;
	}
}

static void settle_closing(struct conn *conn)
{
	if (conn->tickets.count > 0)
		return;
	if (conn->bye != NULL) {
		char line[128];
		struct text text;
		text_init(&text, line, sizeof(line));
		reply_bye(&text, conn->bye);
		conn->bye = NULL;
		conn_say(conn, text.data, text.len);
		if (!conn_flush(conn)) {
			conn_abort(conn);
			return;
		}
		conn_return_output(conn);
	}
	if (conn->output.len > conn->output.sent)
		return;
	stream_finish(&conn->stream);
	conn_move(conn, CONN_LINGERING);
}

void conn_settle(struct conn *conn)
{
	if (conn->state != CONN_GONE && conn->state != CONN_HANDSHAKE) {
		conn_collect(conn);
		if (!conn_flush(conn))
			conn_abort(conn);
		conn_return_output(conn);
	}
	if (conn_state_open(conn->state))
		settle_open(conn);
	else if (conn->state == CONN_CLOSING)
		settle_closing(conn);
	struct conn_facts facts = facts_of(conn);
	ensure(conn_state_holds(conn->state, &facts));
	conn->touched = false;
	if (conn->state != CONN_GONE)
		watch_both(conn);
	else if (conn->under_way == 0 && !conn->shakes)
		conn_free(conn);
}

/* A deadline has passed: which counter, and how it ends. */
static void cut(struct conn *conn, enum stat stat)
{
	stat_add(&conn->io->stats, stat, 1);
	conn_abort(conn);
}

/* It was to be gone by now; nobody else is to blame. */
static bool outstays(const struct conn *conn, int64_t now_ms)
{
	return (conn->revoked && now_ms - conn->revoked_ms > REVOKED_MS) ||
	       (conn->state == CONN_LINGERING &&
		now_ms - conn->state_since_ms > LINGER_MS);
}

void conn_tick(struct conn *conn, int64_t now_ms)
{
	const struct net_limits *limits = &conn->io->limits;
	int64_t in_state = now_ms - conn->state_since_ms;

	int64_t stalled =
	    now_ms - max_i64(conn->state_since_ms, conn->progress_ms);

	if (outstays(conn, now_ms))
		conn_abort(conn);
	else if (conn->blocked && stalled > limits->write_stall_ms)
		cut(conn, STAT_write_stalled);
	else if (conn->state == CONN_HANDSHAKE &&
		 in_state > limits->handshake_ms)
		cut(conn, STAT_handshake_timeouts);
	else if (conn->state == CONN_READING && conn->tickets.count == 0 &&
		 now_ms - conn->active_ms > limits->idle_ms) {
		stat_add(&conn->io->stats, STAT_idle_closed, 1);
		conn_close(conn, "idle");
	} else if (conn->state == CONN_READING &&
		   now_ms - conn->active_ms > TICK_MAX_MS) {
		/* A silent connection costs its socket and its keys. */
		tickets_trim(&conn->tickets);
	}
}
