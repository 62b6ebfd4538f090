#include <criterion/criterion.h>

#include <stdlib.h>
#include <time.h>

#include "desk/clock.h"

static void amsterdam(void)
{
	cr_assert_eq(setenv("TZ", "Europe/Amsterdam", 1), 0);
	tzset();
}

Test(clock, a_day_begins_at_midnight_where_the_pharmacy_is, .init = amsterdam)
{
	/* Winter and summer: one and two hours before midnight UTC. */
	const int64_t hour = 3600000, day = 24 * hour;
	civil_day winter = civil_from_ymd(2026, 1, 15);
	civil_day summer = civil_from_ymd(2026, 7, 15);

	cr_expect_eq(clock_day_begins(winter), winter * day - hour);
	cr_expect_eq(clock_day_begins(summer), summer * day - 2 * hour);
}

Test(clock, days_meet_where_one_begins, .init = amsterdam)
{
	civil_day first = civil_from_ymd(2024, 1, 1);

	for (civil_day day = first; day < first + 4 * 366; day++) {
		int64_t begins = clock_day_begins(day);
		cr_expect_eq(clock_day(begins), day);
		cr_expect_eq(clock_day(begins - 1), day - 1);
	}
}
