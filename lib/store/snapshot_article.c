/* What a snapshot says of an article and of those that stand for it. */
#include <string.h>

#include "store/snapshot_lookup.h"

enum { VAT_ONE = 10000 }; /* basis points */

/* By what else conditions may know an article. */
struct names {
	char gpk[LEN_CODE + 1];
	char atc[LEN_ATC + 1];
};

static void take_article(struct lookup *l, sqlite3_stmt *stmt,
			 struct names *names)
{
	struct article *a = &l->out->article;

	memcpy(a->zi, l->key->zi, sizeof(a->zi));
	lookup_copy(l, stmt, 0, a->name, sizeof(a->name));
	lookup_copy(l, stmt, 1, a->prk, sizeof(a->prk));
	lookup_copy(l, stmt, 2, a->substance, sizeof(a->substance));
	lookup_copy(l, stmt, 3, a->form, sizeof(a->form));
	a->package_milli = sqlite3_column_int64(stmt, 4);
	a->smallest_package_milli = sqlite3_column_int64(stmt, 5);
	a->divisible = sqlite3_column_int(stmt, 6) != 0;
	a->prescription_only = sqlite3_column_int(stmt, 7) != 0;
	a->annex =
	    (enum annex)(lookup_word(l, stmt, 8, COLUMN_article_annex) + 1);
	a->selfcare = sqlite3_column_int(stmt, 9) != 0;
	a->cg_group = (enum cg_group)(
	    lookup_word(l, stmt, 10, COLUMN_article_cg_group) + 1);
	a->hospital_only = sqlite3_column_int(stmt, 11) != 0;
	a->excluded = (enum excluded)(
	    lookup_word(l, stmt, 12, COLUMN_article_excluded) + 1);
	a->long_supply = sqlite3_column_int(stmt, 13) != 0;
	a->oral_contraceptive = sqlite3_column_int(stmt, 14) != 0;
	a->insulin = sqlite3_column_int(stmt, 15) != 0;
	a->diet_type = (enum diet_type)(
	    lookup_word(l, stmt, 16, COLUMN_article_diet_type) + 1);
	lookup_copy(l, stmt, 17, names->gpk, sizeof(names->gpk));
	lookup_copy(l, stmt, 18, names->atc, sizeof(names->atc));
}

static bool find_row(struct lookup *l, struct names *names)
{
	const char *const texts[] = {l->key->zi, NULL};
	sqlite3_stmt *stmt = lookup_ask(l, QUERY_ARTICLE, texts);

	l->out->article_known = lookup_next(l, stmt);
	if (l->out->article_known)
		take_article(l, stmt, names);
	lookup_done(stmt);
	return l->out->article_known;
}

/* Without a price there is nothing to reimburse, and no article either. */
static bool find_priced(struct lookup *l, struct names *names)
{
	const char *const texts[] = {l->key->zi, NULL};
	struct price *price = &l->out->price;
	sqlite3_stmt *stmt = lookup_ask(l, QUERY_PRICE, texts);
	bool priced = lookup_next(l, stmt);

	if (priced)
		lookup_price(stmt, price);
	lookup_done(stmt);
	if (priced && find_row(l, names))
		return true;
	*price = (struct price){0};
	return false;
}

static void find_least_package(struct lookup *l)
{
	const char *const texts[] = {l->out->article.prk, NULL};
	sqlite3_stmt *stmt = lookup_ask(l, QUERY_LEAST_PACKAGE, texts);

	if (lookup_next(l, stmt))
		l->out->article.prk_least_package_milli =
		    sqlite3_column_int64(stmt, 0);
	lookup_done(stmt);
}

/* Columns of PREFERRED, in its order. */
enum {
	ALIKE_FLAGS = 2,
	ALIKE_SUBSTANCE = 12,
	ALIKE_FORM,
	ALIKE_GPK,
	ALIKE_ATC,
	ALIKE_PACKAGE,
	ALIKE_AIP,
	ALIKE_VAT,
	ALIKE_SMALLEST,
};

static bool flags_differ(const struct lookup *l, sqlite3_stmt *stmt)
{
	const struct article *article = &l->out->article;
	const bool here[] = {
	    article->annex != ANNEX_NONE,
	    article->excluded != EXCLUDED_NO,
	    article->selfcare,
	    article->cg_group != CG_NONE,
	    article->hospital_only,
	    article->divisible,
	    article->long_supply,
	    article->oral_contraceptive,
	    article->insulin,
	    l->out->price.aip_cents > 0,
	};

	for (size_t i = 0; i < ARRAY_LEN(here); i++)
		if ((sqlite3_column_int(stmt, ALIKE_FLAGS + (int)i) != 0) !=
		    here[i])
			return true;
	return false;
}

/* Another substance or form has another history. */
static bool history_differs(const struct lookup *l, sqlite3_stmt *stmt)
{
	const struct article *article = &l->out->article;

	return strcmp(db_text(stmt, ALIKE_SUBSTANCE, NULL),
		      article->substance) != 0 ||
	       strcmp(db_text(stmt, ALIKE_FORM, NULL), article->form) != 0;
}

static bool adds_condition(struct lookup *l, sqlite3_stmt *stmt, const char *zi)
{
	struct names there;

	lookup_copy(l, stmt, ALIKE_GPK, there.gpk, sizeof(there.gpk));
	lookup_copy(l, stmt, ALIKE_ATC, there.atc, sizeof(there.atc));
	return snapshot_adds_condition(l->snapshot, zi, there.gpk, there.atc,
				       l->key->date, l->out);
}

/*
 * Of an article that may not be divided a whole package may be too much; and
 * where the first days are own account, a smaller one may be nothing but them.
 */
static bool package_decides(const struct lookup *l, sqlite3_stmt *stmt)
{
	const struct article *article = &l->out->article;

	if (!article->divisible)
		return sqlite3_column_int64(stmt, ALIKE_PACKAGE) !=
		       article->package_milli;
	return article->cg_group != CG_NONE &&
	       sqlite3_column_int64(stmt, ALIKE_SMALLEST) !=
		   article->smallest_package_milli;
}

/* The list price of so much of it, against that of this one. */
static bool is_dearer(const struct lookup *l, sqlite3_stmt *stmt)
{
	const struct price *price = &l->out->price;
	wide there = (wide)sqlite3_column_int64(stmt, ALIKE_AIP) *
		     (VAT_ONE + sqlite3_column_int(stmt, ALIKE_VAT)) *
		     l->out->article.package_milli;
	wide here = (wide)price->aip_cents * (VAT_ONE + price->vat_bp) *
		    sqlite3_column_int64(stmt, ALIKE_PACKAGE);

	return there > here;
}

static void take_preferred(struct lookup *l, sqlite3_stmt *stmt)
{
	struct reference *out = l->out;
	struct preferred *p = &out->preferred[out->preferred_count++];

	lookup_copy(l, stmt, 0, p->zi, sizeof(p->zi));
	lookup_copy(l, stmt, 1, p->name, sizeof(p->name));
	p->unlike = flags_differ(l, stmt) || history_differs(l, stmt) ||
		    package_decides(l, stmt) || adds_condition(l, stmt, p->zi);
	p->dearer = is_dearer(l, stmt);
	if (strcmp(p->zi, l->key->zi) == 0)
		out->is_preferred = true;
}

static void find_preferred(struct lookup *l)
{
	const char *const texts[] = {l->key->uzovi, l->out->article.prk, NULL};
	sqlite3_stmt *stmt = lookup_ask(l, QUERY_PREFERRED, texts);

	while (lookup_next(l, stmt) && l->out->preferred_count < PREFERRED_MAX)
		take_preferred(l, stmt);
	lookup_done(stmt);
}

static bool find_reimbursed(struct lookup *l)
{
	struct names names = {"", ""};

	if (!find_priced(l, &names))
		return false;
	find_least_package(l);
	snapshot_find_conditions(l->snapshot, names.gpk, names.atc,
				 l->key->date, l->out);
	lookup_tariff(l, l->key->zi);
	return true;
}

void lookup_diet(struct lookup *l)
{
	find_reimbursed(l);
}

void lookup_medicine(struct lookup *l)
{
	if (find_reimbursed(l))
		find_preferred(l);
}

void lookup_for_zi(struct lookup *l)
{
	struct names names = {"", ""};

	find_row(l, &names);
}
