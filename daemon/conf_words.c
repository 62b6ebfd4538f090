#include "conf_row.h"

#include <string.h>

enum {
	/* Longer words are no misspelling of a key. */
	WORD_MAX = 32,
	/* More edits than this and it is another word. */
	EDITS_MAX = 3,
};

static size_t min3(size_t a, size_t b, size_t c)
{
	size_t least = a < b ? a : b;

	return least < c ? least : c;
}

/* Levenshtein; words of WORD_MAX at most. */
static size_t edit_distance(const char *a, const char *b)
{
	size_t row[WORD_MAX + 1];
	size_t b_len = strlen(b);

	for (size_t j = 0; j <= b_len; j++)
		row[j] = j;
	for (size_t i = 0; a[i] != '\0'; i++) {
		size_t diagonal = row[0];
		row[0] = i + 1;
		for (size_t j = 0; j < b_len; j++) {
			size_t above = row[j + 1];
			row[j + 1] = min3(above + 1, row[j] + 1,
					  diagonal + (a[i] != b[j]));
			diagonal = above;
		}
	}
	return row[b_len];
}

static bool nearer(const char *word, const char *candidate, size_t *best)
{
	if (strlen(word) > WORD_MAX || strlen(candidate) > WORD_MAX)
		return false;
	size_t edits = edit_distance(word, candidate);
	if (edits >= *best || edits > strlen(candidate) / 2)
		return false;
	*best = edits;
	return true;
}

const char *conf_meant_key(const char *section, const char *word)
{
	const char *meant = NULL;
	size_t best = EDITS_MAX + 1;

	for (size_t i = 0; i < conf_row_count; i++)
		if (strcmp(conf_rows[i].section, section) == 0 &&
		    nearer(word, conf_rows[i].key, &best))
			meant = conf_rows[i].key;
	return meant;
}

const char *conf_meant_section(const char *word)
{
	const char *meant = NULL;
	size_t best = EDITS_MAX + 1;

	for (size_t i = 0; i < conf_row_count; i++)
		if (nearer(word, conf_rows[i].section, &best))
			meant = conf_rows[i].section;
	return meant;
}

const char *conf_home_of(const char *key)
{
	for (size_t i = 0; i < conf_row_count; i++)
		if (strcmp(conf_rows[i].key, key) == 0)
			return conf_rows[i].section;
	return NULL;
}

/* Where a string that opens at p ends: at its closing quote, or the NUL. */
static char *string_end(char *p)
{
	char quote = *p;

	for (p++; *p != '\0' && *p != quote; p++)
		if (*p == '\\' && p[1] != '\0')
			p++;
	return p;
}

/* Where a comment that opens at p ends: behind it; NULL if it has no end. */
static char *comment_end(char *p)
{
	if (p[0] == '/' && p[1] == '*') {
		char *end = strstr(p + 2, "*/");
		return end == NULL ? NULL : end + 2;
	}
	return p + strcspn(p, "\n");
}

static bool comment_begins(const char *p)
{
	return *p == '#' || (*p == '/' && (p[1] == '/' || p[1] == '*'));
}

static int lines_between(const char *from, const char *to)
{
	int lines = 0;

	for (; from < to; from++)
		lines += *from == '\n';
	return lines;
}

bool conf_blank_comments(char *text, int *line, struct err *e)
{
	*line = 1;
	for (char *p = text; *p != '\0';) {
		char *end = p + 1;
		if (*p == '"' || *p == '\'') {
			end = string_end(p);
			if (*end == '\0')
				return err_set(e, ERR_USAGE,
					       "the string has no end");
			end++;
		} else if (comment_begins(p)) {
			end = comment_end(p);
			if (end == NULL)
				return err_set(e, ERR_USAGE,
					       "the comment has no end");
			for (char *q = p; q < end; q++)
				if (*q != '\n')
					*q = ' ';
		}
		*line += lines_between(p, end);
		p = end;
	}
	return true;
}
