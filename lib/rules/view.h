/*
 * Inside lib/rules: what the tables sights.def and figures.def look at. One
 * judgement, its parts at hand; nothing is computed for the decision here.
 */
#ifndef CLAIMD_RULES_VIEW_H
#define CLAIMD_RULES_VIEW_H

#include "rules/judge.h"
#include "rules/settle.h"
#include "rules/sights.h"

struct view {
	const struct judgement *j;
	int i; /* the ingredient that a line is about; -1: none */
	const struct facts *facts;
	const struct claim *claim;
	const struct insured *insured;
	const struct prescription *rx; /* all zero: there is none */
	const struct item *item;
	const struct statement *statement; /* all zero: there is none */
	const struct reference *ref;
	const int64_t *param;
	const struct article *article;
	const struct price *price;
	const struct history *history;
	const struct supply_plan *plan;
	const struct cut *cut; /* of the rule; NULL: it cuts none */
	/* With i alone: */
	const struct ingredient *ingredient;
	const struct component *component;
	const struct decision *d;
	const struct working *w;
};

void view_init(struct view *v, const struct spot *spot);

/* Conditions that the tables name in short. */

/* Money is settled unless something denies. */
static inline bool settled(const struct view *v)
{
	return !v->j->denied;
}

static inline bool has_aip(const struct view *v)
{
	return v->ref->article_known && v->j->list_known &&
	       v->item->kind != KIND_SERVICE;
}

static inline bool has_limit(const struct view *v)
{
	return has_aip(v) && v->article->annex == ANNEX_1A &&
	       v->price->has_limit;
}

static inline bool has_year_cap(const struct view *v)
{
	return v->param[PARAM_CONTRIBUTION_YEAR_CENTS] >= 0;
}

static inline bool own_by_days(const struct view *v)
{
	return v->j->constraints.own_days > 0;
}

static inline bool has_tariff(const struct view *v)
{
	return !contracted(v->j) && v->ref->has_average_tariff;
}

static inline bool is_kind(const struct view *v, enum item_kind kind)
{
	return v->item->kind == kind;
}

static inline bool has_service_tariff(const struct view *v)
{
	return is_kind(v, KIND_SERVICE) && v->ref->service.has_tariff;
}

/* The insurer bills the contribution later (reading 13). */
static inline bool is_billed(const struct view *v)
{
	return contracted(v->j) && v->param[PARAM_CONTRIBUTION_BY_INSURER] == 1;
}

#endif
