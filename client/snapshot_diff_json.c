/* snapshot diff --json: one object, a line for each change. */
#include <stdio.h>

#include "base/ensure.h"
#include "client/snapshot_diff.h"
#include "wire/put.h"

static void put_value(struct text *t, const struct column *column,
		      const struct value *value)
{
	if (value->type == VALUE_TEXT) {
		put_str(t, column->name, value->text);
	} else if (value->type == VALUE_NULL) {
		put_name(t, column->name);
		text_str(t, "null");
	} else if (column->kind == KIND_DATE) {
		put_date(t, column->name, (civil_day)value->integer);
	} else {
		put_int(t, column->name, value->integer);
	}
}

/* The columns whose bits are set; null without a row. */
static void put_row(struct text *t, const char *name, const struct table *table,
		    const struct value *row, uint64_t columns)
{
	put_name(t, name);
	if (row == NULL) {
		text_str(t, "null");
		return;
	}
	text_char(t, '{');
	for (int i = 0; i < table->column_count; i++)
		if ((columns >> i & 1) != 0)
			put_value(t, &table->columns[i], &row[i]);
	text_char(t, '}');
}

static void put_day(struct text *t, const char *name, civil_day day,
		    civil_day none)
{
	if (day != none) {
		put_date(t, name, day);
		return;
	}
	put_name(t, name);
	text_str(t, "null");
}

static void put_supplied(struct text *t, const struct supplied_article *article)
{
	put_name(t, "supplied");
	if (article == NULL) {
		text_str(t, "null");
		return;
	}
	text_char(t, '{');
	put_str(t, "zi", article->zi);
	put_int(t, "claims", article->claims);
	text_char(t, '}');
}

static void put_sentence(struct diff *diff, struct text *t,
			 const struct snapshot_change *change)
{
	static char memory[DIFF_LINE_MAX / 4];
	struct text sentence;

	text_init(&sentence, memory, sizeof(memory));
	words_change(&diff->words, change, &sentence);
	put_str(t, "text", memory);
}

void diff_line_json(struct diff *diff, const struct snapshot_change *change,
		    const struct supplied_article *article)
{
	static const char *const kinds[] = {"added", "gone", "changed"};
	const struct table *table = snapshot_table((int)change->table);
	const struct value *row = change->is != NULL ? change->is : change->was;
	struct text t;

	text_init(&t, diff->line, DIFF_LINE_MAX);
	text_char(&t, '{');
	put_str(&t, "table", table->name);
	put_row(&t, "key", table, row,
		(UINT64_C(1) << table_key_columns(table)) - 1);
	put_str(&t, "change", kinds[change->kind]);
	put_day(&t, "from", change->from, CIVIL_NONE);
	put_day(&t, "to", change->to, CIVIL_FOREVER);
	put_row(&t, "old", table, change->was, change->columns);
	put_row(&t, "new", table, change->is, change->columns);
	put_supplied(&t, article);
	put_bool(&t, "outside", diff_is_outside(diff, change));
	put_sentence(diff, &t, change);
	text_char(&t, '}');
	ensure(!t.overflow);
}

/* ---- around the changes -------------------------------------------------- */

static void put_snapshot(struct text *t, const char *name,
			 const struct snapshot_info *info)
{
	put_open(t, name, '{');
	put_str(t, "snapshot", info->id);
	put_int(t, "sequence", info->sequence);
	put_str(t, "published_at", info->published_at);
	put_date(t, "first_day", info->first_day);
	put_date(t, "last_day", info->last_day);
	text_char(t, '}');
}

static void put_period(struct text *t, const struct supplied *supplied)
{
	put_name(t, "supplied");
	if (!supplied->known) {
		text_str(t, "null");
		return;
	}
	text_char(t, '{');
	put_int(t, "days", supplied->days);
	put_str(t, "from", supplied->from);
	put_int(t, "articles", (int64_t)supplied->count);
	text_char(t, '}');
}

static void put_counts(struct text *t, const struct table *table,
		       const struct diff_counts *counts)
{
	put_open(t, table->name, '{');
	put_int(t, "added", counts->kinds[CHANGE_ADDED]);
	put_int(t, "gone", counts->kinds[CHANGE_GONE]);
	put_int(t, "changed", counts->kinds[CHANGE_CHANGED]);
	put_int(t, "supplied", counts->supplied);
	put_open(t, "columns", '{');
	for (int i = 0; i < table->column_count; i++)
		if (counts->columns[i] > 0)
			put_int(t, table->columns[i].name, counts->columns[i]);
	text_str(t, "}}");
}

static void print_head(struct diff *diff)
{
	struct text t;

	text_init(&t, diff->line, DIFF_LINE_MAX);
	text_char(&t, '{');
	put_snapshot(&t, "old", snapshot_info(diff->words.was));
	put_snapshot(&t, "new", snapshot_info(diff->words.is));
	put_period(&t, &diff->supplied);
	put_open(&t, "counts", '{');
	for (int id = 0; id < TABLE_COUNT; id++)
		put_counts(&t, snapshot_table(id), &diff->counts[id]);
	text_char(&t, '}');
	put_open(&t, "changes", '[');
	fputs(diff->line, stdout);
}

struct list {
	struct diff *diff;
	const char *separator;
};

static void print_line(struct list *list, const char *line)
{
	fputs(list->separator, stdout);
	fputs(line, stdout);
	list->separator = ",\n";
}

static void print_other(void *ctx, const struct snapshot_change *change)
{
	struct list *list = ctx;

	if (supplied_find(&list->diff->supplied, change) != NULL)
		return;
	diff_line_json(list->diff, change, NULL);
	print_line(list, list->diff->line);
}

bool diff_print_json(struct diff *diff, struct err *e)
{
	struct list list = {.diff = diff, .separator = "\n"};

	print_head(diff);
	for (size_t i = 0; i < diff->kept_count; i++)
		print_line(&list, diff->kept[i].line);
	if (!snapshot_diff(diff->words.was, diff->words.is, print_other, &list,
			   e))
		return false;
	putchar(']');
	if (diff->wish.days > 0) {
		fputs(",\n\"rehearsal\":", stdout);
		rehearsed_print_json(&diff->rehearsed, true);
	}
	puts("}");
	return true;
}
