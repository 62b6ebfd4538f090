/*
 * What the daemon believes of snapshots: whose, and which of them came before
 * (trust/ratchet.h). The loader changes what came before, a reload the
 * settings, and the desk looks at both: one mutex for all of it, which nobody
 * holds while a disk works.
 */
#ifndef CLAIMD_DESK_BELIEF_H
#define CLAIMD_DESK_BELIEF_H

#include <limits.h>

#include "desk/desk.h"
#include "trust/ratchet.h"
#include "trust/seal.h"

/* struct desk_trust with its texts. */
struct belief_settings {
	char keys[TRUSTED_KEYS_MAX][LEN_PUBLIC_KEY + 1];
	size_t key_count;
	bool allow_unsigned;
	int grace_days;
	char cases[PATH_MAX];
};

struct belief;

/* dir, the snapshot folder, must outlive it. Never NULL. */
struct belief *belief_new(const char *dir, const struct desk_trust *trust);
void belief_free(struct belief *belief); /* NULL is fine */

/* The settings. Any thread, at any time. */
void belief_change(struct belief *belief, const struct desk_trust *trust);
void belief_settings(struct belief *belief, struct belief_settings *out);
int64_t belief_grace_s(struct belief *belief);
/* Whether a snapshot of this key is trusted; of none (""): whether unsigned
 * ones are allowed. */
bool belief_trusts(const struct belief_settings *settings, const char *key);

/* At start: reads what came before. Without it nothing is admitted. */
MUSTCHECK bool belief_load(struct belief *belief, struct err *e);

/*
 * What came before; NULL with ERR_RATCHET_DAMAGED when it could not be read.
 * The loader, who alone changes it, needs no lock to look at it.
 */
const struct ratchet *belief_ratchet(const struct belief *belief,
				     struct err *e);

/* The same for other threads, after they saw that it could be read. */
const struct ratchet *belief_lock(struct belief *belief);
void belief_unlock(struct belief *belief);

/*
 * The loader's: a switch goes to disk, then the choice of path (NULL: it is
 * the current one already). A process that is killed in between starts again
 * with what it served before, and may admit the same file again. False:
 * everything is as it was, also on disk.
 */
MUSTCHECK bool belief_record(struct belief *belief,
			     const struct accepted_switch *made,
			     const char *path, struct err *e);

/* The manifest of what was admitted last; all empty before. Any thread. */
void belief_serve(struct belief *belief, const struct manifest *manifest);
void belief_serving(struct belief *belief, struct manifest *out);

#endif
