#include "client/check_compare.h"

#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "wire/doc.h"

enum {
	NAME_COLUMN = 40,
	VALUE_COLUMN = 26,
	/* The longest that a member is shown with: 8 articles of an advice. */
	SHOWN_MAX = 1024,
};

struct compare {
	const struct rule_case *c;
	struct text *report;
	bool equal;
};

static void pad(struct text *t, size_t written, size_t width)
{
	do
		text_char(t, ' ');
	while (++written < width);
}

static void row(struct compare *cmp, const char *name, const char *expected,
		const char *got)
{
	bool same = strcmp(expected, got) == 0;

	text_str(cmp->report, same ? "    " : "  ! ");
	text_str(cmp->report, name);
	pad(cmp->report, strlen(name), NAME_COLUMN);
	text_str(cmp->report, expected);
	pad(cmp->report, strlen(expected), VALUE_COLUMN);
	text_str(cmp->report, got);
	text_char(cmp->report, '\n');
	cmp->equal = cmp->equal && same;
}

static void show_list(struct text *out, const struct doc_node *node)
{
	for (size_t i = 0; i < doc_len(node); i++) {
		if (i > 0)
			text_char(out, ',');
		text_str(out, doc_str(doc_at(node, i), "?"));
	}
}

/* As a case writes it: strings bare, lists with commas, absent as none. */
static void show(const struct doc_node *node, char shown[SHOWN_MAX])
{
	struct text t;

	text_init(&t, shown, SHOWN_MAX);
	if (node == NULL) {
		text_str(&t, "none");
	} else if (doc_is_string(node)) {
		text_str(&t, doc_str(node, ""));
	} else if (doc_is_array(node)) {
		show_list(&t, node);
	} else {
		char *bytes = doc_compact(node);
		ensure(bytes != NULL);
		text_str(&t, bytes);
		free(bytes);
	}
}

static const struct doc_node *at_path(const struct doc_node *node,
				      const char *path)
{
	char segment[64];

	while (node != NULL && *path != '\0') {
		size_t len = strcspn(path, ".");
		ensure(len < sizeof(segment));
		memcpy(segment, path, len);
		segment[len] = '\0';
		node = doc_get(node, segment);
		path += len + (path[len] == '.');
	}
	return node;
}

static void compare_fields(struct compare *cmp, const struct case_line *line,
			   const struct doc_node *reply)
{
	char got[SHOWN_MAX];

	for (int i = 0; i < line->field_count; i++) {
		const struct case_field *field = &line->fields[i];
		show(at_path(reply, case_expect_path(field->name)), got);
		row(cmp, field->name, field->value, got);
	}
}

static void compare_members(struct compare *cmp, const struct case_line *line,
			    const struct doc_node *node)
{
	char name[128], got[SHOWN_MAX];
	struct text t;

	for (int i = 0; i < line->field_count; i++) {
		const struct case_field *field = &line->fields[i];
		text_init(&t, name, sizeof(name));
		text_str(&t, line->word);
		text_char(&t, ' ');
		text_str(&t, field->name);
		show(doc_get(node, field->name), got);
		row(cmp, name, field->value, got);
	}
}

static const struct case_line *next_line(const struct rule_case *c, int *at,
					 enum case_line_kind kind)
{
	while (*at < c->line_count) {
		const struct case_line *line = c->lines[(*at)++];
		if (line->kind == kind)
			return line;
	}
	return NULL;
}

/* All reasons, in their order; a case says each of them. */
static void compare_reasons(struct compare *cmp, const struct doc_node *reply)
{
	const struct doc_node *reasons = doc_get(reply, "reasons");
	int at = 0;

	for (size_t i = 0;; i++) {
		const struct doc_node *got = doc_at(reasons, i);
		const struct case_line *line =
			next_line(cmp->c, &at, CASE_EXPECT_REASON);
		if (line == NULL && got == NULL)
			return;
		row(cmp, "reason", line == NULL ? "none" : line->word,
		    doc_get_str(got, "code", "none"));
		if (line != NULL)
			compare_members(cmp, line, got);
	}
}

static const struct doc_node *find_advice(const struct doc_node *reply,
					  const char *action)
{
	const struct doc_node *advice = doc_get(reply, "advice");

	for (size_t i = 0; i < doc_len(advice); i++) {
		const struct doc_node *one = doc_at(advice, i);
		if (strcmp(doc_get_str(one, "action", ""), action) == 0)
			return one;
	}
	return NULL;
}

/* "advice none" is a list without any; else what is named must be there. */
static void compare_advice(struct compare *cmp, const struct doc_node *reply)
{
	const struct case_line *line;

	for (int at = 0;
	     (line = next_line(cmp->c, &at, CASE_EXPECT_ADVICE)) != NULL;) {
		if (strcmp(line->word, "none") == 0) {
			const struct doc_node *first =
			    doc_at(doc_get(reply, "advice"), 0);
			row(cmp, "advice", "none",
			    doc_get_str(first, "action", "none"));
			continue;
		}
		const struct doc_node *got = find_advice(reply, line->word);
		row(cmp, "advice", line->word,
		    got == NULL ? "none" : line->word);
		compare_members(cmp, line, got);
	}
	for (int at = 0;
	     (line = next_line(cmp->c, &at, CASE_EXPECT_NO_ADVICE)) != NULL;)
		row(cmp, line->word, "none",
		    find_advice(reply, line->word) == NULL ? "none"
							   : line->word);
}

static void title_row(struct text *report)
{
	text_str(report, "    ");
	text_str(report, "field");
	pad(report, strlen("field"), NAME_COLUMN);
	text_str(report, "expected");
	pad(report, strlen("expected"), VALUE_COLUMN);
	text_str(report, "got\n");
}

bool check_compare(const struct rule_case *c, const char *reply, size_t len,
		   struct text *report)
{
	struct compare cmp = {.c = c, .report = report, .equal = true};
	struct err e;
	struct doc *doc;

	if (!doc_parse(reply, len, &doc, &e)) {
		text_str(report, "  ! the reply is no JSON: ");
		text_str(report, e.message);
		text_char(report, '\n');
		return false;
	}
	title_row(report);
	for (int i = 0; i < c->line_count; i++)
		if (c->lines[i]->kind == CASE_EXPECT)
			compare_fields(&cmp, c->lines[i], doc_root(doc));
	compare_reasons(&cmp, doc_root(doc));
	compare_advice(&cmp, doc_root(doc));
	doc_free(doc);
	return cmp.equal;
}
