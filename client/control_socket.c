#include "client/control_socket.h"

#include <errno.h>
#include <libgen.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "client/moment.h"
#include "client/init_dir.h"

static const char usual_path[] = "/run/claimd/control.sock";

/* Between bind and listen no event tells: then look again so soon. */
enum { LOOK_AGAIN_MS = 50 };

/* A daemon goes on when its configuration has become wrong, and says where if
 * it is told to reload it. */
static bool left_in(const char *folder, char out[PATH_BYTES_MAX])
{
	int len = snprintf(out, PATH_BYTES_MAX, "%s/control.sock", folder);

	return len < PATH_BYTES_MAX && access(out, F_OK) == 0;
}

bool control_socket_path(const struct args *args, char out[PATH_BYTES_MAX],
			 struct err *e)
{
	const char *path = args_value(args, OPT_SOCKET, NULL);
	const char *folder = args_value(args, OPT_DIR, NULL);
	struct init_dir dir;

	if (path == NULL && folder != NULL) {
		if (!init_dir_read(folder, &dir, e))
			return left_in(folder, out);
		path = dir.socket;
	}
	snprintf(out, PATH_BYTES_MAX, "%s", path != NULL ? path : usual_path);
	return true;
}

static bool not_connected(const char *path, struct err *e)
{
	switch (errno) {
	case ENOENT:
	case ECONNREFUSED:
		return err_set(e, ERR_NOT_RUNNING, "no daemon listens on %s",
			       path);
	case EACCES:
	case EPERM:
		return err_set(e, ERR_NOT_PERMITTED, "%s: %s", path,
			       strerror(errno));
	default:
		return err_set(e, ERR_FAILED, "%s: %s", path, strerror(errno));
	}
}

bool control_socket_connect(const char *path, int *fd, struct err *e)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	if (strlen(path) >= sizeof(address.sun_path))
		return err_set(e, ERR_USAGE,
			       "%.80s…: a socket's path has at most %zu bytes",
			       path, sizeof(address.sun_path) - 1);
	memcpy(address.sun_path, path, strlen(path) + 1);
	*fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (*fd < 0)
		return err_set(e, ERR_FAILED, "socket: %s", strerror(errno));
	if (connect(*fd, (const struct sockaddr *)&address, sizeof(address)) ==
	    0)
		return true;
	not_connected(path, e);
	close(*fd);
	return false;
}

/* A watch on the socket's folder; -1 when there is no such folder. */
static int watch_folder(const char *path)
{
	char copy[PATH_BYTES_MAX];
	int watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);

	if (watch < 0)
		return -1;
	snprintf(copy, sizeof(copy), "%s", path);
	if (inotify_add_watch(watch, dirname(copy),
			      IN_CREATE | IN_MOVED_TO | IN_ATTRIB) >= 0)
		return watch;
	close(watch);
	return -1;
}

static void wait_for_change(int watch, int64_t deadline_ms)
{
	struct pollfd pfd = {.fd = watch, .events = POLLIN};
	int left = moment_left_ms(deadline_ms);
	char events[4096];

	poll(&pfd, 1, left < LOOK_AGAIN_MS ? left : LOOK_AGAIN_MS);
	if (pfd.revents != 0 && read(watch, events, sizeof(events)) < 0)
		return; /* only that something happened matters */
}

bool control_socket_await(const char *path, int timeout_ms, int *fd,
			  struct err *e)
{
	int64_t deadline = moment_ms() + timeout_ms;
	int watch = watch_folder(path);
	bool ok;

	while (!(ok = control_socket_connect(path, fd, e)) &&
	       e->code == ERR_NOT_RUNNING && moment_left_ms(deadline) > 0)
		wait_for_change(watch, deadline);
	if (watch >= 0)
		close(watch);
	return ok;
}
