/* Codes that lead to a place, sorted once and then looked up by halves. */
#ifndef CLAIMD_GSTANDAARD_INDEX_H
#define CLAIMD_GSTANDAARD_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

struct gst_index {
	struct gst_entry {
		int64_t code;
		size_t place;
	} * entries;
	size_t count, room;
};

void gst_index_add(struct gst_index *index, int64_t code, size_t place);
/* By code, then by place. Called once, before the first look-up. */
void gst_index_sort(struct gst_index *index);
/* The first entry of a code, and that after one. NULL: none (more). */
const struct gst_entry *gst_index_find(const struct gst_index *index,
				       int64_t code);
const struct gst_entry *gst_index_next(const struct gst_index *index,
				       const struct gst_entry *entry);
void gst_index_free(struct gst_index *index);

/* Room for one more of an array that grows: twice what it was. */
void *gst_grow(void *items, size_t count, size_t *room, size_t size);

#endif
