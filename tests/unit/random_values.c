#include "random_values.h"

#include "base/attr.h"
#include "base/ensure.h"

static uint64_t state;

/* splitmix64: one addition a step, so that any index can be begun with. */
uint64_t random_number(void)
{
	uint64_t z = state += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (z ^ (z >> 31)) >> 1;
}

void random_begin(uint64_t seed, uint64_t index)
{
	state = seed;
	state = random_number() + index;
	state = random_number();
}

bool once_in(unsigned n)
{
	return random_number() % n == 0;
}

int64_t between(int64_t low, int64_t high)
{
	ensure(low <= high);
	return low + (int64_t)(random_number() % (uint64_t)(high - low + 1));
}

int64_t about(int64_t value, int64_t far)
{
	if (once_in(4))
		return between(value - far, value + far);
	return between(value - 1, value + 1);
}

int64_t about_from(int64_t low, int64_t value, int64_t far)
{
	int64_t v = about(value, far);

	return v < low ? low : v;
}

/* Days at which calendars go wrong. */
static civil_day edge_of_a_month(int year)
{
	int month = (int)between(1, 12);
	civil_day first = civil_from_ymd(year, month, 1);

	switch (random_number() % 5) {
	case 0:
		return first;
	case 1:
		return civil_first_of_next_month(first) - 1;
	case 2:
		return civil_from_ymd(year, 2, 28) + (civil_day)between(0, 2);
	case 3:
		return civil_from_ymd(year, 12, 31) + (civil_day)between(0, 1);
	default:
		return first + (civil_day)between(27, 30);
	}
}

civil_day random_day(void)
{
	int year = (int)between(2019, 2031);

	if (once_in(2))
		return edge_of_a_month(once_in(3) ? 2024 : year);
	return civil_from_ymd(year, 1, 1) + (civil_day)between(0, 365);
}

civil_day months_ago(civil_day day, int months)
{
	int year, month, day_of_month;

	civil_to_ymd(day, &year, &month, &day_of_month);
	int total = year * 12 + month - 1 - months;
	civil_day first = civil_from_ymd(total / 12, total % 12 + 1, 1);
	return first + day_of_month - 1 + (civil_day)between(-3, 3);
}

static civil_day born_on_29_february(int year)
{
	return civil_from_ymd(year / 4 * 4, 2, 29);
}

civil_day random_birth(civil_day day, int age)
{
	int year, month, day_of_month;

	civil_to_ymd(day, &year, &month, &day_of_month);
	if (year - age < 1904)
		age = year - 1904;
	civil_day born = once_in(5)
			     ? born_on_29_february(year - age)
			     : civil_from_ymd(year - age, month, 1) +
				   day_of_month - 1 + (civil_day)about(0, 40);
	return born > day ? day : born;
}
