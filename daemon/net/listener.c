#include "net/listener.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/ensure.h"

/* systemd passes sockets from this descriptor on. */
enum { LISTEN_FDS_START = 3 };

union any_address {
	struct sockaddr any;
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;
	struct sockaddr_storage room;
};

static socklen_t address_fill(union any_address *to, const char *address,
			      int port)
{
	memset(to, 0, sizeof(*to));
	if (inet_pton(AF_INET, address, &to->v4.sin_addr) == 1) {
		to->v4.sin_family = AF_INET;
		to->v4.sin_port = htons((uint16_t)port);
		return sizeof(to->v4);
	}
	ensure(inet_pton(AF_INET6, address, &to->v6.sin6_addr) == 1);
	to->v6.sin6_family = AF_INET6;
	to->v6.sin6_port = htons((uint16_t)port);
	return sizeof(to->v6);
}

/* Where the first socket really listens. */
static void learn_address(struct listeners *l)
{
	union any_address own = {0};
	socklen_t len = sizeof(own);
	char text[INET6_ADDRSTRLEN] = "";

	if (getsockname(l->fds[0], &own.any, &len) != 0)
		return;
	if (own.any.sa_family == AF_INET) {
		l->port = ntohs(own.v4.sin_port);
		(void)inet_ntop(AF_INET, &own.v4.sin_addr, text, sizeof(text));
		snprintf(l->address, sizeof(l->address), "%s:%d", text,
			 l->port);
	} else if (own.any.sa_family == AF_INET6) {
		l->port = ntohs(own.v6.sin6_port);
		(void)inet_ntop(AF_INET6, &own.v6.sin6_addr, text,
				sizeof(text));
		snprintf(l->address, sizeof(l->address), "[%s]:%d", text,
			 l->port);
	}
}

/* How many sockets systemd passed to this very process. */
static int passed_sockets(void)
{
	const char *pid = getenv("LISTEN_PID"), *fds = getenv("LISTEN_FDS");

	if (pid == NULL || fds == NULL ||
	    strtol(pid, NULL, 10) != (long)getpid())
		return 0;
	long count = strtol(fds, NULL, 10);
	return count < 0 || count > INT_MAX ? 0 : (int)count;
}

static bool take_passed(int count, struct listeners *out, struct err *e)
{
	if (count > LISTENERS_MAX)
		return err_set(e, ERR_USAGE,
			       "LISTEN_FDS: %d sockets, expected %d at most",
			       count, LISTENERS_MAX);
	for (int i = 0; i < count; i++) {
		int fd = LISTEN_FDS_START + i, listens = 0;
		socklen_t len = sizeof(listens);
		if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &len) !=
			0 ||
		    !listens)
			return err_set(e, ERR_USAGE,
				       "LISTEN_FDS: descriptor %d is no "
				       "listening socket",
				       fd);
		(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
		(void)fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
		out->fds[out->count++] = fd;
	}
	return true;
}

static bool listen_on(const char *address, int port, int backlog,
		      struct listeners *out, struct err *e)
{
	union any_address own;
	socklen_t len = address_fill(&own, address, port);
	int on = 1;

	int fd = socket(own.any.sa_family,
			SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd >= 0 &&
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
	    bind(fd, &own.any, len) == 0 && listen(fd, backlog) == 0) {
		out->fds[out->count++] = fd;
		return true;
	}
	(void)err_set(e, ERR_FAILED, "cannot listen on %s port %d: %s", address,
		      port, strerror(errno));
	if (fd >= 0)
		close(fd);
	return false;
}

bool listeners_open(const char *address, int port, int backlog,
		    struct listeners *out, struct err *e)
{
	int passed = passed_sockets();

	*out = (struct listeners){0};
	if (!(passed > 0 ? take_passed(passed, out, e)
			 : listen_on(address, port, backlog, out, e)))
		return false;
	learn_address(out);
	return true;
}

void listeners_close(struct listeners *listeners)
{
	for (int i = 0; i < listeners->count; i++)
		close(listeners->fds[i]);
	listeners->count = 0;
}

/* Whether somebody answers behind a socket's file. */
static bool answers(const struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ensure(fd >= 0);
	bool connected = connect(fd, (const struct sockaddr *)address,
				 sizeof(*address)) == 0;
	close(fd);
	return connected;
}

int control_listen(const char *path, struct err *e)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct stat st;

	if (strlen(path) >= sizeof(address.sun_path)) {
		(void)err_set(e, ERR_USAGE,
			      "control.path: %s: longer than %zu bytes", path,
			      sizeof(address.sun_path) - 1);
		return -1;
	}
	memcpy(address.sun_path, path, strlen(path) + 1);
	if (answers(&address)) {
		(void)err_set(e, ERR_FAILED,
			      "control.path: %s: another claimd serves it",
			      path);
		return -1;
	}
	if (lstat(path, &st) == 0 && S_ISSOCK(st.st_mode))
		(void)unlink(path);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	/* Between bind and chmod the umask keeps it from everybody else. */
	bool bound =
	    fd >= 0 &&
	    bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0 &&
	    chmod(path, 0660) == 0;
	if (bound && listen(fd, CONTROL_CONNECTIONS_MAX) == 0)
		return fd;
	(void)err_set(e, ERR_FAILED, "control.path: %s: %s", path,
		      strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}

int64_t control_peer(int fd)
{
	struct ucred peer;
	socklen_t len = sizeof(peer);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) != 0)
		return -1;
	return (int64_t)peer.uid;
}
