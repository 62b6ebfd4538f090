#include "base/claim_number.h"

#include <string.h>

#include "base/ensure.h"

enum { CLAIM_DIGITS = LEN_CLAIM_NUMBER - 1 };

void claim_number_format(uint64_t number, char out[LEN_CLAIM_NUMBER + 1])
{
	out[0] = 'C';
	for (int i = CLAIM_DIGITS; i >= 1; i--) {
		out[i] = (char)('0' + number % 10);
		number /= 10;
	}
	ensure(number == 0);
	out[LEN_CLAIM_NUMBER] = '\0';
}

bool claim_number_parse(const char *text, uint64_t *number)
{
	uint64_t value = 0;

	if (strlen(text) != LEN_CLAIM_NUMBER || text[0] != 'C')
		return false;
	for (int i = 1; i <= CLAIM_DIGITS; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		value = value * 10 + (uint64_t)(text[i] - '0');
	}
	*number = value;
	return value > 0;
}
