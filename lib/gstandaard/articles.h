/* Articles and their prices (BST004T), on their way into two CSV files. */
#ifndef CLAIMD_GSTANDAARD_ARTICLES_H
#define CLAIMD_GSTANDAARD_ARTICLES_H

#include "gstandaard/csv_out.h"
#include "gstandaard/settings.h"

enum gst_state {
	GST_WRITTEN,
	GST_LEFT_OUT, /* of no product that medicines have */
	GST_DELETED,  /* mutation code 1 */
};

/* What the other tables need to know of an article. */
struct gst_article {
	int64_t zi, hpk, prk; /* as delivered; prk 0: none */
	enum gst_state state;
	struct gst_codes now; /* as written */
	char substance[LEN_CODE + 1];
};

struct gst_articles {
	struct gst_catalog all;	 /* by zi: struct gst_article */
	struct gst_index by_hpk; /* place: that in all; written ones */
	int64_t left_out, deleted, unpriced;
	int64_t unlimited; /* in a cluster, without a limit */
};

struct gst_article_job {
	const struct gst_delivery *delivery;
	const struct gst_products *products;
	struct gst_settings *settings;
	struct gst_csv *article, *price;
	const char *first_day; /* articles are valid from it */
	const char *from;      /* and prices from this day */
};

/* Reads and writes all; gst_articles_free in any case. */
void gst_articles_read(struct gst_articles *articles,
		       const struct gst_article_job *job);
void gst_articles_free(struct gst_articles *articles);

/*
 * The limit of one unit in micro-euro, half up, of that of a package in
 * hundred-thousandths of a euro and its content in thousandths of a unit
 * (from 1). -1: above what a snapshot may hold.
 */
int64_t gst_limit_micro(int64_t package_limit, int64_t package_milli);

#endif
