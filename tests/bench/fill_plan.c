#include "fill_plan.h"

#include <stdlib.h>

#include "base/ensure.h"

enum { DAYS_MAX = (POPULATION_SUPPLIES_MAX + 1) * POPULATION_SUPPLY_DAYS + 1 };

typedef void each_supply(void *ctx, struct planned planned);

static void each(const struct population *p, each_supply *take, void *ctx)
{
	struct population_supply supply;

	for (uint64_t k = 0; k < p->insured; k++)
		for (unsigned i = 0; i < population_supplies(k); i++) {
			population_supply(p, k, i, &supply);
			take(ctx, (struct planned){(uint32_t)k,
						   (uint16_t)supply.days_ago,
						   (uint8_t)i});
		}
}

static void count_day(void *ctx, struct planned planned)
{
	size_t *days = ctx;

	ensure(planned.days_ago < DAYS_MAX);
	days[planned.days_ago]++;
}

/* Where the next supply of each day goes. */
struct places {
	struct planned *supplies;
	size_t next[DAYS_MAX];
};

static void put(void *ctx, struct planned planned)
{
	struct places *places = ctx;

	places->supplies[places->next[planned.days_ago]++] = planned;
}

static void shuffle(struct planned *of_day, size_t count)
{
	for (size_t i = count; i > 1; i--) {
		size_t j = population_scatter(i * 31 + count) % i;
		struct planned kept = of_day[j];
		of_day[j] = of_day[i - 1];
		of_day[i - 1] = kept;
	}
}

void plan_make(struct plan *plan, const struct population *population)
{
	static struct places places;
	static size_t days[DAYS_MAX];

	*plan = (struct plan){0};
	each(population, count_day, days);
	for (int day = DAYS_MAX - 1; day >= 0; day--) {
		places.next[day] = plan->count;
		plan->count += days[day];
		if (days[day] > 0 && plan->oldest_days_ago == 0)
			plan->oldest_days_ago = day;
	}
	plan->supplies = calloc(plan->count + 1, sizeof(*plan->supplies));
	ensure(plan->supplies != NULL);
	places.supplies = plan->supplies;
	each(population, put, &places);
	for (int day = 0; day < DAYS_MAX; day++)
		shuffle(plan->supplies + places.next[day] - days[day],
			days[day]);
}

void plan_free(struct plan *plan)
{
	free(plan->supplies);
}
