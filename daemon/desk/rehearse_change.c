#include "desk/rehearse_change.h"

#include <string.h>

#include "wire/doc.h"
#include "wire/put.h"

/* The figures of a decision, by the names of the reply. */
enum figure {
	QUANTITY,
	DAYS,
	CLAIMED,
	REIMBURSED,
	EIGEN_BIJDRAGE,
	OWN_ACCOUNT,
	REFUSED,
	FROM_INSURED,
	BILLED_BY_INSURER,
	ADVANCED,
	EIGEN_RISICO,
	FIGURE_COUNT
};

/* Where a reply has them; "" is its top. */
static const struct {
	const char *parent, *name;
} figures[FIGURE_COUNT] = {
    [QUANTITY] = {"approved", "quantity_milli"},
    [DAYS] = {"approved", "days"},
    [CLAIMED] = {"amounts", "claimed"},
    [REIMBURSED] = {"amounts", "reimbursed"},
    [EIGEN_BIJDRAGE] = {"amounts", "eigen_bijdrage"},
    [OWN_ACCOUNT] = {"amounts", "own_account"},
    [REFUSED] = {"amounts", "refused"},
    [FROM_INSURED] = {"collect", "from_insured"},
    [BILLED_BY_INSURER] = {"collect", "billed_by_insurer"},
    [ADVANCED] = {"collect", "advanced"},
    [EIGEN_RISICO] = {"", "eigen_risico"},
};

enum { ABSENT = -1 };

struct result {
	const char *outcome;
	int64_t figure[FIGURE_COUNT]; /* ABSENT: the reply has none */
};

static void write_begin(struct text *out, const struct answered *answered,
			const struct facts *facts,
			const struct decision *decision)
{
	struct reply_context context = {.id = answered->request_id,
					.claim_number = answered->seq};

	reply_result(out, &context, facts, decision);
}

bool change_is_none(const struct answered *answered, const struct facts *facts,
		    const struct decision *decision)
{
	char memory[1024]; /* what is longer is compared in detail */
	struct text again;

	text_init(&again, memory, sizeof(memory));
	write_begin(&again, answered, facts, decision);
	return !again.overflow && again.len < answered->len &&
	       memcmp(again.data, answered->reply, again.len) == 0 &&
	       answered->reply[again.len] == ',';
}

static void read_result(const struct doc_node *reply, struct result *out)
{
	out->outcome = doc_get_str(reply, "outcome", "");
	for (int i = 0; i < FIGURE_COUNT; i++) {
		const char *parent = figures[i].parent;
		const struct doc_node *node =
		    parent[0] != '\0' ? doc_get(reply, parent) : reply;
		out->figure[i] = doc_get_int(node, figures[i].name, ABSENT);
	}
}

static bool same_result(const struct result *a, const struct result *b)
{
	return strcmp(a->outcome, b->outcome) == 0 &&
	       memcmp(a->figure, b->figure, sizeof(a->figure)) == 0;
}

static void put_result_of(struct text *out, const char *name,
			  const struct result *result)
{
	put_open(out, name, '{');
	put_str(out, "outcome", result->outcome);
	for (int i = 0; i < FIGURE_COUNT; i++)
		if (result->figure[i] != ABSENT)
			put_int(out, figures[i].name, result->figure[i]);
	text_char(out, '}');
}

/* --- reasons ------------------------------------------------------------ */

static void put_rule(struct text *out, const char *code, const char *article)
{
	put_separator(out);
	text_char(out, '{');
	put_str(out, "code", code);
	put_str(out, "article", article);
	text_char(out, '}');
}

static bool has_reason(const struct decision *decision, const char *code)
{
	for (int i = 0; i < decision->reason_count; i++)
		if (strcmp(rule_name(decision->reasons[i].code), code) == 0)
			return true;
	return false;
}

static bool had_reason(const struct doc_node *reasons, const char *code)
{
	for (size_t i = 0; i < doc_len(reasons); i++)
		if (strcmp(doc_get_str(doc_at(reasons, i), "code", ""), code) ==
		    0)
			return true;
	return false;
}

static void put_reasons_changed(struct text *out,
				const struct doc_node *reasons,
				const struct decision *decision)
{
	put_open(out, "gained", '[');
	for (int i = 0; i < decision->reason_count; i++) {
		const struct reason *reason = &decision->reasons[i];
		const char *code = rule_name(reason->code);
		if (!had_reason(reasons, code))
			put_rule(out, code, reason->article);
	}
	text_char(out, ']');
	put_open(out, "lost", '[');
	for (size_t i = 0; i < doc_len(reasons); i++) {
		const struct doc_node *reason = doc_at(reasons, i);
		const char *code = doc_get_str(reason, "code", "");
		if (!has_reason(decision, code))
			put_rule(out, code, doc_get_str(reason, "article", ""));
	}
	text_char(out, ']');
}

/* --- the item ----------------------------------------------------------- */

const char *change_item_code(const struct item *item)
{
	if (item->kind == KIND_SERVICE)
		return item->code;
	return item->gph[0] != '\0' ? item->gph : item->zi;
}

/* As the new snapshot calls it; the request names what is in none. */
static const char *item_name(const struct facts *facts)
{
	const struct reference *reference = &facts->reference;
	const struct item *item = &facts->claim.item;

	if (item->kind == KIND_SERVICE)
		return reference->service_known ? reference->service.name : "";
	if (item->kind == KIND_DEVICE)
		return reference->device_known ? reference->device.name : "";
	return reference->article_known ? reference->article.name : item->name;
}

static void put_item(struct text *out, const struct facts *facts)
{
	const struct item *item = &facts->claim.item;

	put_str(out, "pharmacy", facts->pharmacy);
	put_date(out, "date", facts->claim.date);
	put_str(out, "kind", item_kind_name(item->kind));
	put_str(out, "code", change_item_code(item));
	put_str(out, "name", item_name(facts));
}

static void write_change(struct text *out, const struct answered *answered,
			 const struct facts *facts,
			 const struct result sides[2])
{
	char number[LEN_CLAIM_NUMBER + 1];

	claim_number_format(answered->seq, number);
	put_separator(out);
	text_char(out, '{');
	put_str(out, "claim", number);
	put_item(out, facts);
	put_result_of(out, "before", &sides[0]);
	put_result_of(out, "after", &sides[1]);
}

/* As a client would read both: the new one is rendered and read as well. */
static bool parse_again(const struct answered *answered,
			const struct facts *facts,
			const struct decision *decision, struct doc **out)
{
	char memory[2048];
	struct text again;
	struct err e;

	text_init(&again, memory, sizeof(memory));
	write_begin(&again, answered, facts, decision);
	text_char(&again, '}');
	return !again.overflow && doc_parse(again.data, again.len, out, &e);
}

static enum change compare(struct text *out, const struct answered *answered,
			   const struct facts *facts,
			   const struct decision *decision,
			   const struct doc *const docs[2])
{
	const struct doc_node *before = doc_root(docs[0]);
	struct result sides[2];

	read_result(before, &sides[0]);
	read_result(doc_root(docs[1]), &sides[1]);
	if (sides[0].outcome[0] == '\0')
		return CHANGE_UNREADABLE;
	if (same_result(&sides[0], &sides[1]))
		return CHANGE_NONE;
	size_t begin = out->len;
	write_change(out, answered, facts, sides);
	put_reasons_changed(out, doc_get(before, "reasons"), decision);
	text_char(out, '}');
	if (!out->overflow)
		return CHANGE_MADE;
	out->len = begin;
	out->data[begin] = '\0';
	out->overflow = false;
	return CHANGE_UNREADABLE;
}

enum change change_write(struct text *out, const struct answered *answered,
			 const struct facts *facts,
			 const struct decision *decision)
{
	struct doc *docs[2] = {NULL, NULL};
	struct err e;
	enum change change = CHANGE_UNREADABLE;

	if (doc_parse(answered->reply, answered->len, &docs[0], &e) &&
	    parse_again(answered, facts, decision, &docs[1]))
		change = compare(out, answered, facts, decision,
				 (const struct doc *const *)docs);
	doc_free(docs[0]);
	doc_free(docs[1]);
	return change;
}
