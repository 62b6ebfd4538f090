/* Whom a command without a daemon believes: --public, or signing.pub of --dir.
 */
#ifndef CLAIMD_CLIENT_SNAPSHOT_TRUSTED_H
#define CLAIMD_CLIENT_SNAPSHOT_TRUSTED_H

#include "client/args.h"
#include "trust/seal.h"

/* Points into itself: not to be copied. */
struct trusted_keys {
	char memory[TRUSTED_KEYS_MAX][LEN_PUBLIC_KEY + 1];
	const char *texts[TRUSTED_KEYS_MAX];
	struct trusted trusted;
};

/*
 * The keys of --public, each in base64 or as a file of keygen; without any
 * the one of --dir's signing.pub; without that none, which is no error.
 */
MUSTCHECK bool trusted_keys_read(const struct args *args,
				 struct trusted_keys *out, struct err *e);

#endif
