/* "Did you mean …?" for a mistyped word. */
#ifndef CLAIMD_BASE_SUGGEST_H
#define CLAIMD_BASE_SUGGEST_H

#include <stddef.h>

/* A search for the candidate nearest to a word. */
struct suggest {
	const char *word;
	const char *best; /* NULL: none is near enough */
	size_t distance;
};

void suggest_start(struct suggest *s, const char *word);
/* The candidate must outlive the search. */
void suggest_consider(struct suggest *s, const char *candidate);

#endif
