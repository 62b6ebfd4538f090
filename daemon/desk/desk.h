/*
 * The desk: one thread that owns the ledger and the snapshot. All that waits
 * is taken at once, decided in order, committed with one sync, answered.
 */
#ifndef CLAIMD_DESK_DESK_H
#define CLAIMD_DESK_DESK_H

#include "base/civil.h"
#include "base/err.h"
#include "base/text.h"
#include "desk/service.h"

struct desk;

/* Which snapshots are believed, and for how long. */
struct desk_trust {
	const char *const *keys; /* public, base64 */
	size_t key_count;	 /* at most TRUSTED_KEYS_MAX */
	bool allow_unsigned;
	int grace_days;
	const char *cases; /* what claimctl runs at install; NULL: none */
};

struct desk_config {
	const char *ledger_path;
	const char *ledger_vfs; /* NULL: SQLite's default; tests name one */
	int64_t reserve_bytes;
	civil_day since;	 /* CIVIL_NONE: the day the ledger is made */
	const char *privacy_key; /* path */
	const char *snapshot_dir;
	struct desk_trust trust; /* its texts are copied */
	size_t queue_max;	 /* jobs that may wait: more get retry/busy */
	const char *version;
	/* What the network adds to status: members, without braces. May be
	 * NULL. Called on the desk thread. */
	void (*net_status)(void *ctx, struct text *out);
	/* claimctl drain: asks the process to stop. May be NULL. */
	void (*drain)(void *ctx);
	/* One line for the operator; priority as in syslog.h. May be NULL. */
	void (*log)(void *ctx, int priority, const char *message);
	/* claimctl reload: answers the caller when it is done, which may be
	 * on another thread. NULL: there is no such thing. On any thread. */
	void (*reload)(void *ctx, struct caller *caller);
	void *ctx; /* of the calls above */
	/* Milliseconds since 1970-01-01 UTC; NULL: the clock. Any thread. */
	int64_t (*now_ms)(void);
};

/*
 * Opens ledger and snapshot (recovered and checkpointed on return) and starts
 * the thread. A missing snapshot is no failure: dispensing gets no_snapshot.
 */
MUSTCHECK bool desk_start(const struct desk_config *config, struct desk **out,
			  struct err *e);

/* What the network calls; its ctx is the desk. Thread-safe. */
struct service desk_service(struct desk *desk);

/*
 * From now on these are believed; what is served stays, with a warning if it
 * would not be taken any more. The texts are copied. Any thread.
 */
void desk_believe(struct desk *desk, const struct desk_trust *trust);

/* From now on so many jobs may wait. Any thread. */
void desk_queue(struct desk *desk, size_t queue_max);

/*
 * Answers all that waits, closes the ledger, ends the thread. Nobody may call
 * the service any more. NULL is fine.
 */
void desk_stop(struct desk *desk);

#endif
