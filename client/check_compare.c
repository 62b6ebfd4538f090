#include "client/check_compare.h"

#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "wire/doc.h"

enum {
	NAME_COLUMN = 32,
	VALUE_COLUMN = 22,
	/* The mark, the name, both values: what a terminal shows of a row. */
	ROW_COLUMNS = 80,
	MARK_COLUMN = 4,
	/* Where a value begins that has a line, or several, of its own. */
	OWN_LINE_COLUMN = 18,
	/* The longest that a member is shown with: 8 articles of an advice. */
	SHOWN_MAX = 1024,
};

struct compare {
	const struct rule_case *c;
	const struct check_steps *steps;
	struct text *report;
	bool equal;
};

static void blanks(struct text *t, size_t count)
{
	while (count-- > 0)
		text_char(t, ' ');
}

static void cell(struct text *t, const char *value, size_t width)
{
	text_str(t, value);
	blanks(t, width - strlen(value));
}

/* How much of a value fits on one line; a list is cut behind a comma. */
static size_t line_len(const char *value)
{
	const size_t room = ROW_COLUMNS - OWN_LINE_COLUMN;
	size_t len = room;

	if (strlen(value) <= room)
		return strlen(value);
	while (len > 0 && value[len - 1] != ',')
		len--;
	return len > 0 ? len : room;
}

static void own_lines(struct text *t, const char *label, const char *value)
{
	blanks(t, MARK_COLUMN + 2);
	cell(t, label, OWN_LINE_COLUMN - MARK_COLUMN - 2);
	for (size_t len; *value != '\0'; value += len) {
		len = line_len(value);
		text_bytes(t, value, len);
		text_char(t, '\n');
		if (value[len] != '\0')
			blanks(t, OWN_LINE_COLUMN);
	}
}

/* Side by side, or below one another where the width does not suffice. */
static void row(struct compare *cmp, const char *name, const char *expected,
		const char *got)
{
	bool same = strcmp(expected, got) == 0;
	bool fits = strlen(name) < NAME_COLUMN &&
		    strlen(expected) < VALUE_COLUMN &&
		    strlen(got) <= VALUE_COLUMN;

	text_str(cmp->report, same ? "    " : "  ! ");
	if (fits) {
		cell(cmp->report, name, NAME_COLUMN);
		cell(cmp->report, expected, VALUE_COLUMN);
		text_str(cmp->report, got);
		text_char(cmp->report, '\n');
	} else {
		text_str(cmp->report, name);
		text_char(cmp->report, '\n');
		own_lines(cmp->report, "expected", expected);
		own_lines(cmp->report, "got", got);
	}
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

/* earlier-2 is the number of the second earlier request's claim. */
static const char *claim_meant(const struct compare *cmp, const char *value)
{
	static const char prefix[] = "earlier-";
	long count = 0;

	if (strncmp(value, prefix, strlen(prefix)) == 0)
		count = strtol(value + strlen(prefix), NULL, 10);
	for (int i = 0; count > 0 && i < cmp->steps->count; i++)
		if (cmp->steps->at[i].kind == STEP_EARLIER && --count == 0)
			return cmp->steps->at[i].claim;
	return value;
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
		row(cmp, name,
		    strcmp(field->name, "claim") == 0
			? claim_meant(cmp, field->value)
			: field->value,
		    got);
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

static bool reason_is(const struct doc_node *reason, const char *code)
{
	return strcmp(doc_get_str(reason, "code", ""), code) == 0;
}

static bool reason_follows(const struct doc_node *reasons, size_t from,
			   const char *code)
{
	for (size_t i = from; i < doc_len(reasons); i++)
		if (reason_is(doc_at(reasons, i), code))
			return true;
	return false;
}

/*
 * All reasons, in their order; a case says each of them. One that is missing
 * or too many does not put those after it out of step.
 */
static void compare_reasons(struct compare *cmp, const struct doc_node *reply)
{
	const struct doc_node *reasons = doc_get(reply, "reasons");
	const struct case_line *line;
	size_t i = 0;

	for (int at = 0;
	     (line = next_line(cmp->c, &at, CASE_EXPECT_REASON)) != NULL;) {
		bool there = reason_follows(reasons, i, line->word);
		for (; there && !reason_is(doc_at(reasons, i), line->word); i++)
			row(cmp, "reason", "none",
			    doc_get_str(doc_at(reasons, i), "code", "?"));
		row(cmp, "reason", line->word, there ? line->word : "none");
		compare_members(cmp, line, there ? doc_at(reasons, i++) : NULL);
	}
	for (; i < doc_len(reasons); i++)
		row(cmp, "reason", "none",
		    doc_get_str(doc_at(reasons, i), "code", "?"));
}

/* A request that was refused where a decision was expected. */
static void compare_refusal(struct compare *cmp, const struct doc_node *reply)
{
	static const char *const kinds[] = {"error", "retry"};
	char got[SHOWN_MAX];
	struct text t;

	for (int i = 0; i < cmp->c->line_count; i++) {
		const struct case_line *line = cmp->c->lines[i];
		for (int f = 0; f < line->field_count; f++)
			if (line->kind == CASE_EXPECT &&
			    strcmp(line->fields[f].name, "error") == 0)
				return;
	}
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		const struct doc_node *refusal = doc_get(reply, kinds[i]);
		if (refusal == NULL)
			continue;
		text_init(&t, got, sizeof(got));
		text_str(&t, doc_get_str(refusal, "code", "?"));
		text_char(&t, ' ');
		text_str(&t, doc_get_str(refusal, "field", ""));
		row(cmp, kinds[i], "none", got);
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
	blanks(report, MARK_COLUMN);
	cell(report, "field", NAME_COLUMN);
	cell(report, "expected", VALUE_COLUMN);
	text_str(report, "got\n");
}

bool check_compare(const struct rule_case *c, const struct check_steps *steps,
		   const char *reply, size_t len, struct text *report)
{
	struct compare cmp = {
	    .c = c, .steps = steps, .report = report, .equal = true};
	struct err e;
	struct doc *doc;

	if (!doc_parse(reply, len, &doc, &e)) {
		text_str(report, "  ! the reply is no JSON: ");
		text_str(report, e.message);
		text_char(report, '\n');
		return false;
	}
	title_row(report);
	compare_refusal(&cmp, doc_root(doc));
	for (int i = 0; i < c->line_count; i++)
		if (c->lines[i]->kind == CASE_EXPECT)
			compare_fields(&cmp, c->lines[i], doc_root(doc));
	compare_reasons(&cmp, doc_root(doc));
	compare_advice(&cmp, doc_root(doc));
	doc_free(doc);
	return cmp.equal;
}
