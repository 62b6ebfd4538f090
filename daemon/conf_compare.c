/* What a configuration says against another one, and where it says so. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf_row.h"

static bool is_client(const struct conf_row *row)
{
	return strcmp(row->section, "client") == 0;
}

static bool clients_equal(const struct conf *a, const struct conf *b)
{
	bool equal = a->client_count == b->client_count;

	for (size_t i = 0; equal && i < a->client_count; i++)
		for (size_t r = 0; equal && r < conf_row_count; r++)
			equal = !is_client(&conf_rows[r]) ||
				conf_row_equal(&conf_rows[r], &a->clients[i],
					       &b->clients[i]);
	return equal;
}

void conf_compare(const struct conf *a, const struct conf *b,
		  enum conf_when when, struct conf_keys *out)
{
	out->count = 0;
	for (size_t i = 0; i < conf_row_count; i++) {
		const struct conf_row *row = &conf_rows[i];
		/* The entries are one key: its first row stands for it. */
		if (row->when != when || (is_client(row) && is_client(row - 1)))
			continue;
		if (!(is_client(row) ? clients_equal(a, b)
				     : conf_row_equal(row, a, b)))
			out->names[out->count++] = row->name;
	}
}

int conf_line(const struct conf *conf, const char *name)
{
	for (size_t i = 0; i < conf_row_count; i++)
		if (strcmp(conf_rows[i].name, name) == 0)
			return conf->lines[i];
	return 0;
}

/* The line of "/section/key" or "/client/N", or 0. */
static int line_of(const struct conf *conf, const char *field)
{
	char name[64], *end;

	if (strncmp(field, "/client/", 8) == 0) {
		unsigned long index = strtoul(field + 8, &end, 10);
		return *end == '\0' && index < conf->client_count
			   ? conf->clients[index].line
			   : 0;
	}
	if (field[0] != '/')
		return 0;
	snprintf(name, sizeof(name), "%.60s", field + 1);
	name[strcspn(name, "/")] = '.';
	return conf_line(conf, name);
}

void conf_place(const struct conf *conf, struct err *e)
{
	const struct err cause = *e;
	int line = line_of(conf, cause.field);

	if (line > 0)
		err_fill(e, cause.code, cause.field, "%s:%d: %s", conf->path,
			 line, cause.message);
	else
		err_fill(e, cause.code, cause.field, "%s: %s", conf->path,
			 cause.message);
}
