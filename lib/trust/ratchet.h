/*
 * What a snapshot folder remembers (its file "accepted.json"): for each key
 * the highest sequence ever accepted, which never falls, and the switches
 * that were made. The daemon owns the file once it runs; nobody else writes
 * it then.
 */
#ifndef CLAIMD_TRUST_RATCHET_H
#define CLAIMD_TRUST_RATCHET_H

#include "trust/manifest.h"

enum switch_how {
	SWITCH_INSTALL,
	SWITCH_USE,
	SWITCH_ROLLBACK,
	SWITCH_HOW_COUNT
};

/* "install", "use", "rollback" */
const char *switch_how_name(enum switch_how how);

struct accepted_switch {
	int64_t at_s; /* UTC */
	enum switch_how how;
	char snapshot_id[LEN_SNAPSHOT_ID + 1];
	char key[LEN_PUBLIC_KEY + 1]; /* "": unsigned */
	char sha256[LEN_SHA256 + 1];
	int64_t sequence;
	char reason[LEN_REASON + 1]; /* the operator's, e.g. for --force */
};

struct highest {
	char key[LEN_PUBLIC_KEY + 1];
	int64_t sequence;
	char sha256[LEN_SHA256 + 1]; /* of the file that had it */
	char snapshot_id[LEN_SNAPSHOT_ID + 1];
};

struct ratchet {
	size_t key_count, switch_count;
	struct highest keys[RATCHET_KEYS_MAX];
	struct accepted_switch switches[SWITCHES_MAX]; /* oldest first */
};

/*
 * Reads dir/accepted.json; a missing file is an empty ratchet, a damaged one
 * ERR_RATCHET_DAMAGED (never taken for empty). Free with ratchet_free.
 */
MUSTCHECK bool ratchet_load(const char *dir, struct ratchet **out,
			    struct err *e);
void ratchet_free(struct ratchet *ratchet); /* NULL is fine */

/* NULL: nothing of this key was ever accepted. */
const struct highest *ratchet_highest(const struct ratchet *ratchet,
				      const char *key);
/* The newest switch to a file with this hash, or NULL. */
const struct accepted_switch *ratchet_find(const struct ratchet *ratchet,
					   const char *sha256);

/*
 * Whether a snapshot may be served that was not before: its sequence is above
 * the highest of its key, or it is that very file again
 * (ERR_SNAPSHOT_REPLAYED); and it has not expired (ERR_SNAPSHOT_OUTDATED).
 * An unsigned one (empty key) always may.
 */
MUSTCHECK bool ratchet_admits(const struct ratchet *ratchet,
			      const struct manifest *manifest, int64_t now_s,
			      struct err *e);

/*
 * Adds a switch and raises the highest sequence of its key, in memory; the
 * oldest switches make room. ERR_REFUSED when there are too many keys.
 */
MUSTCHECK bool ratchet_add(struct ratchet *ratchet,
			   const struct accepted_switch *made, struct err *e);
/* On disk when it returns true: replaced as a whole, synced. */
MUSTCHECK bool ratchet_save(const struct ratchet *ratchet, const char *dir,
			    struct err *e);

#endif
