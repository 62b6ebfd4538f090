#include "wire/reply.h"

#include "base/ensure.h"
#include "wire/decision_parts.h"
#include "wire/put.h"

static void open_reply(struct text *out, const char *id)
{
	text_char(out, '{');
	put_int(out, "v", 1);
	if (id[0] != '\0')
		put_str(out, "id", id);
}

void reply_result(struct text *out, const struct reply_context *context,
		  const struct facts *facts, const struct decision *decision)
{
	open_reply(out, context->id);
	if (context->claim_number != 0)
		put_claim(out, "claim", context->claim_number);
	put_result(out, facts, decision);
}

void reply_decision(struct text *out, const struct reply_context *context,
		    const struct facts *facts, const struct decision *decision)
{
	reply_result(out, context, facts, decision);
	put_reasons(out, facts, decision);
	put_advice(out, facts, decision);
	put_str(out, "snapshot", context->snapshot);
	put_str(out, "rules", context->rules);
	put_date(out, "date", facts->claim.date);
	if (context->stale)
		put_bool(out, "stale", true);
	text_char(out, '}');
}

void reply_error(struct text *out, const char *id, const struct err *e)
{
	bool retry = err_class(e->code) == ERR_CLASS_RETRY;

	open_reply(out, id);
	put_open(out, retry ? "retry" : "error", '{');
	put_str(out, "code", err_name(e->code));
	if (retry)
		put_int(out, "after_ms", RETRY_AFTER_MS);
	else if (e->field[0] != '\0')
		put_str(out, "field", e->field);
	put_str(out, "message", e->message);
	text_str(out, "}}");
}

void reply_outcome_differs(struct text *out, const char *id,
			   enum outcome outcome)
{
	open_reply(out, id);
	put_open(out, "error", '{');
	put_str(out, "code", err_name(ERR_OUTCOME_DIFFERS));
	put_str(out, "message",
		"the outcome is worse than expected; nothing is recorded");
	put_str(out, "outcome", outcome_name(outcome));
	text_str(out, "}}");
}

void reply_reversed(struct text *out, const char *id, uint64_t reversal,
		    uint64_t claim, const struct affected *affected)
{
	open_reply(out, id);
	put_claim(out, "claim", reversal);
	put_str(out, "outcome", "reversed");
	put_claim(out, "reverses", claim);
	put_open(out, "affected", '[');
	for (int i = 0; i < affected->listed_count; i++) {
		char number[LEN_CLAIM_NUMBER + 1];
		claim_number_format(affected->listed[i], number);
		put_separator(out);
		text_json_string(out, number);
	}
	text_char(out, ']');
	put_int(out, "affected_more", affected->more);
	put_int(out, "affected_elsewhere", affected->elsewhere);
	text_char(out, '}');
}

void reply_lookup(struct text *out, const char *stored, size_t stored_len,
		  bool reversed)
{
	ensure(stored_len > 2 && stored[stored_len - 1] == '}');
	text_bytes(out, stored, stored_len - 1);
	put_bool(out, "reversed", reversed);
	text_char(out, '}');
}

void reply_permit(struct text *out, const char *id, const char *number,
		  const char *outcome)
{
	open_reply(out, id);
	put_str(out, "permit", number);
	put_str(out, "outcome", outcome);
	text_char(out, '}');
}

void reply_pong(struct text *out, const char *id, const char *snapshot,
		int64_t snapshot_age_days)
{
	open_reply(out, id);
	put_bool(out, "pong", true);
	if (snapshot != NULL && snapshot[0] != '\0') {
		put_str(out, "snapshot", snapshot);
		put_int(out, "snapshot_age_days", snapshot_age_days);
	}
	text_char(out, '}');
}

void reply_hello(struct text *out, const char *version, size_t max_line,
		 int max_in_flight)
{
	open_reply(out, "");
	put_str(out, "hello", "claimd");
	put_str(out, "version", version);
	put_int(out, "max_line", (int64_t)max_line);
	put_int(out, "max_in_flight", max_in_flight);
	text_char(out, '}');
}

void reply_bye(struct text *out, const char *why)
{
	open_reply(out, "");
	put_str(out, "bye", why);
	text_char(out, '}');
}
