/* Commands about one recorded claim: claims_show and explain. */
#include <string.h>

#include "base/ensure.h"
#include "desk/clock.h"
#include "desk/commands.h"
#include "desk/recall.h"
#include "wire/facts_json.h"

static const char *const kind_names[] = {
    [ENTRY_CLAIM] = "claim",	       [ENTRY_REVERSAL] = "reversal",
    [ENTRY_PERMIT] = "permit",	       [ENTRY_REVOCATION] = "revocation",
    [ENTRY_IMPORT] = "history_import",
};

/* By number ("claim"), or by "pharmacy" and "id". */
static bool find_entry(struct desk *desk, const struct job *job,
		       struct stored *stored, struct err *e)
{
	const struct doc_node *command = doc_root(job->command);
	const char *claim = doc_get_str(command, "claim", NULL);
	const char *pharmacy = doc_get_str(command, "pharmacy", "");
	const char *id = doc_get_str(command, "id", "");
	uint64_t number;

	if (claim != NULL && !claim_number_parse(claim, &number))
		return err_field(e, ERR_BAD_FIELD, "/claim",
				 "expected C and 14 digits");
	if (claim != NULL ? ledger_get(desk->ledger, number, stored)
			  : ledger_find(desk->ledger, pharmacy, id, stored))
		return true;
	return err_field(e, ERR_NO_SUCH_CLAIM, claim != NULL ? "/claim" : "/id",
			 "the ledger has no such claim");
}

static void member_claim(struct text *t, const char *name, uint64_t number)
{
	char text[LEN_CLAIM_NUMBER + 1];

	claim_number_format(number, text);
	put_str(t, name, text);
}

static void write_stored(struct text *t, const struct stored *stored)
{
	const struct entry *entry = &stored->entry;
	char recorded_at[LEN_TIMESTAMP + 1];

	clock_format(entry->recorded_at_ms, recorded_at);
	member_claim(t, "claim", entry->seq);
	put_str(t, "kind", kind_names[entry->kind]);
	put_str(t, "pharmacy", entry->pharmacy);
	put_str(t, "id", entry->request_id);
	put_str(t, "recorded_at", recorded_at);
	put_str(t, "snapshot", entry->snapshot);
	put_str(t, "rules", entry->rules);
	put_name(t, "hash");
	text_char(t, '"');
	text_hex(t, stored->hash.bytes, sizeof(stored->hash.bytes));
	text_char(t, '"');
	put_name(t, "request");
	text_bytes(t, entry->body, entry->body_len);
	put_name(t, "reply");
	if (entry->reply_len > 0)
		text_bytes(t, entry->reply, entry->reply_len);
	else
		text_str(t, "null");
}

static void write_reversal(struct desk *desk, struct text *t, uint64_t seq)
{
	uint64_t reversal = ledger_reversal_of(desk->ledger, seq);

	if (reversal != 0) {
		member_claim(t, "reversed_by", reversal);
	} else {
		put_name(t, "reversed_by");
		text_str(t, "null");
	}
}

enum ledger_result control_claims_show(struct desk *desk, struct job *job,
				       struct text *reply)
{
	struct stored stored;
	struct err e;

	if (!find_entry(desk, job, &stored, &e))
		return command_refuse(desk, &e, reply);
	uint64_t seq = stored.entry.seq;
	text_str(reply, "{\"ok\":true");
	write_stored(reply, &stored);
	write_reversal(desk, reply, seq);
	text_char(reply, '}');
	return LEDGER_OK;
}

static const char other_rules[] = "other_rules";

/* Compares the decision made again with the bytes that were answered. */
static const char *verify(struct desk *desk, const struct recalled *recalled,
			  const struct stored *stored)
{
	struct reply_context context = {
	    .id = recalled->request_id,
	    .claim_number = recalled->seq,
	    .snapshot = stored->entry.snapshot,
	    .rules = stored->entry.rules,
	    .stale = recall_stale(stored),
	};
	char memory[REPLY_MAX];
	struct text again;

	text_init(&again, memory, sizeof(memory));
	reply_decision(&again, &context, &desk->facts, &desk->decision);
	bool equal = again.len == stored->entry.reply_len &&
		     memcmp(again.data, stored->entry.reply, again.len) == 0;
	return equal ? "equal" : "differs";
}

static bool is_claim(const struct stored *stored, struct err *e)
{
	return stored->entry.kind == ENTRY_CLAIM ||
	       err_set(e, ERR_NO_SUCH_CLAIM,
		       "this is a %s: only claims are decisions",
		       kind_names[stored->entry.kind]);
}

bool command_claim(struct desk *desk, const struct job *job,
		   struct stored *stored, struct err *e)
{
	return find_entry(desk, job, stored, e) && is_claim(stored, e);
}

/*
 * What another rulebook decided is shown, not made again. Its reference may
 * not even be readable by this program: then the reply has to do.
 */
static void write_explanation(struct desk *desk, struct text *t,
			      const char *verified, bool gathered)
{
	put_name(t, "explanation");
	if (strcmp(verified, other_rules) != 0)
		explain_write(t, &desk->facts, &desk->decision);
	else if (gathered)
		explain_facts_write(t, &desk->facts);
	else
		text_str(t, "null");
}

enum ledger_result control_explain(struct desk *desk, struct job *job,
				   struct text *reply)
{
	struct recalled recalled;
	struct stored stored;
	struct err e;

	if (!find_entry(desk, job, &stored, &e) || !is_claim(&stored, &e))
		return command_refuse(desk, &e, reply);
	uint64_t seq = stored.entry.seq;
	bool other = strcmp(stored.entry.rules, RULES_VERSION) != 0;
	bool gathered = recall_facts(desk, seq, 0, &desk->facts, &recalled, &e);
	if (!gathered && !other)
		return command_refuse(desk, &e, reply);
	if (!other)
		adjudicate(&desk->facts, &desk->decision);
	ensure(ledger_get(desk->ledger, seq, &stored));
	const char *verified =
	    other ? other_rules : verify(desk, &recalled, &stored);
	text_str(reply, "{\"ok\":true");
	write_stored(reply, &stored);
	put_str(reply, "verified", verified);
	write_explanation(desk, reply, verified, gathered);
	write_reversal(desk, reply, seq);
	text_char(reply, '}');
	return LEDGER_OK;
}
