/*
 * explain: what is told, apart from how it looks. A page is told part by
 * part to a writer, one for terminals and one for paper and phones.
 */
#ifndef CLAIMD_CLIENT_EXPLAIN_PAGE_H
#define CLAIMD_CLIENT_EXPLAIN_PAGE_H

#include <stdbool.h>
#include <stdio.h>

#include "client/explain_words.h"

enum explain_tone { TONE_GOOD, TONE_BAD, TONE_QUIET };

/* Texts live until the call returns. */
struct explain_rule {
	const char *code;
	const char *article; /* in words */
	const char *title;
	const char *status; /* in words */
	enum explain_tone tone;
};

struct explain_sum {
	const char *label;
	const char *words;   /* the formula; empty: nothing to compute */
	const char *numbers; /* the same, filled in */
	const char *result;
};

struct explain_page;

struct explain_writer {
	void (*begin)(struct explain_page *page, const char *title);
	void (*end)(struct explain_page *page);
	void (*section)(struct explain_page *page, const char *title);
	void (*verdict)(struct explain_page *page, enum explain_tone tone,
			const char *text);
	void (*note)(struct explain_page *page, const char *text);
	/* Facts: a table of label and value. */
	void (*facts_begin)(struct explain_page *page);
	void (*fact)(struct explain_page *page, const char *label,
		     const char *value);
	void (*facts_end)(struct explain_page *page);
	/* A branch of the tree: sentence, then facts that it saw. */
	void (*rule_begin)(struct explain_page *page,
			   const struct explain_rule *rule);
	void (*rule_text)(struct explain_page *page, const char *text);
	void (*rule_fact)(struct explain_page *page, const char *label,
			  const char *value);
	void (*rule_end)(struct explain_page *page);
	void (*tree_end)(struct explain_page *page, const char *counts);
	void (*sums_begin)(struct explain_page *page);
	void (*sum)(struct explain_page *page, const struct explain_sum *sum);
	void (*sums_end)(struct explain_page *page);
	/* JSON as it was recorded. */
	void (*raw)(struct explain_page *page, const char *json);
};

struct explain_page {
	const struct explain_writer *writer;
	FILE *out;
	enum language language;
	bool full;
	const struct doc_node *root; /* what the daemon answered */
	/* The writer's own: what it has begun and not ended. */
	bool section_open;
	bool tree_open;
	bool list_open; /* of the facts of a rule */
};

extern const struct explain_writer explain_text_writer;
extern const struct explain_writer explain_html_writer;

/* Tells all of page->root. */
void explain_tell(struct explain_page *page);

/* Parts of it: the tree with the arithmetic; members of an object as facts. */
void explain_tell_rules(struct explain_page *page);
void explain_tell_arithmetic(struct explain_page *page);
void explain_tell_object(struct explain_page *page, const char *prefix,
			 const struct doc_node *object);
/* One member as a fact. */
void explain_tell_fact(struct explain_page *page, const char *label,
		       const char *name, const struct doc_node *value);

#endif
