/* explain: the tree of rules, and how each amount came about. */
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "client/explain_page.h"
#include "rules/figures.h"

static const struct doc_node *explanation_of(const struct explain_page *page)
{
	return doc_get(page->root, "explanation");
}

/* ---- rules -------------------------------------------------------------- */

enum status {
	STATUS_BIT,
	STATUS_PASSED,
	STATUS_NOT_APPLICABLE,
	STATUS_NOT_REACHED,
	STATUS_COUNT
};

static const struct {
	const char *name;
	enum saying words;
	enum explain_tone tone;
} statuses[STATUS_COUNT] = {
    {"bit", SAY_BIT, TONE_BAD},
    {"passed", SAY_PASSED, TONE_GOOD},
    {"not_applicable", SAY_NOT_APPLICABLE, TONE_QUIET},
    {"not_reached", SAY_NOT_REACHED, TONE_QUIET},
};

static enum status status_of(const struct doc_node *rule)
{
	const char *name = doc_get_str(rule, "status", "");
	int i = 0;

	while (i + 1 < STATUS_COUNT && strcmp(statuses[i].name, name) != 0)
		i++;
	return (enum status)i;
}

/* What the rule said, when it did. */
static const struct doc_node *reason_of(const struct explain_page *page,
					const char *code)
{
	const struct doc_node *reasons =
	    doc_get(explanation_of(page), "reasons");

	for (size_t i = 0; i < doc_len(reasons); i++) {
		const struct doc_node *reason = doc_at(reasons, i);
		if (strcmp(doc_get_str(reason, "code", ""), code) == 0)
			return reason;
	}
	return NULL;
}

static const char *title_of(const char *code, enum language language)
{
	for (int i = 0; i < RULE_COUNT; i++)
		if (strcmp(rule_name((enum rule_code)i), code) == 0)
			return rule_title((enum rule_code)i, language);
	return "";
}

static void tell_saw(struct explain_page *page, const struct doc_node *saw)
{
	for (size_t i = 0; i < doc_len(saw); i++) {
		const char *name = doc_name_at(saw, i);
		char label_memory[EXPLAIN_VALUE_MAX];
		char value_memory[EXPLAIN_VALUE_MAX];
		struct text label, value;
		text_init(&label, label_memory, sizeof(label_memory));
		text_init(&value, value_memory, sizeof(value_memory));
		const char *own = operand_label(name, page->language);
		text_str(&label, own != NULL ? own : name);
		explain_value(&value, name, doc_get(saw, name), page->language);
		page->writer->rule_fact(page, label.data, value.data);
	}
}

/* With its effect before it, and under it what the rule's sentence says. */
static void tell_reason(struct explain_page *page,
			const struct doc_node *reason)
{
	char memory[EXPLAIN_VALUE_MAX];
	struct text t;

	text_init(&t, memory, sizeof(memory));
	text_str(&t, term("effect", doc_get_str(reason, "effect", ""),
			  page->language));
	text_str(&t, ": ");
	text_str(&t,
		 doc_get_str(reason,
			     page->language == LANGUAGE_NL ? "nl" : "en", ""));
	page->writer->rule_text(page, t.data);
}

static void tell_rule(struct explain_page *page, const struct doc_node *rule)
{
	const char *code = doc_get_str(rule, "code", "");
	const struct doc_node *reason = reason_of(page, code);
	enum status status = status_of(rule);
	enum language l = page->language;
	char memory[128];
	struct text article;

	text_init(&article, memory, sizeof(memory));
	explain_article(
	    &article,
	    doc_get_str(reason != NULL ? reason : rule, "article", ""), true,
	    l);
	enum saying words = doc_get_bool(rule, "of_kind", true)
				? statuses[status].words
				: SAY_NOT_OF_KIND;
	page->writer->rule_begin(page, &(struct explain_rule){
					   .code = code,
					   .article = article.data,
					   .title = title_of(code, l),
					   .status = say(words, l),
					   .tone = statuses[status].tone,
				       });
	if (reason != NULL)
		tell_reason(page, reason);
	tell_saw(page, doc_get(rule, "saw"));
	page->writer->rule_end(page);
}

static void tell_counts(struct explain_page *page, const int *counts, int all)
{
	char numbers[STATUS_COUNT + 1][16];
	const char *words[STATUS_COUNT + 1];
	char memory[EXPLAIN_VALUE_MAX];
	struct text t;

	for (int i = 0; i <= STATUS_COUNT; i++) {
		struct text number;
		text_init(&number, numbers[i], sizeof(numbers[i]));
		text_int(&number, i == 0 ? all : counts[i - 1]);
		words[i] = numbers[i];
	}
	text_init(&t, memory, sizeof(memory));
	say_with(&t, SAY_COUNTS, page->language, words);
	if (!page->full) {
		text_str(&t, ". ");
		text_str(&t, say(SAY_COLLAPSED, page->language));
	}
	page->writer->tree_end(page, t.data);
}

void explain_tell_rules(struct explain_page *page)
{
	const struct doc_node *rules = doc_get(explanation_of(page), "rules");
	int counts[STATUS_COUNT] = {0};

	for (size_t i = 0; i < doc_len(rules); i++) {
		const struct doc_node *rule = doc_at(rules, i);
		enum status status = status_of(rule);
		counts[status]++;
		if (page->full || status == STATUS_BIT ||
		    status == STATUS_PASSED)
			tell_rule(page, rule);
	}
	tell_counts(page, counts, (int)doc_len(rules));
}

/* ---- arithmetic --------------------------------------------------------- */

static const char *label_of(const char *name, enum language l)
{
	const char *label = operand_label(name, l);

	return label != NULL ? label : name;
}

static const char *without_each(const char *name)
{
	size_t len = strlen(OPERAND_EACH);

	return strncmp(name, OPERAND_EACH, len) == 0 ? name + len : name;
}

/* A number of the formula; the lines of all ingredients as a sum. */
static void write_operand(struct text *out, const char *name,
			  const struct doc_node *value, enum language l)
{
	enum form form = operand_form(name);

	if (!doc_is_array(value)) {
		form_write(out, form, doc_int(value, 0), l);
		return;
	}
	for (size_t i = 0; i < doc_len(value); i++) {
		text_str(out, i > 0 ? " + " : "");
		form_write(out, form, doc_int(doc_at(value, i), 0), l);
	}
}

/* The formula twice: in words, and with its numbers filled in. */
static void write_formula(const struct doc_node *line, enum language l,
			  struct text *words, struct text *numbers)
{
	const struct doc_node *operands = doc_get(line, "operands");
	const char *at = doc_get_str(line, "formula", "");
	char operand[OPERAND_NAME_MAX + 1];
	const char *plain = at;
	size_t len;

	while (formula_next(&at, &len, operand)) {
		const char *name = without_each(operand);
		text_bytes(words, plain, len);
		text_bytes(numbers, plain, len);
		text_str(words, label_of(name, l));
		write_operand(numbers, name, doc_get(operands, name), l);
		plain = at;
	}
	text_bytes(words, plain, len);
	text_bytes(numbers, plain, len);
}

static void tell_line(struct explain_page *page, const struct doc_node *line)
{
	const char *ingredient = doc_get_str(line, "ingredient", NULL);
	char memory[4][EXPLAIN_VALUE_MAX];
	struct text label, words, numbers, result;

	text_init(&label, memory[0], sizeof(memory[0]));
	text_init(&words, memory[1], sizeof(memory[1]));
	text_init(&numbers, memory[2], sizeof(memory[2]));
	text_init(&result, memory[3], sizeof(memory[3]));
	text_str(&label,
		 label_of(doc_get_str(line, "figure", ""), page->language));
	if (ingredient != NULL) {
		text_str(&label, ": ");
		text_str(&label, ingredient);
	}
	write_formula(line, page->language, &words, &numbers);
	form_write(&result, FORM_EURO, doc_get_int(line, "cents", 0),
		   page->language);
	page->writer->sum(page, &(struct explain_sum){
				    .label = label.data,
				    .words = words.data,
				    .numbers = numbers.data,
				    .result = result.data,
				});
}

static bool is_denied(const struct explain_page *page)
{
	const struct doc_node *reasons =
	    doc_get(explanation_of(page), "reasons");

	for (size_t i = 0; i < doc_len(reasons); i++)
		if (strcmp(doc_get_str(doc_at(reasons, i), "effect", ""),
			   "deny") == 0)
			return true;
	return false;
}

/* What is not due needs no line on one page; an auditor sees it all. */
void explain_tell_arithmetic(struct explain_page *page)
{
	const struct doc_node *lines =
	    doc_get(explanation_of(page), "arithmetic");

	if (is_denied(page))
		page->writer->note(page, say(SAY_DENIED, page->language));
	page->writer->sums_begin(page);
	for (size_t i = 0; i < doc_len(lines); i++) {
		const struct doc_node *line = doc_at(lines, i);
		if (page->full || doc_get_str(line, "formula", "")[0] != '\0')
			tell_line(page, line);
	}
	page->writer->sums_end(page);
}
