/*
 * Opens snapshots off the desk: checking a large one takes seconds, and
 * nobody at a counter waits for it. One at a time.
 */
#ifndef CLAIMD_DESK_LOADER_H
#define CLAIMD_DESK_LOADER_H

#include "desk/state.h"

struct loader *loader_new(struct desk *desk);
/* Waits for the one under way; its job has then been posted or answered. */
void loader_free(struct loader *loader);

/*
 * Takes a snapshot_use job: opens the file in a thread of its own and posts
 * the job again as a JOB_SWITCH, or answers it with the error. Any thread.
 */
void loader_start(struct loader *loader, struct job *job);

#endif
