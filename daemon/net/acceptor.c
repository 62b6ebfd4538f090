#include "net/acceptor.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/ensure.h"
#include "net/log.h"
#include "wire/reply.h"

static void give(struct net *net, int fd, bool control)
{
	io_give_socket(&net->ios[net->next_io], fd, control);
	net->next_io = (net->next_io + 1) % net->io_count;
}

static void listen_again(evutil_socket_t fd, short what, void *arg)
{
	struct net *net = arg;

	(void)fd;
	(void)what;
	for (int i = 0; i < net->listeners.count; i++)
		ensure(event_add(&net->accepts[i], NULL) == 0);
	if (net->control_fd >= 0)
		ensure(event_add(&net->control_accept, NULL) == 0);
}

static void listen_no_more(struct net *net)
{
	for (int i = 0; i < net->listeners.count; i++)
		event_del(&net->accepts[i]);
	if (net->control_fd >= 0)
		event_del(&net->control_accept);
}

/* No descriptors, no memory: the next attempt a little later. */
static void pause_accepting(struct net *net)
{
	static const struct timeval later = {.tv_usec =
						 ACCEPT_PAUSE_MS * 1000L};

	log_line(LOG_WARNING, "cannot accept: %s", strerror(errno));
	listen_no_more(net);
	ensure(event_add(&net->resume, &later) == 0);
}

/* -1: nobody waits any more, or nobody can be taken now. */
static int take_one(struct net *net, evutil_socket_t listener)
{
	int fd;

	do
		fd =
		    accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	while (fd < 0 && (errno == EINTR || errno == ECONNABORTED));
	if (fd < 0 && errno != EAGAIN)
		pause_accepting(net);
	return fd;
}

static void take_pharmacy(struct net *net, int fd)
{
	int on = 1;

	if (atomic_fetch_add(&net->shared.pharmacies, 1) >=
	    net->config.limits.connections) {
		atomic_fetch_sub(&net->shared.pharmacies, 1);
		stat_add(&net->stats, STAT_over_limit, 1);
		close(fd);
		return;
	}
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	(void)setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on));
	give(net, fd, false);
}

static void on_pharmacy(evutil_socket_t listener, short what, void *arg)
{
	struct net *net = arg;

	(void)what;
	for (int i = 0; i < ACCEPTS_PER_TURN; i++) {
		int fd = take_one(net, listener);
		if (fd < 0)
			return;
		take_pharmacy(net, fd);
	}
}

static bool may_control(const struct net *net, int64_t uid)
{
	if (uid == 0 || uid == (int64_t)geteuid())
		return true;
	for (size_t i = 0; i < net->config.control_uid_count; i++)
		if (uid == (int64_t)net->config.control_uids[i])
			return true;
	return false;
}

/* One line that says why, as far as the socket takes it. */
static void turn_away(int fd, enum err_code code, const char *why)
{
	char line[512];
	struct text text;
	struct err e;

	(void)err_set(&e, code, "%s", why);
	text_init(&text, line, sizeof(line));
	reply_error(&text, "", &e);
	text_char(&text, '\n');
	(void)send(fd, text.data, text.len, MSG_NOSIGNAL | MSG_DONTWAIT);
	close(fd);
}

static void take_control(struct net *net, int fd)
{
	int64_t uid = control_peer(fd);

	if (!may_control(net, uid)) {
		stat_add(&net->stats, STAT_control_refused, 1);
		log_line(LOG_WARNING, "control socket: user %lld refused",
			 (long long)uid);
		turn_away(fd, ERR_NOT_ALLOWED,
			  "this user is not among control.uids");
	} else if (atomic_fetch_add(&net->shared.controls, 1) >=
		   CONTROL_CONNECTIONS_MAX) {
		atomic_fetch_sub(&net->shared.controls, 1);
		turn_away(fd, ERR_BUSY, "too many control connections");
	} else {
		give(net, fd, true);
	}
}

static void on_control(evutil_socket_t listener, short what, void *arg)
{
	struct net *net = arg;

	(void)what;
	int fd = take_one(net, listener);
	if (fd >= 0)
		take_control(net, fd);
}

static void watch(struct net *net, struct event *event, int fd,
		  event_callback_fn callback)
{
	ensure(event_assign(event, net->base, fd, EV_READ | EV_PERSIST,
			    callback, net) == 0);
	ensure(event_add(event, NULL) == 0);
}

void acceptor_start(struct net *net)
{
	ensure(event_assign(&net->resume, net->base, -1, 0, listen_again,
			    net) == 0);
	for (int i = 0; i < net->listeners.count; i++)
		watch(net, &net->accepts[i], net->listeners.fds[i],
		      on_pharmacy);
	if (net->control_fd >= 0)
		watch(net, &net->control_accept, net->control_fd, on_control);
	net->accepting = true;
}

void acceptor_stop(struct net *net)
{
	if (net->accepting) {
		event_del(&net->resume);
		listen_no_more(net);
	}
	net->accepting = false;
	listeners_close(&net->listeners);
	if (net->control_fd < 0)
		return;
	(void)unlink(net->config.control_path);
	close(net->control_fd);
	net->control_fd = -1;
}
