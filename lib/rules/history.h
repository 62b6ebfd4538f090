/*
 * Inside lib/rules: section 4 of the rulebook. What is known of earlier
 * supplies of the same substance and form, and the episode that D lies in.
 */
#ifndef CLAIMD_RULES_HISTORY_H
#define CLAIMD_RULES_HISTORY_H

#include "rules/facts.h"

/* The question. Pointers are the caller's and outlive the judging. */
struct matter {
	const struct facts *facts;
	const struct claim *claim;  /* facts->claim, or changed */
	const struct supply *added; /* one more, after all others; or NULL */
	bool is_preferred;
	bool permit_covers_item;
	bool permit_covers_holiday;
	cents contributions_year_cents;
};

struct history {
	bool anything_known; /* a supply or an attested date */
	bool is_new;	     /* nothing keeps the medicine known after D */
	/* The last episode; nothing of it is set when is_new. */
	civil_day first;
	bool attested;
	bool has_supply_of_prk;
	int64_t used_days;     /* of this prk, since the last other dose */
	int64_t used_all_days; /* of S, as CG_FIRST_DAYS counts them */
	civil_day cover_end;   /* of this prk; CIVIL_NONE: no supply */
};

void history_read(const struct matter *m, struct history *h);

/* A date was attested as first_supplied, by this request or an earlier one. */
bool history_attested_first(const struct matter *m, civil_day day);

/* A supply of S is recorded on a day. */
bool history_supplied_on(const struct matter *m, civil_day day);

#endif
