/*
 * Of a product that an insurer designates another article instead of the one
 * before: two changes of preference, and one for people.
 */
#ifndef CLAIMD_CLIENT_SNAPSHOT_SWAP_H
#define CLAIMD_CLIENT_SNAPSHOT_SWAP_H

#include "store/snapshot_diff.h"

/* instead: the change that goes with it, gone where change is added; NULL:
 * none. Both live until it returns. */
typedef void swap_tell(void *ctx, const struct snapshot_change *change,
		       const struct snapshot_change *instead);

enum { PREFERENCE_COLUMNS = END_preference - FIRST_preference };

/* A change of preference that outlives its row. */
struct swap_held {
	struct snapshot_change change;
	struct value row[PREFERENCE_COLUMNS];
	char texts[PREFERENCE_COLUMNS][LEN_CODE + 1];
};

/* Begin with tell and ctx, the rest zero. */
struct swap {
	swap_tell *tell;
	void *ctx;
	/* The changes of one insurer and product so far; 3: more than two,
	 * which are told one by one. */
	int count;
	struct swap_held held[2];
};

/* Takes the changes in the order of snapshot_diff, and tells them in it. */
void swap_feed(struct swap *swap, const struct snapshot_change *change);
/* Tells what is still held. */
void swap_end(struct swap *swap);

#endif
