/*
 * What the extra folder sets of articles that the G-Standaard does not say:
 * its article.csv. Each row names a scope (atc, gpk, prk, hpk, zi) and a
 * value, and sets the columns in which it has something; "-" makes one empty.
 * The narrower scope wins, of two atc the longer.
 */
#ifndef CLAIMD_GSTANDAARD_SETTINGS_H
#define CLAIMD_GSTANDAARD_SETTINGS_H

#include "base/limits.h"
#include "gstandaard/extra_rows.h"
#include "gstandaard/products.h"

enum { GST_ARTICLE_COLUMNS = (int)END_article - (int)FIRST_article };
/* The place of a column of article in its row. */
#define GST_COLUMN(name) ((int)COLUMN_article_##name - (int)FIRST_article)

struct gst_setting {
	int scope; /* from the widest */
	char value[LEN_CODE + 1];
	int64_t line;
	bool used;
	char *set[GST_ARTICLE_COLUMNS]; /* NULL: leaves it */
};

struct gst_settings {
	struct gst_setting *rows;
	size_t count, room;
	const struct gst_extra *extra;
	const struct gst_products *products;
};

/* The codes of an article, by which settings find it. */
struct gst_codes {
	char zi[LEN_ZI + 1];
	char hpk[LEN_CODE + 1], prk[LEN_CODE + 1], gpk[LEN_CODE + 1];
	char atc[LEN_CODE + 1];
};

void gst_settings_read(struct gst_settings *settings,
		       const struct gst_extra *extra,
		       const struct gst_products *products);
/* Sets values of an article's row, which then point into the settings. */
void gst_settings_apply(struct gst_settings *settings,
			const struct gst_codes *codes,
			const char *values[GST_ARTICLE_COLUMNS]);
/* Notes about rows that no article had. */
void gst_settings_end(struct gst_settings *settings);
void gst_settings_free(struct gst_settings *settings);

/*
 * A prk or gpk of the extra folder as it is now, without leading zeros, into
 * out; other codes as they are. False and a fault: it is several now.
 */
MUSTCHECK bool gst_code_now(const struct gst_products *products,
			    const struct gst_extra *extra, int table_id,
			    const struct gst_extra_row *row, const char *scope,
			    const char *value, char out[LEN_CODE + 1]);

#endif
