#include "base/suggest.h"

#include <string.h>

#include "base/ensure.h"

/* Longer words are no misspelling of ours. */
enum { WORD_MAX = 48 };

void suggest_start(struct suggest *s, const char *word)
{
	size_t len = strlen(word);

	s->word = word;
	s->best = NULL;
	s->distance = len < 4 ? 2 : 3; /* only less than this is near */
}

static size_t least(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* Letters to insert, drop or change; both words at most WORD_MAX long. */
static size_t edit_distance(const char *a, const char *b)
{
	size_t row[WORD_MAX + 1];
	size_t width = strlen(b);

	for (size_t j = 0; j <= width; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1] != '\0'; i++) {
		size_t diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= width; j++) {
			size_t changed = diagonal + (a[i - 1] != b[j - 1]);
			diagonal = row[j];
			row[j] = least(row[j] + 1, row[j - 1] + 1, changed);
		}
	}
	return row[width];
}

void suggest_consider(struct suggest *s, const char *candidate)
{
	ensure(strlen(candidate) <= WORD_MAX);
	if (strlen(s->word) > WORD_MAX)
		return;
	size_t distance = edit_distance(s->word, candidate);
	if (distance < s->distance) {
		s->distance = distance;
		s->best = candidate;
	}
}
