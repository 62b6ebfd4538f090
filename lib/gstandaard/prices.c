/* Prices of articles, and their reimbursement limits. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "gstandaard/article_impl.h"

int64_t gst_limit_micro(int64_t package_limit, int64_t package_milli)
{
	const int64_t max = snapshot_column(COLUMN_price_limit_micro)->high;
	int64_t micro;

	ensure(package_limit >= 0 && package_limit <= INT64_C(9999999999999));
	ensure(package_milli > 0);
	/* 10^-5 euro / 10^-3 unit is 10^4 micro-euro a unit. */
	micro = (INT64_C(20000) * package_limit + package_milli) /
		(2 * package_milli);
	return micro <= max ? micro : -1;
}

static bool put_limit(struct gst_found *f, const char *package_milli,
		      struct gst_articles *articles, char out[GST_NUMBER_MAX])
{
	int64_t micro;

	out[0] = '\0';
	if (strcmp(f->annex, "1A") != 0)
		return true;
	/* A cluster has a limit; one of nothing is one that is not known, and
	 * would have the insured pay all. */
	if (f->package_limit == 0) {
		articles->unlimited++;
		return true;
	}
	micro =
	    gst_limit_micro(f->package_limit, strtoll(package_milli, NULL, 10));
	if (micro < 0) {
		struct gst_place at = gst_at(f->record, GST_BST004T_GVSVGL);
		gst_fault(f->record->delivery->report, &at,
			  "a limit of at most 1000000 euro a unit",
			  "%" PRId64 " for %s thousandths of a unit",
			  f->package_limit, package_milli);
		return false;
	}
	snprintf(out, GST_NUMBER_MAX, "%" PRId64, micro);
	return true;
}

void gst_price_write(struct gst_found *f, const struct gst_article_job *job,
		     const char *package_milli, struct gst_articles *articles)
{
	char cents[GST_NUMBER_MAX], limit[GST_NUMBER_MAX];
	const char *values[] = {f->article.now.zi, job->from, "", cents,
				f->vat_bp,	   limit};

	_Static_assert(ARRAY_LEN(values) == (int)END_price - (int)FIRST_price,
		       "the columns of price");
	if (f->aip_cents == 0) {
		articles->unpriced++;
		return;
	}
	snprintf(cents, sizeof(cents), "%" PRId64, f->aip_cents);
	if (f->aip_cents > PRICE_CENTS_MAX) {
		gst_found_fault(f, GST_BST004T_PGIKPR, cents,
				"at most 100000000 cents, for price.aip_cents");
		return;
	}
	if (put_limit(f, package_milli, articles, limit))
		gst_csv_row(job->price, values);
}
