/* Between the files that aim at rules: random_aim*.c. */
#ifndef CLAIMD_TESTS_RANDOM_AIM_H
#define CLAIMD_TESTS_RANDOM_AIM_H

#include "random_facts.h"

/* Changes facts so that a rule bites, most of the time. */
typedef void aim_function(struct random_facts *f);

/* random_aim_supply.c: article 9 */
aim_function first_supply, first_running, dose_changed, palliative, set_up,
    supply_period, stock_left, on_holiday, holiday_permit, holiday_max,
    days_unknown, history_unknown;
/* random_aim_kinds.c: 5, 6, 7 and the pump page */
aim_function equivalent, irrational, import_permit, import_not_rare,
    allergen_permit, diet_kind, diet_statement, diet_xm, not_insured,
    not_contracted, not_pharmacy, not_ur, condition, not_new,
    medicine_not_covered, device_kind, frequency, insulin_pump, other_device,
    no_letter, device_permit, battery, device_price;
/* random_aim.c: what these build upon */
aim_function without_permit, with_invalid_permit, not_in_gvs, excluded,
    selfcare, hospital_only;
/* The prescription; one is written where there was none. */
struct prescription *prescribed(struct random_facts *f);

static inline struct claim *claim_of(struct random_facts *f)
{
	return &f->facts.claim;
}

static inline struct reference *reference_of(struct random_facts *f)
{
	return &f->facts.reference;
}

static inline struct article *article_of(struct random_facts *f)
{
	return &f->facts.reference.article;
}

static inline int param(struct random_facts *f, enum param which)
{
	return (int)f->facts.reference.param[which];
}

#endif
