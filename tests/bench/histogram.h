/* Latencies in logarithmic buckets: 1 µs to some hours, within 1.6 %. */
#ifndef CLAIMD_BENCH_HISTOGRAM_H
#define CLAIMD_BENCH_HISTOGRAM_H

#include <stdint.h>

/* 64 buckets an octave, 40 octaves. */
enum { HISTOGRAM_BUCKETS = 64 * 40 };

struct histogram {
	uint64_t counts[HISTOGRAM_BUCKETS];
	uint64_t total, max_us;
};

void histogram_add(struct histogram *h, uint64_t us);
/* The latency that permille of all are not above; 0 if there are none. */
uint64_t histogram_at(const struct histogram *h, unsigned permille);

#endif
