/* When each supply of a population was recorded: in the order of dates, and
 * of a day in no order of insured. */
#ifndef CLAIMD_BENCH_FILL_PLAN_H
#define CLAIMD_BENCH_FILL_PLAN_H

#include <stdbool.h>

#include "population.h"

struct planned {
	uint32_t insured;
	uint16_t days_ago;
	uint8_t supply; /* of that insured */
};

struct plan {
	struct planned *supplies; /* oldest first */
	size_t count;
	int oldest_days_ago;
};

/* Ends the process when there is no memory. */
void plan_make(struct plan *plan, const struct population *population);
void plan_free(struct plan *plan);

#endif
