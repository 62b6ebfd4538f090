#include "net/stats.h"

static const char *const names[STAT_COUNT] = {
#define STAT(name, help) #name,
#include "net/stats.def"
#undef STAT
};

void stats_sum(struct stats *stats, uint64_t sums[STAT_COUNT])
{
	for (int i = 0; i < STAT_COUNT; i++)
		sums[i] += atomic_load_explicit(&stats->values[i],
						memory_order_relaxed);
}

void stats_write(struct text *out, const uint64_t sums[STAT_COUNT])
{
	for (int i = 0; i < STAT_COUNT; i++) {
		text_str(out, i == 0 ? "\"" : ",\"");
		text_str(out, names[i]);
		text_str(out, "\":");
		text_int(out, (int64_t)sums[i]);
	}
}
