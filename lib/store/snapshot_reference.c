/* Gathers all that a snapshot says for one claim. */
#include <string.h>

#include "base/ensure.h"
#include "store/snapshot_impl.h"

/* By what else conditions may know an article. */
struct names {
	char gpk[LEN_CODE + 1];
	char atc[LEN_ATC + 1];
};

/* One look-up: bind, step, take, reset. */
struct lookup {
	struct snapshot *snapshot;
	struct reference_key key;
	struct reference *out;
	struct names *names;
	bool failed;
};

/* Up to three texts and then the day; NULL ends the texts. */
static sqlite3_stmt *ask(struct lookup *l, enum snapshot_query query,
			 const char *const texts[])
{
	sqlite3_stmt *stmt = l->snapshot->queries[query];
	int at = 1;

	while (*texts != NULL)
		db_bind_text(stmt, at++, *texts++);
	if (at <= sqlite3_bind_parameter_count(stmt))
		db_bind_int(stmt, at, l->key.date);
	return stmt;
}

/* False at the end and when the file cannot be read. */
static bool next(struct lookup *l, sqlite3_stmt *stmt)
{
	int rc;

	if (l->failed)
		return false;
	rc = sqlite3_step(stmt);
	l->failed = rc != SQLITE_ROW && rc != SQLITE_DONE;
	return rc == SQLITE_ROW;
}

static void done(sqlite3_stmt *stmt)
{
	sqlite3_reset(stmt);
	sqlite3_clear_bindings(stmt);
}

static void copy(struct lookup *l, sqlite3_stmt *stmt, int at, char *out,
		 size_t cap)
{
	if (!snapshot_copy(stmt, at, out, cap))
		l->failed = true;
}

/* The place of a column's word in its list, or -1 for NULL. */
static int word(struct lookup *l, sqlite3_stmt *stmt, int at,
		enum column_id column)
{
	int place;

	if (sqlite3_column_type(stmt, at) == SQLITE_NULL)
		return -1;
	place = column_word(snapshot_column(column), db_text(stmt, at, NULL));
	l->failed = l->failed || place < 0;
	return place;
}

static void find_params(struct lookup *l)
{
	const struct snapshot *snapshot = l->snapshot;
	struct reference *out = l->out;

	for (size_t i = 0; i < snapshot->param_count; i++) {
		const struct dated_param *p = &snapshot->params[i];
		if (p->from <= l->key.date && l->key.date <= p->to &&
		    strcmp(p->reglement, out->reglement) == 0)
			out->param[p->param] = p->value;
	}
}

static void find_policy(struct lookup *l)
{
	const char *const texts[] = {l->key.uzovi, l->key.polis, NULL};
	sqlite3_stmt *stmt = ask(l, QUERY_POLICY, texts);

	if (next(l, stmt)) {
		copy(l, stmt, 0, l->out->reglement, sizeof(l->out->reglement));
		l->out->policy_known = true;
		find_params(l);
	}
	done(stmt);
}

static void find_pharmacy(struct lookup *l)
{
	const char *const supplier[] = {l->key.pharmacy, NULL};
	const char *const contract[] = {l->key.uzovi, l->key.pharmacy, NULL};
	sqlite3_stmt *stmt = ask(l, QUERY_SUPPLIER, supplier);

	/* SUPPLIER_UNKNOWN comes before the words. */
	if (next(l, stmt))
		l->out->supplier = (enum supplier_kind)(
		    word(l, stmt, 0, COLUMN_supplier_kind) + 1);
	done(stmt);
	stmt = ask(l, QUERY_CONTRACT, contract);
	l->out->contract_farmacie = next(l, stmt);
	done(stmt);
}

static void take_article(struct lookup *l, sqlite3_stmt *stmt)
{
	struct article *a = &l->out->article;

	memcpy(a->zi, l->key.zi, sizeof(a->zi));
	copy(l, stmt, 0, a->name, sizeof(a->name));
	copy(l, stmt, 1, a->prk, sizeof(a->prk));
	copy(l, stmt, 2, a->substance, sizeof(a->substance));
	copy(l, stmt, 3, a->form, sizeof(a->form));
	a->package_milli = sqlite3_column_int64(stmt, 4);
	a->smallest_package_milli = sqlite3_column_int64(stmt, 5);
	a->divisible = sqlite3_column_int(stmt, 6) != 0;
	a->prescription_only = sqlite3_column_int(stmt, 7) != 0;
	a->annex = (enum annex)(word(l, stmt, 8, COLUMN_article_annex) + 1);
	a->selfcare = sqlite3_column_int(stmt, 9) != 0;
	a->cg_group =
	    (enum cg_group)(word(l, stmt, 10, COLUMN_article_cg_group) + 1);
	a->hospital_only = sqlite3_column_int(stmt, 11) != 0;
	a->excluded =
	    (enum excluded)(word(l, stmt, 12, COLUMN_article_excluded) + 1);
	a->long_supply = sqlite3_column_int(stmt, 13) != 0;
	a->oral_contraceptive = sqlite3_column_int(stmt, 14) != 0;
	a->insulin = sqlite3_column_int(stmt, 15) != 0;
	copy(l, stmt, 16, l->names->gpk, sizeof(l->names->gpk));
	copy(l, stmt, 17, l->names->atc, sizeof(l->names->atc));
}

static bool find_article(struct lookup *l)
{
	const char *const texts[] = {l->key.zi, NULL};
	struct price *price = &l->out->price;
	sqlite3_stmt *stmt = ask(l, QUERY_PRICE, texts);
	bool priced = next(l, stmt);

	if (priced) {
		price->aip_cents = sqlite3_column_int64(stmt, 0);
		price->vat_bp = sqlite3_column_int(stmt, 1);
		price->has_limit = sqlite3_column_type(stmt, 2) != SQLITE_NULL;
		price->limit_micro = sqlite3_column_int64(stmt, 2);
	}
	done(stmt);
	if (!priced)
		return false;
	stmt = ask(l, QUERY_ARTICLE, texts);
	l->out->article_known = next(l, stmt);
	if (l->out->article_known)
		take_article(l, stmt);
	else
		*price = (struct price){0};
	done(stmt);
	return l->out->article_known;
}

static void find_least_package(struct lookup *l)
{
	const char *const texts[] = {l->out->article.prk, NULL};
	sqlite3_stmt *stmt = ask(l, QUERY_LEAST_PACKAGE, texts);

	if (next(l, stmt))
		l->out->article.prk_least_package_milli =
		    sqlite3_column_int64(stmt, 0);
	done(stmt);
}

/* Whether the rules may judge it otherwise than the article asked for. */
static bool is_unlike(struct lookup *l, sqlite3_stmt *stmt, const char *zi)
{
	const struct article *article = &l->out->article;
	const bool here[] = {
	    article->annex != ANNEX_NONE,
	    article->excluded != EXCLUDED_NO,
	    article->selfcare,
	    article->cg_group != CG_NONE,
	    article->hospital_only,
	};

	for (size_t i = 0; i < ARRAY_LEN(here); i++)
		if ((sqlite3_column_int(stmt, (int)i + 2) != 0) != here[i])
			return true;
	return snapshot_has_condition(l->snapshot, zi, l->key.date);
}

static void find_preferred(struct lookup *l)
{
	const char *const texts[] = {l->key.uzovi, l->out->article.prk, NULL};
	sqlite3_stmt *stmt = ask(l, QUERY_PREFERRED, texts);
	struct reference *out = l->out;

	while (next(l, stmt) && out->preferred_count < PREFERRED_MAX) {
		struct preferred *p = &out->preferred[out->preferred_count++];
		copy(l, stmt, 0, p->zi, sizeof(p->zi));
		copy(l, stmt, 1, p->name, sizeof(p->name));
		p->unlike = is_unlike(l, stmt, p->zi);
		if (strcmp(p->zi, l->key.zi) == 0)
			out->is_preferred = true;
	}
	done(stmt);
}

static void find_tariff(struct lookup *l)
{
	const char *const texts[] = {l->key.uzovi, l->key.zi, NULL};
	sqlite3_stmt *stmt = ask(l, QUERY_TARIFF, texts);

	l->out->has_average_tariff = next(l, stmt);
	if (l->out->has_average_tariff)
		l->out->average_tariff_cents = sqlite3_column_int64(stmt, 0);
	done(stmt);
}

bool snapshot_reference(struct snapshot *snapshot,
			const struct reference_key *key, struct reference *out,
			struct err *e)
{
	struct names names = {"", ""};
	struct lookup l = {snapshot, *key, out, &names, false};

	memset(out, 0, sizeof(*out));
	find_policy(&l);
	find_pharmacy(&l);
	if (find_article(&l)) {
		find_least_package(&l);
		find_preferred(&l);
		snapshot_find_conditions(snapshot, names.gpk, names.atc,
					 key->date, out);
		find_tariff(&l);
	}
	return !l.failed || db_fail(snapshot->db, ERR_NO_SNAPSHOT,
				    "the snapshot cannot be read", e);
}
