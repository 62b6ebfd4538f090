/* explain: a recorded decision as a tree, made again and compared. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/claim_name.h"
#include "client/command.h"
#include "client/out.h"
#include "client/reply_print.h"
#include "rules/decision.h"

enum { NAME_WIDTH = 28 };

static const struct {
	const char *status;
	const char *words;
	enum colour colour;
} statuses[] = {
    {"bit", "BIT", COLOUR_BAD},
    {"passed", "passed", COLOUR_GOOD},
    {"not_applicable", "did not apply", COLOUR_QUIET},
    {"not_reached", "not reached", COLOUR_QUIET},
};

static void print_status_word(const char *status)
{
	for (size_t i = 0; i < ARRAY_LEN(statuses); i++)
		if (strcmp(statuses[i].status, status) == 0) {
			out_coloured(stdout, statuses[i].colour,
				     statuses[i].words, 0);
			return;
		}
	fputs(status, stdout);
}

/* What the rule said, when it did. */
static const struct doc_node *reason_of(const struct doc_node *explanation,
					const char *code)
{
	const struct doc_node *reasons = doc_get(explanation, "reasons");

	for (size_t i = 0; i < doc_len(reasons); i++) {
		const struct doc_node *reason = doc_at(reasons, i);
		if (strcmp(doc_get_str(reason, "code", ""), code) == 0)
			return reason;
	}
	return NULL;
}

static void print_rules(const struct doc_node *explanation)
{
	const struct doc_node *rules = doc_get(explanation, "rules");

	puts("rules, in their order");
	for (size_t i = 0; i < doc_len(rules); i++) {
		const struct doc_node *rule = doc_at(rules, i);
		const char *code = doc_get_str(rule, "code", "");
		const struct doc_node *reason = reason_of(explanation, code);
		bool last = i + 1 == doc_len(rules);
		printf("%s %-14s %-*s ", last ? "└─" : "├─",
		       doc_get_str(rule, "article", ""), NAME_WIDTH, code);
		print_status_word(doc_get_str(rule, "status", ""));
		putchar('\n');
		if (reason != NULL)
			printf("%s    %s: %s\n", last ? "  " : "│ ",
			       doc_get_str(reason, "effect", ""),
			       doc_get_str(reason, "nl", ""));
	}
}

static bool ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), end_len = strlen(end);

	return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

/*
 * In euros or units what the name says to be cents or thousandths. Returns how
 * much of the name is left, since its unit no longer holds.
 */
static size_t in_whole_units(struct text *t, const char *name,
			     const struct doc_node *value)
{
	if (ends_with(name, "_cents") && doc_int(value, 0) >= 0)
		text_euro_nl(t, doc_int(value, 0));
	else if (ends_with(name, "_milli"))
		out_quantity(t, doc_int(value, 0));
	else
		return strlen(name);
	return strlen(name) - strlen("_cents"); /* as long as "_milli" */
}

/* A leaf of the facts. */
static void print_leaf(const char *name, const struct doc_node *value)
{
	char memory[64];
	struct text t;

	text_init(&t, memory, sizeof(memory));
	size_t len = in_whole_units(&t, name, value);
	printf("%-*.*s ", NAME_WIDTH, (int)len, name);
	if (t.len > 0) {
		puts(t.data);
	} else if (doc_is_string(value)) {
		puts(doc_str(value, ""));
	} else {
		char *json = doc_compact(value);
		puts(json);
		free(json);
	}
}

/* An array of objects, such as the history: one line each. */
static void print_rows(const struct doc_node *rows, int indent)
{
	for (size_t i = 0; i < doc_len(rows); i++) {
		char *json = doc_compact(doc_at(rows, i));
		printf("%*s%s\n", indent, "", json);
		free(json);
	}
}

/* An object member by member. */
static void print_object(const struct doc_node *object, int indent)
{
	for (size_t i = 0; i < doc_len(object); i++) {
		const char *name = doc_name_at(object, i);
		const struct doc_node *value = doc_get(object, name);
		if (doc_is_object(value)) {
			printf("%*s%s\n", indent, "", name);
			print_object(value, indent + 2);
		} else if (doc_is_array(value) &&
			   doc_is_object(doc_at(value, 0))) {
			printf("%*s%s\n", indent, "", name);
			print_rows(value, indent + 2);
		} else {
			printf("%*s", indent, "");
			print_leaf(name, value);
		}
	}
}

static void print_section(const struct doc_node *explanation, const char *name)
{
	printf("\n%s\n", name);
	print_object(doc_get(explanation, name), 2);
}

/* What another rulebook decided cannot be made again: the facts remain. */
static void print_explanation(const struct doc_node *root, bool made_again)
{
	const struct doc_node *explanation = doc_get(root, "explanation");

	claim_print_head(root);
	putchar('\n');
	reply_print(doc_get(root, "reply"));
	putchar('\n');
	if (made_again) {
		print_rules(explanation);
		print_section(explanation, "working");
	}
	print_section(explanation, "facts");
	putchar('\n');
}

static void print_verdict(const struct doc_node *root, const char *verified)
{
	if (strcmp(verified, "equal") == 0)
		puts("made again: byte for byte the reply that was given");
	else if (strcmp(verified, "differs") == 0)
		puts("made again: NOT the reply that was given");
	else
		printf("not made again: decided by rulebook %s, this program "
		       "has %s\n",
		       doc_get_str(root, "rules", "?"), RULES_VERSION);
}

int cmd_explain(const struct args *args)
{
	struct doc *reply = NULL;
	struct err e;
	int status = claim_ask(args, "explain", &reply);

	if (status != 0)
		return status;
	const char *verified = doc_get_str(doc_root(reply), "verified", "");
	bool differs = strcmp(verified, "differs") == 0;
	if (!args_has(args, OPT_JSON)) {
		bool other = strcmp(verified, "other_rules") == 0;
		print_explanation(doc_root(reply), !other);
		print_verdict(doc_root(reply), verified);
	}
	doc_free(reply);
	if (!differs)
		return 0;
	err_set(&e, ERR_NOT_VERIFIED,
		"the decision made again differs from the stored reply");
	return out_fail(NULL, &e, "keep the ledger as it is, and report this");
}
