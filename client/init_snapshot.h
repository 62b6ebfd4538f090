/* The first snapshot of a folder of init: built, signed and installed. */
#ifndef CLAIMD_CLIENT_INIT_SNAPSHOT_H
#define CLAIMD_CLIENT_INIT_SNAPSHOT_H

#include "client/limits.h"
#include "store/snapshot.h"
#include "trust/manifest.h"

struct init_snapshot {
	struct snapshot_info info;
	char key[LEN_PUBLIC_KEY + 1]; /* public, for claimd.conf */
};

/*
 * Makes signing.key, signing.pub and snapshots/ in a folder: the snapshot of
 * the CSV files, fresh for SIGN_DAYS_DEMO, with its seal, remembered as
 * accepted and named as the one to serve.
 */
MUSTCHECK bool init_snapshot_make(const char *data, const char *folder,
				  bool json, struct init_snapshot *out,
				  struct err *e);

#endif
