#include "process.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "base/ensure.h"
#include "net/log.h"

#ifdef __has_feature
#if __has_feature(address_sanitizer)
#define UNDER_SANITIZER 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(UNDER_SANITIZER)
/* The leak check looks into the process with ptrace. */
enum { HIDE_PROCESS = 0 };
#else
enum { HIDE_PROCESS = 1 };
#endif

/* Descriptors besides those of connections: ledger, snapshot, threads. */
enum { FILES_OF_OUR_OWN = 128 };

/* Where the parent waits for readiness, or -1. */
static int ready_pipe = -1;

/*
 * Requests are allocated by one thread and freed by another: without slack
 * their arenas would shrink and grow, a system call each, with every batch.
 * Only a wish: another allocator, as the sanitizers bring one, has no arenas.
 */
static void keep_memory(void)
{
	(void)mallopt(M_TOP_PAD, 1024 * 1024);
	(void)mallopt(M_TRIM_THRESHOLD, 8 * 1024 * 1024);
}

void process_harden(void)
{
	static const struct rlimit none = {0, 0};

	ensure(setrlimit(RLIMIT_CORE, &none) == 0);
	if (HIDE_PROCESS)
		ensure(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0);
	umask(077);
	/* Dates are civil dates in the Netherlands; no zone files needed. */
	ensure(setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1) == 0);
	tzset();
	ensure(signal(SIGPIPE, SIG_IGN) != SIG_ERR);
	keep_memory();
}

void process_raise_files(int64_t connections)
{
	rlim_t wanted = (rlim_t)connections + FILES_OF_OUR_OWN;
	struct rlimit limit;

	ensure(getrlimit(RLIMIT_NOFILE, &limit) == 0);
	if (limit.rlim_cur >= wanted)
		return;
	limit.rlim_cur = limit.rlim_max < wanted ? limit.rlim_max : wanted;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
	if (limit.rlim_cur < wanted)
		log_line(LOG_WARNING,
			 "limits.connections = %lld needs %llu descriptors, "
			 "this process may have %llu",
			 (long long)connections, (unsigned long long)wanted,
			 (unsigned long long)limit.rlim_cur);
}

/* The parent's last words. */
NORETURN static void wait_for_ready(int pipe_end)
{
	char byte;
	ssize_t got;

	do
		got = read(pipe_end, &byte, 1);
	while (got < 0 && errno == EINTR);
	_exit(got == 1 ? 0 : 1);
}

bool process_background(struct err *e)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) != 0)
		return err_set(e, ERR_FAILED, "pipe: %s", strerror(errno));
	pid_t pid = fork();
	if (pid < 0)
		return err_set(e, ERR_FAILED, "fork: %s", strerror(errno));
	if (pid > 0) {
		close(ends[1]);
		wait_for_ready(ends[0]);
	}
	close(ends[0]);
	ready_pipe = ends[1];
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	/* Messages still go where standard error went. */
	if (setsid() < 0 || null < 0 || dup2(null, STDIN_FILENO) < 0 ||
	    dup2(null, STDOUT_FILENO) < 0 || chdir("/") != 0)
		return err_set(e, ERR_FAILED, "cannot leave the terminal: %s",
			       strerror(errno));
	close(null);
	return true;
}

/* Kept open: a reload has to be announced when no descriptor is left too. */
static int notify_socket(void)
{
	static int fd = -1;

	if (fd < 0)
		fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	return fd;
}

static void notify_systemd(const char *state)
{
	const char *path = getenv("NOTIFY_SOCKET");
	struct sockaddr_un to = {.sun_family = AF_UNIX};

	if (path == NULL || path[0] == '\0' ||
	    strlen(path) >= sizeof(to.sun_path))
		return;
	memcpy(to.sun_path, path, strlen(path));
	socklen_t len =
	    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path));
	if (to.sun_path[0] == '@')
		to.sun_path[0] = '\0'; /* an abstract name */
	int fd = notify_socket();
	if (fd < 0)
		return;
	/* Nobody to tell when systemd does not listen. */
	(void)sendto(fd, state, strlen(state), MSG_NOSIGNAL,
		     (struct sockaddr *)&to, len);
}

void process_ready(void)
{
	notify_systemd("READY=1");
	if (ready_pipe < 0)
		return;
	ssize_t put = write(ready_pipe, "", 1);
	(void)put; /* the parent may be gone */
	close(ready_pipe);
	ready_pipe = -1;
}

/* As Type=notify-reload of systemd wants it: the time tells this reload from
 * an earlier one. */
void process_reloading(void)
{
	char state[64];
	struct timespec now;

	ensure(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
	snprintf(state, sizeof(state), "RELOADING=1\nMONOTONIC_USEC=%lld",
		 (long long)now.tv_sec * 1000000 + now.tv_nsec / 1000);
	notify_systemd(state);
}

void process_stopping(void)
{
	notify_systemd("STOPPING=1");
}
