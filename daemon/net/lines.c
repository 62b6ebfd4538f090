#include "net/lines.h"

#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "net/limits.h"

void lines_init(struct lines *lines, size_t max)
{
	*lines = (struct lines){.max = max};
}

void lines_release(struct lines *lines)
{
	if (!lines->lent)
		free(lines->data);
	lines_init(lines, lines->max);
}

/* The ceiling: the longest line with its CR and LF. */
static size_t cap_max(const struct lines *lines)
{
	return lines->max + 2;
}

void lines_lend(struct lines *lines, char *bytes, size_t cap)
{
	ensure(cap >= cap_max(lines));
	if (lines->data != NULL)
		return;
	lines->data = bytes;
	lines->cap = cap;
	lines->lent = true;
}

void lines_keep(struct lines *lines)
{
	size_t len = lines->end - lines->start;

	if (len == 0) {
		lines_release(lines);
		return;
	}
	if (!lines->lent)
		return;
	size_t cap = len < LINE_BUFFER_FIRST ? LINE_BUFFER_FIRST : len;
	char *own = malloc(cap);
	ensure(own != NULL);
	memcpy(own, lines->data + lines->start, len);
	*lines = (struct lines){
	    .data = own,
	    .end = len,
	    .scanned = lines->scanned - lines->start,
	    .cap = cap,
	    .max = lines->max,
	};
}

static void grow(struct lines *lines)
{
	size_t cap = lines->cap == 0 ? LINE_BUFFER_FIRST : lines->cap * 2;

	if (cap > cap_max(lines))
		cap = cap_max(lines);
	lines->data = realloc(lines->data, cap);
	ensure(lines->data != NULL);
	lines->cap = cap;
}

char *lines_room(struct lines *lines, size_t *room)
{
	if (lines->start > 0) {
		size_t len = lines->end - lines->start;
		memmove(lines->data, lines->data + lines->start, len);
		lines->scanned -= lines->start;
		lines->start = 0;
		lines->end = len;
	}
	if (lines->end == lines->cap && lines->cap < cap_max(lines))
		grow(lines);
	*room = lines->cap - lines->end;
	return lines->data + lines->end;
}

void lines_added(struct lines *lines, size_t count)
{
	ensure(count <= lines->cap - lines->end);
	lines->end += count;
}

/* Without an LF yet: is there more than a line and the CR before its LF? */
static bool tail_too_long(const struct lines *lines)
{
	size_t len = lines->end - lines->start;

	return len > lines->max + 1 ||
	       (len == lines->max + 1 && lines->data[lines->end - 1] != '\r');
}

enum line_found lines_next(struct lines *lines, const char **line, size_t *len)
{
	while (lines->scanned < lines->end) {
		char *from = lines->data + lines->scanned;
		char *lf = memchr(from, '\n', lines->end - lines->scanned);
		if (lf == NULL) {
			lines->scanned = lines->end;
			break;
		}
		*line = lines->data + lines->start;
		*len = (size_t)(lf - *line);
		if (*len > 0 && lf[-1] == '\r')
			(*len)--;
		lines->start = (size_t)(lf - lines->data) + 1;
		lines->scanned = lines->start;
		if (*len > lines->max)
			return LINE_TOO_LONG;
		if (*len > 0)
			return LINE_FOUND;
	}
	return tail_too_long(lines) ? LINE_TOO_LONG : LINE_NONE;
}
