/* A manifest whose file is not there yet. */
#ifndef CLAIMD_CLIENT_SNAPSHOT_MANIFEST_H
#define CLAIMD_CLIENT_SNAPSHOT_MANIFEST_H

#include "client/args.h"

/*
 * snapshot verify --manifest-only: prints what a manifest says, and whether
 * what it seals would be new to the daemon. One that the daemon would refuse
 * for good is refused; one that it had before is not. The exit status.
 */
int snapshot_verify_manifest(const struct args *args);

#endif
