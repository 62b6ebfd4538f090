/* reverse and lookup: what a pharmacy does with its recorded claims. */
#include <string.h>

#include "desk/recall.h"
#include "desk/record.h"

/* Later claims that are read at a time. */
enum { LATER_PAGE = 256 };

static bool decisions_differ(const struct decision *a, const struct decision *b)
{
	return a->outcome != b->outcome ||
	       a->approved_quantity_milli != b->approved_quantity_milli ||
	       a->approved_days != b->approved_days ||
	       memcmp(&a->amounts, &b->amounts, sizeof(a->amounts)) != 0;
}

/* Would the later claim have been decided otherwise without the other one? */
static bool is_affected(struct desk *desk, uint64_t later, uint64_t without,
			struct recalled *recalled)
{
	struct decision before;
	struct err e;

	if (!recall_facts(desk, later, 0, &desk->facts, recalled, &e))
		return false;
	adjudicate(&desk->facts, &before);
	if (!recall_facts(desk, later, without, &desk->facts, recalled, &e))
		return false;
	adjudicate(&desk->facts, &desk->decision);
	return decisions_differ(&before, &desk->decision);
}

static void add_affected(struct affected *affected, uint64_t claim, bool is_own)
{
	if (!is_own)
		affected->elsewhere++;
	else if (affected->listed_count < (int)ARRAY_LEN(affected->listed))
		affected->listed[affected->listed_count++] = claim;
	else
		affected->more++;
}

/* Claims that are reversed themselves bind nobody: they are passed over. */
static void find_affected(struct desk *desk, uint64_t claim,
			  const struct recalled *target,
			  struct affected *affected)
{
	uint64_t page[LATER_PAGE];
	uint64_t after = claim;
	size_t judged = 0, count;
	struct recalled later;

	do {
		count = ledger_claims_after(desk->ledger, &target->patient,
					    after, page, LATER_PAGE);
		for (size_t i = 0; i < count; i++) {
			after = page[i];
			if (ledger_reversal_of(desk->ledger, after) == 0 &&
			    is_affected(desk, after, claim, &later))
				add_affected(affected, after,
					     strcmp(later.pharmacy,
						    target->pharmacy) == 0);
		}
		judged += count;
	} while (count == LATER_PAGE && judged < LATER_MAX);
}

/* The claim to reverse, or 0 with the error. */
static uint64_t reversible_claim(struct desk *desk, const struct job *job,
				 struct err *e)
{
	const struct request *request = &job->request;
	const char *field = request->claim_number != 0 ? "/claim" : "/of";
	uint64_t claim = recall_own_claim(desk, job->caller->pharmacy,
					  request->claim_number, request->of);

	if (claim == 0) {
		err_field(e, ERR_NO_SUCH_CLAIM, field,
			  "this pharmacy has no such claim");
		return 0;
	}
	if (ledger_reversal_of(desk->ledger, claim) != 0) {
		err_field(e, ERR_ALREADY_REVERSED, field,
			  "the claim was reversed before");
		return 0;
	}
	return claim;
}

static enum ledger_result append_reversal(struct desk *desk, struct job *job,
					  uint64_t claim,
					  const struct patient_key *patient,
					  const struct text *reply)
{
	struct record record = {.kind = ENTRY_REVERSAL, .has_patient = true};
	uint64_t seq = ledger_next_seq(desk->ledger);

	job->patient = *patient;
	enum ledger_result result = record_append(desk, job, &record, reply);
	if (result == LEDGER_OK)
		result = ledger_add_reversal(desk->ledger, seq, claim);
	return result;
}

enum ledger_result reverse_claim(struct desk *desk, struct job *job,
				 struct text *reply)
{
	struct affected affected = {.listed_count = 0};
	struct recalled target;
	struct err e;

	if (record_is_settled(desk, job, reply))
		return LEDGER_OK;
	uint64_t claim = reversible_claim(desk, job, &e);
	if (claim == 0 ||
	    !recall_facts(desk, claim, 0, &desk->facts, &target, &e)) {
		desk_refuse(desk, job->request.id, &e, reply);
		return LEDGER_OK;
	}
	find_affected(desk, claim, &target, &affected);
	reply_reversed(reply, job->request.id, ledger_next_seq(desk->ledger),
		       claim, &affected);
	return append_reversal(desk, job, claim, &target.patient, reply);
}

enum ledger_result lookup_claim(struct desk *desk, struct job *job,
				struct text *reply)
{
	const struct request *request = &job->request;
	uint64_t claim = recall_own_claim(desk, job->caller->pharmacy,
					  request->claim_number, request->of);
	bool reversed =
	    claim != 0 && ledger_reversal_of(desk->ledger, claim) != 0;
	struct stored stored;
	struct err e;

	if (claim != 0 && ledger_get(desk->ledger, claim, &stored)) {
		reply_lookup(reply, stored.entry.reply, stored.entry.reply_len,
			     reversed);
		return LEDGER_OK;
	}
	err_field(&e, ERR_NO_SUCH_CLAIM,
		  request->claim_number != 0 ? "/claim" : "/of",
		  "this pharmacy has no such claim");
	desk_refuse(desk, request->id, &e, reply);
	return LEDGER_OK;
}
