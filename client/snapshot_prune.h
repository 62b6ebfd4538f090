/* Removes old snapshots of the folder. */
#ifndef CLAIMD_CLIENT_SNAPSHOT_PRUNE_H
#define CLAIMD_CLIENT_SNAPSHOT_PRUNE_H

#include "client/snapshot_policy.h"

/*
 * Removes all but the newest keep, the one that is served and the one that
 * was served before it, to which a rollback goes; asks the daemon which they
 * are. Needs the folder's lock. How many were removed; what goes wrong is
 * only warned of, since it undoes nothing.
 */
int prune(const struct args *args, int64_t keep);

#endif
