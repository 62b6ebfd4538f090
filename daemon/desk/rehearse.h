/*
 * Rehearsals: the claims of the last days, judged again by a snapshot that is
 * not in use. Commands of the control socket; one rehearsal at a time.
 */
#ifndef CLAIMD_DESK_REHEARSE_H
#define CLAIMD_DESK_REHEARSE_H

#include "desk/state.h"

job_handler rehearse_begin;
job_handler rehearse_next;
job_handler rehearse_end;

/* For a job whose slice is over: keeps it until there is more to do. */
bool rehearse_park(struct desk *desk, struct job *job);

/* Now and then: drops what nobody asks for any more. */
void rehearse_tend(struct desk *desk);

/* The desk thread has ended: answers what is parked, frees everything. */
void rehearse_stop(struct desk *desk);

#endif
