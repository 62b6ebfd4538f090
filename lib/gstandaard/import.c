#include "gstandaard/import.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "gstandaard/articles.h"
#include "gstandaard/conditions.h"
#include "gstandaard/extra_tables.h"
#include "gstandaard/preferences.h"

/* All that an import holds while it runs. */
struct import {
	const struct gst_import_job *job;
	struct gst_report report;
	struct gst_delivery delivery;
	struct gst_extra extra;
	struct gst_days days;
	const char *from;
	struct gst_products products;
	struct gst_settings settings;
	struct gst_articles articles;
	struct gst_csv article, price, preference, condition, equivalent;
};

/* Before the first day there is nothing to judge by; after the last nobody
 * asks. Dates as text compare as days do. */
static void choose_from(struct import *im)
{
	struct gst_place at = {"--from", 0, NULL};
	const char *from = im->job->from;
	char expected[80];
	civil_day day;

	im->from = from != NULL ? from : im->days.first;
	if (from == NULL || im->days.first[0] == '\0')
		return;
	snprintf(expected, sizeof(expected),
		 "a day from %s to %s, as meta.csv says", im->days.first,
		 im->days.last);
	if (!civil_parse(from, strlen(from), &day) ||
	    strcmp(from, im->days.first) < 0 || strcmp(from, im->days.last) > 0)
		gst_fault_value(&im->report, &at, expected, from, strlen(from));
}

static bool open_all(struct import *im, struct err *e)
{
	const char *into = im->job->into;

	return gst_csv_open(&im->article, into, TABLE_article, e) &&
	       gst_csv_open(&im->price, into, TABLE_price, e) &&
	       gst_csv_open(&im->preference, into, TABLE_preference, e) &&
	       gst_csv_open(&im->condition, into, TABLE_condition, e) &&
	       gst_csv_open(&im->equivalent, into, TABLE_registered_equivalent,
			    e);
}

/* All of them in any case: each is closed, the first trouble is told. */
static bool close_all(struct import *im, struct err *e)
{
	struct gst_csv *all[] = {&im->article, &im->price, &im->preference,
				 &im->condition, &im->equivalent};
	struct err own;
	bool ok = true;

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		if (!gst_csv_close(all[i], ok ? e : &own))
			ok = false;
	return ok;
}

static void write_articles(struct import *im)
{
	const struct gst_article_job job = {
	    .delivery = &im->delivery,
	    .products = &im->products,
	    .settings = &im->settings,
	    .article = &im->article,
	    .price = &im->price,
	    .first_day = im->days.first,
	    .from = im->from,
	};

	gst_settings_read(&im->settings, &im->extra, &im->products);
	gst_articles_read(&im->articles, &job);
	gst_settings_end(&im->settings);
}

static bool write_rest(struct import *im, struct err *e)
{
	const struct gst_extra_job extra = {&im->extra, &im->products,
					    &im->articles, im->job->into};
	const struct gst_preference_job preferences = {
	    &im->delivery, &im->products, &im->articles, &im->preference,
	    im->from};
	const struct gst_condition_job conditions = {
	    &im->delivery, &im->extra, &im->products, &im->articles,
	    &im->condition};

	gst_preferences_read(&preferences);
	gst_conditions_read(&conditions);
	gst_extra_append(&extra, TABLE_price, &im->price);
	gst_extra_append(&extra, TABLE_preference, &im->preference);
	gst_extra_append(&extra, TABLE_registered_equivalent, &im->equivalent);
	return gst_extra_copy(&extra, e);
}

static bool write_all(struct import *im, struct err *e)
{
	bool ok = open_all(im, e);

	if (ok) {
		gst_products_read(&im->products, &im->delivery);
		write_articles(im);
		ok = write_rest(im, e);
		gst_settings_free(&im->settings);
		gst_articles_free(&im->articles);
		gst_products_free(&im->products);
	}
	struct err own;
	return close_all(im, ok ? e : &own) && ok;
}

static bool sum_up(const struct import *im, struct gst_import_stats *stats,
		   struct err *e)
{
	*stats = (struct gst_import_stats){
	    .articles = im->article.rows,
	    .prices = im->price.rows,
	    .preferences = im->preference.rows,
	    .conditions = im->condition.rows,
	    .deleted = im->articles.deleted,
	    .left_out = im->articles.left_out,
	    .unpriced = im->articles.unpriced,
	    .unlimited = im->articles.unlimited,
	    .notes = im->report.notes,
	};
	return im->report.faults == 0 ||
	       err_set(e, ERR_REFUSED, "%" PRId64 " fault%s, nothing imported",
		       im->report.faults, im->report.faults == 1 ? "" : "s");
}

bool gst_import(const struct gst_import_job *job,
		struct gst_import_stats *stats, struct err *e)
{
	struct import im = {
	    .job = job,
	    .report = {.say = job->say, .ctx = job->ctx},
	};

	*stats = (struct gst_import_stats){0};
	if (!gst_charset_open(job->charset, &im.delivery.charset, e))
		return false;
	im.delivery.dir = job->dir;
	im.delivery.report = &im.report;
	im.extra = (struct gst_extra){job->extra, &im.report};
	bool ok = gst_extra_check_folder(&im.extra, e);
	if (ok) {
		gst_extra_days(&im.extra, &im.days);
		choose_from(&im);
		/* Without the directory nothing can be read. */
		if (gst_delivery_open(&im.delivery))
			ok = write_all(&im, e);
	}
	gst_charset_close(im.delivery.charset);
	return ok && sum_up(&im, stats, e);
}
