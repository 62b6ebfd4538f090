#include "client/patience.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/ensure.h"
#include "client/limits.h"

/* The handler's: set while no timer runs. */
static const char *text;
static size_t text_len;
static volatile sig_atomic_t shown;

static void put(const char *bytes, size_t len)
{
	/* A screen that cannot be written to is no reason to stop. */
	ssize_t written = write(STDERR_FILENO, bytes, len);

	(void)written;
}

static void on_alarm(int signal)
{
	int why = errno;

	(void)signal;
	put(text, text_len);
	put("…", strlen("…"));
	shown = 1;
	errno = why;
}

void patience_begin(const char *what)
{
	const struct sigaction ring = {.sa_handler = on_alarm,
				       .sa_flags = SA_RESTART};
	const struct itimerval once = {
	    .it_value = {PATIENCE_MS / 1000, (PATIENCE_MS % 1000) * 1000L}};

	ensure(text == NULL);
	if (isatty(STDERR_FILENO) != 1)
		return;
	text = what;
	text_len = strlen(what);
	shown = 0;
	ensure(sigaction(SIGALRM, &ring, NULL) == 0);
	ensure(setitimer(ITIMER_REAL, &once, NULL) == 0);
}

void patience_end(void)
{
	static const char wipe[] = "\r\033[K";
	const struct itimerval never = {.it_value = {0, 0}};

	if (text == NULL)
		return;
	ensure(setitimer(ITIMER_REAL, &never, NULL) == 0);
	if (shown)
		put(wipe, strlen(wipe));
	text = NULL;
}
