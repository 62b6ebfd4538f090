/* The one door through which time comes into the daemon's decisions. */
#ifndef CLAIMD_DESK_CLOCK_H
#define CLAIMD_DESK_CLOCK_H

#include "base/civil.h"

/* Milliseconds since 1970-01-01 UTC. */
int64_t clock_now_ms(void);

/* Milliseconds that never go back, from an unstated start. */
int64_t clock_steady_ms(void);
/* The same in microseconds. */
int64_t clock_steady_us(void);

/* The civil date of a moment in the process's time zone (main sets it to
 * Europe/Amsterdam). */
civil_day clock_day(int64_t now_ms);

/* The first moment of a civil date in that time zone. */
int64_t clock_day_begins(civil_day day);

/* RFC 3339 in UTC, to the millisecond: 2026-11-21T08:00:00.123Z */
enum { LEN_TIMESTAMP = 24 };
void clock_format(int64_t now_ms, char out[LEN_TIMESTAMP + 1]);

#endif
