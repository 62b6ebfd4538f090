#include "template.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool templates_load(struct templates *templates, const char *path)
{
	FILE *file = fopen(path, "r");
	char *line = NULL;
	size_t cap = 0;

	if (file == NULL) {
		perror(path);
		return false;
	}
	while (templates->count < TEMPLATES_MAX &&
	       getline(&line, &cap, file) > 0) {
		line[strcspn(line, "\r\n")] = '\0';
		if (line[0] != '\0')
			templates->lines[templates->count++] = strdup(line);
	}
	free(line);
	fclose(file);
	if (templates->count == 0)
		fprintf(stderr, "%s: no request lines\n", path);
	return templates->count > 0;
}

/* The k-th number from a range nobody has that passes the eleven-test. */
static unsigned bsn_of(uint64_t k)
{
	unsigned first8 = 90000000 + (unsigned)(k * 7 % 9000000);

	for (;; first8++) {
		unsigned sum = 0, rest = first8;
		for (unsigned weight = 2; weight <= 9; weight++) {
			sum += weight * (rest % 10);
			rest /= 10;
		}
		if (sum % 11 < 10)
			return first8 * 10 + sum % 11;
	}
}

/* A different insured each time, spread without a pattern. */
static uint64_t scatter(uint64_t n)
{
	n = (n ^ (n >> 31)) * 0x7fb5d329728ea185ULL;
	return (n ^ (n >> 27)) * 0x81dadef4bc2dd44dULL >> 1;
}

static size_t fill_hole(const struct templates *t, const char *hole, uint64_t n,
			char *out, size_t cap)
{
	int len = 0;

	if (strncmp(hole, "{id}", 4) == 0)
		len = snprintf(out, cap, "%s-%" PRIu64, t->run, n);
	else if (strncmp(hole, "{bsn}", 5) == 0)
		len =
		    snprintf(out, cap, "%09u", bsn_of(scatter(n) % t->insured));
	else if (strncmp(hole, "{date}", 6) == 0)
		len = snprintf(out, cap, "%s", t->date);
	return (size_t)len;
}

size_t template_fill(const struct templates *t, uint64_t n, char *out,
		     size_t cap)
{
	const char *p = t->lines[n % t->count];
	size_t len = 0;

	while (*p != '\0' && len + 2 < cap) {
		size_t filled = 0;
		if (*p == '{')
			filled = fill_hole(t, p, n, out + len, cap - len);
		if (filled > 0) {
			len += filled;
			p = strchr(p, '}') + 1;
		} else {
			out[len++] = *p++;
		}
	}
	out[len++] = '\n';
	return len;
}
