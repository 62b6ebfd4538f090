/*
 * What waits to be written. While nothing does a connection has no memory for
 * it: it takes that which its I/O thread has to spare, and gives it back when
 * all is written.
 */
#ifndef CLAIMD_NET_OUTPUT_H
#define CLAIMD_NET_OUTPUT_H

#include <stddef.h>

struct output {
	char *data;
	size_t len, sent, cap;
};

/* Appends a line and its LF; spare gives its memory if there is none yet. */
void output_line(struct output *output, struct output *spare, const char *bytes,
		 size_t len);
/* All is written: the memory goes back. Else what waits keeps only as much as
 * it needs. */
void output_return(struct output *output, struct output *spare);
void output_release(struct output *output);

#endif
