/* The number of a claim as people write it: "C" and 14 digits. */
#ifndef CLAIMD_BASE_CLAIM_NUMBER_H
#define CLAIMD_BASE_CLAIM_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/limits.h"

void claim_number_format(uint64_t number, char out[LEN_CLAIM_NUMBER + 1]);
/* False unless exactly C and 14 digits, above zero. */
MUSTCHECK bool claim_number_parse(const char *text, uint64_t *number);

#endif
