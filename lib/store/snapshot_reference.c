/* Gathers all that a snapshot says for one claim. */
#include <string.h>

#include "store/snapshot_lookup.h"

static void find_params(struct lookup *l)
{
	const struct snapshot *snapshot = l->snapshot;
	struct reference *out = l->out;

	for (size_t i = 0; i < snapshot->param_count; i++) {
		const struct dated_param *p = &snapshot->params[i];
		if (p->from <= l->key->date && l->key->date <= p->to &&
		    strcmp(p->reglement, out->reglement) == 0)
			out->param[p->param] = p->value;
	}
}

static void find_policy(struct lookup *l)
{
	const char *const texts[] = {l->key->uzovi, l->key->polis, NULL};
	sqlite3_stmt *stmt = lookup_ask(l, QUERY_POLICY, texts);

	if (lookup_next(l, stmt)) {
		lookup_copy(l, stmt, 0, l->out->reglement,
			    sizeof(l->out->reglement));
		l->out->policy_known = true;
		find_params(l);
	}
	lookup_done(stmt);
}

static void find_supplier(struct lookup *l)
{
	const char *const texts[] = {l->key->pharmacy, NULL};
	sqlite3_stmt *stmt = lookup_ask(l, QUERY_SUPPLIER, texts);

	/* SUPPLIER_UNKNOWN comes before the words. */
	if (lookup_next(l, stmt))
		l->out->supplier = (enum supplier_kind)(
		    lookup_word(l, stmt, 0, COLUMN_supplier_kind) + 1);
	lookup_done(stmt);
}

static bool is_service_asked_for(const struct lookup *l, const char *scope)
{
	static const char prefix[] = "prestatie:";
	size_t len = sizeof(prefix) - 1;

	return l->key->kind == KIND_SERVICE &&
	       strncmp(scope, prefix, len) == 0 &&
	       strcmp(scope + len, l->key->code) == 0;
}

/* All of them: a supplier has few, and asking for each scope costs more. */
static void find_contracts(struct lookup *l)
{
	const char *const texts[] = {l->key->uzovi, l->key->pharmacy, NULL};
	struct reference *out = l->out;
	sqlite3_stmt *stmt = lookup_ask(l, QUERY_CONTRACTS, texts);

	while (lookup_next(l, stmt)) {
		const char *scope = db_text(stmt, 0, NULL);
		if (strcmp(scope, "farmacie") == 0)
			out->contract_farmacie = true;
		else if (strcmp(scope, "dieet") == 0)
			out->contract_dieet = true;
		else if (strcmp(scope, "hulpmiddelen") == 0)
			out->contract_hulpmiddelen = true;
		else if (is_service_asked_for(l, scope))
			out->contract_service = true;
	}
	lookup_done(stmt);
}

bool snapshot_reference(struct snapshot *snapshot,
			const struct reference_key *key, struct reference *out,
			struct err *e)
{
	/* Imports and allergens are not in the snapshot. */
	static void (*const of_kind[KIND_COUNT])(struct lookup * l) = {
	    [KIND_MEDICINE] = lookup_medicine,
	    [KIND_PREPARATION] = lookup_components,
	    [KIND_DIET] = lookup_diet,
	    [KIND_DEVICE] = lookup_device,
	    [KIND_SERVICE] = lookup_service,
	};
	struct lookup l = {snapshot, key, out, false};

	memset(out, 0, sizeof(*out));
	find_policy(&l);
	find_supplier(&l);
	find_contracts(&l);
	if (of_kind[key->kind] != NULL)
		of_kind[key->kind](&l);
	return !l.failed || db_fail(snapshot->db, ERR_NO_SNAPSHOT,
				    "the snapshot cannot be read", e);
}
