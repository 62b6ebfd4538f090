/*
 * What is looked up about a patient: supplies, services, contributions,
 * claims. Each answer comes out of table trace and out of the recent rows
 * beside it.
 */
#include <string.h>

#include "base/ensure.h"
#include "store/ledger_impl.h"

/* Was it there, and not reversed, before that entry? */
static bool stood_then(const struct trace *row, struct as_of as_of)
{
	return row->seq < as_of.before_seq && row->seq != as_of.without &&
	       (row->reversed_by == 0 || row->reversed_by >= as_of.before_seq);
}

/* --- supplies ----------------------------------------------------------- */

struct supplies {
	struct ledger *ledger;
	const char *substance, *form;
	civil_day day;
	struct as_of as_of;
	size_t count;
};

/* Rows of one import share date and number. */
static bool comes_after(const struct past_supply *a,
			const struct past_supply *b)
{
	if (a->supply.date != b->supply.date)
		return a->supply.date > b->supply.date;
	if (a->seq != b->seq)
		return a->seq > b->seq;
	return a->supply.days > b->supply.days;
}

/* Keeps the newest: a full history loses its oldest. */
static void insert_supply(struct supplies *s, const struct past_supply *new)
{
	struct past_supply *past = s->ledger->past;

	if (s->count == HISTORY_MAX) {
		if (!comes_after(new, &past[0]))
			return;
		memmove(past, past + 1, --s->count * sizeof(*past));
	}
	size_t i = s->count++;
	for (; i > 0 && comes_after(&past[i - 1], new); i--)
		past[i] = past[i - 1];
	past[i] = *new;
}

static void take_supply(void *ctx, const struct trace *row)
{
	struct supplies *s = ctx;

	if (row->date > s->day || !stood_then(row, s->as_of))
		return;
	struct past_supply past = {
	    .supply = {.date = row->date,
		       .days = row->days,
		       .dose_changed = row->dose_changed,
		       .last_supplied = row->last_supplied,
		       .first_supplied = row->first_supplied},
	    .seq = row->seq,
	};
	memcpy(past.supply.prk, row->prk, sizeof(past.supply.prk));
	insert_supply(s, &past);
}

/* Recent rows come from all places. */
static void take_recent_supply(void *ctx, const struct trace *row)
{
	const struct supplies *s = ctx;

	if (row->topic == TOPIC_SUPPLY &&
	    strcmp(row->code, s->substance) == 0 &&
	    strcmp(row->form, s->form) == 0)
		take_supply(ctx, row);
}

/* Of a patient's rows, those of one topic that are looked up by code. */
static void set_place(struct trace *place, const struct patient_key *patient,
		      enum trace_topic topic, const char *code,
		      const char *form)
{
	*place = (struct trace){.patient = *patient, .topic = topic};
	ledger_copy_text(place->code, sizeof(place->code), code);
	ledger_copy_text(place->form, sizeof(place->form), form);
}

size_t ledger_history(struct ledger *ledger, const struct patient_key *patient,
		      const char *substance, const char *form, civil_day day,
		      struct as_of as_of, const struct supply **out)
{
	struct supplies s = {ledger, substance, form, day, as_of, 0};
	struct trace place;

	set_place(&place, patient, TOPIC_SUPPLY, substance, form);
	ledger_trace_each(ledger, &place, take_supply, &s);
	recent_of(ledger->recent, patient, take_recent_supply, &s);
	for (size_t i = 0; i < s.count; i++)
		ledger->history[i] = ledger->past[i].supply;
	*out = ledger->history;
	return s.count;
}

/* --- services ----------------------------------------------------------- */

struct services {
	struct ledger *ledger;
	const char *code;
	struct as_of as_of;
	size_t count;
};

/* In the order of recording. Keeps the newest, as supplies do. */
static void insert_service(struct services *s, const struct past_service *new)
{
	struct past_service *past = s->ledger->services;

	if (s->count == SERVICES_MAX) {
		if (new->claim < past[0].claim)
			return;
		memmove(past, past + 1, --s->count * sizeof(*past));
	}
	size_t i = s->count++;
	for (; i > 0 && past[i - 1].claim > new->claim; i--)
		past[i] = past[i - 1];
	past[i] = *new;
}

static void take_service(void *ctx, const struct trace *row)
{
	struct services *s = ctx;
	struct past_service past = {.claim = row->seq, .date = row->date};

	if (row->topic != TOPIC_SERVICE || !stood_then(row, s->as_of) ||
	    strcmp(row->code, s->code) != 0)
		return;
	memcpy(past.for_zi, row->for_zi, sizeof(past.for_zi));
	memcpy(past.event, row->event, sizeof(past.event));
	insert_service(s, &past);
}

size_t ledger_services(struct ledger *ledger, const struct patient_key *patient,
		       const char *code, struct as_of as_of,
		       const struct past_service **out)
{
	struct services s = {ledger, code, as_of, 0};
	struct trace place;

	set_place(&place, patient, TOPIC_SERVICE, code, "");
	ledger_trace_each(ledger, &place, take_service, &s);
	recent_of(ledger->recent, patient, take_service, &s);
	*out = ledger->services;
	return s.count;
}

/* --- contributions ------------------------------------------------------ */

struct contributions {
	civil_day first, last;
	struct as_of as_of;
	cents sum;
};

static void take_contribution(void *ctx, const struct trace *row)
{
	struct contributions *c = ctx;

	if (row->topic == TOPIC_CONTRIBUTION && row->date >= c->first &&
	    row->date <= c->last && stood_then(row, c->as_of))
		c->sum += row->amount;
}

cents ledger_contributions(struct ledger *ledger,
			   const struct patient_key *patient, int year,
			   struct as_of as_of)
{
	struct contributions c = {
	    .first = civil_from_ymd(year, 1, 1),
	    .last = civil_from_ymd(year, 12, 31),
	    .as_of = as_of,
	};
	struct trace place;

	set_place(&place, patient, TOPIC_CONTRIBUTION, "", "");
	ledger_trace_each(ledger, &place, take_contribution, &c);
	recent_of(ledger->recent, patient, take_contribution, &c);
	return c.sum;
}

/* --- claims ------------------------------------------------------------- */

struct claims {
	uint64_t after;
	uint64_t *out;
	size_t count, max;
};

/* Keeps the lowest numbers, in order. */
static void insert_claim(struct claims *c, uint64_t seq)
{
	size_t i = c->count;

	if (c->count == c->max && (c->max == 0 || seq > c->out[c->max - 1]))
		return;
	if (c->count < c->max)
		c->count++;
	else
		i--;
	for (; i > 0 && c->out[i - 1] > seq; i--)
		c->out[i] = c->out[i - 1];
	c->out[i] = seq;
}

static void take_claim(void *ctx, const struct trace *row)
{
	struct claims *c = ctx;

	if (row->topic != TOPIC_CONTRIBUTION && !row->imported &&
	    row->seq > c->after)
		insert_claim(c, row->seq);
}

size_t ledger_claims_after(struct ledger *ledger,
			   const struct patient_key *patient, uint64_t after,
			   uint64_t *out, size_t max)
{
	struct claims c = {.after = after, .out = out, .max = max};

	ledger_trace_of(ledger, patient, take_claim, &c);
	recent_of(ledger->recent, patient, take_claim, &c);
	return c.count;
}
