/* Section 1 of the rulebook: what ends the list of rules, and nothing else. */
#include <criterion/criterion.h>

#include "random_facts.h"

enum { CASES = 20000 };

/* After these nothing can be judged. */
static bool ends(enum rule_code code)
{
	return code == RULE_POLICY_UNKNOWN || code == RULE_KIND_NOT_COVERED ||
	       code == RULE_UNKNOWN_ARTICLE || code == RULE_UNKNOWN_DEVICE ||
	       code == RULE_UNKNOWN_SERVICE;
}

static int reached(const struct decision *d)
{
	int code = 0;

	while (code < RULE_COUNT && d->status[code] != RULE_NOT_REACHED)
		code++;
	for (int rest = code; rest < RULE_COUNT; rest++)
		cr_assert_eq(d->status[rest], RULE_NOT_REACHED);
	return code;
}

Test(ends, of_the_list)
{
	static struct random_facts f;
	static struct decision d;

	for (uint64_t i = 0; i < CASES; i++) {
		int end = RULE_COUNT;
		random_facts(&f, i);
		adjudicate(&f.facts, &d);
		for (int k = 0; k < d.reason_count; k++)
			if (ends(d.reasons[k].code))
				end = (int)d.reasons[k].code + 1;
		cr_assert_eq(reached(&d), end, "facts %d: %d and %d", (int)i,
			     reached(&d), end);
	}
}
