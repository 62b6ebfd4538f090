#include "wire/decision_parts.h"

#include "base/ensure.h"
#include "wire/put.h"
#include "wire/reply.h"

enum {
	/* One reason in one language: every preferred name fits into it. */
	REASON_TEXT_MAX = 16384,
};

void put_claim(struct text *out, const char *name, uint64_t number)
{
	char text[LEN_CLAIM_NUMBER + 1];

	claim_number_format(number, text);
	put_str(out, name, text);
}

static bool has_approved(const struct facts *facts)
{
	enum item_kind kind = facts->claim.item.kind;

	return kind != KIND_DEVICE && kind != KIND_SERVICE;
}

static void put_approved(struct text *out, const struct facts *facts,
			 const struct decision *decision)
{
	put_open(out, "approved", '{');
	put_int(out, "quantity_milli", decision->approved_quantity_milli);
	if (facts->claim.item.days > 0)
		put_int(out, "days", decision->approved_days);
	text_char(out, '}');
}

void put_result(struct text *out, const struct facts *facts,
		const struct decision *decision)
{
	const struct amounts *amounts = &decision->amounts;
	const struct collect *collect = &decision->collect;

	put_str(out, "outcome", outcome_name(decision->outcome));
	if (has_approved(facts))
		put_approved(out, facts, decision);
	put_open(out, "amounts", '{');
	put_int(out, "claimed", amounts->claimed);
	put_int(out, "reimbursed", amounts->reimbursed);
	put_int(out, "eigen_bijdrage", amounts->eigen_bijdrage);
	put_int(out, "own_account", amounts->own_account);
	put_int(out, "refused", amounts->refused);
	text_char(out, '}');
	put_open(out, "collect", '{');
	put_int(out, "from_insured", collect->from_insured);
	put_int(out, "billed_by_insurer", collect->billed_by_insurer);
	put_int(out, "advanced", collect->advanced);
	text_char(out, '}');
	put_int(out, "eigen_risico", decision->eigen_risico);
}

/* ---- reasons ------------------------------------------------------------ */

static void put_reason_text(struct text *out, const char *name,
			    const struct facts *facts,
			    const struct reason *reason, enum language language)
{
	char memory[REASON_TEXT_MAX];
	struct text sentence;

	text_init(&sentence, memory, sizeof(memory));
	reason_text(facts, reason, language, &sentence);
	ensure(!sentence.overflow);
	put_str(out, name, memory);
}

static void put_preferred_zi(struct text *out, const struct facts *facts)
{
	const struct reference *reference = &facts->reference;

	put_open(out, "zi", '[');
	for (int i = 0; i < reference->preferred_count; i++) {
		put_separator(out);
		text_json_string(out, reference->preferred[i].zi);
	}
	text_char(out, ']');
}

static void put_missing(struct text *out, unsigned missing)
{
	put_open(out, "missing", '[');
	for (int i = 0; i < SERVICE_FACT_COUNT; i++) {
		if ((missing & 1U << i) == 0)
			continue;
		put_separator(out);
		text_json_string(out, service_fact_name((enum service_fact)i));
	}
	text_char(out, ']');
}

static void put_reason(struct text *out, const struct facts *facts,
		       const struct reason *reason)
{
	put_separator(out);
	text_char(out, '{');
	put_str(out, "code", rule_name(reason->code));
	put_str(out, "effect", effect_name(reason->effect));
	put_str(out, "article", reason->article);
	put_reason_text(out, "nl", facts, reason, LANGUAGE_NL);
	put_reason_text(out, "en", facts, reason, LANGUAGE_EN);
	if (reason->limit_days != -1)
		put_int(out, "limit_days", reason->limit_days);
	if (reason->limit_quantity_milli != -1)
		put_int(out, "limit_quantity_milli",
			reason->limit_quantity_milli);
	if (reason->amount != -1)
		put_int(out, "amount", reason->amount);
	if (reason->until != CIVIL_NONE)
		put_date(out, "until", reason->until);
	if (reason->since != CIVIL_NONE)
		put_date(out, "since", reason->since);
	if (reason->names_preferred)
		put_preferred_zi(out, facts);
	if (reason->claim != 0)
		put_claim(out, "claim", reason->claim);
	if (reason->missing != 0)
		put_missing(out, reason->missing);
	text_char(out, '}');
}

void put_reasons(struct text *out, const struct facts *facts,
		 const struct decision *decision)
{
	const struct reason *reasons = decision->reasons;

	put_open(out, "reasons", '[');
	for (int i = 0; i < decision->reason_count; i++)
		put_reason(out, facts, reasons + i);
	text_char(out, ']');
}

/* ---- advice ------------------------------------------------------------- */

static void put_advised(struct text *out, const struct facts *facts,
			const struct advice *advice, const char *name,
			size_t offset)
{
	const struct reference *reference = &facts->reference;

	put_open(out, name, '[');
	for (int i = 0; i < reference->preferred_count; i++) {
		if ((advice->articles >> i & 1) == 0)
			continue;
		put_separator(out);
		text_json_string(out, (const char *)&reference->preferred[i] +
					  offset);
	}
	text_char(out, ']');
}

static void put_action(struct text *out, const struct facts *facts,
		       const struct advice *advice)
{
	put_separator(out);
	text_char(out, '{');
	put_str(out, "action", advice_name(advice->action));
	if (advice->action == ADVICE_DISPENSE_PREFERRED) {
		put_advised(out, facts, advice, "zi",
			    offsetof(struct preferred, zi));
		put_advised(out, facts, advice, "names",
			    offsetof(struct preferred, name));
	} else if (advice->action == ADVICE_RESUPPLY) {
		put_date(out, "from", advice->from);
	} else if (advice->action == ADVICE_ASK_STATEMENT) {
		put_str(out, "kind", statement_kind_name(advice->kind));
	} else if (advice->action == ADVICE_REDUCE) {
		if (advice->days > 0)
			put_int(out, "days", advice->days);
		put_int(out, "quantity_milli", advice->quantity_milli);
	}
	text_char(out, '}');
}

void put_advice(struct text *out, const struct facts *facts,
		const struct decision *decision)
{
	put_open(out, "advice", '[');
	for (int i = 0; i < decision->advice_count; i++)
		put_action(out, facts, &decision->advice[i]);
	text_char(out, ']');
}
