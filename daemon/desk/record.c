#include "desk/record.h"

#include <string.h>

#include "base/ensure.h"

static bool is_same_request(const struct stored *stored, const struct job *job)
{
	return memcmp(&stored->entry.digest, &job->digest,
		      sizeof(job->digest)) == 0;
}

bool record_is_settled(struct desk *desk, const struct job *job,
		       struct text *reply)
{
	const char *id = job->request.id;
	struct stored stored;
	struct err e;

	if (ledger_find(desk->ledger, job->caller->pharmacy, id, &stored)) {
		if (is_same_request(&stored, job)) {
			desk->stats.replays++;
			text_bytes(reply, stored.entry.reply,
				   stored.entry.reply_len);
			return true;
		}
		err_field(&e, ERR_ID_CONFLICT, "/id",
			  "this id was used for another request; "
			  "expected a new id");
	} else if (!desk->writable) {
		err_set(&e, ERR_DISK_FULL, "the ledger's disk is full");
	} else {
		return false;
	}
	desk_refuse(desk, id, &e, reply);
	return true;
}

const char *desk_snapshot_id(const struct desk *desk)
{
	return desk->snapshot == NULL ? "" : snapshot_info(desk->snapshot)->id;
}

enum ledger_result record_append(struct desk *desk, const struct job *job,
				 const struct record *record,
				 const struct text *reply)
{
	ensure(!reply->overflow);
	struct entry entry = {
	    .kind = record->kind,
	    .seq = ledger_next_seq(desk->ledger),
	    .pharmacy = job->caller->pharmacy,
	    .request_id = job->request.id,
	    .digest = job->digest,
	    .has_patient = record->has_patient,
	    .patient = job->patient,
	    .body = job->canonical,
	    .body_len = job->canonical_len,
	    .reply = reply->data,
	    .reply_len = reply->len,
	    .snapshot = desk_snapshot_id(desk),
	    .rules = RULES_VERSION,
	    .reference = record->reference,
	    .recorded_at_ms = desk->now_ms,
	};

	return ledger_append(desk->ledger, &entry);
}

enum ledger_result record_operator(struct desk *desk, enum entry_kind kind,
				   const struct patient_key *patient,
				   const struct text *body)
{
	char id[32];
	struct text id_text;
	uint64_t seq = ledger_next_seq(desk->ledger);

	ensure(!body->overflow);
	text_init(&id_text, id, sizeof(id));
	text_str(&id_text, "operator-");
	text_int(&id_text, (int64_t)seq);
	struct entry entry = {
	    .kind = kind,
	    .seq = seq,
	    .pharmacy = "",
	    .request_id = id,
	    .has_patient = patient != NULL,
	    .body = body->data,
	    .body_len = body->len,
	    .reply = "",
	    .snapshot = desk_snapshot_id(desk),
	    .rules = RULES_VERSION,
	    .recorded_at_ms = desk->now_ms,
	};
	if (patient != NULL)
		entry.patient = *patient;
	identity_digest(desk->identity, patient, body->data, body->len,
			&entry.digest);
	return ledger_append(desk->ledger, &entry);
}
