#include "histogram.h"

/* Values below 64 have a bucket each, then 64 buckets a doubling. */
static unsigned bucket_of(uint64_t us)
{
	if (us < 64)
		return (unsigned)us;
	unsigned octave = 63 - (unsigned)__builtin_clzll(us) - 6;
	unsigned bucket = 64 * (octave + 1) + (unsigned)(us >> octave) - 64;
	return bucket < HISTOGRAM_BUCKETS ? bucket : HISTOGRAM_BUCKETS - 1;
}

static uint64_t value_of(unsigned bucket)
{
	if (bucket < 64)
		return bucket;
	return (uint64_t)(64 + bucket % 64) << (bucket / 64 - 1);
}

void histogram_add(struct histogram *h, uint64_t us)
{
	h->counts[bucket_of(us)]++;
	h->total++;
	if (us > h->max_us)
		h->max_us = us;
}

uint64_t histogram_at(const struct histogram *h, unsigned permille)
{
	uint64_t wanted = (h->total * permille + 999) / 1000, seen = 0;

	for (unsigned i = 0; i < HISTOGRAM_BUCKETS && wanted > 0; i++) {
		seen += h->counts[i];
		if (seen >= wanted)
			return value_of(i);
	}
	return 0;
}
