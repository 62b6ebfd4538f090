/* Bytes to lines: one buffer with a ceiling, no copy of what it finds. */
#ifndef CLAIMD_NET_LINES_H
#define CLAIMD_NET_LINES_H

#include <stdbool.h>
#include <stddef.h>

struct lines {
	char *data;
	size_t start;	/* where the next line begins */
	size_t end;	/* behind the last byte */
	size_t scanned; /* no LF stands before here */
	size_t cap;
	size_t max; /* bytes of a line, without its LF or CR LF */
};

enum line_found { LINE_NONE, LINE_FOUND, LINE_TOO_LONG };

void lines_init(struct lines *lines, size_t max);
void lines_release(struct lines *lines);

/* Where to read to, and how much fits: 0 only while whole lines wait. */
char *lines_room(struct lines *lines, size_t *room);
/* That many bytes were put there. */
void lines_added(struct lines *lines, size_t count);

/*
 * The next line that is not empty, without its end; it stays valid until
 * lines_room. After LINE_TOO_LONG the buffer is of no use any more.
 */
enum line_found lines_next(struct lines *lines, const char **line, size_t *len);

/* Gives back the memory if nothing waits in it. */
void lines_trim(struct lines *lines);

#endif
