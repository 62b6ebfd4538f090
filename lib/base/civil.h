/* Civil dates (proleptic Gregorian) as days since 1970-01-01. */
#ifndef CLAIMD_BASE_CIVIL_H
#define CLAIMD_BASE_CIVIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

typedef int32_t civil_day;

/* No date given. */
#define CIVIL_NONE INT32_MIN
/* Later than every date that can be written: the end of an open period. */
#define CIVIL_FOREVER INT32_MAX

enum { LEN_CIVIL = 10 };

/* Reads exactly YYYY-MM-DD, years 1800 to 9999; false if it is no such date. */
MUSTCHECK bool civil_parse(const char *text, size_t len, civil_day *day);

/* Writes YYYY-MM-DD and a NUL. */
void civil_format(civil_day day, char out[LEN_CIVIL + 1]);

civil_day civil_from_ymd(int year, int month, int day_of_month);
void civil_to_ymd(civil_day day, int *year, int *month, int *day_of_month);

/*
 * The same day of the month, months later (months >= 0), clamped at the end of
 * the month: 31 January + 1 month is 28 or 29 February.
 */
civil_day civil_add_months(civil_day day, int months);

/*
 * Birthdays reached on a day; who is born on 29 February has his birthday on
 * 1 March in other years. Needs born <= on.
 */
int civil_age(civil_day born, civil_day on);

/* The day on which someone reaches an age in years. */
civil_day civil_birthday(civil_day born, int age);

int civil_year(civil_day day);
civil_day civil_first_of_next_month(civil_day day);

#endif
