/*
 * Which snapshot may serve: one with its seal (trust/seal.h) that is not
 * older than what came before (trust/ratchet.h). It is on record before it
 * serves. All of it takes a disk: it runs on the loader's thread.
 */
#ifndef CLAIMD_DESK_ADMIT_H
#define CLAIMD_DESK_ADMIT_H

#include "desk/state.h"

/*
 * The commands snapshot_use and snapshot_rollback (control.h): on success the
 * job has snapshot and served, and what is on disk says so. On failure
 * everything is as it was.
 */
MUSTCHECK bool admit_named(struct desk *desk, struct job *job, struct err *e);
MUSTCHECK bool admit_earlier(struct desk *desk, struct job *job, struct err *e);

/*
 * At start, before there are threads: what "current" names. A snapshot that
 * cannot be believed is no reason not to start: lookups and replays go on,
 * and dispensing says no_snapshot. The log says why.
 */
void admit_current(struct desk *desk);

#endif
