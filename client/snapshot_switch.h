/* Lets the daemon switch to a snapshot, and says what came of it. */
#ifndef CLAIMD_CLIENT_SNAPSHOT_SWITCH_H
#define CLAIMD_CLIENT_SNAPSHOT_SWITCH_H

#include "client/snapshot_policy.h"

struct switched {
	char snapshot[LEN_SNAPSHOT_ID + 1];
	char previous[LEN_SNAPSHOT_ID + 1]; /* "": none */
};

/* path is absolute, reason may be NULL. */
void switch_command(struct text *out, const char *path, enum switch_how how,
		    const char *reason);
/*
 * Sends a command over a connection of its own and waits until it has been
 * done. When the connection breaks, the policy is asked whether sha256 is
 * served (NULL: is not looked at); ERR_TIMED_OUT if that cannot be known.
 */
MUSTCHECK bool switch_ask(const struct args *args, const struct text *command,
			  const char *sha256, struct switched *out,
			  struct err *e);

/* What --reason or --force says, checked; *out is NULL without. */
MUSTCHECK bool switch_reason(const struct args *args, enum option_id id,
			     const char **out, struct err *e);

#endif
