#include "template.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of a number in decimal. */
enum { DIGITS_MAX = 20 };

static bool append(struct template *t, const char *text, size_t len)
{
	/* Room for what the holes take, and for the LF. */
	if (t->len + len + TEMPLATE_HOLES * DIGITS_MAX + 1 > TEMPLATE_LINE_MAX)
		return false;
	memcpy(t->text + t->len, text, len);
	t->len += len;
	return true;
}

static bool add_hole(struct template *t, enum hole_kind kind)
{
	if (t->hole_count == TEMPLATE_HOLES)
		return false;
	t->holes[t->hole_count++] = (struct hole){kind, t->len};
	return true;
}

/* Whether a hole of that name begins at *line, which then moves past it. */
static bool take_word(const char **line, const char *word)
{
	if (strncmp(*line, word, strlen(word)) != 0)
		return false;
	*line += strlen(word);
	return true;
}

bool template_byte(const char **text, char *byte)
{
	static const char names[] = "rnt\\", bytes[] = "\r\n\t\\";
	unsigned value;
	int len = 0;

	*byte = *(*text)++;
	if (*byte != '\\')
		return *byte != '\0';
	char name = *(*text)++;
	const char *at = name != '\0' ? strchr(names, name) : NULL;
	if (at != NULL) {
		*byte = bytes[at - names];
		return true;
	}
	if (name != 'x' || sscanf(*text, "%2x%n", &value, &len) != 1 ||
	    len != 2)
		return false;
	*byte = (char)value;
	*text += 2;
	return true;
}

/* So many bytes that mean nothing. */
static bool append_filler(struct template *t, const char **line)
{
	char *end;
	size_t len = strtoull(*line, &end, 10);

	if (*end != '}' || len > TEMPLATE_LINE_MAX)
		return false;
	*line = end + 1;
	while (len-- > 0)
		if (!append(t, "x", 1))
			return false;
	return true;
}

static bool take_raw(struct template *t, const char **line)
{
	char byte;

	if (take_word(line, "{id-length}"))
		return add_hole(t, HOLE_LENGTH);
	if (take_word(line, "{filler:"))
		return append_filler(t, line);
	return template_byte(line, &byte) && append(t, &byte, 1);
}

/* The next byte or hole of a line; false: it does not fit. */
static bool take_next(const struct templates *all, struct template *t,
		      const char **line)
{
	if (take_word(line, "{date}"))
		return append(t, all->date, strlen(all->date));
	if (take_word(line, "{bsn}"))
		return add_hole(t, HOLE_BSN);
	if (take_word(line, "{id}"))
		return append(t, all->run, strlen(all->run)) &&
		       append(t, "-", 1) && add_hole(t, HOLE_NUMBER);
	return all->raw ? take_raw(t, line) : append(t, (*line)++, 1);
}

static bool compile(const struct templates *all, struct template *t,
		    const char *line)
{
	t->text = malloc(TEMPLATE_LINE_MAX);
	if (t->text == NULL)
		return false;
	while (*line != '\0')
		if (!take_next(all, t, &line))
			return false;
	if (!all->raw && !append(t, "\n", 1))
		return false;
	char *fitting = realloc(t->text, t->len);
	t->text = fitting != NULL ? fitting : t->text;
	return true;
}

static bool read_lines(struct templates *all, FILE *file, const char *path)
{
	char *line = NULL;
	size_t cap = 0;
	bool fine = true;

	while (fine && all->count < TEMPLATES_MAX &&
	       getline(&line, &cap, file) > 0) {
		line[strcspn(line, "\r\n")] = '\0';
		if (line[0] != '\0')
			fine = compile(all, &all->lines[all->count++], line);
	}
	free(line);
	if (!fine)
		fprintf(stderr, "%s: a line is too long, or wrong\n", path);
	else if (all->count == 0)
		fprintf(stderr, "%s: no request lines\n", path);
	return fine && all->count > 0;
}

bool templates_load(struct templates *templates, const char *path)
{
	FILE *file = fopen(path, "r");

	if (file == NULL) {
		perror(path);
		return false;
	}
	bool fine = read_lines(templates, file, path);
	fclose(file);
	return fine;
}

void templates_free(struct templates *templates)
{
	for (size_t i = 0; i < templates->count; i++)
		free(templates->lines[i].text);
	templates->count = 0;
}

static void choose(const struct templates *t, uint64_t n,
		   struct population_request *out)
{
	struct population population = {t->insured, t->count};

	if (t->by_population) {
		population_request(&population, n, out);
		return;
	}
	out->insured = population_scatter(n) % t->insured;
	out->line = n % t->count;
}

static char *put_number(char *out, uint64_t n)
{
	char digits[DIGITS_MAX], *first = digits + DIGITS_MAX;

	do {
		*--first = (char)('0' + n % 10);
		n /= 10;
	} while (n > 0);
	size_t len = (size_t)(digits + DIGITS_MAX - first);
	memcpy(out, first, len);
	return out + len;
}

static size_t digits_of(uint64_t n)
{
	size_t count = 1;

	while (n >= 10) {
		n /= 10;
		count++;
	}
	return count;
}

static uint64_t value_of(const struct templates *t, enum hole_kind kind,
			 uint64_t n, uint64_t insured)
{
	if (kind == HOLE_BSN)
		return population_bsn(insured);
	return kind == HOLE_NUMBER ? n : strlen(t->run) + 1 + digits_of(n);
}

size_t template_fill(const struct templates *templates, uint64_t n, char *out)
{
	struct population_request request;
	char *to = out;
	size_t from = 0;

	choose(templates, n, &request);
	const struct template *t = &templates->lines[request.line];
	for (size_t i = 0; i < t->hole_count; i++) {
		const struct hole *hole = &t->holes[i];
		to = mempcpy(to, t->text + from, hole->at - from);
		from = hole->at;
		to = put_number(
		    to, value_of(templates, hole->kind, n, request.insured));
	}
	to = mempcpy(to, t->text + from, t->len - from);
	return (size_t)(to - out);
}
