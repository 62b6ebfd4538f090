#include "base/money.h"

#include "base/ensure.h"

int64_t round_down(wide numerator, wide denominator)
{
	ensure(numerator >= 0);
	ensure(denominator > 0);
	wide quotient = numerator / denominator;
	ensure(quotient <= INT64_MAX);
	return (int64_t)quotient;
}

int64_t round_half_up(wide numerator, wide denominator)
{
	return round_down(2 * numerator + denominator, 2 * denominator);
}
