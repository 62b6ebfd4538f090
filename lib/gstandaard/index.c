#include "gstandaard/index.h"

#include <stdlib.h>

#include "base/ensure.h"

void *gst_grow(void *items, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return items;
	*room = *room == 0 ? 64 : *room * 2;
	items = reallocarray(items, *room, size);
	ensure(items != NULL);
	return items;
}

void gst_index_add(struct gst_index *index, int64_t code, size_t place)
{
	index->entries = gst_grow(index->entries, index->count, &index->room,
				  sizeof(*index->entries));
	index->entries[index->count++] = (struct gst_entry){code, place};
}

static int compare(const void *left, const void *right)
{
	const struct gst_entry *a = left, *b = right;

	if (a->code != b->code)
		return a->code < b->code ? -1 : 1;
	return (a->place > b->place) - (a->place < b->place);
}

void gst_index_sort(struct gst_index *index)
{
	if (index->count > 0)
		qsort(index->entries, index->count, sizeof(*index->entries),
		      compare);
}

const struct gst_entry *gst_index_find(const struct gst_index *index,
				       int64_t code)
{
	size_t low = 0, high = index->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (index->entries[middle].code < code)
			low = middle + 1;
		else
			high = middle;
	}
	return low < index->count && index->entries[low].code == code
		   ? &index->entries[low]
		   : NULL;
}

const struct gst_entry *gst_index_next(const struct gst_index *index,
				       const struct gst_entry *entry)
{
	const struct gst_entry *last = &index->entries[index->count - 1];

	return entry < last && entry[1].code == entry->code ? entry + 1 : NULL;
}

void gst_index_free(struct gst_index *index)
{
	free(index->entries);
	*index = (struct gst_index){0};
}
