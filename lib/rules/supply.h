/*
 * Inside lib/rules: article 9. One plan says what each rule on periods would
 * leave of the requested quantity; the rows of the table read it.
 */
#ifndef CLAIMD_RULES_SUPPLY_H
#define CLAIMD_RULES_SUPPLY_H

#include "rules/history.h"

enum cut_kind {
	CUT_FIRST_SUPPLY,
	CUT_PALLIATIVE,
	CUT_EXPENSIVE_SETUP,
	CUT_SUPPLY_PERIOD,
	CUT_STOCK_LEFT,
	CUT_HOLIDAY_MAX,
	CUT_DAYS_UNKNOWN,
	CUT_COUNT
};

/* Where it does not apply, the quantity is the requested one. */
struct cut {
	bool applies;
	int days;	  /* A; meaningless when the days are unknown */
	int64_t quantity; /* q: at most this */
};

enum holiday { HOLIDAY_NO, HOLIDAY_GRANTED, HOLIDAY_NEEDS_PERMIT };

struct supply_plan {
	bool window_open;
	civil_day window_end; /* the day on which it closes */
	bool window_used;     /* a supply of this prk counts in it */
	int64_t used_days;    /* of this prk in the window */
	int64_t stock_days;
	bool dose_changed; /* ... and it ended a cover or a used window */
	bool expensive;
	enum holiday holiday;
	int period_days; /* of SUPPLY_PERIOD or EXPENSIVE_SETUP, or holiday */
	struct cut cuts[CUT_COUNT];
	int64_t approved_milli; /* the smallest q */
	int approved_days;	/* 0: unknown */
};

/* price is the smaller of the claimed and the list price. */
void supply_plan(const struct matter *m, const struct history *h, cents price,
		 struct supply_plan *plan);

/* The least that may be supplied at once, as section 5 defines it. */
int64_t smallest_package(const struct article *article);

/* The rule would leave less than was asked; nothing at all. */
bool plan_cuts(const struct matter *m, const struct supply_plan *plan,
	       enum cut_kind kind);
bool plan_denies(const struct supply_plan *plan, enum cut_kind kind);

#endif
