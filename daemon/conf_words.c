#include "conf_row.h"

#include <string.h>

#include "base/suggest.h"

const char *conf_meant_key(const char *section, const char *word)
{
	struct suggest near;

	suggest_start(&near, word);
	for (size_t i = 0; i < conf_row_count; i++)
		if (strcmp(conf_rows[i].section, section) == 0)
			suggest_consider(&near, conf_rows[i].key);
	return near.best;
}

const char *conf_meant_section(const char *word)
{
	struct suggest near;

	suggest_start(&near, word);
	for (size_t i = 0; i < conf_row_count; i++)
		suggest_consider(&near, conf_rows[i].section);
	return near.best;
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
