#include "gstandaard/preferences.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "gstandaard/codes.h"

enum { UZOVIS = 10000 }; /* 4 digits */

struct reading {
	const struct gst_preference_job *job;
	struct gst_catalog seen; /* by zi and uzovi; no items */
};

/*
 * The product within which it is preferred, as the article's row has it. The
 * record's own counts where it is another living one than the delivered one.
 */
static void prk_of(const struct reading *r, const struct gst_article *article,
		   int64_t prk, char out[LEN_CODE + 1])
{
	enum gst_follow how = gst_follow_prk(r->job->products, prk, &prk);
	bool other = prk != 0 && prk != article->prk &&
		     (how == GST_SAME || how == GST_MOVED);

	if (other)
		snprintf(out, LEN_CODE + 1, "%" PRId64, prk);
	else
		snprintf(out, LEN_CODE + 1, "%s", article->now.prk);
}

static void write_row(struct reading *r, const struct gst_article *article,
		      int64_t uzovi, int64_t prk)
{
	char uzovi_text[24], prk_text[LEN_CODE + 1];
	const char *values[] = {uzovi_text, prk_text, article->now.zi,
				r->job->from, ""};

	_Static_assert(ARRAY_LEN(values) ==
			   (int)END_preference - (int)FIRST_preference,
		       "the columns of preference");
	snprintf(uzovi_text, sizeof(uzovi_text), "%04" PRId64, uzovi);
	prk_of(r, article, prk, prk_text);
	gst_csv_row(r->job->preference, values);
}

static bool is_preferred(const struct gst_record *record, bool *preferred)
{
	int64_t status;
	char code[24];

	if (!gst_number(record, GST_BST161T_ZRPRFSTS, &status))
		return false;
	snprintf(code, sizeof(code), "%" PRId64, status);
	const char *ours = gst_code(GST_CODE_PREFERRED, code);
	if (ours == NULL) {
		struct gst_place at = gst_at(record, GST_BST161T_ZRPRFSTS);
		gst_fault_value(record->delivery->report, &at,
				"1 (preferred) or 2 (not)", code, strlen(code));
		return false;
	}
	*preferred = strcmp(ours, "1") == 0;
	return true;
}

static void take_preference(void *ctx, const struct gst_record *record)
{
	struct reading *r = ctx;
	const struct gst_article *article;
	int64_t zi, uzovi, prk;
	bool preferred;

	if (record->deleted || !gst_number(record, GST_BST161T_ZINR, &zi) ||
	    !gst_number(record, GST_BST161T_ZRUZOVI, &uzovi) ||
	    !gst_number(record, GST_BST161T_PRKODE, &prk) ||
	    !is_preferred(record, &preferred))
		return;
	gst_catalog_add(&r->seen, zi * UZOVIS + uzovi, record->line, "");
	article = gst_catalog_find(&r->job->articles->all, zi);
	if (article == NULL) {
		struct gst_place at = gst_at(record, GST_BST161T_ZINR);
		gst_fault(record->delivery->report, &at, "a ZI of BST004T",
			  "%08" PRId64, zi);
	} else if (preferred && article->state == GST_WRITTEN) {
		write_row(r, article, uzovi, prk);
	}
}

void gst_preferences_read(const struct gst_preference_job *job)
{
	struct reading r = {.job = job, .seen = {.item_size = 1}};

	gst_records_read(job->delivery, GST_BST161T, take_preference, &r);
	gst_catalog_close(&r.seen, "BST161T", "ZI and UZOVI",
			  job->delivery->report);
	gst_catalog_free(&r.seen);
}
