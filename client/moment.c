#include "client/moment.h"

#include <limits.h>
#include <stdlib.h>
#include <time.h>

#include "base/ensure.h"

int64_t moment_ms(void)
{
	struct timespec now;

	ensure(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int moment_left_ms(int64_t deadline_ms)
{
	int64_t left = deadline_ms - moment_ms();

	return left < 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

int64_t moment_utc_s(void)
{
	return (int64_t)time(NULL);
}

civil_day moment_today(void)
{
	time_t now = time(NULL);
	struct tm local;

	ensure(setenv("TZ", "Europe/Amsterdam", 1) == 0);
	tzset();
	ensure(localtime_r(&now, &local) != NULL);
	return civil_from_ymd(local.tm_year + 1900, local.tm_mon + 1,
			      local.tm_mday);
}
