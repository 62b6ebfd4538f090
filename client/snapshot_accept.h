/*
 * What an install asks of a snapshot beyond its seal: that it is plausible,
 * and that the pharmacy's own cases come out as they should.
 */
#ifndef CLAIMD_CLIENT_SNAPSHOT_ACCEPT_H
#define CLAIMD_CLIENT_SNAPSHOT_ACCEPT_H

#include "client/snapshot_policy.h"

/*
 * ERR_SNAPSHOT_IMPLAUSIBLE when article, price or preference has
 * PLAUSIBLE_PERCENT more or fewer rows than what is served; all of them are
 * named. Where nothing is served anything is plausible.
 */
MUSTCHECK bool accept_size(const struct policy *policy,
			   const struct snapshot_info *info, struct err *e);

/*
 * Runs every *.case of the daemon's folder of cases, in the order of their
 * names. Failing ones are shown on stderr, and ERR_CASES_FAILED counts them;
 * a folder that holds none is ERR_NOT_FOUND. *passed is 0 where no folder is
 * configured.
 */
MUSTCHECK bool accept_cases(const struct policy *policy,
			    struct snapshot *snapshot, int *passed,
			    struct err *e);

#endif
