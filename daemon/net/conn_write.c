#include "base/ensure.h"
#include "net/conn.h"
#include "net/limits.h"

static struct ticket *ticket_of(struct caller *caller)
{
	return (struct ticket *)((char *)caller -
				 offsetof(struct ticket, caller));
}

/* The replies that this thread has for one I/O thread and not yet posted. */
static _Thread_local struct {
	struct inbox *to; /* NULL: there are none */
	struct message *first, **last;
} parcel;

static void parcel_post(void)
{
	if (parcel.to == NULL)
		return;
	*parcel.last = NULL;
	inbox_post_all(parcel.to, parcel.first, parcel.last);
	parcel.to = NULL;
}

static void parcel_add(struct inbox *to, struct message *message)
{
	if (parcel.to != to)
		parcel_post();
	if (parcel.to == NULL)
		parcel.last = &parcel.first;
	parcel.to = to;
	*parcel.last = message;
	parcel.last = &message->next;
}

void conn_reply(struct caller *caller, const char *bytes, size_t len, bool more)
{
	struct ticket *ticket = ticket_of(caller);
	struct io *io = ticket->conn->io;

	ticket_answer(ticket, bytes, len);
	if (io_is_current(io)) {
		conn_replied(ticket);
		return;
	}
	parcel_add(&io->inbox, &ticket->message);
	if (!more)
		parcel_post();
}

void conn_replied(struct ticket *ticket)
{
	struct conn *conn = ticket->conn;

	ensure(conn->under_way > 0);
	ensure(!ticket->done);
	ticket->done = true;
	conn->under_way--;
	if (!conn->control)
		conn->io->under_way--;
	if (conn->state == CONN_GONE)
		stat_add(&conn->io->stats, STAT_orphaned_replies, 1);
	conn_touch(conn);
}

void conn_say(struct conn *conn, const char *bytes, size_t len)
{
	output_line(&conn->output, &conn->io->spare_output, bytes, len);
}

void conn_collect(struct conn *conn)
{
	struct ticket *ticket;

	while ((ticket = tickets_answered(&conn->tickets)) != NULL) {
		conn_say(conn, ticket->reply, ticket->reply_len);
		stat_add(&conn->io->stats, STAT_replies, 1);
		tickets_drop(&conn->tickets);
		conn->active_ms = io_now_ms();
	}
}

void conn_return_output(struct conn *conn)
{
	output_return(&conn->output, &conn->io->spare_output);
}

bool conn_flush(struct conn *conn)
{
	struct output *output = &conn->output;

	while (output->len > output->sent && !conn->blocked) {
		size_t put = 0;
		enum stream_result result =
		    stream_write(&conn->stream, output->data + output->sent,
				 output->len - output->sent, &put);
		if (result == STREAM_OK) {
			output->sent += put;
			stat_add(&conn->io->stats, STAT_bytes_out, put);
			conn->progress_ms = io_now_ms();
		} else if (result == STREAM_AGAIN) {
			conn->blocked = true;
		} else {
			stat_add(&conn->io->stats, STAT_connections_lost, 1);
			return false;
		}
	}
	return true;
}
