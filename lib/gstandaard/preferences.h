/* Which articles insurers prefer (BST161T). */
#ifndef CLAIMD_GSTANDAARD_PREFERENCES_H
#define CLAIMD_GSTANDAARD_PREFERENCES_H

#include "gstandaard/articles.h"

struct gst_preference_job {
	const struct gst_delivery *delivery;
	const struct gst_products *products;
	const struct gst_articles *articles;
	struct gst_csv *preference;
	const char *from; /* valid from this day */
};

/* Writes a row for each that is preferred; faults are reported. */
void gst_preferences_read(const struct gst_preference_job *job);

#endif
