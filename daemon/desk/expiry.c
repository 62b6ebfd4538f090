#include "desk/expiry.h"

#include <syslog.h>

#include "desk/belief.h"
#include "desk/clock.h"

enum freshness freshness_at(const struct manifest *manifest, int64_t grace_s,
			    int64_t now_s)
{
	if (!manifest_expired(manifest, now_s))
		return FRESH;
	return manifest_expired(manifest, now_s - grace_s) ? EXPIRED : STALE;
}

enum freshness desk_freshness(const struct desk *desk)
{
	if (desk->served == NULL)
		return FRESH;
	return freshness_at(&desk->served->manifest, desk->grace_s,
			    desk->now_ms / 1000);
}

bool desk_is_stale(const struct desk *desk)
{
	return desk_freshness(desk) == STALE;
}

static void log_expiry(struct desk *desk, enum freshness freshness)
{
	const struct manifest *manifest = &desk->served->manifest;
	char until[LEN_UTC + 1];

	utc_write(manifest->expires_s + desk->grace_s, until);
	if (freshness == STALE)
		desk_log(desk, LOG_WARNING,
			 "snapshot %s expired at %s: decisions are marked "
			 "stale, and end at %s; install a newer one",
			 manifest->snapshot_id, manifest->expires, until);
	else
		desk_log(desk, LOG_ERR,
			 "snapshot %s expired at %s and its grace ended at "
			 "%s: nothing is decided until a newer one is "
			 "installed",
			 manifest->snapshot_id, manifest->expires, until);
}

void expiry_watch(struct desk *desk)
{
	int64_t steady_ms = clock_steady_ms();

	desk->now_ms = desk_now_ms(desk);
	desk->grace_s = belief_grace_s(desk->belief);
	enum freshness freshness = desk_freshness(desk);
	if (freshness == desk->expiry_logged &&
	    (freshness == FRESH ||
	     steady_ms - desk->expiry_logged_ms < EXPIRY_LOG_MS))
		return;
	desk->expiry_logged = freshness;
	desk->expiry_logged_ms = steady_ms;
	if (freshness != FRESH)
		log_expiry(desk, freshness);
}
