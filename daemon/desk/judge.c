#include "desk/judge.h"

#include <string.h>

#include "desk/expiry.h"
#include "desk/record.h"
#include "store/dossier.h"

/* "After tomorrow" is beyond what a pharmacy can have handed out. */
static bool date_is_judged(const struct desk *desk, civil_day date,
			   struct err *e)
{
	const struct snapshot_info *info = snapshot_info(desk->snapshot);
	char first[LEN_CIVIL + 1], last[LEN_CIVIL + 1];
	civil_day latest = desk->today + 1;

	if (latest > info->last_day)
		latest = info->last_day;
	if (date >= info->first_day && date <= latest)
		return true;
	civil_format(info->first_day, first);
	civil_format(latest, last);
	return err_field(e, ERR_DATE_OUT_OF_RANGE, "/date",
			 "expected a date from %s to %s", first, last);
}

struct known *judge_reference(struct desk *desk, const struct claim *claim,
			      const struct reference_key *key, struct err *e)
{
	if (desk->snapshot == NULL) {
		err_set(e, ERR_NO_SNAPSHOT,
			"no snapshot of the reference data is open");
		return NULL;
	}
	if (desk_freshness(desk) == EXPIRED) {
		err_set(e, ERR_SNAPSHOT_EXPIRED,
			"the snapshot of the reference data expired at %s, "
			"and its days of grace are over",
			desk->served->manifest.expires);
		return NULL;
	}
	if (!date_is_judged(desk, claim->date, e))
		return NULL;
	return refcache_get(desk->references, desk->snapshot, key,
			    &desk->facts.reference, e);
}

/* Fills desk->facts and desk->decision. NULL with *e: it cannot be judged. */
static struct known *decide(struct desk *desk, const struct job *job,
			    struct err *e)
{
	struct facts *facts = &desk->facts;
	const struct claim *claim = &job->request.claim;
	struct reference_key key;
	struct as_of now = {.before_seq = ledger_next_seq(desk->ledger)};

	reference_key_of(claim, job->caller->pharmacy, &key);
	struct known *known = judge_reference(desk, claim, &key, e);
	if (known == NULL)
		return NULL;
	facts->claim = *claim;
	memcpy(facts->pharmacy, key.pharmacy, sizeof(facts->pharmacy));
	if (!facts_are_complete(facts, e))
		return NULL;
	dossier_gather(desk->ledger, &job->patient, now, facts);
	adjudicate(facts, &desk->decision);
	return known;
}

static void render(struct desk *desk, const struct job *job, uint64_t number,
		   struct text *reply)
{
	struct reply_context context = {
	    .id = job->request.id,
	    .claim_number = number,
	    .snapshot = desk_snapshot_id(desk),
	    .rules = RULES_VERSION,
	    .stale = desk_is_stale(desk),
	};

	reply_decision(reply, &context, &desk->facts, &desk->decision);
}

static void count_outcome(struct desk_stats *stats, enum outcome outcome)
{
	uint64_t *const counters[OUTCOME_COUNT] = {
	    [OUTCOME_APPROVE] = &stats->approve,
	    [OUTCOME_PARTIAL] = &stats->partial,
	    [OUTCOME_DENY] = &stats->deny,
	};

	++*counters[outcome];
}

static enum ledger_result add_service(struct desk *desk, const struct job *job,
				      uint64_t seq)
{
	const struct claim *claim = &desk->facts.claim;
	struct past_service service = {.claim = seq, .date = claim->date};

	memcpy(service.for_zi, claim->item.for_zi, sizeof(service.for_zi));
	memcpy(service.event, claim->item.event, sizeof(service.event));
	return ledger_add_service(desk->ledger, seq, &job->patient,
				  claim->item.code, &service);
}

/* What a recorded claim adds to later look-ups. */
static enum ledger_result add_consequences(struct desk *desk,
					   const struct job *job, uint64_t seq)
{
	const struct facts *facts = &desk->facts;
	const struct decision *decision = &desk->decision;
	enum ledger_result result = LEDGER_OK;
	struct supply supply;

	if (decision_supply(facts, decision, &supply))
		result =
		    ledger_add_supply(desk->ledger, seq, &job->patient,
				      facts->reference.article.substance,
				      facts->reference.article.form, &supply);
	else if (decision_service(facts, decision))
		result = add_service(desk, job, seq);
	if (result == LEDGER_OK && decision->amounts.eigen_bijdrage > 0)
		result = ledger_add_contribution(
		    desk->ledger, seq, &job->patient, facts->claim.date,
		    decision->amounts.eigen_bijdrage);
	return result;
}

/* Outcomes are ordered from good to bad. */
static bool is_worse_than_expected(const struct desk *desk,
				   const struct request *request)
{
	return request->has_expect && desk->decision.outcome > request->expect;
}

static enum ledger_result record_claim(struct desk *desk, struct job *job,
				       struct known *known, struct text *reply)
{
	struct record record = {.kind = ENTRY_CLAIM, .has_patient = true};
	uint64_t seq = ledger_next_seq(desk->ledger);
	enum ledger_result result =
	    refcache_row(desk->references, known, &desk->facts.reference,
			 desk->ledger, &record.reference);

	if (result != LEDGER_OK)
		return result;
	render(desk, job, seq, reply);
	count_outcome(&desk->stats, desk->decision.outcome);
	result = record_append(desk, job, &record, reply);
	return result == LEDGER_OK ? add_consequences(desk, job, seq) : result;
}

enum ledger_result judge_dispense(struct desk *desk, struct job *job,
				  struct text *reply)
{
	struct err e;

	if (record_is_settled(desk, job, reply))
		return LEDGER_OK;
	struct known *known = decide(desk, job, &e);
	if (known == NULL) {
		desk_refuse(desk, job->request.id, &e, reply);
		return LEDGER_OK;
	}
	if (is_worse_than_expected(desk, &job->request)) {
		desk->stats.errors++;
		reply_outcome_differs(reply, job->request.id,
				      desk->decision.outcome);
		return LEDGER_OK;
	}
	return record_claim(desk, job, known, reply);
}

enum ledger_result judge_simulate(struct desk *desk, struct job *job,
				  struct text *reply)
{
	struct err e;

	desk->stats.simulations++;
	if (decide(desk, job, &e) == NULL)
		desk_refuse(desk, job->request.id, &e, reply);
	else
		render(desk, job, 0, reply);
	return LEDGER_OK;
}
