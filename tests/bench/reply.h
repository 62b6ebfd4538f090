/* What came back, and how it is told. */
#ifndef CLAIMD_BENCH_REPLY_H
#define CLAIMD_BENCH_REPLY_H

#include "load.h"

/* Counts a reply, without its last byte, by what it says. */
void reply_count(struct result *result, const char *good, const char *reply,
		 size_t len);

/* The members and values of a JSON object, and its braces. */
void result_print(const struct load *load, const struct result *result);

/* No error came, and something did. */
bool result_is_well(const struct result *result);

#endif
