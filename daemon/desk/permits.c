#include "desk/permits.h"

#include <string.h>

#include "desk/record.h"

static bool is_same_permit(const struct permit_row *a,
			   const struct permit_row *b)
{
	return strcmp(a->scope, b->scope) == 0 && a->from == b->from &&
	       a->to == b->to;
}

enum permit_check permit_check(struct desk *desk,
			       const struct patient_key *patient,
			       const struct permit_row *permit, struct err *e)
{
	struct as_of now = {.before_seq = ledger_next_seq(desk->ledger)};
	struct permit_row known;

	if (!ledger_permit(desk->ledger, patient, permit->uzovi, permit->number,
			   now, &known))
		return PERMIT_NEW;
	if (known.revoked_by == 0 && is_same_permit(&known, permit))
		return PERMIT_KNOWN;
	err_field(e, ERR_PERMIT_CONFLICT, "/permit/number",
		  known.revoked_by != 0
		      ? "this permit was revoked; expected a new number"
		      : "this number is known with another scope or "
			"period");
	return PERMIT_CONFLICTS;
}

static void permit_row_of(const struct request *request, struct permit_row *row)
{
	memset(row, 0, sizeof(*row));
	memcpy(row->number, request->permit.number, sizeof(row->number));
	memcpy(row->uzovi, request->uzovi, sizeof(row->uzovi));
	memcpy(row->scope, request->permit.scope, sizeof(row->scope));
	row->from = request->permit.from;
	row->to = request->permit.to;
}

/* False: *reply is the answer already. */
static bool begin(struct desk *desk, const struct job *job,
		  struct permit_row *row, struct text *reply)
{
	if (record_is_settled(desk, job, reply))
		return false;
	permit_row_of(&job->request, row);
	return true;
}

/* The same permit under another id is recorded as asked, and changes nothing
 * else. */
enum ledger_result permit_add(struct desk *desk, struct job *job,
			      struct text *reply)
{
	struct record record = {.kind = ENTRY_PERMIT, .has_patient = true};
	uint64_t seq = ledger_next_seq(desk->ledger);
	struct permit_row row;
	struct err e;

	if (!begin(desk, job, &row, reply))
		return LEDGER_OK;
	enum permit_check check = permit_check(desk, &job->patient, &row, &e);
	if (check == PERMIT_CONFLICTS) {
		desk_refuse(desk, job->request.id, &e, reply);
		return LEDGER_OK;
	}
	reply_permit(reply, job->request.id, row.number, "recorded");
	enum ledger_result result = record_append(desk, job, &record, reply);
	if (result == LEDGER_OK && check == PERMIT_NEW)
		result =
		    ledger_add_permit(desk->ledger, seq, &job->patient, &row);
	return result;
}

/* Looks a permit up; false with no_such_permit. */
static bool find_permit(struct desk *desk, const struct patient_key *patient,
			struct permit_row *permit, struct err *e)
{
	struct as_of now = {.before_seq = ledger_next_seq(desk->ledger)};
	char uzovi[LEN_UZOVI + 1], number[LEN_PERMIT + 1];

	memcpy(uzovi, permit->uzovi, sizeof(uzovi));
	memcpy(number, permit->number, sizeof(number));
	if (ledger_permit(desk->ledger, patient, uzovi, number, now, permit))
		return true;
	return err_field(e, ERR_NO_SUCH_PERMIT, "/permit/number",
			 "this insured has no such permit of this insurer");
}

enum ledger_result permit_revoke(struct desk *desk, struct job *job,
				 struct text *reply)
{
	struct record record = {.kind = ENTRY_REVOCATION, .has_patient = true};
	uint64_t seq = ledger_next_seq(desk->ledger);
	struct permit_row row;
	struct err e;

	if (!begin(desk, job, &row, reply))
		return LEDGER_OK;
	if (!find_permit(desk, &job->patient, &row, &e)) {
		desk_refuse(desk, job->request.id, &e, reply);
		return LEDGER_OK;
	}
	reply_permit(reply, job->request.id, row.number, "revoked");
	enum ledger_result result = record_append(desk, job, &record, reply);
	if (result == LEDGER_OK && row.revoked_by == 0)
		result = ledger_revoke_permit(desk->ledger, seq, &job->patient,
					      row.uzovi, row.number);
	return result;
}

/* The canonical request that an operator's permit is recorded as. */
static void permit_body(const char *op, const struct permit_row *permit,
			struct text *body)
{
	text_str(body, "{\"insured\":{\"uzovi\":");
	text_json_string(body, permit->uzovi);
	text_str(body, "},\"op\":");
	text_json_string(body, op);
	text_str(body, ",\"permit\":{\"from\":\"");
	text_date(body, permit->from);
	text_str(body, "\",\"number\":");
	text_json_string(body, permit->number);
	text_str(body, ",\"scope\":");
	text_json_string(body, permit->scope);
	text_str(body, ",\"to\":\"");
	text_date(body, permit->to);
	text_str(body, "\"}}");
}

static enum ledger_result record_body(struct desk *desk, enum entry_kind kind,
				      const struct patient_key *patient,
				      const struct permit_row *permit)
{
	char memory[1024];
	struct text body;

	text_init(&body, memory, sizeof(memory));
	permit_body(kind == ENTRY_PERMIT ? "permit_add" : "permit_revoke",
		    permit, &body);
	return record_operator(desk, kind, patient, &body);
}

enum ledger_result permit_record_operator(struct desk *desk,
					  const struct patient_key *patient,
					  const struct permit_row *permit)
{
	uint64_t seq = ledger_next_seq(desk->ledger);
	enum ledger_result result =
	    record_body(desk, ENTRY_PERMIT, patient, permit);

	if (result == LEDGER_OK)
		result = ledger_add_permit(desk->ledger, seq, patient, permit);
	return result;
}

bool permit_revoke_operator(struct desk *desk,
			    const struct patient_key *patient,
			    struct permit_row *permit,
			    enum ledger_result *result, struct err *e)
{
	uint64_t seq = ledger_next_seq(desk->ledger);

	*result = LEDGER_OK;
	if (!find_permit(desk, patient, permit, e))
		return false;
	if (permit->revoked_by != 0)
		return true;
	*result = record_body(desk, ENTRY_REVOCATION, patient, permit);
	if (*result == LEDGER_OK)
		*result = ledger_revoke_permit(desk->ledger, seq, patient,
					       permit->uzovi, permit->number);
	return true;
}
