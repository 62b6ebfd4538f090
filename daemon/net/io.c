#include "net/io.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/ensure.h"
#include "base/money.h"
#include "net/conn.h"
#include "net/limits.h"

static _Thread_local const struct io *current;

bool io_is_current(const struct io *io)
{
	return current == io;
}

int64_t io_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void take_socket(struct io *io, struct new_socket *fresh)
{
	if (io->draining) {
		close(fresh->fd);
		atomic_fetch_sub(fresh->control ? &io->shared->controls
						: &io->shared->pharmacies,
				 1);
	} else {
		conn_open(io, fresh->fd, fresh->control);
	}
	free(fresh);
}

/* Often enough that no deadline is missed by much. */
static struct timeval tick_of(const struct net_limits *limits)
{
	int64_t ms = min_i64(min_i64(limits->handshake_ms, limits->idle_ms),
			     limits->write_stall_ms) /
		     4;

	ms = max_i64(TICK_MIN_MS, min_i64(ms, TICK_MAX_MS));
	return (struct timeval){.tv_sec = ms / 1000,
				.tv_usec = ms % 1000 * 1000};
}

/*
 * Connections keep the longest line that they were told of in their hello: the
 * room for reading never becomes smaller.
 */
static void take_settings(struct io *io, struct settings *fresh)
{
	struct timeval tick = tick_of(&fresh->limits);
	struct tls *old = io->tls;

	io->tls = fresh->tls;
	fresh->tls = old;
	io->limits = fresh->limits;
	if (fresh->read_cap > io->read_cap) {
		char *smaller = io->read_room;
		io->read_room = fresh->read_room;
		io->read_cap = fresh->read_cap;
		fresh->read_room = smaller;
	}
	ensure(event_add(&io->tick, &tick) == 0);
	io->tls_generation++;
	io->reverifying = true;
	settings_free(fresh);
}

static void begin_drain(struct io *io)
{
	io->draining = true;
	io->drain_since_ms = io_now_ms();
	for (struct conn *conn = io->conns; conn != NULL; conn = conn->next)
		if (conn->state == CONN_HANDSHAKE)
			conn_abort(conn);
		else
			conn_close(conn, "draining");
}

static void take_message(struct io *io, struct message *message)
{
	/* The first member of each but the ticket. */
	switch (message->kind) {
	case MESSAGE_REPLY:
		conn_replied(
		    (struct ticket *)((char *)message -
				      offsetof(struct ticket, message)));
		break;
	case MESSAGE_SOCKET:
		take_socket(io, (struct new_socket *)message);
		break;
	case MESSAGE_SETTINGS:
		take_settings(io, (struct settings *)message);
		break;
	case MESSAGE_DRAIN:
		begin_drain(io);
		break;
	}
}

static void on_wake(evutil_socket_t fd, short what, void *arg)
{
	struct io *io = arg;
	struct message *message = inbox_take(&io->inbox);

	(void)fd;
	(void)what;
	while (message != NULL) {
		struct message *next = message->next;
		take_message(io, message);
		message = next;
	}
}

static void on_tick(evutil_socket_t fd, short what, void *arg)
{
	struct io *io = arg;
	int64_t now_ms = io_now_ms();

	(void)fd;
	(void)what;
	for (struct conn *conn = io->conns; conn != NULL; conn = conn->next)
		conn_tick(conn, now_ms);
}

/* After a reload: some connections a turn are checked again. */
static void reverify(struct io *io)
{
	int checked = 0;

	for (struct conn *conn = io->conns; conn != NULL; conn = conn->next) {
		if (conn->tls_generation == io->tls_generation ||
		    conn->state == CONN_HANDSHAKE)
			continue;
		if (checked++ == REVERIFY_PER_TURN) {
			event_active(&io->wake, EV_READ, 0);
			return;
		}
		conn_reverify(conn);
	}
	io->reverifying = false;
}

static void settle(struct io *io)
{
	while (io->touched != NULL) {
		struct conn *conn = io->touched;
		io->touched = conn->next_touched;
		conn_settle(conn);
	}
}

static bool finished(const struct io *io)
{
	return io->draining && io->conns == NULL;
}

static void cut_late_ones(struct io *io)
{
	if (!io->draining || io_now_ms() - io->drain_since_ms <= DRAIN_MS)
		return;
	for (struct conn *conn = io->conns; conn != NULL; conn = conn->next)
		conn_abort(conn);
}

/* Whether only requests that the service still has keep it from ending. */
static bool only_orphans(const struct io *io)
{
	for (struct conn *conn = io->conns; conn != NULL; conn = conn->next)
		if (conn->state != CONN_GONE)
			return false;
	return io->draining && io_now_ms() - io->drain_since_ms > DRAIN_MS;
}

static void end_turn(struct io *io)
{
	const struct service *service = &io->shared->service;

	if (io->lines > 0 && service->turn_ended != NULL)
		service->turn_ended(service->ctx);
	io->lines = 0;
}

void io_count_line(struct io *io)
{
	if (++io->lines == LINES_PER_TURN)
		end_turn(io);
}

static void *run(void *arg)
{
	struct io *io = arg;

	current = io;
	while (!finished(io) && !only_orphans(io)) {
		int nonblock = handshakes_press(io) ? EVLOOP_NONBLOCK : 0;
		ensure(event_base_loop(io->base, EVLOOP_ONCE | nonblock) >= 0);
		end_turn(io);
		if (io->reverifying)
			reverify(io);
		cut_late_ones(io);
		settle(io);
		handshakes_turn(io);
		settle(io);
	}
	return NULL;
}

/* The longest line with its CR and LF. */
static size_t read_cap_of(const struct net_limits *limits)
{
	return limits->line + 2;
}

static struct event_base *base_new(void)
{
	struct event_config *config = event_config_new();

	ensure(config != NULL);
	/* One thread a base: it needs no locks. Deadlines are tens of ms: a
	 * precise timer would cost a system call each turn. */
	ensure(event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK) == 0);
	struct event_base *base = event_base_new_with_config(config);
	ensure(base != NULL);
	event_config_free(config);
	return base;
}

bool io_start(struct io *io, struct shared *shared,
	      const struct net_limits *limits, struct tls *tls, struct err *e)
{
	struct timeval tick = tick_of(limits);

	*io = (struct io){
	    .shared = shared,
	    .tls = tls_hold(tls),
	    .limits = *limits,
	    .read_cap = read_cap_of(limits),
	};
	io->drain.kind = MESSAGE_DRAIN;
	io->read_room = malloc(io->read_cap);
	ensure(io->read_room != NULL);
	io->base = base_new();
	share_init(&io->share);
	handshakes_init(io);
	inbox_init(&io->inbox);
	ensure(event_assign(&io->wake, io->base, io->inbox.eventfd,
			    EV_READ | EV_PERSIST, on_wake, io) == 0);
	ensure(event_assign(&io->tick, io->base, -1, EV_PERSIST, on_tick, io) ==
	       0);
	ensure(event_add(&io->wake, NULL) == 0);
	ensure(event_add(&io->tick, &tick) == 0);
	int failed = pthread_create(&io->thread, NULL, run, io);
	if (failed == 0) {
		(void)pthread_setname_np(io->thread, "claimd-io");
		return true;
	}
	io_release(io);
	return err_set(e, ERR_FAILED, "cannot start a thread: %s",
		       strerror(failed));
}

void io_drain(struct io *io)
{
	inbox_post(&io->inbox, &io->drain);
}

void io_give_socket(struct io *io, int fd, bool control)
{
	struct new_socket *fresh = malloc(sizeof(*fresh));

	ensure(fresh != NULL);
	*fresh = (struct new_socket){
	    .message = {.kind = MESSAGE_SOCKET},
	    .fd = fd,
	    .control = control,
	};
	inbox_post(&io->inbox, &fresh->message);
}

struct settings *settings_new(struct tls *tls, const struct net_limits *limits)
{
	struct settings *settings = malloc(sizeof(*settings));
	char *room = malloc(read_cap_of(limits));

	if (settings == NULL || room == NULL) {
		free(settings);
		free(room);
		return NULL;
	}
	*settings = (struct settings){
	    .message = {.kind = MESSAGE_SETTINGS},
	    .tls = tls_hold(tls),
	    .limits = *limits,
	    .read_room = room,
	    .read_cap = read_cap_of(limits),
	};
	return settings;
}

void settings_free(struct settings *settings)
{
	if (settings == NULL)
		return;
	tls_release(settings->tls);
	free(settings->read_room);
	free(settings);
}

void io_give_settings(struct io *io, struct settings *settings)
{
	inbox_post(&io->inbox, &settings->message);
}

void io_join(struct io *io)
{
	ensure(pthread_join(io->thread, NULL) == 0);
}

void io_release(struct io *io)
{
	while (io->conns != NULL)
		conn_free(io->conns);
	event_del(&io->wake);
	event_del(&io->tick);
	handshakes_release(io);
	event_base_free(io->base);
	inbox_release(&io->inbox);
	output_release(&io->spare_output);
	free(io->read_room);
	tls_release(io->tls);
}
