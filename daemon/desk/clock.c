#include "desk/clock.h"

#include <time.h>

#include "base/ensure.h"
#include "base/text.h"

static int64_t read_clock(clockid_t id)
{
	struct timespec now;

	ensure(clock_gettime(id, &now) == 0);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_now_ms(void)
{
	return read_clock(CLOCK_REALTIME);
}

int64_t clock_steady_ms(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

int64_t clock_steady_us(void)
{
	struct timespec now;

	ensure(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

civil_day clock_day(int64_t now_ms)
{
	time_t seconds = (time_t)(now_ms / 1000);
	struct tm local;

	ensure(localtime_r(&seconds, &local) != NULL);
	return civil_from_ymd(local.tm_year + 1900, local.tm_mon + 1,
			      local.tm_mday);
}

int64_t clock_day_begins(civil_day day)
{
	struct tm local = {.tm_isdst = -1};

	civil_to_ymd(day, &local.tm_year, &local.tm_mon, &local.tm_mday);
	local.tm_year -= 1900;
	local.tm_mon -= 1;
	time_t seconds = mktime(&local);
	ensure(seconds != (time_t)-1);
	return (int64_t)seconds * 1000;
}

void clock_format(int64_t now_ms, char out[LEN_TIMESTAMP + 1])
{
	time_t seconds = (time_t)(now_ms / 1000);
	struct tm utc;
	struct text t;
	char date[LEN_TIMESTAMP + 1];

	ensure(gmtime_r(&seconds, &utc) != NULL);
	ensure(strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S.", &utc) == 20);
	text_init(&t, out, LEN_TIMESTAMP + 1);
	text_str(&t, date);
	text_int_padded(&t, now_ms % 1000, 3);
	text_char(&t, 'Z');
}
