/*
 * Bytes to lines: one buffer with a ceiling, no copy of what it finds. The
 * buffer is lent for the time of reading; only the beginning of a line that
 * has not come whole, and lines for which there is no time yet, are kept in
 * memory of its own. So a connection from which nothing is awaited has none.
 */
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
	bool lent;  /* data is */
	size_t max; /* bytes of a line, without its LF or CR LF */
};

enum line_found { LINE_NONE, LINE_FOUND, LINE_TOO_LONG };

void lines_init(struct lines *lines, size_t max);
void lines_release(struct lines *lines);

/* Reads into these bytes from now on, if it keeps nothing. They hold the
 * longest line and its end. */
void lines_lend(struct lines *lines, char *bytes, size_t cap);
/* Before they are used otherwise: keeps what waits, and memory only for it. */
void lines_keep(struct lines *lines);

/* Where to read to, and how much fits: 0 only while whole lines wait. */
char *lines_room(struct lines *lines, size_t *room);
/* That many bytes were put there. */
void lines_added(struct lines *lines, size_t count);

/*
 * The next line that is not empty, without its end; it stays valid until
 * lines_room. After LINE_TOO_LONG the buffer is of no use any more.
 */
enum line_found lines_next(struct lines *lines, const char **line, size_t *len);

#endif
