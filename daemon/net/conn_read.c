#include "net/conn.h"

#include <string.h>

#include "base/ensure.h"
#include "net/limits.h"
#include "wire/reply.h"

static void too_long(struct conn *conn)
{
	char line[1024];
	struct text text;
	struct err e;

	(void)err_set(&e, ERR_LINE_TOO_LONG, "a line holds at most %zu bytes",
		      conn->lines.max);
	text_init(&text, line, sizeof(line));
	reply_error(&text, "", &e);
	/* A ticket of its own: it comes behind the replies that are due. */
	struct ticket *ticket = tickets_take(&conn->tickets);
	ticket_answer(ticket, text.data, text.len);
	ticket->done = true;
	stat_add(&conn->io->stats, STAT_lines_too_long, 1);
	conn_close(conn, NULL);
}

static void count_bad_line(struct conn *conn)
{
	stat_add(&conn->io->stats, STAT_bad_lines, 1);
	if (++conn->bad_lines < BAD_LINES_MAX)
		return;
	stat_add(&conn->io->stats, STAT_bad_lines_closed, 1);
	conn_close(conn, NULL);
}

/* Operators are few, and their lines long: see CONTROL_IN_FLIGHT. */
int conn_share(const struct conn *conn)
{
	int share = share_each(&conn->io->share);

	return conn->control || share > conn->tickets.max ? conn->tickets.max
							  : share;
}

static void dispatch(struct conn *conn, const char *line, size_t len)
{
	const struct service *service = &conn->io->shared->service;
	struct ticket *ticket = tickets_take(&conn->tickets);

	ticket->conn = conn;
	ticket->message.kind = MESSAGE_REPLY;
	ticket->caller.reply = conn_reply;
	memcpy(ticket->caller.pharmacy, conn->pharmacy, LEN_AGB + 1);
	conn->under_way++;
	if (!conn->control) {
		share_count(&conn->io->share, &conn->share_period);
		conn->io->under_way++;
		conn->io->turn_requests++;
	}
	conn->active_ms = io_now_ms();
	stat_add(&conn->io->stats,
		 conn->control ? STAT_control_requests : STAT_requests, 1);
	stat_add(&conn->io->stats, STAT_bytes_in, len + 1);
	bool parsed = (conn->control ? service->control : service->line)(
	    service->ctx, &ticket->caller, line, len);
	io_count_line(conn->io);
	if (parsed)
		conn->bad_lines = 0;
	else
		count_bad_line(conn);
}

/* Hands over the whole lines of the buffer while there is room for them. */
static void take_lines(struct conn *conn)
{
	const char *line;
	size_t len;

	while (conn->state == CONN_READING) {
		if (conn->tickets.count >= conn_share(conn)) {
			conn->more = true;
			return;
		}
		switch (lines_next(&conn->lines, &line, &len)) {
		case LINE_NONE:
			return;
		case LINE_TOO_LONG:
			too_long(conn);
			return;
		case LINE_FOUND:
			dispatch(conn, line, len);
		}
	}
}

/* Reads once; false when there is nothing more to read now. */
static bool read_some(struct conn *conn)
{
	size_t room, got;
	char *into = lines_room(&conn->lines, &room);

	ensure(room > 0);
	enum stream_result result =
	    stream_read(&conn->stream, into, room, &got);
	switch (result) {
	case STREAM_OK:
		lines_added(&conn->lines, got);
		return true;
	case STREAM_AGAIN:
		conn->read_blocked = conn->stream.wants_write;
		return false;
	case STREAM_END:
		/* It may wait for our last replies still. */
		conn_close(conn, NULL);
		return false;
	case STREAM_BROKEN:
		break;
	}
	stat_add(&conn->io->stats, STAT_connections_lost, 1);
	conn_abort(conn);
	return false;
}

static void read_turn(struct conn *conn)
{
	conn->more = false;
	conn->read_blocked = false;
	take_lines(conn);
	for (int reads = 0; reads < READS_PER_TURN; reads++) {
		if (conn->state != CONN_READING || conn->more ||
		    !read_some(conn))
			return;
		take_lines(conn);
		/* The socket tells when more comes; TLS's buffer does not. */
		if (!stream_pending(&conn->stream))
			return;
	}
	conn->more = true;
}

void conn_read(struct conn *conn)
{
	struct io *io = conn->io;

	/* Operators are few, and their lines long. */
	if (!conn->control)
		lines_lend(&conn->lines, io->read_room, io->read_cap);
	read_turn(conn);
	lines_keep(&conn->lines);
}
