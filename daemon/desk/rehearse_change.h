/* How a decision made again differs from the one that was answered. */
#ifndef CLAIMD_DESK_REHEARSE_CHANGE_H
#define CLAIMD_DESK_REHEARSE_CHANGE_H

#include "wire/reply.h"

/* The answer that is recorded. */
struct answered {
	uint64_t seq;
	const char *request_id;
	const char *reply;
	size_t len;
};

/*
 * Whether outcome, approved quantity and days, and every amount are as they
 * were answered, by the bytes alone. False says nothing yet: another version
 * may have written the same otherwise.
 */
bool change_is_none(const struct answered *answered, const struct facts *facts,
		    const struct decision *decision);

enum change { CHANGE_NONE, CHANGE_MADE, CHANGE_UNREADABLE };

/*
 * Reads the answer and compares. CHANGE_MADE: appends the change as a JSON
 * object (control.h). CHANGE_UNREADABLE: the answer is none of a decision.
 */
MUSTCHECK enum change change_write(struct text *out,
				   const struct answered *answered,
				   const struct facts *facts,
				   const struct decision *decision);

/* What an item is called: its zi, GPH or service code, or "". */
const char *change_item_code(const struct item *item);

#endif
