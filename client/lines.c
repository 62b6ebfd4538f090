#include "client/lines.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/ensure.h"

void lines_start(struct lines *lines, int fd, size_t max)
{
	ensure(max <= REQUEST_LINE_MAX);
	memset(lines, 0, sizeof(*lines));
	lines->fd = fd;
	lines->max = max;
}

bool lines_ready(const struct lines *lines)
{
	const char *from = lines->ahead + lines->start;
	struct pollfd pfd = {.fd = lines->fd, .events = POLLIN};

	if (lines->ended || memchr(from, '\n', lines->end - lines->start))
		return true;
	return poll(&pfd, 1, 0) != 0;
}

/* Reads ahead; false when there is no more. */
static bool read_ahead(struct lines *lines)
{
	ssize_t n;

	do {
		n = read(lines->fd, lines->ahead, sizeof(lines->ahead));
	} while (n < 0 && errno == EINTR);
	lines->failure = n < 0 ? errno : 0;
	lines->ended = n <= 0;
	lines->start = 0;
	lines->end = n > 0 ? (size_t)n : 0;
	return n > 0;
}

/* Adds a piece to the line, as far as it may grow. */
static void add(struct lines *lines, const char *bytes, size_t len)
{
	size_t room = lines->max - lines->len;

	if (len > room) {
		lines->too_long = true;
		len = room;
	}
	memcpy(lines->bytes + lines->len, bytes, len);
	lines->len += len;
}

/* False when not even an empty line was left. */
static bool read_line(struct lines *lines)
{
	bool any = false, complete = false;

	lines->len = 0;
	lines->too_long = false;
	while (!complete && (lines->start < lines->end || read_ahead(lines))) {
		const char *from = lines->ahead + lines->start;
		size_t len = lines->end - lines->start;
		const char *lf = memchr(from, '\n', len);
		any = true;
		complete = lf != NULL;
		if (complete)
			len = (size_t)(lf - from);
		add(lines, from, len);
		lines->start += len + complete;
		lines->consumed_bytes += (int64_t)len + complete;
	}
	if (lines->len > 0 && lines->bytes[lines->len - 1] == '\r')
		lines->len--;
	lines->bytes[lines->len] = '\0';
	return any;
}

bool lines_next(struct lines *lines)
{
	while (!lines->ended && read_line(lines)) {
		lines->number++;
		if (lines->len > 0)
			return true;
	}
	return false;
}

bool lines_finish(const struct lines *lines, struct err *e)
{
	return lines->failure == 0 ||
	       err_set(e, ERR_FAILED, "after line %lld: %s",
		       (long long)lines->number, strerror(lines->failure));
}
