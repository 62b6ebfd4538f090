/*
 * Pseudo-random facts of every kind, valid as the dossier would gather them.
 * Each set is benign to begin with, gets some obstacles by chance, and most
 * aim at one rule, so that all of them bite often. Values lie at and next to
 * the limits that the rules compare with.
 */
#ifndef CLAIMD_TESTS_RANDOM_FACTS_H
#define CLAIMD_TESTS_RANDOM_FACTS_H

#include "rules/decision.h"

enum {
	RANDOM_SUPPLIES_MAX = 24,
	RANDOM_SERVICES_MAX = 12,
	RANDOM_SEED = 20261121,
};

struct random_facts {
	uint64_t index;
	enum rule_code aim; /* RULE_COUNT: none */
	struct facts facts;
	struct supply
	    supplies[RANDOM_SUPPLIES_MAX + 1]; /* and one resupplied */
	struct past_service services[RANDOM_SERVICES_MAX];
};

/* The facts of an index, always the same. */
void random_facts(struct random_facts *f, uint64_t index);

void random_facts_copy(struct random_facts *to, const struct random_facts *f);

/* --- between the files of the generator ---------------------------------- */

/* True once in n, and more rarely in facts that are to be calm. */
bool by_chance(unsigned n);

/* random_item.c: the request and what the snapshot says of its item. */
void random_item(struct random_facts *f, enum item_kind kind);
void random_article(struct random_facts *f);
/* So many days at a rate; keeps the price in proportion. */
void ask_days(struct random_facts *f, int days);
/* The list price of the item, about so much for 30 days. */
void set_month_price(struct random_facts *f, cents month_cents);
/* A limit of so many hundredths of the price. */
void set_limit(struct random_facts *f, int percent);
/* A claimed price about the list price. */
void claim_price(struct random_facts *f);
cents list_of(const struct random_facts *f);
/* What an unknown article, device or service leaves empty. */
void forget_article(struct random_facts *f);

/* random_history.c */
void random_history(struct random_facts *f);
void random_past_services(struct random_facts *f);
void make_new(struct random_facts *f);
/* Begun ago days before D, with a supply of so many days. */
void make_started(struct random_facts *f, int ago, int days);
/* Supplies since begun days ago; the last leaves a stock on D. */
void make_established(struct random_facts *f, int begun, int stock);
struct supply *add_supply(struct random_facts *f, civil_day date, int days);

/* random_aim.c */
enum rule_code random_aim(enum item_kind *kind);
void take_aim(struct random_facts *f);

#endif
