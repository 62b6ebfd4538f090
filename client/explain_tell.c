/* explain: the order of a page, and all of it that is no tree. */
#include <stdlib.h>
#include <string.h>

#include "base/attr.h"
#include "client/explain_page.h"
#include "client/reply_advice.h"
#include "rules/figures.h"

static const char *verified(const struct explain_page *page)
{
	return doc_get_str(page->root, "verified", "");
}

static bool is_made_again(const struct explain_page *page)
{
	return strcmp(verified(page), "other_rules") != 0;
}

void explain_tell_fact(struct explain_page *page, const char *label,
		       const char *name, const struct doc_node *value)
{
	char memory[EXPLAIN_VALUE_MAX];
	struct text t;

	text_init(&t, memory, sizeof(memory));
	explain_value(&t, name, value, page->language);
	page->writer->fact(page, label, t.data);
}

/* Whether the elements of an array are objects: a line for each, then. */
static bool is_rows(const struct doc_node *value)
{
	return doc_is_array(value) && doc_is_object(doc_at(value, 0));
}

static void tell_rows(struct explain_page *page, const char *label,
		      const char *name, const struct doc_node *rows)
{
	for (size_t i = 0; i < doc_len(rows); i++) {
		char memory[EXPLAIN_VALUE_MAX];
		struct text t;
		text_init(&t, memory, sizeof(memory));
		text_str(&t, label);
		text_char(&t, ' ');
		text_int(&t, (int64_t)i + 1);
		explain_tell_fact(page, t.data, name, doc_at(rows, i));
	}
}

void explain_tell_object(struct explain_page *page, const char *prefix,
			 const struct doc_node *object)
{
	for (size_t i = 0; i < doc_len(object); i++) {
		const char *name = doc_name_at(object, i);
		const struct doc_node *value = doc_get(object, name);
		char memory[EXPLAIN_VALUE_MAX];
		struct text label;
		text_init(&label, memory, sizeof(memory));
		text_str(&label, prefix);
		text_str(&label, prefix[0] != '\0' ? ": " : "");
		explain_label(&label, name, page->language);
		if (doc_is_object(value))
			explain_tell_object(page, label.data, value);
		else if (is_rows(value))
			tell_rows(page, label.data, name, value);
		else
			explain_tell_fact(page, label.data, name, value);
	}
}

/* ---- sections ----------------------------------------------------------- */

static void section(struct explain_page *page, enum saying title)
{
	page->writer->section(page, say(title, page->language));
}

static void tell_verdict(struct explain_page *page)
{
	const char *versions[] = {doc_get_str(page->root, "rules", "?"),
				  RULES_VERSION};
	char memory[EXPLAIN_VALUE_MAX];
	struct text t;

	text_init(&t, memory, sizeof(memory));
	if (strcmp(verified(page), "equal") == 0) {
		page->writer->verdict(page, TONE_GOOD,
				      say(SAY_EQUAL, page->language));
	} else if (is_made_again(page)) {
		page->writer->verdict(page, TONE_BAD,
				      say(SAY_DIFFERS, page->language));
	} else {
		say_with(&t, SAY_OTHER_RULES, page->language, versions);
		page->writer->verdict(page, TONE_QUIET, t.data);
	}
}

/* What a text of the answer itself is called here. */
static void tell_head(struct explain_page *page)
{
	static const struct {
		const char *name;
		enum saying label;
	} rows[] = {
	    {"claim", SAY_CLAIM},	{"id", SAY_REQUEST_ID},
	    {"pharmacy", SAY_PHARMACY}, {"recorded_at", SAY_RECORDED_AT},
	    {"snapshot", SAY_SNAPSHOT}, {"rules", SAY_RULES_VERSION},
	    {"hash", SAY_HASH},		{"reversed_by", SAY_REVERSED_BY},
	};
	const struct doc_node *reply = doc_get(page->root, "reply");

	section(page, SAY_HEAD);
	page->writer->facts_begin(page);
	explain_tell_fact(page, say(SAY_DECISION, page->language), "outcome",
			  doc_get(reply, "outcome"));
	explain_tell_fact(page, say(SAY_DATE, page->language), "date",
			  doc_get(reply, "date"));
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *value = doc_get_str(page->root, rows[i].name, NULL);
		if (value != NULL)
			page->writer->fact(
			    page, say(rows[i].label, page->language), value);
	}
	page->writer->facts_end(page);
}

static void tell_reasons(struct explain_page *page,
			 const struct doc_node *reasons)
{
	const char *in = page->language == LANGUAGE_NL ? "nl" : "en";

	for (size_t i = 0; i < doc_len(reasons); i++) {
		const struct doc_node *reason = doc_at(reasons, i);
		char memory[EXPLAIN_VALUE_MAX];
		struct text label;
		text_init(&label, memory, sizeof(memory));
		text_str(&label, say(SAY_REASON, page->language));
		text_char(&label, ' ');
		text_str(&label, doc_get_str(reason, "code", ""));
		text_str(&label, " (");
		explain_article(&label, doc_get_str(reason, "article", ""),
				false, page->language);
		text_char(&label, ')');
		page->writer->fact(page, label.data,
				   doc_get_str(reason, in, ""));
	}
}

static void tell_advice(struct explain_page *page,
			const struct doc_node *advice)
{
	for (size_t i = 0; i < doc_len(advice); i++) {
		char memory[REPLY_ADVICE_MAX];
		struct text t;
		text_init(&t, memory, sizeof(memory));
		reply_advice_text(&t, doc_at(advice, i), page->language);
		page->writer->fact(page, say(SAY_ADVICE, page->language),
				   t.data);
	}
}

static void tell_reply(struct explain_page *page)
{
	static const char *const objects[] = {"approved", "amounts", "collect"};
	const struct doc_node *reply = doc_get(page->root, "reply");
	char memory[128];

	section(page, SAY_REPLY);
	page->writer->facts_begin(page);
	for (size_t i = 0; i < ARRAY_LEN(objects); i++) {
		struct text label;
		text_init(&label, memory, sizeof(memory));
		explain_label(&label, objects[i], page->language);
		explain_tell_object(page, label.data,
				    doc_get(reply, objects[i]));
	}
	struct text label;
	text_init(&label, memory, sizeof(memory));
	explain_label(&label, "eigen_risico", page->language);
	explain_tell_fact(page, label.data, "eigen_risico",
			  doc_get(reply, "eigen_risico"));
	tell_reasons(page, doc_get(reply, "reasons"));
	tell_advice(page, doc_get(reply, "advice"));
	page->writer->facts_end(page);
}

/* What the snapshot calls that which was asked for. */
static void tell_names(struct explain_page *page)
{
	static const char *const parts[][2] = {
	    {"article", "article_name"},
	    {"service", "service_name"},
	    {"device", "device_name"},
	};
	const struct doc_node *facts =
	    doc_get(doc_get(page->root, "explanation"), "facts");
	const struct doc_node *reference = doc_get(facts, "reference");

	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		const char *name =
		    doc_get_str(doc_get(reference, parts[i][0]), "name", NULL);
		if (name != NULL)
			page->writer->fact(
			    page, operand_label(parts[i][1], page->language),
			    name);
	}
}

/* The envelope says nothing that the head does not; the rest is the claim. */
static void tell_request(struct explain_page *page)
{
	static const char *const parts[] = {"date",  "insured", "prescription",
					    "item",  "permits", "statement",
					    "expect"};
	const struct doc_node *request = doc_get(page->root, "request");

	section(page, SAY_REQUEST);
	page->writer->facts_begin(page);
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		const struct doc_node *part = doc_get(request, parts[i]);
		char memory[128];
		struct text label;
		if (part == NULL)
			continue;
		text_init(&label, memory, sizeof(memory));
		explain_label(&label, parts[i], page->language);
		if (doc_is_object(part))
			explain_tell_object(page, label.data, part);
		else
			explain_tell_fact(page, label.data, parts[i], part);
	}
	tell_names(page);
	page->writer->facts_end(page);
}

static void tell_raw(struct explain_page *page, enum saying title,
		     const char *name)
{
	char *json = doc_compact(doc_get(page->root, name));

	section(page, title);
	page->writer->raw(page, json);
	free(json);
}

static void tell_facts(struct explain_page *page)
{
	const struct doc_node *facts =
	    doc_get(doc_get(page->root, "explanation"), "facts");

	section(page, SAY_FACTS);
	page->writer->facts_begin(page);
	explain_tell_object(page, "", facts);
	page->writer->facts_end(page);
	tell_raw(page, SAY_RAW_REQUEST, "request");
	tell_raw(page, SAY_RAW_REPLY, "reply");
}

void explain_tell(struct explain_page *page)
{
	const char *version = RULES_VERSION;
	char memory[EXPLAIN_VALUE_MAX];
	struct text t;

	text_init(&t, memory, sizeof(memory));
	text_str(&t, say(SAY_TITLE, page->language));
	text_str(&t, " ");
	text_str(&t, doc_get_str(page->root, "claim", "?"));
	page->writer->begin(page, t.data);
	tell_verdict(page);
	tell_head(page);
	tell_reply(page);
	tell_request(page);
	if (is_made_again(page)) {
		section(page, SAY_TREE);
		if (strcmp(verified(page), "equal") != 0)
			page->writer->note(
			    page, say(SAY_DIFFERS_TREE, page->language));
		explain_tell_rules(page);
		section(page, SAY_ARITHMETIC);
		explain_tell_arithmetic(page);
	}
	if (page->full)
		tell_facts(page);
	tell_verdict(page);
	text_clear(&t);
	say_with(&t, SAY_MADE_BY, page->language, &version);
	page->writer->note(page, t.data);
	page->writer->end(page);
}
