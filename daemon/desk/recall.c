#include "desk/recall.h"

#include <string.h>

#include "store/dossier.h"
#include "wire/facts_json.h"

static bool recall_reference(struct desk *desk, int64_t row,
			     struct reference *reference, struct err *e)
{
	const char *body;
	size_t len;

	if (!ledger_reference_get(desk->ledger, row, &body, &len))
		return err_set(e, ERR_NOT_VERIFIED,
			       "the claim's reference facts are missing");
	return reference_read(body, len, reference, e);
}

/* Copies what the next call of the ledger would overwrite. */
static bool recall_entry(struct desk *desk, uint64_t seq,
			 struct request *request, struct recalled *recalled,
			 int64_t *reference, struct err *e)
{
	struct stored stored;

	if (!ledger_get(desk->ledger, seq, &stored) ||
	    stored.entry.kind != ENTRY_CLAIM)
		return err_set(e, ERR_NO_SUCH_CLAIM, "there is no such claim");
	*recalled =
	    (struct recalled){.seq = seq, .patient = stored.entry.patient};
	strncpy(recalled->pharmacy, stored.entry.pharmacy, LEN_AGB);
	strncpy(recalled->request_id, stored.entry.request_id, LEN_REQUEST_ID);
	*reference = stored.entry.reference;
	return request_parse_canonical(stored.entry.body, stored.entry.body_len,
				       request, e);
}

bool recall_facts(struct desk *desk, uint64_t seq, uint64_t without,
		  struct facts *facts, struct recalled *recalled, struct err *e)
{
	struct as_of as_of = {.before_seq = seq, .without = without};
	struct request request;
	int64_t reference;

	if (!recall_entry(desk, seq, &request, recalled, &reference, e) ||
	    !recall_reference(desk, reference, &facts->reference, e))
		return false;
	facts->claim = request.claim;
	memcpy(facts->pharmacy, recalled->pharmacy, sizeof(facts->pharmacy));
	dossier_gather(desk->ledger, &recalled->patient, as_of, facts);
	return true;
}

bool recall_stale(const struct stored *stored)
{
	struct doc *reply;
	struct err e;

	if (!doc_parse(stored->entry.reply, stored->entry.reply_len, &reply,
		       &e))
		return false;
	bool stale = doc_get_bool(doc_root(reply), "stale", false);
	doc_free(reply);
	return stale;
}

uint64_t recall_own_claim(struct desk *desk, const char *pharmacy,
			  uint64_t number, const char *of)
{
	struct stored stored;
	bool found = number != 0
			 ? ledger_get(desk->ledger, number, &stored)
			 : ledger_find(desk->ledger, pharmacy, of, &stored);

	if (!found || stored.entry.kind != ENTRY_CLAIM ||
	    strcmp(stored.entry.pharmacy, pharmacy) != 0)
		return 0;
	return stored.entry.seq;
}
