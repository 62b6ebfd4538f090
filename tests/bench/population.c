#include "population.h"

/* Different questions about the same number. */
enum salt { SALT_BLOCK = 1, SALT_MEDICINES, SALT_LINE, SALT_DAY, SALT_ASKED };

uint64_t population_scatter(uint64_t n)
{
	n = (n ^ (n >> 31)) * 0x7fb5d329728ea185ULL;
	return (n ^ (n >> 27)) * 0x81dadef4bc2dd44dULL >> 1;
}

static uint64_t hash(uint64_t n, enum salt salt)
{
	return population_scatter(population_scatter(n) + salt) >> 16;
}

unsigned population_bsn(uint64_t k)
{
	unsigned first8 = 90000000 + (unsigned)(k * 7 % 9000000);

	for (;; first8++) {
		unsigned sum = 0, rest = first8;
		for (unsigned weight = 2; weight <= 9; weight++) {
			sum += weight * (rest % 10);
			rest /= 10;
		}
		if (sum % 11 < 10)
			return first8 * 10 + sum % 11;
	}
}

unsigned population_supplies(uint64_t k)
{
	enum { COUNTS = POPULATION_SUPPLIES_MAX + 1 };

	return (unsigned)((k * 23 + hash(k / COUNTS, SALT_BLOCK)) % COUNTS);
}

unsigned population_medicines(uint64_t k)
{
	return (unsigned)(1 +
			  hash(k, SALT_MEDICINES) % POPULATION_MEDICINES_MAX);
}

/* Far from each other in the template, whose neighbours are alike. */
size_t population_line(const struct population *p, uint64_t k, unsigned j)
{
	size_t first = hash(k, SALT_LINE) % p->lines;
	size_t apart = p->lines / POPULATION_MEDICINES_MAX;

	return (first + j * (apart > 0 ? apart : 1)) % p->lines;
}

void population_supply(const struct population *p, uint64_t k, unsigned i,
		       struct population_supply *out)
{
	unsigned medicines = population_medicines(k);
	unsigned medicine = i % medicines;
	/* The last of them is nearly used up: most ask for a new one. */
	uint64_t newest =
	    20 + hash(k * POPULATION_MEDICINES_MAX + medicine, SALT_DAY) % 11;

	out->line = population_line(p, k, medicine);
	out->days_ago =
	    (int)newest + (int)(i / medicines) * POPULATION_SUPPLY_DAYS;
}

void population_request(const struct population *p, uint64_t n,
			struct population_request *out)
{
	uint64_t k = population_scatter(n) % p->insured;
	unsigned j = (unsigned)(hash(n, SALT_ASKED) % population_medicines(k));

	out->insured = k;
	out->line = population_line(p, k, j);
}

static unsigned group_of(const unsigned *groups, size_t line)
{
	return groups != NULL ? groups[line] : (unsigned)line;
}

/* Supplies that a request meets. */
static unsigned met(const struct population *p, const unsigned *groups,
		    const struct population_request *request)
{
	unsigned group = group_of(groups, request->line), count = 0;
	struct population_supply supply;

	for (unsigned i = 0; i < population_supplies(request->insured); i++) {
		population_supply(p, request->insured, i, &supply);
		count += group_of(groups, supply.line) == group;
	}
	return count;
}

double population_share(const struct population *p, const unsigned *groups,
			uint64_t requests, unsigned at_least)
{
	struct population_request request;
	uint64_t enough = 0;

	for (uint64_t n = 0; n < requests; n++) {
		population_request(p, n, &request);
		enough += met(p, groups, &request) >= at_least;
	}
	return requests == 0 ? 0 : (double)enough / (double)requests;
}
