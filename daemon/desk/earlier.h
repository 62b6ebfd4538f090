/* Which snapshot a rollback goes back to. */
#ifndef CLAIMD_DESK_EARLIER_H
#define CLAIMD_DESK_EARLIER_H

#include "trust/ratchet.h"

/*
 * Without an id ("") the newest switch before the one by which serving (a
 * SHA-256, empty: nothing serves) came into use whose file, ID.gvs, is still
 * in dir. Rolling back is no such switch: a second rollback goes further
 * back, not forth again. With an id the newest switch to that snapshot.
 *   ERR_NOT_FOUND  there is none
 *   ERR_REFUSED    the id is of what is served
 */
const struct accepted_switch *earlier_switch(const struct ratchet *ratchet,
					     const char *serving,
					     const char *dir, const char *id,
					     struct err *e);

/* dir/ID.gvs; false when that is too long. */
MUSTCHECK bool earlier_path(const char *dir, const char *id, char *out,
			    struct err *e);

#endif
