#include "client/reply_print.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "client/out.h"
#include "client/reply_advice.h"

enum { LABEL_WIDTH = 13, OUTCOME_WIDTH = 9 };

const char *reply_outcome(const struct doc_node *reply)
{
	if (doc_get(reply, "error") != NULL)
		return "error";
	if (doc_get(reply, "retry") != NULL)
		return "retry";
	if (doc_get_bool(reply, "pong", false))
		return "pong";
	return doc_get_str(reply, "outcome", "unknown");
}

static enum colour colour_of(const char *outcome)
{
	static const struct {
		const char *outcome;
		enum colour colour;
	} colours[] = {
	    {"partial", COLOUR_MIDDLING}, {"retry", COLOUR_MIDDLING},
	    {"deny", COLOUR_BAD},	  {"error", COLOUR_BAD},
	    {"unknown", COLOUR_BAD},
	};

	for (size_t i = 0; i < ARRAY_LEN(colours); i++)
		if (strcmp(colours[i].outcome, outcome) == 0)
			return colours[i].colour;
	return COLOUR_GOOD;
}

static void print_outcome(const char *outcome)
{
	char upper[32];
	size_t i;

	for (i = 0; outcome[i] != '\0' && i + 1 < sizeof(upper); i++)
		upper[i] = (char)toupper((unsigned char)outcome[i]);
	upper[i] = '\0';
	out_coloured(stdout, colour_of(outcome), upper, OUTCOME_WIDTH);
}

static void label(const char *word, int indent)
{
	printf("%*s%-*s", indent, "", LABEL_WIDTH, word);
}

static void print_failure(const struct doc_node *failure)
{
	const char *field = doc_get_str(failure, "field", "");

	label("", 2);
	printf("%s%s%s [%s]\n", field, field[0] != '\0' ? ": " : "",
	       doc_get_str(failure, "message", ""),
	       doc_get_str(failure, "code", ""));
}

static void add_amount(struct text *t, const char *name, int64_t amount)
{
	if (t->len > 0)
		text_str(t, ", ");
	text_str(t, name);
	text_char(t, ' ');
	text_euro_nl(t, amount);
}

static void print_approved(const struct doc_node *reply, int indent)
{
	const struct doc_node *approved = doc_get(reply, "approved");
	int64_t days = doc_get_int(approved, "days", -1);
	char memory[64];
	struct text t;

	if (approved == NULL ||
	    (strcmp(reply_outcome(reply), "deny") == 0 &&
	     doc_get_int(approved, "quantity_milli", 0) == 0))
		return;
	text_init(&t, memory, sizeof(memory));
	out_quantity(&t, doc_get_int(approved, "quantity_milli", 0));
	label("approved", indent);
	printf("%s units", t.data);
	if (days >= 0)
		printf(" for %lld days", (long long)days);
	putchar('\n');
}

static void print_amounts(const struct doc_node *reply, int indent)
{
	static const char *const parts[][2] = {
	    {"reimbursed", "reimbursed"},
	    {"eigen_bijdrage", "eigen bijdrage"},
	    {"own_account", "own account"},
	    {"refused", "refused"},
	};
	const struct doc_node *amounts = doc_get(reply, "amounts");
	char memory[256];
	struct text t;

	if (amounts == NULL)
		return;
	text_init(&t, memory, sizeof(memory));
	text_euro_nl(&t, doc_get_int(amounts, "claimed", 0));
	label("claimed", indent);
	printf("%s\n", t.data);
	text_clear(&t);
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		add_amount(&t, parts[i][1],
			   doc_get_int(amounts, parts[i][0], 0));
	label("of which", indent);
	printf("%s\n", t.data);
}

static void print_collect(const struct doc_node *reply, int indent)
{
	static const char *const parts[][2] = {
	    {"from_insured", "pays at the counter"},
	    {"billed_by_insurer", "gets a bill from the insurer of"},
	    {"advanced", "advances"},
	};
	const struct doc_node *collect = doc_get(reply, "collect");
	char memory[256];
	struct text t;

	text_init(&t, memory, sizeof(memory));
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		int64_t amount = doc_get_int(collect, parts[i][0], 0);
		if (amount > 0)
			add_amount(&t, parts[i][1], amount);
	}
	if (t.len > 0) {
		label("the insured", indent);
		printf("%s\n", t.data);
	}
	text_clear(&t);
	if (doc_get_int(reply, "eigen_risico", 0) > 0) {
		text_euro_nl(&t, doc_get_int(reply, "eigen_risico", 0));
		label("eigen risico", indent);
		printf("counts for %s\n", t.data);
	}
}

static void print_reason(const struct doc_node *reason, int indent)
{
	const char *article = doc_get_str(reason, "article", "");
	char where[64];

	snprintf(where, sizeof(where), "%s%s",
		 isdigit((unsigned char)article[0]) ? "art. " : "", article);
	label(where, indent);
	printf("%s: %s\n", doc_get_str(reason, "code", ""),
	       doc_get_str(reason, "nl", ""));
}

static void print_advice(const struct doc_node *advice, int indent)
{
	char memory[REPLY_ADVICE_MAX];
	struct text t;

	text_init(&t, memory, sizeof(memory));
	reply_advice_text(&t, advice, LANGUAGE_NL);
	label("advice", indent);
	printf("%s: %s\n", doc_get_str(advice, "action", ""), t.data);
}

/* The later claims that a reversal would have changed. */
static void print_affected(const struct doc_node *reply)
{
	const struct doc_node *affected = doc_get(reply, "affected");
	int64_t more = doc_get_int(reply, "affected_more", 0);
	int64_t elsewhere = doc_get_int(reply, "affected_elsewhere", 0);

	for (size_t i = 0; i < doc_len(affected); i++) {
		label("affected", 2);
		puts(doc_str(doc_at(affected, i), ""));
	}
	if (more > 0) {
		label("affected", 2);
		printf("%lld more of this pharmacy\n", (long long)more);
	}
	if (elsewhere > 0) {
		label("affected", 2);
		printf("%lld of other pharmacies\n", (long long)elsewhere);
	}
}

static void print_pong(const struct doc_node *reply)
{
	printf("  %s, %lld days old", doc_get_str(reply, "snapshot", "?"),
	       (long long)doc_get_int(reply, "snapshot_age_days", 0));
}

void reply_print_decision(const struct doc_node *reply, int indent)
{
	const struct doc_node *reasons = doc_get(reply, "reasons");
	const struct doc_node *advice = doc_get(reply, "advice");

	print_approved(reply, indent);
	print_amounts(reply, indent);
	print_collect(reply, indent);
	for (size_t i = 0; i < doc_len(reasons); i++)
		print_reason(doc_at(reasons, i), indent);
	for (size_t i = 0; i < doc_len(advice); i++)
		print_advice(doc_at(advice, i), indent);
	if (doc_get_bool(reply, "stale", false)) {
		label("stale", indent);
		puts("the snapshot has expired and serves in its grace");
	}
	if (doc_get_bool(reply, "reversed", false)) {
		label("reversed", indent);
		puts("this claim was taken back");
	}
}

void reply_print(const struct doc_node *reply)
{
	const char *claim = doc_get_str(reply, "claim", "");
	const char *reverses = doc_get_str(reply, "reverses", NULL);
	const char *permit = doc_get_str(reply, "permit", NULL);

	print_outcome(reply_outcome(reply));
	printf(" %s", doc_get_str(reply, "id", "(no id)"));
	if (claim[0] != '\0')
		printf("  %s", claim);
	if (reverses != NULL)
		printf("  reverses %s", reverses);
	if (permit != NULL)
		printf("  permit %s", permit);
	if (doc_get_bool(reply, "pong", false))
		print_pong(reply);
	putchar('\n');
	if (doc_get(reply, "error") != NULL)
		print_failure(doc_get(reply, "error"));
	if (doc_get(reply, "retry") != NULL)
		print_failure(doc_get(reply, "retry"));
	print_affected(reply);
	reply_print_decision(reply, 2);
}
