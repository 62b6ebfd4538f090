/* Money in integer cents and exact rational arithmetic in 128 bits. */
#ifndef CLAIMD_BASE_MONEY_H
#define CLAIMD_BASE_MONEY_H

#include <stdint.h>

typedef int64_t cents;
typedef __int128 wide;

/* numerator / denominator, rounded half up; both >= 0, denominator > 0. */
int64_t round_half_up(wide numerator, wide denominator);

/* numerator / denominator, rounded down; both >= 0, denominator > 0. */
int64_t round_down(wide numerator, wide denominator);

static inline int64_t min_i64(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static inline int64_t max_i64(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

#endif
