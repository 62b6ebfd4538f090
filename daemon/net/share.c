#include "net/share.h"

#include <limits.h>

#include "net/limits.h"

void share_init(struct share *share)
{
	*share = (struct share){.period = 1};
}

static void begin_period(struct share *share)
{
	share->period++;
	share->requests = 0;
	share->asked = share->asking;
	share->asking = 0;
}

void share_count(struct share *share, unsigned *period)
{
	if (share->requests == SHARE_PERIOD)
		begin_period(share);
	share->requests++;
	if (*period != share->period) {
		*period = share->period;
		share->asking++;
	}
}

int share_each(const struct share *share)
{
	int all = share->asking > share->asked ? share->asking : share->asked;

	if (all <= 1)
		return INT_MAX;
	return all < IN_FLIGHT_SHARED ? IN_FLIGHT_SHARED / all : 1;
}
