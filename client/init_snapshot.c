#include "client/init_snapshot.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "client/files.h"
#include "client/moment.h"
#include "client/snapshot_make.h"
#include "store/current.h"
#include "trust/ratchet.h"
#include "trust/seal.h"

enum { SECONDS_A_DAY = 86400 };

static bool make_key(const char *folder, struct signing_key **key,
		     struct err *e)
{
	char path[PATH_BYTES_MAX], public_path[PATH_BYTES_MAX];

	return path_join(path, folder, "signing.key", e) &&
	       path_join(public_path, folder, "signing.pub", e) &&
	       signing_key_create(path, public_path, e) &&
	       signing_key_load(path, key, e);
}

/* As the daemon would note that it was installed. */
static bool remember(const char *snapshots, const struct manifest *manifest,
		     struct err *e)
{
	struct accepted_switch made = {.at_s = moment_utc_s(),
				       .how = SWITCH_INSTALL,
				       .sequence = manifest->sequence};
	struct ratchet *ratchet = NULL;

	snprintf(made.snapshot_id, sizeof(made.snapshot_id), "%s",
		 manifest->snapshot_id);
	snprintf(made.key, sizeof(made.key), "%s", manifest->key);
	snprintf(made.sha256, sizeof(made.sha256), "%s", manifest->sha256);
	bool ok = ratchet_load(snapshots, &ratchet, e) &&
		  ratchet_add(ratchet, &made, e) &&
		  ratchet_save(ratchet, snapshots, e);
	ratchet_free(ratchet);
	return ok;
}

static bool make_signed(const char *data, const char *snapshots, bool json,
			const struct signing_key *key,
			struct init_snapshot *out, struct err *e)
{
	int64_t today = moment_utc_s() / SECONDS_A_DAY;
	int64_t expires_s = (today + SIGN_DAYS_DEMO + 1) * SECONDS_A_DAY - 1;
	char path[PATH_BYTES_MAX];
	struct manifest manifest;

	snprintf(out->key, sizeof(out->key), "%s", signing_key_public(key));
	return snapshot_make_in(data, snapshots, json, &out->info, path, e) &&
	       seal_make(path, key, expires_s, &manifest, e) &&
	       remember(snapshots, &manifest, e) &&
	       current_write(snapshots, path, e);
}

bool init_snapshot_make(const char *data, const char *folder, bool json,
			struct init_snapshot *out, struct err *e)
{
	char snapshots[PATH_BYTES_MAX];
	struct signing_key *key = NULL;

	if (!path_join(snapshots, folder, "snapshots", e))
		return false;
	if (mkdir(snapshots, 0750) != 0)
		return err_set(e, ERR_FAILED, "%s: cannot make it: %s",
			       snapshots, strerror(errno));
	bool ok = make_key(folder, &key, e) &&
		  make_signed(data, snapshots, json, key, out, e);
	signing_key_free(key);
	return ok;
}
