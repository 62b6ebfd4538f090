/*
 * What the snapshot said for recent keys (snapshot.h). A counter asks for the
 * same medicines all day: most requests then cost no look-up, and their facts
 * are in the ledger already. Preparations are not kept: their ingredients are
 * the key, and hardly two are alike.
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

/* What is known for one key; lives until the next call of refcache_get. */
struct known;

/*
 * Fills *reference, of its lists at the end only what they hold. NULL with *e:
 * the snapshot could not be read.
 */
MUSTCHECK struct known *refcache_get(struct refcache *cache,
				     struct snapshot *snapshot,
				     const struct reference_key *key,
				     struct reference *reference,
				     struct err *e);

/* The ledger's row of these facts, which is made there if it is new. */
MUSTCHECK enum ledger_result refcache_row(struct refcache *cache,
					  struct known *known,
					  const struct reference *reference,
					  struct ledger *ledger, int64_t *row);

#endif
