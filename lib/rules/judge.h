/*
 * Inside lib/rules: what one judging works on. A matter is the question (the
 * facts, or the facts with one change that an advice tries out); a judgement
 * is the matter with what has been found of it so far.
 */
#ifndef CLAIMD_RULES_JUDGE_H
#define CLAIMD_RULES_JUDGE_H

#include "rules/decision.h"
#include "rules/history.h"
#include "rules/supply.h"

/* What settle() needs beside the facts: the rules' constraints on money. */
struct constraints {
	int64_t requested_milli;
	int64_t approved_milli;
	int approved_days; /* 0: unknown */
	int own_days;	   /* of the approved days */
	bool all_own;	   /* days unknown, and all is own account */
	cents own_cents;   /* an amount that is own account: DEVICE_PRICE */
};

/* What settle() found that a rule moved; the reasons' amounts. */
struct moved {
	cents own;		/* CG_FIRST_DAYS, DEVICE_BATTERY, _PRICE */
	cents above_list;	/* PRICE_ABOVE_LIST */
	cents uncontracted;	/* UNCONTRACTED */
	cents contribution;	/* CONTRIBUTION */
	cents contribution_cut; /* CONTRIBUTION_CAP */
};

struct judgement {
	struct matter matter;
	struct decision *decision; /* all but the advice is made here */
	bool list_known;	   /* a list price, or a service's tariff */
	cents list;		   /* list(Q), or that tariff */
	cents claimed;
	int age;		/* of the insured on D */
	struct history history; /* these two: medicines, article known */
	struct supply_plan plan;
	struct constraints constraints;
	struct moved moved;
	bool denied; /* a reason with effect deny */
};

/* Everything but the advice, from j->matter into *j->decision. */
void judge(struct judgement *j);

/* The same of facts as they are. */
void judge_facts(const struct facts *facts, struct judgement *j,
		 struct decision *decision);

/* Shorthands of the rules. */
static inline const struct claim *claim_of(const struct judgement *j)
{
	return j->matter.claim;
}

static inline const struct reference *reference_of(const struct judgement *j)
{
	return &j->matter.facts->reference;
}

static inline const struct article *article_of(const struct judgement *j)
{
	return &j->matter.facts->reference.article;
}

static inline int param_of(const struct judgement *j, enum param param)
{
	return (int)j->matter.facts->reference.param[param];
}

/* What becomes of a rule that applies. */
static inline enum rule_status bit_if(bool bites)
{
	return bites ? RULE_BIT : RULE_PASSED;
}

/*
 * A rule looks at the judgement and says whether it bit. *r comes with the
 * row's code, effect and article, and without members; a rule that bites
 * fills its members and values in, and may change effect and article.
 */
typedef enum rule_status rule_function(const struct judgement *j,
				       struct reason *r);

/* entitlement.c: 1.3, 2, 3.1, 3.3, 4.1, 4.4.3, 8 */
rule_function rule_policy_unknown, rule_kind_not_covered, rule_wlz,
    rule_unknown_article, rule_prescription_missing,
    rule_repeat_without_prescription, rule_prescriber, rule_uncontracted,
    rule_not_in_gvs, rule_excluded, rule_travel, rule_selfcare,
    rule_hospital_only;
/* devices.c: the pump page */
rule_function rule_unknown_device, rule_device_insulin_pump, rule_device_kind,
    rule_device_letter, rule_device_permit, rule_device_battery,
    rule_device_price;
/* services.c: 7 */
rule_function rule_unknown_service, rule_service_not_insured,
    rule_service_not_contracted, rule_service_not_pharmacy, rule_service_not_ur,
    rule_service_condition, rule_service_not_new,
    rule_service_medicine_not_covered, rule_service_device_kind,
    rule_service_frequency;
/* other_kinds.c: 5, 6 */
rule_function rule_preparation_equivalent, rule_preparation_irrational,
    rule_import_permit, rule_import_not_rare, rule_allergen_permit,
    rule_diet_prescriber, rule_diet_kind, rule_diet_statement, rule_diet_xm;
/* preference.c: 3.1.4 */
rule_function rule_not_preferred, rule_medical_necessity,
    rule_preferred_unavailable;
/* conditions.c: 4.4.2, 4.4.4 */
rule_function rule_checked_afterwards, rule_statement_missing,
    rule_statement_not_met, rule_statement_at_insurer, rule_permit_missing,
    rule_permit_invalid, rule_cg_missing, rule_cg_first_days;
/* periods.c: 9 */
rule_function rule_first_supply, rule_first_supply_running, rule_dose_changed,
    rule_palliative, rule_expensive_setup, rule_supply_period, rule_stock_left,
    rule_holiday, rule_holiday_permit, rule_holiday_max, rule_days_unknown,
    rule_history_unknown;
/* settle.c: 3.1.1, 4.2; whether they bit shows when the money is settled */
rule_function rule_price_above_list, rule_contribution, rule_contribution_cap;

/* Used by more than one row. */
bool has_diet_statement(const struct claim *claim);

/* What an article of a service demands to be stated: bits of service_fact. */
unsigned service_demands(enum service_article article);

/* Batteries and chargers that are not of the first purchase. */
bool device_all_own(const struct judgement *j);
/* What a device's price exceeds its bound by, as far as that is judged. */
cents device_excess(const struct judgement *j);

#endif
