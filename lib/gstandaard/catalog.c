#include "gstandaard/catalog.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"

void *gst_catalog_item(const struct gst_catalog *catalog, size_t place)
{
	ensure(place < catalog->index.count);
	return catalog->items + place * catalog->item_size;
}

void gst_catalog_add(struct gst_catalog *catalog, int64_t code, int64_t line,
		     const void *item)
{
	size_t place = catalog->index.count;

	catalog->items =
	    gst_grow(catalog->items, place, &catalog->room, catalog->item_size);
	catalog->lines = gst_grow(catalog->lines, place, &catalog->line_room,
				  sizeof(*catalog->lines));
	catalog->lines[place] = line;
	gst_index_add(&catalog->index, code, place);
	memcpy(gst_catalog_item(catalog, place), item, catalog->item_size);
}

void gst_catalog_close(struct gst_catalog *catalog, const char *file,
		       const char *field, struct gst_report *report)
{
	gst_index_sort(&catalog->index);
	for (size_t i = 1; i < catalog->index.count; i++) {
		const struct gst_entry *entry = &catalog->index.entries[i];
		struct gst_place at = {file, catalog->lines[entry->place],
				       field};
		char expected[80];
		if (entry->code != entry[-1].code)
			continue;
		snprintf(expected, sizeof(expected),
			 "each code once: line %" PRId64 " has it too",
			 catalog->lines[entry[-1].place]);
		gst_fault(report, &at, expected, "%" PRId64, entry->code);
	}
}

void *gst_catalog_find(const struct gst_catalog *catalog, int64_t code)
{
	const struct gst_entry *entry = gst_index_find(&catalog->index, code);

	return entry == NULL ? NULL : gst_catalog_item(catalog, entry->place);
}

void gst_catalog_free(struct gst_catalog *catalog)
{
	gst_index_free(&catalog->index);
	free(catalog->items);
	free(catalog->lines);
	catalog->items = NULL;
	catalog->lines = NULL;
}
