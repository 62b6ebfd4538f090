/*
 * How long a snapshot is believed. Both ends of its grace are whole seconds:
 * it is fresh until "expires" and in that second, stale until the grace has
 * passed and in that second.
 */
#ifndef CLAIMD_DESK_EXPIRY_H
#define CLAIMD_DESK_EXPIRY_H

#include "desk/state.h"

enum freshness freshness_at(const struct manifest *manifest, int64_t grace_s,
			    int64_t now_s);

/* Of the snapshot that is served, in this batch; FRESH where there is none. */
enum freshness desk_freshness(const struct desk *desk);
/* Whether a decision made now carries "stale". */
bool desk_is_stale(const struct desk *desk);

/* Logs when the snapshot has become stale or expired, and hourly after. */
void expiry_watch(struct desk *desk);

#endif
