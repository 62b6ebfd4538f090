/* What a record of BST004T says, and the products that it leads to. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/ensure.h"
#include "gstandaard/article_impl.h"
#include "gstandaard/codes.h"

void gst_found_fault(const struct gst_found *f, enum gst_field field,
		     const char *code, const char *expected)
{
	struct gst_place at = gst_at(f->record, field);

	gst_fault_value(f->record->delivery->report, &at, expected, code,
			strlen(code));
}

static bool read_code(const struct gst_found *f, enum gst_field field,
		      enum gst_code_list list, const char *expected,
		      const char **out)
{
	char code[GST_TEXT_MAX];

	if (!gst_text(f->record, field, code))
		return false;
	*out = gst_code(list, code);
	if (*out == NULL)
		gst_found_fault(f, field, code, expected);
	return *out != NULL;
}

/* VPKWGM says it of each article; a directory without it has WTGKOD, which
 * is about tariffs of medicines on prescription. */
static bool read_supply(struct gst_found *f)
{
	const char *by_tariff, *by_supply = NULL;

	if (!read_code(f, GST_BST004T_WTGKOD, GST_CODE_TARIFF,
		       "1, 2, 3, 4, 5 or 9", &by_tariff))
		return false;
	if (gst_has(f->record->delivery, GST_BST004T_VPKWGM) &&
	    !read_code(f, GST_BST004T_VPKWGM, GST_CODE_SUPPLY,
		       "R, A, D, V or a blank", &by_supply))
		return false;
	f->prescription_only = by_supply != NULL ? by_supply : by_tariff;
	return true;
}

static bool read_gvs(struct gst_found *f)
{
	char code[GST_TEXT_MAX];

	if (!gst_text(f->record, GST_BST004T_GVSKOD, code) ||
	    !gst_number(f->record, GST_BST004T_GVSVGL, &f->package_limit))
		return false;
	f->annex = gst_code(GST_CODE_GVS, code);
	f->hospital_only = strcmp(code, "INTRAMURAAL") == 0;
	if (f->annex == NULL)
		f->annex = "1A"; /* a cluster */
	else
		f->package_limit = 0; /* holds with a cluster only */
	return true;
}

static bool read_record(struct gst_found *f)
{
	const struct gst_record *record = f->record;
	struct gst_article *article = &f->article;
	bool ok = true;

	ok = gst_number(record, GST_BST004T_HPKODE, &article->hpk) && ok;
	ok = gst_number(record, GST_BST004T_VPINHV, &f->content) && ok;
	ok = gst_number(record, GST_BST004T_PGIKPR, &f->aip_cents) && ok;
	ok = read_supply(f) && ok;
	ok = read_gvs(f) && ok;
	return read_code(f, GST_BST004T_PGBTWK, GST_CODE_VAT, "0, 1 or 2",
			 &f->vat_bp) &&
	       ok;
}

/* --- what it leads to ----------------------------------------------------- */

static bool missing(const struct gst_found *f, enum gst_field field,
		    int64_t code, const char *expected)
{
	struct gst_place at = gst_at(f->record, field);

	gst_fault(f->record->delivery->report, &at, expected, "%" PRId64, code);
	return false;
}

static bool look_up_name(struct gst_found *f,
			 const struct gst_products *products)
{
	int64_t number;
	char **name;

	if (!gst_number(f->record, GST_BST004T_ATNMNR, &number))
		return false;
	name = gst_catalog_find(&products->names, number);
	if (name == NULL)
		return missing(f, GST_BST004T_ATNMNR, number,
			       "a name of BST020T");
	f->name = *name;
	return true;
}

/* 0 is no code; no field of the directory is wider than a code may be. */
static void put_code(char out[LEN_CODE + 1], int64_t code)
{
	char text[24];
	int len = snprintf(text, sizeof(text), "%" PRId64, code);

	ensure(len > 0 && len <= LEN_CODE);
	if (code > 0)
		memcpy(out, text, (size_t)len + 1);
}

/* Not every article has a product, but one that is named must be there. */
static bool look_up_products(struct gst_found *f,
			     const struct gst_products *products)
{
	struct gst_article *article = &f->article;
	int64_t *gpk;

	if (article->hpk == 0)
		return true;
	f->trade = gst_catalog_find(&products->trades, article->hpk);
	if (f->trade == NULL)
		return missing(f, GST_BST004T_HPKODE, article->hpk,
			       "a trade product of BST031T");
	put_code(article->now.hpk, article->hpk);
	article->prk = f->trade->prk;
	if (article->prk == 0)
		return true;
	put_code(article->now.prk, article->prk);
	gpk = gst_catalog_find(&products->prescriptions, article->prk);
	if (gpk == NULL)
		return missing(f, GST_BST004T_HPKODE, article->hpk,
			       "a trade product whose prescription product is "
			       "in BST052T");
	if (*gpk == 0)
		return true;
	put_code(article->now.gpk, *gpk);
	f->generic = gst_catalog_find(&products->generics, *gpk);
	if (f->generic == NULL)
		return missing(f, GST_BST004T_HPKODE, article->hpk,
			       "a trade product whose generic product is in "
			       "BST711T");
	snprintf(article->now.atc, sizeof(article->now.atc), "%s",
		 f->generic->atc);
	put_code(article->substance, f->generic->substance);
	return true;
}

bool gst_found_read(struct gst_found *found,
		    const struct gst_products *products)
{
	bool ok = read_record(found);

	ok = look_up_name(found, products) && ok;
	return look_up_products(found, products) && ok;
}
