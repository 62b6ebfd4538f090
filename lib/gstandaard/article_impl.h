/* One article between its record and its rows; for lib/gstandaard alone. */
#ifndef CLAIMD_GSTANDAARD_ARTICLE_IMPL_H
#define CLAIMD_GSTANDAARD_ARTICLE_IMPL_H

#include "gstandaard/articles.h"

enum { GST_NUMBER_MAX = 24 }; /* any number as text */

/* What a record says, before settings. */
struct gst_found {
	const struct gst_record *record;
	struct gst_article article;
	int64_t content; /* hundredths of a unit */
	int64_t package_limit, aip_cents;
	const char *prescription_only, *vat_bp, *annex;
	bool hospital_only;
	const char *name;
	const struct gst_trade *trade;	   /* NULL: none */
	const struct gst_generic *generic; /* NULL: none */
	/* Texts that the row points to. */
	char package_milli[GST_NUMBER_MAX], form[GST_NUMBER_MAX];
};

/* Reads the fields, and what they lead to; false with a fault. */
MUSTCHECK bool gst_found_read(struct gst_found *found,
			      const struct gst_products *products);
/* Its price, by its row's annex and package; faults are reported. */
void gst_price_write(struct gst_found *found, const struct gst_article_job *job,
		     const char *package_milli, struct gst_articles *articles);

/* A fault about a field of its record. */
void gst_found_fault(const struct gst_found *found, enum gst_field field,
		     const char *value, const char *expected);

#endif
