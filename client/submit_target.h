/* Whom submit talks to, and as whom: from its options, or from --dir. */
#ifndef CLAIMD_CLIENT_SUBMIT_TARGET_H
#define CLAIMD_CLIENT_SUBMIT_TARGET_H

#include "client/args.h"
#include "client/session.h"

/* Memory for the paths that the target points to. */
struct submit_paths {
	char certificate[PATH_BYTES_MAX];
	char key[PATH_BYTES_MAX];
	char ca[PATH_BYTES_MAX];
};

/* Fills target, window and timeout of the configuration. */
MUSTCHECK bool submit_target(const struct args *args,
			     struct submit_paths *paths,
			     struct session_config *config, struct err *e);

/* What to do about a failure; NULL: the usual. The usual hints speak of the
 * control socket. */
const char *submit_hint(enum err_code code);

#endif
