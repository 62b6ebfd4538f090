/*
 * Work of a thread that nobody at a counter waits for: it gets what the
 * processors have left, so that desk and connections take theirs at once
 * (Linux: SCHED_IDLE). Where others leave next to nothing it gets an ordinary
 * share after a while; where the system would not give that back (it takes
 * root, CAP_SYS_NICE or a limit on nice of 0), it is a nice thread throughout.
 *
 * Nothing that the desk waits for, no mutex above all, may be held meanwhile.
 */
#ifndef CLAIMD_DESK_BACKGROUND_H
#define CLAIMD_DESK_BACKGROUND_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

struct background {
	bool can_return; /* from idle */
	pid_t thread;
	clockid_t clock;	  /* what the thread has used */
	_Atomic int64_t since_ms; /* 0: no work */
	_Atomic int64_t used_us;  /* of that clock, at its beginning */
};

/* By the thread itself, once; zeroed memory before that does nothing. */
void background_init(struct background *background);
/* By the thread itself, around its work. */
void background_begin(struct background *background);
void background_end(struct background *background);

/* By another thread now and then: gives it its share if others leave none. */
void background_tend(struct background *background, int64_t steady_ms);

#endif
