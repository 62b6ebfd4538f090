/*
 * What the snapshot said of recent (insurer, policy, article, pharmacy,
 * date)s. A counter asks for the same medicines all day: most requests then
 * cost no look-up, and their facts are in the ledger already.
 */
#ifndef CLAIMD_DESK_REFCACHE_H
#define CLAIMD_DESK_REFCACHE_H

#include "desk/limits.h"
#include "store/ledger.h"
#include "store/snapshot.h"

struct refcache;

struct refcache *refcache_new(void);
void refcache_free(struct refcache *cache); /* NULL is fine */

/* After a switch: nothing of the old snapshot is known any more. */
void refcache_clear(struct refcache *cache);
/* After a rollback: what was put into the ledger may be gone. */
void refcache_forget_rows(struct refcache *cache);

/*
 * Fills *reference (only the used part of preferred[]) and, when put is not
 * NULL, the ledger's row of these facts, which is made there if it is new.
 * False: the snapshot could not be read (*e), or *result is not LEDGER_OK.
 */
struct refcache_put {
	struct ledger *ledger;
	int64_t row;
	enum ledger_result result;
};
MUSTCHECK bool refcache_get(struct refcache *cache, struct snapshot *snapshot,
			    const struct reference_key *key,
			    struct reference *reference,
			    struct refcache_put *put, struct err *e);

#endif
