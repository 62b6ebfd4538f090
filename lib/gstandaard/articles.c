#include "gstandaard/article_impl.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct reading {
	const struct gst_article_job *job;
	struct gst_articles *articles;
};

/* --- the row -------------------------------------------------------------- */

/* As the G-Standaard has it, and otherwise as an article is unless it is said
 * of it: pieces can be counted out of their package, the rest cannot. */
static void fill_row(struct gst_found *f, const struct gst_article_job *job,
		     const char *v[GST_ARTICLE_COLUMNS])
{
	const struct gst_article *article = &f->article;
	const char *unit = f->trade != NULL ? f->trade->unit : "stuk";

	snprintf(f->package_milli, sizeof(f->package_milli), "%" PRId64,
		 f->content * 10);
	if (f->generic != NULL && f->generic->form > 0)
		snprintf(f->form, sizeof(f->form), "%" PRId64,
			 f->generic->form);
	memset(v, 0, GST_ARTICLE_COLUMNS * sizeof(v[0]));
	v[GST_COLUMN(zi)] = article->now.zi;
	v[GST_COLUMN(valid_from)] = job->first_day;
	v[GST_COLUMN(name)] = f->name;
	v[GST_COLUMN(hpk)] = article->now.hpk;
	v[GST_COLUMN(prk)] = article->now.prk;
	v[GST_COLUMN(gpk)] = article->now.gpk;
	v[GST_COLUMN(atc)] = article->now.atc;
	v[GST_COLUMN(substance)] = article->substance;
	v[GST_COLUMN(form)] = f->form;
	v[GST_COLUMN(unit)] = unit;
	v[GST_COLUMN(package_milli)] = f->package_milli;
	v[GST_COLUMN(divisible)] = strcmp(unit, "stuk") == 0 ? "1" : "0";
	v[GST_COLUMN(prescription_only)] = f->prescription_only;
	v[GST_COLUMN(annex)] = f->annex;
	v[GST_COLUMN(selfcare)] = "0";
	v[GST_COLUMN(hospital_only)] = f->hospital_only ? "1" : "0";
	v[GST_COLUMN(long_supply)] = "0";
	v[GST_COLUMN(oral_contraceptive)] = "0";
	v[GST_COLUMN(insulin)] = "0";
	v[GST_COLUMN(route)] =
	    f->generic != NULL ? f->generic->route : "overig";
}

/* What no medicine lacks; bandages and the like have no such products. */
static bool is_whole(const char *const v[GST_ARTICLE_COLUMNS])
{
	static const int needed[] = {GST_COLUMN(prk), GST_COLUMN(substance),
				     GST_COLUMN(form)};

	for (size_t i = 0; i < ARRAY_LEN(needed); i++)
		if (v[needed[i]] == NULL || v[needed[i]][0] == '\0')
			return false;
	return true;
}

/* Which field of the delivery a column comes of, where it is one of BST004T. */
static enum gst_field field_of(int column)
{
	static const struct {
		int column;
		enum gst_field field;
	} fields[] = {
	    {GST_COLUMN(zi), GST_BST004T_ATKODE},
	    {GST_COLUMN(name), GST_BST004T_ATNMNR},
	    {GST_COLUMN(package_milli), GST_BST004T_VPINHV},
	};

	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		if (fields[i].column == column)
			return fields[i].field;
	return GST_BST004T_HPKODE;
}

static bool check_row(const struct gst_found *f,
		      const char *const v[GST_ARTICLE_COLUMNS])
{
	const struct table *table = snapshot_table(TABLE_article);
	bool ok = true;

	for (int i = 0; i < GST_ARTICLE_COLUMNS; i++) {
		const char *text = v[i] != NULL ? v[i] : "";
		char rule[200], expected[256];
		struct value value;
		if (column_read(&table->columns[i], text, strlen(text), &value))
			continue;
		column_expected(&table->columns[i], rule, sizeof(rule));
		snprintf(expected, sizeof(expected), "%s, for article.%s", rule,
			 table->columns[i].name);
		gst_found_fault(f, field_of(i), text, expected);
		ok = false;
	}
	return ok;
}

/* --- all of them ---------------------------------------------------------- */

/* What the row has after settings is what others see. */
static void keep_codes(struct gst_article *article,
		       const char *const v[GST_ARTICLE_COLUMNS])
{
	struct gst_codes now = {.zi = ""};

	snprintf(now.zi, sizeof(now.zi), "%s", v[GST_COLUMN(zi)]);
	snprintf(now.hpk, sizeof(now.hpk), "%s", v[GST_COLUMN(hpk)]);
	snprintf(now.prk, sizeof(now.prk), "%s", v[GST_COLUMN(prk)]);
	snprintf(now.gpk, sizeof(now.gpk), "%s", v[GST_COLUMN(gpk)]);
	snprintf(now.atc, sizeof(now.atc), "%s", v[GST_COLUMN(atc)]);
	if (article->substance != v[GST_COLUMN(substance)])
		snprintf(article->substance, sizeof(article->substance), "%s",
			 v[GST_COLUMN(substance)]);
	article->now = now;
}

static void write_article(struct reading *r, struct gst_found *f)
{
	const struct gst_article_job *job = r->job;
	const char *v[GST_ARTICLE_COLUMNS];

	fill_row(f, job, v);
	gst_settings_apply(job->settings, &f->article.now, v);
	if (!is_whole(v)) {
		f->article.state = GST_LEFT_OUT;
		r->articles->left_out++;
		return;
	}
	if (!check_row(f, v))
		return;
	f->annex = v[GST_COLUMN(annex)];
	gst_csv_row(job->article, v);
	gst_price_write(f, job, v[GST_COLUMN(package_milli)], r->articles);
	keep_codes(&f->article, v);
}

static void take_article(void *ctx, const struct gst_record *record)
{
	struct reading *r = ctx;
	struct gst_found f = {.record = record};
	struct gst_article *article = &f.article;

	if (!gst_number(record, GST_BST004T_ATKODE, &article->zi))
		return;
	snprintf(article->now.zi, sizeof(article->now.zi), "%08" PRId64,
		 article->zi);
	if (record->deleted) {
		article->state = GST_DELETED;
		r->articles->deleted++;
	} else if (gst_found_read(&f, r->job->products)) {
		write_article(r, &f);
	}
	gst_catalog_add(&r->articles->all, article->zi, record->line, article);
}

void gst_articles_read(struct gst_articles *articles,
		       const struct gst_article_job *job)
{
	struct reading r = {job, articles};
	const struct gst_delivery *delivery = job->delivery;

	*articles = (struct gst_articles){
	    .all = {.item_size = sizeof(struct gst_article)}};
	gst_records_read(delivery, GST_BST004T, take_article, &r);
	gst_catalog_close(&articles->all, "BST004T",
			  delivery->layout.name[GST_BST004T_ATKODE],
			  delivery->report);
	for (size_t i = 0; i < articles->all.index.count; i++) {
		const struct gst_article *article =
		    gst_catalog_item(&articles->all, i);
		if (article->state == GST_WRITTEN && article->hpk > 0)
			gst_index_add(&articles->by_hpk, article->hpk, i);
	}
	gst_index_sort(&articles->by_hpk);
}

void gst_articles_free(struct gst_articles *articles)
{
	gst_catalog_free(&articles->all);
	gst_index_free(&articles->by_hpk);
}
