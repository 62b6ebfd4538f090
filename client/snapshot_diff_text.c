/* snapshot diff: a summary, what was supplied, and then each table. */
#include <stdio.h>
#include <string.h>

#include "client/snapshot_diff.h"

enum { LABEL_COLUMNS = 46, COUNT_COLUMNS = 11 };

enum telling {
#define TELL(symbol, nl, en) TELL_##symbol,
#include "client/snapshot_diff.def"
#undef TELL
};

static const char *tell(const struct diff *diff, enum telling telling)
{
	static const struct {
		const char *in[LANGUAGE_COUNT];
	} tellings[] = {
#define TELL(symbol, nl, en) {{nl, en}},
#include "client/snapshot_diff.def"
#undef TELL
	};

	return tellings[telling].in[diff->words.language];
}

/* Prints a sentence with each %s replaced by the next word. */
static void print(const struct diff *diff, enum telling telling,
		  const char *const *words)
{
	const char *at = tell(diff, telling);

	for (const char *gap; (gap = strstr(at, "%s")) != NULL;
	     at = gap + strlen("%s"))
		printf("%.*s%s", (int)(gap - at), at, *words++);
	fputs(at, stdout);
}

struct number {
	char text[24];
};

static const char *as_text(int64_t n, struct number *out)
{
	snprintf(out->text, sizeof(out->text), "%lld", (long long)n);
	return out->text;
}

static void print_number(const struct diff *diff, enum telling telling,
			 int64_t n)
{
	struct number number;
	const char *const words[] = {as_text(n, &number)};

	print(diff, telling, words);
}

/* ---- the summary --------------------------------------------------------- */

/* How many columns a text takes: characters, not bytes. */
static int columns(const char *text)
{
	int count = 0;

	for (; *text != '\0'; text++)
		count += ((unsigned char)*text & 0xc0) != 0x80;
	return count;
}

static void print_label(const char *margin, const char *label)
{
	int used = columns(margin) + columns(label);

	printf("%s%s%*s", margin, label,
	       used < LABEL_COLUMNS ? LABEL_COLUMNS - used : 0, "");
}

/* Nought is left blank: what changed stands out. */
static void print_count(int64_t count)
{
	if (count != 0)
		printf("%*lld", COUNT_COLUMNS, (long long)count);
	else
		printf("%*s", COUNT_COLUMNS, "");
}

static void print_heads(const struct diff *diff)
{
	print_label("", "");
	printf("%*s%*s%*s", COUNT_COLUMNS, tell(diff, TELL_ADDED),
	       COUNT_COLUMNS, tell(diff, TELL_GONE), COUNT_COLUMNS,
	       tell(diff, TELL_CHANGED));
	if (diff->supplied.known)
		printf("%*s", COUNT_COLUMNS, tell(diff, TELL_SUPPLIED));
	putchar('\n');
}

static int64_t total(const struct diff_counts *counts)
{
	return counts->kinds[CHANGE_ADDED] + counts->kinds[CHANGE_GONE] +
	       counts->kinds[CHANGE_CHANGED];
}

/* Under a table what changed in it, where that is not all that it has. */
static void print_changed_columns(const struct diff *diff, int id)
{
	const struct table *table = snapshot_table(id);
	int first = (int)(table->columns - snapshot_column(0));

	for (int i = 0; i < table->column_count; i++) {
		enum column_id column = (enum column_id)(first + i);
		int64_t count = diff->counts[id].columns[i];
		if (count == 0 || column == COLUMN_meta_value)
			continue;
		print_label("    ", words_column(column, diff->words.language));
		printf("%*s", 2 * COUNT_COLUMNS, "");
		print_count(count);
		putchar('\n');
	}
}

static void print_counts(const struct diff *diff, int id)
{
	const struct diff_counts *counts = &diff->counts[id];

	print_label("  ", words_title((enum table_id)id, diff->words.language));
	for (int kind = 0; kind < CHANGE_KIND_COUNT; kind++)
		print_count(counts->kinds[kind]);
	if (diff->supplied.known)
		print_count(counts->supplied);
	putchar('\n');
	print_changed_columns(diff, id);
}

/* False: nothing at all has changed. */
static bool print_summary(const struct diff *diff)
{
	int64_t sum = 0;

	for (int id = 0; id < TABLE_COUNT; id++)
		sum += total(&diff->counts[id]);
	if (sum == 0) {
		if (diff->outside == 0)
			puts(tell(diff, TELL_NOTHING));
		return false;
	}
	print_heads(diff);
	for (int id = 0; id < TABLE_COUNT; id++)
		if (total(&diff->counts[id]) > 0)
			print_counts(diff, id);
	if (sum == total(&diff->counts[TABLE_meta]))
		printf("\n%s\n", tell(diff, TELL_NOTHING_ELSE));
	return true;
}

static void print_title(const struct diff *diff)
{
	const struct snapshot_info *was = snapshot_info(diff->words.was);
	const struct snapshot_info *is = snapshot_info(diff->words.is);
	char was_day[LEN_CIVIL + 1], is_day[LEN_CIVIL + 1];
	const char *const words[] = {was->id, was_day, is->id, is_day};

	civil_format(was->published_day, was_day);
	civil_format(is->published_day, is_day);
	print(diff, TELL_TITLE, words);
	fputs("\n\n", stdout);
}

static void print_outside(const struct diff *diff)
{
	struct number number;
	const char *const words[] = {as_text(diff->outside, &number),
				     snapshot_info(diff->words.is)->id};

	if (diff->outside == 0)
		return;
	putchar('\n');
	print(diff, TELL_OUTSIDE, words);
	putchar('\n');
}

/* ---- what was supplied ----------------------------------------------------
 */

static void print_more(const struct diff *diff, int64_t left_out)
{
	if (left_out == 0)
		return;
	fputs("  ", stdout);
	print_number(diff, TELL_MORE, left_out);
	putchar('\n');
}

static void print_article(const struct diff *diff,
			  const struct supplied_article *article)
{
	char memory[LEN_NAME + 32];
	struct text name;

	text_init(&name, memory, sizeof(memory));
	words_article(&diff->words, article->zi, &name);
	printf("\n%s, ", memory);
	if (article->claims == 1)
		fputs(tell(diff, TELL_ONCE), stdout);
	else
		print_number(diff, TELL_TIMES, article->claims);
	putchar('\n');
}

/* The changes of the article at this place; returns where the next begins. */
static size_t print_of_article(const struct diff *diff, size_t at, bool shown)
{
	const struct supplied_article *article = diff->kept[at].article;
	int64_t lines = 0, left_out = 0;

	if (shown)
		print_article(diff, article);
	for (; at < diff->kept_count && diff->kept[at].article == article;
	     at++) {
		if (diff->words.full || lines < DIFF_EXAMPLES_MAX)
			lines++;
		else
			left_out++;
		if (shown && left_out == 0)
			printf("  %s\n", diff->kept[at].line);
	}
	if (shown)
		print_more(diff, left_out);
	return at;
}

static void print_supplied(const struct diff *diff)
{
	const struct supplied *supplied = &diff->supplied;
	int64_t articles = 0, left_out = 0;
	struct number days;
	const char *const words[] = {as_text(supplied->days, &days),
				     supplied->from};

	putchar('\n');
	if (!supplied->known) {
		puts(tell(diff, TELL_UNKNOWN));
		return;
	}
	print(diff,
	      diff->kept_count > 0 ? TELL_SUPPLIED_TITLE : TELL_NONE_SUPPLIED,
	      words);
	putchar('\n');
	for (size_t at = 0; at < diff->kept_count;) {
		bool shown = diff->words.full || articles < DIFF_ARTICLES_MAX;
		at = print_of_article(diff, at, shown);
		articles += shown;
		left_out += !shown;
	}
	if (left_out > 0) {
		putchar('\n');
		print_number(diff, TELL_MORE_ARTICLES, left_out);
		putchar('\n');
	}
}

/* ---- the rest, by table ---------------------------------------------------
 */

struct rest {
	struct diff *diff;
	int table; /* -1: none yet */
	int64_t lines, left_out;
};

static void begin_table(struct rest *rest, enum table_id table)
{
	print_more(rest->diff, rest->left_out);
	rest->table = (int)table;
	rest->lines = rest->left_out = 0;
	printf("\n%s\n", words_title(table, rest->diff->words.language));
}

static void print_line(void *ctx, const struct snapshot_change *change,
		       const struct snapshot_change *instead)
{
	struct rest *rest = ctx;
	struct diff *diff = rest->diff;

	if (diff_find(diff, change, instead) != NULL)
		return;
	if ((int)change->table != rest->table)
		begin_table(rest, change->table);
	if (!diff->words.full && rest->lines == DIFF_EXAMPLES_MAX) {
		rest->left_out += instead != NULL ? 2 : 1;
		return;
	}
	rest->lines++;
	diff_line_text(diff, change, instead);
	printf("  %s\n", diff->line);
}

static void print_rest(void *ctx, const struct snapshot_change *change)
{
	struct swap *swap = ctx;
	const struct rest *rest = swap->ctx;

	if (!diff_is_left_out(rest->diff, change))
		swap_feed(swap, change);
}

bool diff_print_text(struct diff *diff, struct err *e)
{
	struct rest rest = {.diff = diff, .table = -1};
	struct swap swap = {.tell = print_line, .ctx = &rest};

	print_title(diff);
	bool changed = print_summary(diff);
	print_outside(diff);
	if (!changed)
		return true;
	print_supplied(diff);
	if (!snapshot_diff(diff->words.was, diff->words.is, print_rest, &swap,
			   e))
		return false;
	swap_end(&swap);
	print_more(diff, rest.left_out);
	return true;
}
