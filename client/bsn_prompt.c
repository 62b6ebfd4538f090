#include "client/bsn_prompt.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "wire/request.h"

void bsn_wipe(void *bytes, size_t len)
{
	explicit_bzero(bytes, len);
}

/* One line of standard input, unbuffered: no copy of it stays in stdio. */
static bool read_line(char *out, size_t cap)
{
	size_t len = 0;
	char c = '\0';

	while (len + 1 < cap && read(STDIN_FILENO, &c, 1) == 1 && c != '\n')
		if (c != '\r')
			out[len++] = c;
	out[len] = '\0';
	return len > 0;
}

static volatile sig_atomic_t interrupted;

static void on_interrupt(int signal)
{
	(void)signal;
	interrupted = 1;
}

/* An interrupt ends the reading, so that the echo comes back on. */
static bool read_unseen(char *out, size_t cap)
{
	struct sigaction catch = {.sa_handler = on_interrupt}, old;
	struct termios before, quiet;

	if (tcgetattr(STDIN_FILENO, &before) != 0)
		return read_line(out, cap);
	quiet = before;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	fputs("BSN: ", stderr);
	if (sigaction(SIGINT, &catch, &old) != 0 ||
	    tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) != 0)
		return false;
	bool ok = read_line(out, cap);
	if (tcsetattr(STDIN_FILENO, TCSAFLUSH, &before) != 0 ||
	    sigaction(SIGINT, &old, NULL) != 0)
		return false;
	fputc('\n', stderr);
	return ok;
}

bool bsn_read(char bsn[LEN_BSN + 1], struct err *e)
{
	char line[64];
	bool ok = isatty(STDIN_FILENO) == 1 ? read_unseen(line, sizeof(line))
					    : read_line(line, sizeof(line));

	ok = ok && strlen(line) == LEN_BSN && bsn_valid(line);
	if (ok)
		memcpy(bsn, line, LEN_BSN + 1);
	bsn_wipe(line, sizeof(line));
	if (interrupted)
		return err_set(e, ERR_INTERRUPTED, "interrupted");
	return ok || err_set(e, ERR_BAD_FIELD,
			     "the BSN (prompted, or the first line of "
			     "standard input): expected 9 digits that pass "
			     "the eleven-test");
}
