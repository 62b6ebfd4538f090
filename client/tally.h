/* How many replies of each outcome there were. */
#ifndef CLAIMD_CLIENT_TALLY_H
#define CLAIMD_CLIENT_TALLY_H

#include <stdint.h>

enum { TALLY_KINDS_MAX = 16 };

struct tally {
	int64_t total;
	int kinds;
	struct {
		char outcome[16];
		int64_t count;
	} kind[TALLY_KINDS_MAX];
};

void tally_add(struct tally *tally, const char *outcome);
/* One line: "4 answered: 2 approve, 1 partial, 1 deny". */
void tally_print(const struct tally *tally, int unanswered);

#endif
