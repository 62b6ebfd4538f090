/* explain: a page for terminals and pipes. */
#include <string.h>

#include "client/explain_page.h"
#include "client/out.h"

enum {
	LABEL_COLUMNS = 34,
	CODE_COLUMNS = 29,
	ARTICLE_COLUMNS = 15,
	PAGE_COLUMNS = 79,
};

/* How many columns a text takes: characters, not bytes. */
static int columns(const char *text)
{
	int count = 0;

	for (; *text != '\0'; text++)
		count += ((unsigned char)*text & 0xc0) != 0x80;
	return count;
}

static void pad(FILE *out, const char *text, int width)
{
	int used = columns(text);

	fprintf(out, "%s%*s", text, used < width ? width - used : 0, "");
}

/* What a newline or an escape could do to a terminal, it shall not. */
static void put_safe(FILE *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		putc((unsigned char)text[i] < ' ' || text[i] == 0x7f ? '?'
								     : text[i],
		     out);
}

/* Word by word; later lines begin with the margin. column: of the first. */
static void put_wrapped(FILE *out, const char *text, const char *margin,
			int column)
{
	for (bool first = true; *text != '\0'; first = false) {
		char word[256];
		size_t len = strcspn(text, " ");
		size_t kept = len < sizeof(word) ? len : sizeof(word) - 1;
		memcpy(word, text, kept);
		word[kept] = '\0';
		int width = columns(word);
		if (!first && column + 1 + width > PAGE_COLUMNS) {
			fprintf(out, "\n%s", margin);
			column = columns(margin);
		} else if (!first) {
			putc(' ', out);
			column++;
		}
		put_safe(out, text, len);
		column += width;
		text += len;
		text += strspn(text, " ");
	}
	putc('\n', out);
}

static void text_begin(struct explain_page *page, const char *title)
{
	fprintf(page->out, "%s\n", title);
}

static void text_end(struct explain_page *page)
{
	(void)page;
}

static void text_section(struct explain_page *page, const char *title)
{
	fprintf(page->out, "\n%s\n", title);
}

static void text_verdict(struct explain_page *page, enum explain_tone tone,
			 const char *text)
{
	static const enum colour colours[] = {
	    [TONE_GOOD] = COLOUR_GOOD,
	    [TONE_BAD] = COLOUR_BAD,
	    [TONE_QUIET] = COLOUR_MIDDLING,
	};

	putc('\n', page->out);
	out_coloured(page->out, colours[tone], text, 0);
	putc('\n', page->out);
}

static void text_note(struct explain_page *page, const char *text)
{
	fputs("  ", page->out);
	put_wrapped(page->out, text, "  ", 2);
}

static void text_nothing(struct explain_page *page)
{
	(void)page;
}

static void text_fact(struct explain_page *page, const char *label,
		      const char *value)
{
	static const char margin[] = "                                     ";

	fputs("  ", page->out);
	pad(page->out, label, LABEL_COLUMNS);
	if (columns(label) > LABEL_COLUMNS)
		fprintf(page->out, "\n%s", margin);
	else
		putc(' ', page->out);
	put_wrapped(page->out, value, margin, columns(margin));
}

/* ---- the tree ----------------------------------------------------------- */

static void text_rule_begin(struct explain_page *page,
			    const struct explain_rule *rule)
{
	static const enum colour colours[] = {
	    [TONE_GOOD] = COLOUR_GOOD,
	    [TONE_BAD] = COLOUR_BAD,
	    [TONE_QUIET] = COLOUR_QUIET,
	};

	fputs("├─ ", page->out);
	pad(page->out, rule->article, ARTICLE_COLUMNS);
	putc(' ', page->out);
	pad(page->out, rule->code, CODE_COLUMNS);
	putc(' ', page->out);
	out_coloured(page->out, colours[rule->tone], rule->status, 0);
	fprintf(page->out, "\n│  %s\n", rule->title);
}

static void text_rule_text(struct explain_page *page, const char *text)
{
	fputs("│  » ", page->out);
	put_wrapped(page->out, text, "│    ", 5);
}

static void text_rule_fact(struct explain_page *page, const char *label,
			   const char *value)
{
	char memory[2 * EXPLAIN_VALUE_MAX];
	struct text t;

	text_init(&t, memory, sizeof(memory));
	text_str(&t, label);
	text_str(&t, ": ");
	text_str(&t, value);
	fputs("│    · ", page->out);
	put_wrapped(page->out, t.data, "│      ", 7);
}

static void text_tree_end(struct explain_page *page, const char *counts)
{
	fputs("└─ ", page->out);
	put_wrapped(page->out, counts, "   ", 3);
}

/* ---- arithmetic --------------------------------------------------------- */

static void text_sum(struct explain_page *page, const struct explain_sum *sum)
{
	fprintf(page->out, "  %s: %s\n", sum->label, sum->result);
	if (sum->words[0] == '\0') {
		fprintf(page->out, "    %s\n",
			say(SAY_NOTHING, page->language));
		return;
	}
	fputs("    = ", page->out);
	put_wrapped(page->out, sum->words, "      ", 6);
	fputs("    = ", page->out);
	put_wrapped(page->out, sum->numbers, "      ", 6);
}

static void text_raw(struct explain_page *page, const char *json)
{
	fputs("  ", page->out);
	put_safe(page->out, json, strlen(json));
	putc('\n', page->out);
}

const struct explain_writer explain_text_writer = {
    .begin = text_begin,
    .end = text_end,
    .section = text_section,
    .verdict = text_verdict,
    .note = text_note,
    .facts_begin = text_nothing,
    .fact = text_fact,
    .facts_end = text_nothing,
    .rule_begin = text_rule_begin,
    .rule_text = text_rule_text,
    .rule_fact = text_rule_fact,
    .rule_end = text_nothing,
    .tree_end = text_tree_end,
    .sums_begin = text_nothing,
    .sum = text_sum,
    .sums_end = text_nothing,
    .raw = text_raw,
};
