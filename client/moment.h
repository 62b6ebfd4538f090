/* Time for claimctl: what to wait for, and what day it is. */
#ifndef CLAIMD_CLIENT_MOMENT_H
#define CLAIMD_CLIENT_MOMENT_H

#include <stdint.h>

#include "base/civil.h"

/* Milliseconds that never go back. */
int64_t moment_ms(void);
/* What is left until a deadline, 0 at least, as poll wants it. */
int moment_left_ms(int64_t deadline_ms);
/* Seconds since 1970-01-01 UTC, by the clock on the wall. */
int64_t moment_utc_s(void);
/* The civil date in the Netherlands, where claims are made. */
civil_day moment_today(void);

#endif
