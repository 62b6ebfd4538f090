/* One turn of the desk: all that waits, one transaction, one sync. */
#ifndef CLAIMD_DESK_BATCH_H
#define CLAIMD_DESK_BATCH_H

#include "desk/state.h"

/* Takes over a list of jobs: every one is answered and freed. */
void batch_run(struct desk *desk, struct job *jobs);

/* Housekeeping of the ledger between batches. */
void batch_tend(struct desk *desk, bool idle);

#endif
