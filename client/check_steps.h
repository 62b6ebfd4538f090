/*
 * A case as the steps that lead to its verdict: what the ledger knew, what
 * was dispensed before, and the request. Both ways of running a case, against
 * the core and against a daemon, take the same steps.
 */
#ifndef CLAIMD_CLIENT_CHECK_STEPS_H
#define CLAIMD_CLIENT_CHECK_STEPS_H

#include "base/civil.h"
#include "base/limits.h"
#include "client/casefile.h"
#include "wire/reply.h"

enum {
	/* A request line of a case; the protocol allows 16 KiB. */
	CHECK_JSON_MAX = 4096,
	/* A line makes two steps at most. */
	CHECK_STEPS_MAX = 2 * CASE_LINES_MAX,
};

enum step_kind {
	STEP_HISTORY, /* json: an array of the CSV's six strings */
	STEP_PERMIT,  /* json: a permit_add or permit_revoke line */
	STEP_EARLIER, /* json: a dispense line */
	STEP_REVERSE, /* json: a reverse line, of the STEP_EARLIER before it */
	STEP_REQUEST, /* json: the request's line; the last step */
	STEP_KIND_COUNT
};

struct check_step {
	enum step_kind kind;
	int line; /* in the case file */
	char pharmacy[LEN_AGB + 1];
	const char *outcome; /* of the reply to a given; NULL: the request */
	char *json;
	/* What a STEP_EARLIER became, by whoever carried it out; or empty. */
	char claim[LEN_CLAIM_NUMBER + 1];
};

struct check_steps {
	char since[LEN_CIVIL + 1]; /* ledger.since */
	int count;
	struct check_step at[CHECK_STEPS_MAX];
};

const char *step_kind_name(enum step_kind kind);

/*
 * index numbers the cases of a run from 0: it makes the request ids and the
 * invented insured of each case its own. On failure *e names file:line.
 */
MUSTCHECK bool check_steps_make(const char *path, const struct rule_case *c,
				size_t index, struct check_steps *out,
				struct err *e);
void check_steps_free(struct check_steps *steps);

#endif
