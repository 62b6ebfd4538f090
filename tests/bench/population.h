/*
 * Who is insured in measurements, what each of them has had, and who comes
 * next to the counter with which prescription. The load generator and what
 * fills a ledger beforehand follow it, so that requests meet histories.
 *
 * All of it follows from numbers alone. Insured k of N has had 0 to 60
 * supplies: as many have 0 as have 60, and any 61 neighbours have each number
 * once. They are of one to four medicines of his own, one of each every 30
 * days until 20 to 30 days before the requests. A medicine is the line of a
 * request template (requests.sh).
 */
#ifndef CLAIMD_BENCH_POPULATION_H
#define CLAIMD_BENCH_POPULATION_H

#include <stddef.h>
#include <stdint.h>

enum {
	POPULATION_SUPPLIES_MAX = 60, /* of one insured */
	POPULATION_MEDICINES_MAX = 4,
	POPULATION_SUPPLY_DAYS = 30, /* how long one lasts */
	/* Beyond this two insured may share a BSN. */
	POPULATION_INSURED_MAX = 1250000,
};

struct population {
	uint64_t insured; /* N; at least 1, at most POPULATION_INSURED_MAX */
	size_t lines;	  /* of the template; at least 1 */
};

/* A mixed number: equal for equal n, and otherwise without a pattern. */
uint64_t population_scatter(uint64_t n);

/* The BSN of insured k: nine digits that pass the eleven-test, from a range
 * that nobody has. */
unsigned population_bsn(uint64_t k);

/* How many supplies insured k has had: 0 to POPULATION_SUPPLIES_MAX. */
unsigned population_supplies(uint64_t k);
/* How many medicines are his: 1 to POPULATION_MEDICINES_MAX. */
unsigned population_medicines(uint64_t k);
/* The line of the template that is his medicine j. */
size_t population_line(const struct population *p, uint64_t k, unsigned j);

/* A supply in the past. */
struct population_supply {
	size_t line;
	int days_ago; /* before the day of the requests; 20 or more */
};

/* Supply i of insured k, 0 is the newest; i < population_supplies(k). */
void population_supply(const struct population *p, uint64_t k, unsigned i,
		       struct population_supply *out);

/* Who asks for what. */
struct population_request {
	uint64_t insured;
	size_t line;
};

/* Request number n: anybody, for a medicine of his. */
void population_request(const struct population *p, uint64_t n,
			struct population_request *out);

/*
 * The share of the first `requests` requests that meet at least so many
 * supplies of the same substance and form. groups[line] is equal for lines
 * that share both; NULL: no two lines do.
 */
double population_share(const struct population *p, const unsigned *groups,
			uint64_t requests, unsigned at_least);

#endif
