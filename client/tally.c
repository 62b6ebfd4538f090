#include "client/tally.h"

#include <stdio.h>
#include <string.h>

void tally_add(struct tally *tally, const char *outcome)
{
	int i = 0;

	tally->total++;
	while (i < tally->kinds && strcmp(tally->kind[i].outcome, outcome) != 0)
		i++;
	if (i == TALLY_KINDS_MAX)
		return; /* the daemon has fewer outcomes than that */
	if (i == tally->kinds) {
		snprintf(tally->kind[i].outcome, sizeof(tally->kind[i].outcome),
			 "%s", outcome);
		tally->kinds++;
	}
	tally->kind[i].count++;
}

void tally_print(const struct tally *tally, int unanswered)
{
	printf("%lld answered:", (long long)tally->total);
	for (int i = 0; i < tally->kinds; i++)
		printf("%s %lld %s", i == 0 ? "" : ",",
		       (long long)tally->kind[i].count, tally->kind[i].outcome);
	if (unanswered > 0)
		printf("; %d sent without an answer", unanswered);
	putchar('\n');
}
