/*
 * Runs the steps of a case against the pure core, without a ledger: earlier
 * requests are folded into the history that the rules then see.
 */
#ifndef CLAIMD_CLIENT_CHECK_CORE_H
#define CLAIMD_CLIENT_CHECK_CORE_H

#include "base/text.h"
#include "client/check_steps.h"
#include "store/snapshot.h"

/*
 * Appends the reply's line to *reply, and notes in the steps which claims the
 * earlier ones became. False with *e (file:line) when the case
 * cannot be judged: a given that is refused, or a snapshot that fails.
 */
MUSTCHECK bool check_core_run(struct snapshot *snapshot, const char *path,
			      struct check_steps *steps, struct text *reply,
			      struct err *e);

#endif
