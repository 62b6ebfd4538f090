#include "base/civil.h"

#include "base/ensure.h"

/* Days of the months before, in a year that begins on 1 March. */
static int days_before_month(int shifted_month)
{
	return (153 * shifted_month + 2) / 5;
}

static int floor_div(int a, int b)
{
	return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

static bool is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30,
				   31, 31, 30, 31, 30, 31};

	return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* 719468 is the number of days from 0000-03-01 to 1970-01-01. */
civil_day civil_from_ymd(int year, int month, int day_of_month)
{
	int shifted_year = month <= 2 ? year - 1 : year;
	int shifted_month = (month + 9) % 12;
	int era = floor_div(shifted_year, 400);
	int year_of_era = shifted_year - era * 400;
	int day_of_year = days_before_month(shifted_month) + day_of_month - 1;

	return era * 146097 + year_of_era * 365 + year_of_era / 4 -
	       year_of_era / 100 + day_of_year - 719468;
}

void civil_to_ymd(civil_day day, int *year, int *month, int *day_of_month)
{
	int since = day + 719468;
	int era = floor_div(since, 146097);
	int day_of_era = since - era * 146097;
	int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
			   day_of_era / 146096) /
			  365;
	int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 -
					year_of_era / 100);
	int shifted_month = (5 * day_of_year + 2) / 153;

	*day_of_month = day_of_year - days_before_month(shifted_month) + 1;
	*month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
	*year = year_of_era + era * 400 + (*month <= 2);
}

static bool read_digits(const char *text, int count, int *value)
{
	*value = 0;
	for (int i = 0; i < count; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		*value = *value * 10 + (text[i] - '0');
	}
	return true;
}

bool civil_parse(const char *text, size_t len, civil_day *day)
{
	int year, month, day_of_month;

	if (len != LEN_CIVIL || text[4] != '-' || text[7] != '-')
		return false;
	if (!read_digits(text, 4, &year) || !read_digits(text + 5, 2, &month) ||
	    !read_digits(text + 8, 2, &day_of_month))
		return false;
	if (year < 1800 || month < 1 || month > 12)
		return false;
	if (day_of_month < 1 || day_of_month > days_in_month(year, month))
		return false;
	*day = civil_from_ymd(year, month, day_of_month);
	return true;
}

static void write_digits(char *out, int count, int value)
{
	for (int i = count - 1; i >= 0; i--) {
		out[i] = (char)('0' + value % 10);
		value /= 10;
	}
}

void civil_format(civil_day day, char out[LEN_CIVIL + 1])
{
	int year, month, day_of_month;

	civil_to_ymd(day, &year, &month, &day_of_month);
	ensure(year >= 0 && year <= 9999);
	write_digits(out, 4, year);
	out[4] = '-';
	write_digits(out + 5, 2, month);
	out[7] = '-';
	write_digits(out + 8, 2, day_of_month);
	out[LEN_CIVIL] = '\0';
}

civil_day civil_add_months(civil_day day, int months)
{
	int year, month, day_of_month;

	ensure(months >= 0);
	civil_to_ymd(day, &year, &month, &day_of_month);
	int total = year * 12 + (month - 1) + months;
	year = total / 12;
	month = total % 12 + 1;
	if (day_of_month > days_in_month(year, month))
		day_of_month = days_in_month(year, month);
	return civil_from_ymd(year, month, day_of_month);
}

civil_day civil_birthday(civil_day born, int age)
{
	int year, month, day_of_month;

	civil_to_ymd(born, &year, &month, &day_of_month);
	year += age;
	if (month == 2 && day_of_month == 29 && !is_leap(year))
		return civil_from_ymd(year, 3, 1);
	return civil_from_ymd(year, month, day_of_month);
}

int civil_age(civil_day born, civil_day on)
{
	ensure(born <= on);
	int age = civil_year(on) - civil_year(born);
	return civil_birthday(born, age) <= on ? age : age - 1;
}

int civil_year(civil_day day)
{
	int year, month, day_of_month;

	civil_to_ymd(day, &year, &month, &day_of_month);
	return year;
}

civil_day civil_first_of_next_month(civil_day day)
{
	int year, month, day_of_month;

	civil_to_ymd(day, &year, &month, &day_of_month);
	return month == 12 ? civil_from_ymd(year + 1, 1, 1)
			   : civil_from_ymd(year, month + 1, 1);
}
