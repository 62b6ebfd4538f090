/* What the running daemon believes and serves: its reply to snapshot_policy. */
#ifndef CLAIMD_CLIENT_SNAPSHOT_POLICY_H
#define CLAIMD_CLIENT_SNAPSHOT_POLICY_H

#include "client/control_client.h"
#include "trust/ratchet.h"
#include "trust/seal.h"

/* Texts live as long as the policy. */
struct policy {
	const char *dir;   /* of the snapshots, absolute */
	const char *cases; /* folder of the acceptance cases; "": none */
	int64_t grace_days;
	struct trusted trusted;
	struct ratchet *ratchet; /* a copy of what the daemon remembers */
	struct {
		const char *id; /* NULL: nothing is served */
		const char *path;
		const char *sha256;
		int64_t articles, prices, preferences;
	} serving;

	struct doc *reply;
	const char **keys;
};

/* Asks the daemon that the options name. Free with policy_free. */
MUSTCHECK bool policy_ask(const struct args *args, struct policy **out,
			  struct err *e);
void policy_free(struct policy *policy); /* NULL is fine */

/* Whether a file with this hash is what it serves. */
bool policy_serves(const struct policy *policy, const char *sha256);

enum policy_state { POLICY_SERVING, POLICY_BEFORE, POLICY_NOT_SERVED };

/* What became of a file, by its absolute path and what is known of it. */
enum policy_state policy_state(const struct policy *policy, const char *path,
			       const char *sha256);
/* "serving", "served_before", "not_served" */
const char *policy_state_name(enum policy_state state);
/* The same for people. */
const char *policy_state_words(enum policy_state state);

#endif
