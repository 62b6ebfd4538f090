#include "wire/decision_parts.h"
#include "wire/explain_rules.h"
#include "wire/facts_json.h"
#include "wire/put.h"
#include "wire/shapes.h"

static const struct field supply_rows[] = {
    {.name = "date",
     .type = FIELD_DATE,
     .required = true,
     .offset = offsetof(struct supply, date)},
    {.name = "days",
     .type = FIELD_INT,
     .offset = offsetof(struct supply, days)},
    {.name = "prk", .type = FIELD_TEXT, .offset = offsetof(struct supply, prk)},
    {.name = "dose_changed",
     .type = FIELD_FLAG,
     .offset = offsetof(struct supply, dose_changed)},
    {.name = "last_supplied",
     .type = FIELD_DATE,
     .offset = offsetof(struct supply, last_supplied)},
    {.name = "first_supplied",
     .type = FIELD_DATE,
     .offset = offsetof(struct supply, first_supplied)},
};
static const struct shape supply_shape = {supply_rows, ARRAY_LEN(supply_rows)};

static const struct field past_service_rows[] = {
    {.name = "claim",
     .type = FIELD_CLAIM,
     .required = true,
     .offset = offsetof(struct past_service, claim)},
    {.name = "date",
     .type = FIELD_DATE,
     .required = true,
     .offset = offsetof(struct past_service, date)},
    {.name = "for_zi",
     .type = FIELD_TEXT,
     .offset = offsetof(struct past_service, for_zi)},
    {.name = "event",
     .type = FIELD_TEXT,
     .offset = offsetof(struct past_service, event)},
};
static const struct shape past_service_shape = {past_service_rows,
						ARRAY_LEN(past_service_rows)};

static void put_working(struct text *out, const struct working *w)
{
	put_open(out, "working", '{');
	put_int(out, "list_cents", w->list_cents);
	put_int(out, "base_cents", w->base_cents);
	put_int(out, "approved_price_cents", w->approved_price);
	put_int(out, "own_days", w->own_days);
	put_int(out, "own_cents", w->own_cents);
	put_int(out, "contribution_uncut_cents", w->contribution_uncut);
	if (w->contribution_room != -1)
		put_int(out, "contribution_room_cents", w->contribution_room);
	if (w->tariff_cents != -1)
		put_int(out, "tariff_cents", w->tariff_cents);
	text_char(out, '}');
}

/* The newest that an explanation has room for begin at the result. */
static size_t first_shown(size_t count)
{
	return count > EXPLAIN_HISTORY_MAX ? count - EXPLAIN_HISTORY_MAX : 0;
}

static void put_history(struct text *out, const struct facts *facts)
{
	put_int(out, "history_count", (int64_t)facts->history_count);
	put_open(out, "history", '[');
	for (size_t i = first_shown(facts->history_count);
	     i < facts->history_count; i++) {
		put_separator(out);
		fields_write(out, &supply_shape, &facts->history[i]);
	}
	text_char(out, ']');
}

static void put_services(struct text *out, const struct facts *facts)
{
	put_int(out, "service_count", (int64_t)facts->service_count);
	put_open(out, "services", '[');
	for (size_t i = first_shown(facts->service_count);
	     i < facts->service_count; i++) {
		put_separator(out);
		fields_write(out, &past_service_shape, &facts->services[i]);
	}
	text_char(out, ']');
}

static void put_facts(struct text *out, const struct facts *facts)
{
	/* The tables speak of a request; the rest of it is not written. */
	struct request request = {.claim = facts->claim};

	put_open(out, "facts", '{');
	put_str(out, "pharmacy", facts->pharmacy);
	put_name(out, "claim");
	fields_write(out, &claim_shape, &request);
	put_name(out, "reference");
	reference_write(out, &facts->reference);
	put_history(out, facts);
	if (facts->claim.item.kind == KIND_SERVICE)
		put_services(out, facts);
	put_bool(out, "permit_covers_item", facts->permit_covers_item);
	put_bool(out, "permit_covers_holiday", facts->permit_covers_holiday);
	put_int(out, "contributions_year_cents",
		facts->contributions_year_cents);
	if (facts->ledger_since != CIVIL_NONE)
		put_date(out, "ledger_since", facts->ledger_since);
	text_char(out, '}');
}

void explain_write(struct text *out, const struct facts *facts,
		   const struct decision *decision)
{
	struct decision again;
	struct judgement j;

	sights_judge(facts, &j, &again);
	text_char(out, '{');
	put_result(out, facts, decision);
	put_rules(out, &j, decision);
	put_reasons(out, facts, decision);
	put_advice(out, facts, decision);
	put_working(out, &decision->working);
	put_arithmetic(out, &j);
	put_facts(out, facts);
	text_char(out, '}');
}

void explain_facts_write(struct text *out, const struct facts *facts)
{
	text_char(out, '{');
	put_facts(out, facts);
	text_char(out, '}');
}
