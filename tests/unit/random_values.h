/*
 * Pseudo-random values, the same on every machine: all follows from a seed
 * and an index, so that each set of facts can be made again alone. Take one
 * value a statement: compilers differ in the order of arguments.
 */
#ifndef CLAIMD_TESTS_RANDOM_VALUES_H
#define CLAIMD_TESTS_RANDOM_VALUES_H

#include "base/civil.h"

void random_begin(uint64_t seed, uint64_t index);

uint64_t random_number(void);

/* True once in n. */
bool once_in(unsigned n);

int64_t between(int64_t low, int64_t high);

/* The value or its neighbours, and now and then something up to far off. */
int64_t about(int64_t value, int64_t far);

/* Like about(), not below low. */
int64_t about_from(int64_t low, int64_t value, int64_t far);

/*
 * A day of 2019 to 2031; every other one is a month's first or last, about
 * the end of February, or at the turn of a year.
 */
civil_day random_day(void);

/* Some months before a day, or a neighbour of that day. */
civil_day months_ago(civil_day day, int months);

/* Who is about so many years old on a day; 29 February is common. */
civil_day random_birth(civil_day day, int age);

#endif
