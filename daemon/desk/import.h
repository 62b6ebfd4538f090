/*
 * Imports of many rows: brought in pieces, held in memory, recorded all or
 * nothing in one transaction. One import at a time.
 */
#ifndef CLAIMD_DESK_IMPORT_H
#define CLAIMD_DESK_IMPORT_H

#include "desk/state.h"

void import_free(struct import *import); /* NULL is fine */

job_handler import_begin;
job_handler import_rows;
job_handler import_commit;

#endif
