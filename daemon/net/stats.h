/* Counters of the network; each I/O thread has its own set and only it adds. */
#ifndef CLAIMD_NET_STATS_H
#define CLAIMD_NET_STATS_H

#include <stdatomic.h>
#include <stdint.h>

#include "base/text.h"

enum stat {
#define STAT(name, help) STAT_##name,
#include "net/stats.def"
#undef STAT
	STAT_COUNT
};

struct stats {
	_Atomic uint64_t values[STAT_COUNT];
};

/* By the owner alone: no locked instruction. */
static inline void stat_add(struct stats *stats, enum stat stat, uint64_t n)
{
	uint64_t old =
	    atomic_load_explicit(&stats->values[stat], memory_order_relaxed);
	atomic_store_explicit(&stats->values[stat], old + n,
			      memory_order_relaxed);
}

/* Adds the values of a set to sums; any thread. */
void stats_sum(struct stats *stats, uint64_t sums[STAT_COUNT]);

/* "name":n,… without braces. */
void stats_write(struct text *out, const uint64_t sums[STAT_COUNT]);

#endif
