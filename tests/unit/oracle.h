/*
 * The rulebook once more, written from its text and not from lib/rules: slow
 * and literal, with sorted lists and one division a figure. What it expects
 * of a decision is compared with what lib/rules decided.
 */
#ifndef CLAIMD_TESTS_ORACLE_H
#define CLAIMD_TESTS_ORACLE_H

#include "random_facts.h"

/* Section 4. */
struct course {
	bool known;  /* a supply or an attested date */
	bool is_new; /* the rest is unset then */
	civil_day first;
	bool attested;
	bool has_prk;	  /* a supply of this prk in the episode */
	int64_t used;	  /* days of this prk */
	int64_t used_all; /* days of all of S */
	civil_day cover_end;
};

void oracle_course(const struct facts *facts, struct course *c);

struct expected_reason {
	bool listed;
	enum effect effect;
	int64_t limit_days; /* these three: -1 where there is none */
	int64_t limit_quantity;
	cents amount;
	civil_day date; /* until or since; CIVIL_NONE */
};

struct expected {
	struct course course;
	struct expected_reason reasons[RULE_COUNT];
	bool ended;  /* nothing after it can be judged */
	bool denied; /* a reason with effect deny */
	cents claimed;
	bool has_list; /* a list price or a tariff */
	cents list;
	int64_t quantity; /* approved, unless it is denied */
	int64_t days;
	struct amounts amounts;
	struct collect collect;
	cents eigen_risico;
	enum outcome outcome;
};

void oracle_decide(const struct facts *facts, struct expected *e);

/* --- between the files of the oracle -------------------------------------- */

void expect(struct expected *e, enum rule_code code, enum effect effect,
	    bool when);
cents oracle_half_up(wide numerator, wide denominator);
bool oracle_contracted(const struct facts *facts);
/* oracle_rules.c: what is insured at all, by kind. */
void oracle_rules(const struct facts *facts, struct expected *e);
/* oracle_services.c: article 7 */
void oracle_services(const struct facts *facts, struct expected *e);
/* oracle_supply.c: articles 9.1 and 9.2 */
void oracle_supply(const struct facts *facts, struct expected *e);
/* oracle_money.c: section 6 */
void oracle_prices(const struct facts *facts, struct expected *e);
void oracle_money(const struct facts *facts, struct expected *e);

#endif
