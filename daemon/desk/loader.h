/*
 * Opens snapshots off the desk, and closes those that are no longer in use:
 * both take long for a large one, and nobody at a counter waits for it. One
 * thread, which does one thing at a time.
 */
#ifndef CLAIMD_DESK_LOADER_H
#define CLAIMD_DESK_LOADER_H

#include "desk/state.h"

struct loader *loader_new(struct desk *desk);
/* Ends the thread; what it was asked for has then been posted or answered,
 * and closed. Nothing may be started any more; retiring goes on. */
void loader_stop(struct loader *loader);
/* After loader_stop. NULL is fine. */
void loader_free(struct loader *loader);

/*
 * Takes a job whose command has a part to load: does that and posts the job
 * again as a JOB_SWITCH, or answers it with the error. Any thread.
 */
void loader_start(struct loader *loader, struct job *job);

/* Takes what is no longer in use, to close it. Each may be NULL. */
void loader_retire(struct loader *loader, struct snapshot *snapshot,
		   struct refcache *references);

#endif
