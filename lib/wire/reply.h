/* Structs to the lines of a reply, without the LF. Bytes are stable. */
#ifndef CLAIMD_WIRE_REPLY_H
#define CLAIMD_WIRE_REPLY_H

#include "base/claim_number.h"
#include "base/err.h"
#include "wire/request.h"

/* After so long a client may try again: a batch and a checkpoint are over. */
enum { RETRY_AFTER_MS = 1000 };

struct reply_context {
	const char *id;
	uint64_t claim_number; /* 0: a simulation */
	const char *snapshot;
	const char *rules;
	bool stale;
};

void reply_decision(struct text *out, const struct reply_context *context,
		    const struct facts *facts, const struct decision *decision);

/*
 * The beginning of the same bytes: the outcome, what was approved and every
 * amount. The object is left open, and nothing but a comma may follow.
 */
void reply_result(struct text *out, const struct reply_context *context,
		  const struct facts *facts, const struct decision *decision);

/* id may be empty: then the reply has none. RETRY errors become "retry". */
void reply_error(struct text *out, const char *id, const struct err *e);
/* outcome_differs; its object bears the outcome that it would have been. */
void reply_outcome_differs(struct text *out, const char *id,
			   enum outcome outcome);

struct affected {
	uint64_t listed[100];
	int listed_count;
	int64_t more;	   /* own claims beyond the list */
	int64_t elsewhere; /* those of other pharmacies */
};
void reply_reversed(struct text *out, const char *id, uint64_t reversal,
		    uint64_t claim, const struct affected *affected);
/* The stored reply, an object, with "reversed" added as its last member. */
void reply_lookup(struct text *out, const char *stored, size_t stored_len,
		  bool reversed);
/* outcome "recorded" (add) or "revoked". */
void reply_permit(struct text *out, const char *id, const char *number,
		  const char *outcome);
/* snapshot empty or NULL: there is none, and both members are left out. */
void reply_pong(struct text *out, const char *id, const char *snapshot,
		int64_t snapshot_age_days);
void reply_hello(struct text *out, const char *version, size_t max_line,
		 int max_in_flight);
/* "draining", "idle" or "revoked" */
void reply_bye(struct text *out, const char *why);

#endif
