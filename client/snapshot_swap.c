#include "client/snapshot_swap.h"

#include <string.h>

#include "base/ensure.h"

static const struct value *row_of(const struct snapshot_change *change)
{
	return change->is != NULL ? change->is : change->was;
}

static void hold(struct swap_held *held, const struct snapshot_change *change)
{
	const struct value *row = row_of(change);

	held->change = *change;
	for (int i = 0; i < PREFERENCE_COLUMNS; i++) {
		held->row[i] = row[i];
		if (row[i].type != VALUE_TEXT)
			continue;
		size_t len = strlen(row[i].text);
		ensure(len <= LEN_CODE);
		memcpy(held->texts[i], row[i].text, len + 1);
		held->row[i].text = held->texts[i];
	}
	held->change.was = change->was != NULL ? held->row : NULL;
	held->change.is = change->is != NULL ? held->row : NULL;
}

static bool same_text(const struct value *a, const struct value *b,
		      enum column_id id)
{
	int at = (int)id - (int)FIRST_preference;

	return strcmp(a[at].text, b[at].text) == 0;
}

/* Of the same insurer and product. */
static bool goes_with(const struct swap_held *held,
		      const struct snapshot_change *change)
{
	const struct value *row = row_of(change);

	return change->table == TABLE_preference &&
	       same_text(held->row, row, COLUMN_preference_uzovi) &&
	       same_text(held->row, row, COLUMN_preference_prk);
}

static bool is_swap(const struct swap *swap)
{
	const struct snapshot_change *a = &swap->held[0].change;
	const struct snapshot_change *b = &swap->held[1].change;

	return swap->count == 2 && a->kind != b->kind && a->from == b->from &&
	       a->to == b->to;
}

void swap_end(struct swap *swap)
{
	const struct snapshot_change *first = &swap->held[0].change;
	const struct snapshot_change *second = &swap->held[1].change;
	bool added = first->kind == CHANGE_ADDED;

	if (is_swap(swap)) {
		swap->tell(swap->ctx, added ? first : second,
			   added ? second : first);
	} else if (swap->count <= 2) {
		if (swap->count > 0)
			swap->tell(swap->ctx, first, NULL);
		if (swap->count == 2)
			swap->tell(swap->ctx, second, NULL);
	}
	swap->count = 0;
}

/* Three or more: nobody can say which takes the place of which. The first is
 * kept, to know those that follow. */
static void tell_many(struct swap *swap, const struct snapshot_change *change)
{
	if (swap->count == 2) {
		swap->tell(swap->ctx, &swap->held[0].change, NULL);
		swap->tell(swap->ctx, &swap->held[1].change, NULL);
	}
	swap->count = 3;
	swap->tell(swap->ctx, change, NULL);
}

void swap_feed(struct swap *swap, const struct snapshot_change *change)
{
	if (swap->count > 0 && !goes_with(&swap->held[0], change))
		swap_end(swap);
	if (change->table != TABLE_preference)
		swap->tell(swap->ctx, change, NULL);
	else if (swap->count >= 2)
		tell_many(swap, change);
	else
		hold(&swap->held[swap->count++], change);
}
