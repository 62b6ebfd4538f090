/*
 * A complete set of facts to start from, and short ways to change it: a woman
 * of 65 who gets 90 tablets for 90 days of a medicine that she has known for
 * long, with a prescription, from a contracted pharmacy. It is approved.
 */
#ifndef CLAIMD_TESTS_SCENARIO_H
#define CLAIMD_TESTS_SCENARIO_H

#include "rules/decision.h"

enum { SCENARIO_SUPPLIES_MAX = 64 };

struct scenario {
	struct facts facts;
	struct supply supplies[SCENARIO_SUPPLIES_MAX];
	struct decision decision;
	/* Shorthands into facts. */
	struct claim *claim;
	struct prescription *prescription;
	struct item *item;
	struct reference *reference;
	struct article *article;
	struct price *price;
	int64_t *param;
};

civil_day day(const char *text);

/* D is 2026-11-21; the last supply was 90 days before, for 90 days. */
void scenario_init(struct scenario *s);

/* Nothing is known of earlier supplies, and the ledger is old enough. */
void scenario_make_new(struct scenario *s);

/* Adds a supply of the article's prk after those that are there. */
struct supply *scenario_add_supply(struct scenario *s, civil_day date,
				   int days);

/* A new medicine of which the smallest package is 10 tablets. */
void begin_new(struct scenario *s);
/* The same in its start window: supplied for days, ago days before D. */
void begin_started(struct scenario *s, int ago, int days);
/* The established medicine; stock days are still at home. */
void begin_stocked(struct scenario *s, int stock);
/* EUR 2000 for 30 tablets. */
void make_expensive(struct scenario *s);

void scenario_ask(struct scenario *s, int64_t quantity_milli, int days);

/* Price per package of 30, limit per unit; annex 1A. */
void scenario_price(struct scenario *s, cents aip, int64_t limit_micro);

void scenario_add_condition(struct scenario *s, enum procedure procedure,
			    enum statement_kind form);

const struct decision *scenario_decide(struct scenario *s);

/* The reason with a code in the last decision, or NULL. */
const struct reason *scenario_reason(const struct scenario *s,
				     enum rule_code code);
const struct advice *scenario_advice(const struct scenario *s,
				     enum advice_action action);

/* Decides, and says whether a code is among the reasons with this effect. */
bool bites(struct scenario *s, enum rule_code code, enum effect effect);

/* A reason of it in words; good until the next call. */
const char *sentence(const struct scenario *s, const struct reason *reason,
		     enum language language);

#endif
