/* A bar on stderr for long work, where that is a terminal. */
#ifndef CLAIMD_CLIENT_PROGRESS_H
#define CLAIMD_CLIENT_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	bool shown;	     /* stderr is a terminal and the work is long */
	bool drawn;	     /* the bar is on the screen now */
	bool shares_screen;  /* standard output is a terminal too */
	int64_t total_bytes; /* 0: unknown */
	const char *counted; /* what the counter counts, e.g. "answered" */
	int64_t next_ms;
};

/* total_bytes 0: unknown, then only the counter is shown. */
void progress_start(struct progress *p, int64_t total_bytes);
/* The same for work of total pieces, however few: it may take long. */
void progress_start_counting(struct progress *p, int64_t total,
			     const char *counted);
/* Draws now and then. */
void progress_update(struct progress *p, int64_t done_bytes, int64_t count);
/* Before standard output is written: wipes the bar where both meet. */
void progress_give_way(struct progress *p);
/* Wipes the bar; it comes back with the next update. */
void progress_clear(struct progress *p);

#endif
