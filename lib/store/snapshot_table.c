#include "store/snapshot_table.h"

#include <stdio.h>
#include <string.h>

#include "base/ensure.h"
#include "base/limits.h"

static const struct column columns[] = {
#define TABLE(table, required, periods, rows, key)
#define COLUMN(table, name, kind, optional, low, high, words)                  \
	{#name, KIND_##kind, optional, low, high, words},
#define END(table)
#include "store/columns.def"
#undef TABLE
#undef COLUMN
#undef END
};

static const struct table tables[] = {
#define TABLE(table, required, periods, rows, key)                             \
	{#table,                                                               \
	 required,                                                             \
	 periods,                                                              \
	 rows,                                                                 \
	 key,                                                                  \
	 &columns[FIRST_##table],                                              \
	 (int)END_##table - (int)FIRST_##table},
#define COLUMN(table, name, kind, optional, low, high, words)
#define END(table)
#include "store/columns.def"
#undef TABLE
#undef COLUMN
#undef END
};

const struct table *snapshot_table(int id)
{
	ensure(id >= 0 && id < TABLE_COUNT);
	return &tables[id];
}

const struct column *snapshot_column(int id)
{
	ensure(id >= 0 && id < COLUMN_COUNT);
	return &columns[id];
}

int table_column(const struct table *table, const char *name)
{
	for (int i = 0; i < table->column_count; i++)
		if (strcmp(table->columns[i].name, name) == 0)
			return i;
	return -1;
}

int column_word(const struct column *column, const char *word)
{
	size_t len = strlen(word);
	const char *at = column->words;

	for (int i = 0;; i++) {
		size_t this_len = strcspn(at, "|");
		if (this_len == len && memcmp(at, word, len) == 0)
			return i;
		if (at[this_len] == '\0')
			return -1;
		at += this_len + 1;
	}
}

bool table_has_file(const char *name)
{
	for (int id = 0; id < TABLE_COUNT; id++) {
		const char *table = snapshot_table(id)->name;
		size_t len = strlen(table);
		if (strncmp(name, table, len) == 0 &&
		    strcmp(name + len, ".csv") == 0)
			return true;
	}
	return false;
}
