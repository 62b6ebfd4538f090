/* A manifest whose file is not there yet. */
#ifndef CLAIMD_CLIENT_SNAPSHOT_MANIFEST_H
#define CLAIMD_CLIENT_SNAPSHOT_MANIFEST_H

#include "client/args.h"

/*
 * snapshot verify --manifest-only: prints what a manifest says, by its
 * signature alone, with the keys of --public, or else those of the running
 * daemon. The latter also says whether what it seals would be new. One that the
 * daemon would refuse for its sequence or its end is refused; one that it had
 * before, and nothing newer of that key, is not. The exit status.
 */
int snapshot_verify_manifest(const struct args *args);

#endif
