#include "examine.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/ensure.h"

enum { FOUND_MAX = 4096 };

static bool wrong(char flaw[FLAW_MAX], const char *format, ...)
    PRINTF_LIKE(2, 3);

static bool wrong(char flaw[FLAW_MAX], const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(flaw, FLAW_MAX, format, args);
	va_end(args);
	return false;
}

/* --- entries ------------------------------------------------------------ */

static bool same_bytes(const char *a, size_t a_len, const char *b, size_t b_len)
{
	return a_len == b_len && memcmp(a, b, a_len) == 0;
}

static bool same_entry(const struct entry *is, const struct entry *should)
{
	return is->kind == should->kind && is->seq == should->seq &&
	       strcmp(is->pharmacy, should->pharmacy) == 0 &&
	       strcmp(is->request_id, should->request_id) == 0 &&
	       memcmp(&is->digest, &should->digest, sizeof(is->digest)) == 0 &&
	       is->has_patient == should->has_patient &&
	       (!is->has_patient || memcmp(&is->patient, &should->patient,
					   sizeof(is->patient)) == 0) &&
	       same_bytes(is->body, is->body_len, should->body,
			  should->body_len) &&
	       same_bytes(is->reply, is->reply_len, should->reply,
			  should->reply_len) &&
	       strcmp(is->snapshot, should->snapshot) == 0 &&
	       strcmp(is->rules, should->rules) == 0 &&
	       is->recorded_at_ms == should->recorded_at_ms;
}

static bool same_reference(struct ledger *ledger, int64_t row, int should)
{
	char text[32];
	const char *body;
	size_t len;

	if (should == 0 || row == 0)
		return should == 0 && row == 0;
	int text_len = snprintf(text, sizeof(text), "reference %d", should);
	return ledger_reference_get(ledger, row, &body, &len) &&
	       same_bytes(body, len, text, (size_t)text_len);
}

static bool examine_entry(struct ledger *ledger, const struct plan *plan,
			  uint64_t seq, char flaw[FLAW_MAX])
{
	unsigned long long number = seq;
	struct stored stored;
	struct entry should;

	plan_entry(plan, seq, &should);
	if (!ledger_get(ledger, seq, &stored))
		return wrong(flaw, "entry %llu is not there", number);
	if (!same_entry(&stored.entry, &should))
		return wrong(flaw, "entry %llu has other bytes", number);
	if (!same_reference(ledger, stored.entry.reference,
			    plan_at(plan, seq)->reference))
		return wrong(flaw, "entry %llu: other reference facts", number);
	if (!ledger_find(ledger, should.pharmacy, should.request_id, &stored) ||
	    stored.entry.seq != seq)
		return wrong(flaw, "entry %llu is not found by its id", number);
	return true;
}

/* Those that are to come were not recorded. */
static bool examine_end(struct ledger *ledger, const struct plan *plan,
			uint64_t head, char flaw[FLAW_MAX])
{
	struct stored stored;
	struct entry entry;

	for (uint64_t seq = head + 1; seq <= plan->count && seq <= head + 20;
	     seq++) {
		plan_entry(plan, seq, &entry);
		if (ledger_get(ledger, seq, &stored) ||
		    ledger_find(ledger, entry.pharmacy, entry.request_id,
				&stored))
			return wrong(flaw, "entry %llu is there too",
				     (unsigned long long)seq);
	}
	return true;
}

/* --- look-ups ----------------------------------------------------------- */

/* What the plan says of a patient, when it ends with head. */
struct model {
	const struct plan *plan;
	uint64_t head;
	int patient;
};

struct model_supply {
	struct supply supply;
	uint64_t seq;
};

static bool is_standing_claim(const struct model *model, uint64_t seq)
{
	const struct planned *planned = plan_at(model->plan, seq);

	return planned->kind == ENTRY_CLAIM &&
	       planned->patient == model->patient &&
	       plan_stands(model->plan, seq, model->head);
}

/* By date, then by number. */
static size_t insert(struct model_supply *found, size_t count,
		     const struct supply *supply, uint64_t seq)
{
	size_t i = count;

	ensure(count < FOUND_MAX);
	for (; i > 0 && found[i - 1].supply.date > supply->date; i--)
		found[i] = found[i - 1];
	found[i] = (struct model_supply){*supply, seq};
	return count + 1;
}

static size_t imported(const struct model *model, uint64_t seq, int code,
		       struct model_supply *found, size_t count)
{
	const struct planned *planned = plan_at(model->plan, seq);
	struct patient_key patient = plan_patient(model->patient);

	for (int i = 0; i < PLAN_IMPORTED && planned->code == code; i++) {
		struct import_row row;

		plan_import(planned, i, &row);
		if (memcmp(&row.patient, &patient, sizeof(patient)) != 0)
			continue;
		struct supply supply = {.date = row.date,
					.days = row.days,
					.last_supplied = CIVIL_NONE,
					.first_supplied = CIVIL_NONE};
		count = insert(found, count, &supply, seq);
	}
	return count;
}

static size_t supplies_of(const struct model *model, int code,
			  struct model_supply *found)
{
	size_t count = 0;

	for (uint64_t seq = 1; seq <= model->head; seq++) {
		const struct planned *planned = plan_at(model->plan, seq);
		struct supply supply;

		if (planned->kind == ENTRY_IMPORT)
			count = imported(model, seq, code, found, count);
		if (planned->added != ADDED_SUPPLY || planned->code != code ||
		    !is_standing_claim(model, seq))
			continue;
		plan_supply(planned, &supply);
		count = insert(found, count, &supply, seq);
	}
	return count;
}

static bool same_supply(const struct supply *a, const struct supply *b)
{
	return a->date == b->date && a->days == b->days &&
	       strcmp(a->prk, b->prk) == 0 &&
	       a->dose_changed == b->dose_changed &&
	       a->last_supplied == b->last_supplied &&
	       a->first_supplied == b->first_supplied;
}

static bool examine_history(struct ledger *ledger, const struct model *model,
			    int code, char flaw[FLAW_MAX])
{
	static struct model_supply should[FOUND_MAX];
	struct patient_key patient = plan_patient(model->patient);
	struct as_of now = {ledger_next_seq(ledger), 0};
	const struct supply *is;
	size_t count = supplies_of(model, code, should);
	size_t found = ledger_history(ledger, &patient, plan_code(code),
				      "TABLET", 30000, now, &is);

	if (found != count)
		return wrong(flaw, "patient %d has %zu supplies of %s, not %zu",
			     model->patient, found, plan_code(code), count);
	for (size_t i = 0; i < count; i++)
		if (!same_supply(&is[i], &should[i].supply))
			return wrong(flaw,
				     "patient %d: supply %zu of %s is another",
				     model->patient, i, plan_code(code));
	return true;
}

static bool same_service(const struct past_service *a,
			 const struct past_service *b)
{
	return a->claim == b->claim && a->date == b->date &&
	       strcmp(a->for_zi, b->for_zi) == 0 &&
	       strcmp(a->event, b->event) == 0;
}

static bool examine_services(struct ledger *ledger, const struct model *model,
			     int code, char flaw[FLAW_MAX])
{
	struct patient_key patient = plan_patient(model->patient);
	struct as_of now = {ledger_next_seq(ledger), 0};
	const struct past_service *is;
	size_t found =
	    ledger_services(ledger, &patient, plan_code(code), now, &is);
	size_t count = 0;

	for (uint64_t seq = 1; seq <= model->head; seq++) {
		const struct planned *planned = plan_at(model->plan, seq);
		struct past_service should;

		if (planned->added != ADDED_SERVICE || planned->code != code ||
		    !is_standing_claim(model, seq))
			continue;
		plan_service(model->plan, seq, &should);
		if (count >= found || !same_service(&is[count], &should))
			return wrong(flaw, "patient %d: service %zu of %s",
				     model->patient, count, plan_code(code));
		count++;
	}
	return count == found || wrong(flaw, "patient %d: too many of %s",
				       model->patient, plan_code(code));
}

static bool examine_contributions(struct ledger *ledger,
				  const struct model *model,
				  char flaw[FLAW_MAX])
{
	struct patient_key patient = plan_patient(model->patient);
	struct as_of now = {ledger_next_seq(ledger), 0};
	cents sum = 0;

	for (uint64_t seq = 1; seq <= model->head; seq++)
		if (is_standing_claim(model, seq))
			sum += plan_at(model->plan, seq)->contribution;
	cents is = ledger_contributions(ledger, &patient, PLAN_YEAR, now);
	return is == sum ||
	       wrong(flaw, "patient %d contributed %lld, not %lld",
		     model->patient, (long long)is, (long long)sum);
}

/* Reversed ones too. */
static bool examine_claims(struct ledger *ledger, const struct model *model,
			   char flaw[FLAW_MAX])
{
	static uint64_t is[FOUND_MAX];
	struct patient_key patient = plan_patient(model->patient);
	size_t found = ledger_claims_after(ledger, &patient, 0, is, FOUND_MAX);
	size_t count = 0;

	for (uint64_t seq = 1; seq <= model->head; seq++) {
		const struct planned *planned = plan_at(model->plan, seq);

		if (planned->kind != ENTRY_CLAIM ||
		    planned->patient != model->patient)
			continue;
		if (count >= found || is[count] != seq)
			return wrong(flaw, "patient %d: claim %llu is missing",
				     model->patient, (unsigned long long)seq);
		count++;
	}
	return count == found || wrong(flaw, "patient %d: %zu claims too many",
				       model->patient, found - count);
}

static bool examine_permits(struct ledger *ledger, const struct model *model,
			    char flaw[FLAW_MAX])
{
	struct patient_key patient = plan_patient(model->patient);
	struct as_of now = {ledger_next_seq(ledger), 0};

	for (uint64_t seq = 1; seq <= model->head; seq++) {
		struct permit_row should, is;

		if (plan_at(model->plan, seq)->kind != ENTRY_PERMIT ||
		    plan_at(model->plan, seq)->patient != model->patient)
			continue;
		plan_permit(model->plan, seq, &should);
		bool stands = plan_stands(model->plan, seq, model->head);
		if (!ledger_permit(ledger, &patient, should.uzovi,
				   should.number, now, &is) ||
		    is.added_by != seq || is.from != should.from ||
		    is.to != should.to || (is.revoked_by == 0) != stands)
			return wrong(flaw, "patient %d: permit of %llu",
				     model->patient, (unsigned long long)seq);
	}
	return true;
}

bool examine_patient(struct ledger *ledger, const struct plan *plan,
		     uint64_t head, int patient, char flaw[FLAW_MAX])
{
	struct model model = {plan, head, patient};

	for (int code = 0; code < PLAN_CODES; code++)
		if (!examine_history(ledger, &model, code, flaw) ||
		    !examine_services(ledger, &model, code, flaw))
			return false;
	return examine_contributions(ledger, &model, flaw) &&
	       examine_claims(ledger, &model, flaw) &&
	       examine_permits(ledger, &model, flaw);
}

/* --- all of it ---------------------------------------------------------- */

static bool examine_reversals(struct ledger *ledger, const struct plan *plan,
			      uint64_t head, char flaw[FLAW_MAX])
{
	for (uint64_t seq = 1; seq <= head; seq++) {
		uint64_t claim = plan_at(plan, seq)->reverses;

		if (claim != 0 && ledger_reversal_of(ledger, claim) != seq)
			return wrong(flaw, "claim %llu was not reversed by it",
				     (unsigned long long)claim);
	}
	return true;
}

bool examine(struct ledger *ledger, const struct plan *plan, uint64_t head,
	     char flaw[FLAW_MAX])
{
	struct err e;

	if (ledger_head(ledger).seq != head)
		return wrong(flaw, "the head is %llu, not %llu",
			     (unsigned long long)ledger_head(ledger).seq,
			     (unsigned long long)head);
	if (!ledger_verify(ledger, &e))
		return wrong(flaw, "not verified: %.200s", e.message);
	for (uint64_t seq = 1; seq <= head; seq++)
		if (!examine_entry(ledger, plan, seq, flaw))
			return false;
	for (int patient = 0; patient < PLAN_PATIENTS; patient++)
		if (!examine_patient(ledger, plan, head, patient, flaw))
			return false;
	return examine_end(ledger, plan, head, flaw) &&
	       examine_reversals(ledger, plan, head, flaw);
}
