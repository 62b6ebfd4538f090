/* The control command simulate: a recorded claim, had it been another. */
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "desk/commands.h"
#include "desk/expiry.h"
#include "desk/judge.h"
#include "desk/recall.h"
#include "desk/record.h"
#include "store/dossier.h"

struct whatif {
	struct recalled recalled;
	char snapshot[LEN_SNAPSHOT_ID + 1]; /* that it was decided by */
	struct request request;		    /* what it might have been */
	bool changed;			    /* false: as it was recorded */
	bool stale;			    /* the recorded decision was */
};

static bool is_judged(const struct request *request, struct err *e)
{
	return request->op == OP_DISPENSE || request->op == OP_SIMULATE ||
	       err_field(e, ERR_BAD_FIELD, "/op",
			 "expected dispense or simulate");
}

/* As the ledger keeps requests: whose claim it is stays as it was. */
static bool read_request(const struct doc_node *node, struct request *request,
			 struct err *e)
{
	if (doc_get(doc_get(node, "insured"), "bsn") != NULL)
		return err_field(e, ERR_BAD_FIELD, "/insured/bsn",
				 "cannot be set: a recorded claim stays the "
				 "same person's");
	char *bytes = doc_compact(node);
	if (bytes == NULL)
		return err_set(e, ERR_BUSY, "out of memory");
	bool good = request_parse_canonical(bytes, strlen(bytes), request, e);
	free(bytes);
	return good && is_judged(request, e);
}

static bool read_command(struct desk *desk, const struct job *job,
			 struct whatif *w, struct stored *stored, struct err *e)
{
	const struct doc_node *request =
	    doc_get(doc_root(job->command), "request");

	w->changed = request != NULL;
	return (!w->changed || read_request(request, &w->request, e)) &&
	       command_claim(desk, job, stored, e);
}

/* What was recorded, before the next call of the ledger overwrites it. */
static void write_recorded(struct text *t, struct whatif *w,
			   const struct stored *stored)
{
	const struct entry *entry = &stored->entry;
	char number[LEN_CLAIM_NUMBER + 1];

	claim_number_format(entry->seq, number);
	strncpy(w->snapshot, entry->snapshot, LEN_SNAPSHOT_ID);
	w->stale = recall_stale(stored);
	put_str(t, "claim", number);
	put_str(t, "pharmacy", entry->pharmacy);
	put_str(t, "id", entry->request_id);
	put_name(t, "request");
	text_bytes(t, entry->body, entry->body_len);
	put_str(t, "rules_recorded", entry->rules);
}

static void write_side(struct desk *desk, struct text *t, const char *side,
		       const struct reply_context *context)
{
	bool before = strcmp(side, "before") == 0;

	adjudicate(&desk->facts, &desk->decision);
	put_str(t, before ? "snapshot_before" : "snapshot_after",
		context->snapshot);
	put_name(t, side);
	reply_decision(t, context, &desk->facts, &desk->decision);
}

/* The other request in place of the recorded one, in desk->facts. */
static bool change_facts(struct desk *desk, const struct whatif *w,
			 struct reply_context *context, struct err *e)
{
	struct facts *facts = &desk->facts;
	const struct claim *claim = &w->request.claim;
	struct as_of then = {.before_seq = w->recalled.seq};
	struct reference_key was, is;

	reference_key_of(&facts->claim, facts->pharmacy, &was);
	reference_key_of(claim, facts->pharmacy, &is);
	if (!reference_key_equal(&was, &is)) {
		if (judge_reference(desk, claim, &is, e) == NULL)
			return false;
		context->snapshot = desk_snapshot_id(desk);
		context->stale = desk_is_stale(desk);
	}
	facts->claim = *claim;
	if (!facts_are_complete(facts, e))
		return false;
	dossier_gather(desk->ledger, &w->recalled.patient, then, facts);
	return true;
}

enum ledger_result control_simulate(struct desk *desk, struct job *job,
				    struct text *reply)
{
	struct whatif w = {.changed = false};
	struct reply_context context = {.rules = RULES_VERSION};
	struct stored stored;
	struct err e;

	desk->stats.simulations++;
	if (!read_command(desk, job, &w, &stored, &e))
		return command_refuse(desk, &e, reply);
	text_str(reply, "{\"ok\":true");
	write_recorded(reply, &w, &stored);
	bool good = recall_facts(desk, stored.entry.seq, 0, &desk->facts,
				 &w.recalled, &e);
	context.id = w.recalled.request_id;
	context.snapshot = w.snapshot;
	context.stale = w.stale;
	if (good)
		write_side(desk, reply, "before", &context);
	if (good && w.changed)
		good = change_facts(desk, &w, &context, &e);
	if (!good) {
		text_clear(reply);
		return command_refuse(desk, &e, reply);
	}
	if (w.changed)
		context.id = w.request.id;
	write_side(desk, reply, "after", &context);
	text_char(reply, '}');
	return LEDGER_OK;
}
