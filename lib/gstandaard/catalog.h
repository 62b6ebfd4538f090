/* Things by their code: added one by one, closed, then looked up. */
#ifndef CLAIMD_GSTANDAARD_CATALOG_H
#define CLAIMD_GSTANDAARD_CATALOG_H

#include "gstandaard/index.h"
#include "gstandaard/report.h"

struct gst_catalog {
	struct gst_index index;
	size_t item_size;
	char *items;
	size_t room;
	int64_t *lines;
	size_t line_room;
};

/* item is copied; line is where it stands. */
void gst_catalog_add(struct gst_catalog *catalog, int64_t code, int64_t line,
		     const void *item);
/* Sorts, and reports each code that was added twice. */
void gst_catalog_close(struct gst_catalog *catalog, const char *file,
		       const char *field, struct gst_report *report);
/* NULL: there is none. */
void *gst_catalog_find(const struct gst_catalog *catalog, int64_t code);
/* In the order in which they were added. */
void *gst_catalog_item(const struct gst_catalog *catalog, size_t place);
void gst_catalog_free(struct gst_catalog *catalog);

#endif
