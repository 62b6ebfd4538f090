#include "client/check_advice.h"

#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "rules/permit.h"

struct proof {
	struct snapshot *snapshot;
	const struct facts *facts;
	const struct decision *before;
	const struct advice *advice;
	int preferred; /* which of those that dispense_preferred names */
	/* the request as advised */
	struct facts changed;
	struct supply *history;
	struct decision after;
	struct err *e;
};

static int denials(const struct decision *d)
{
	int count = 0;

	for (int i = 0; i < d->reason_count; i++)
		count += d->reasons[i].effect == EFFECT_DENY;
	return count;
}

static bool limited(const struct decision *d)
{
	for (int i = 0; i < d->reason_count; i++)
		if (d->reasons[i].effect == EFFECT_LIMIT)
			return true;
	return false;
}

static bool other_article(struct proof *p)
{
	struct item *item = &p->changed.claim.item;
	struct reference_key key;

	memcpy(item->zi, p->facts->reference.preferred[p->preferred].zi,
	       sizeof(item->zi));
	reference_key_of(&p->changed.claim, p->changed.pharmacy, &key);
	return snapshot_reference(p->snapshot, &key, &p->changed.reference,
				  p->e);
}

/* What may be supplied now is supplied; then the same is asked again. */
static bool again_later(struct proof *p)
{
	struct facts *f = &p->changed;
	struct supply supply;

	if (decision_supply(p->facts, p->before, &supply)) {
		if (f->history_count > 0)
			memcpy(p->history, p->facts->history,
			       f->history_count * sizeof(supply));
		p->history[f->history_count++] = supply;
		f->history = p->history;
	}
	f->claim.date = p->advice->from;
	if (civil_year(f->claim.date) != civil_year(p->facts->claim.date))
		f->contributions_year_cents = 0;
	else
		f->contributions_year_cents +=
		    p->before->amounts.eigen_bijdrage;
	return true;
}

/* No permit serves a kind that the widest one does not cover. */
static bool with_permit(struct proof *p)
{
	p->changed.claim.permit_count = 1;
	p->changed.permit_covers_item = permit_scope_covers("any", p->facts);
	p->changed.permit_covers_holiday = true;
	return true;
}

static bool with_statement(struct proof *p)
{
	p->changed.claim.has_statement = true;
	p->changed.claim.statement = (struct statement){
	    .kind = p->advice->kind,
	    .conditions_met = ANSWER_YES,
	    .sent_to_insurer = true,
	    .judged_by_insurer = true,
	};
	return true;
}

static bool marked_chronic(struct proof *p)
{
	p->changed.claim.prescription.chronic = true;
	return true;
}

static bool marked_holiday(struct proof *p)
{
	p->changed.claim.prescription.holiday = true;
	return true;
}

static bool reduced(struct proof *p)
{
	struct item *item = &p->changed.claim.item;

	item->price =
	    round_half_up((wide)item->price * p->advice->quantity_milli,
			  item->quantity_milli);
	item->quantity_milli = p->advice->quantity_milli;
	item->days = p->advice->days;
	return true;
}

static bool with_prescription(struct proof *p)
{
	struct claim *claim = &p->changed.claim;

	if (!claim->has_prescription)
		claim->prescription = (struct prescription){0};
	claim->has_prescription = true;
	claim->prescription.prescriber = PRESCRIBER_MEDISCH_SPECIALIST;
	claim->prescription.date = claim->date;
	return true;
}

static bool fault(struct proof *p, const char *why)
{
	return err_set(p->e, ERR_FAILED, "the advice %s is not true: %s",
		       advice_name(p->advice->action), why);
}

static bool prove(struct proof *p, bool (*apply)(struct proof *p))
{
	const struct decision *b = p->before, *a = &p->after;

	p->changed = *p->facts;
	if (!apply(p))
		return false;
	adjudicate(&p->changed, &p->after);
	if (a->outcome > b->outcome)
		return fault(p, "the outcome is worse");
	if (denials(b) == 1 && denials(a) > 0)
		return fault(p, "it is denied all the same");
	if (denials(a) > denials(b) ||
	    (denials(b) > 0 && denials(a) == denials(b)))
		return fault(p, "the obstacle stays");
	if (p->advice->action == ADVICE_REDUCE && limited(a))
		return fault(p, "it is cut again");
	return true;
}

static bool prove_one(struct proof *p)
{
	static bool (*const apply[ADVICE_ACTION_COUNT])(struct proof * p) = {
	    [ADVICE_DISPENSE_PREFERRED] = other_article,
	    [ADVICE_RESUPPLY] = again_later,
	    [ADVICE_ASK_PERMIT] = with_permit,
	    [ADVICE_ASK_STATEMENT] = with_statement,
	    [ADVICE_MARK_CHRONIC] = marked_chronic,
	    [ADVICE_MARK_HOLIDAY] = marked_holiday,
	    [ADVICE_REDUCE] = reduced,
	    [ADVICE_ASK_PRESCRIPTION] = with_prescription,
	};
	const struct reference *r = &p->facts->reference;

	if (apply[p->advice->action] == NULL)
		return true;
	if (p->advice->action != ADVICE_DISPENSE_PREFERRED)
		return prove(p, apply[p->advice->action]);
	for (p->preferred = 0; p->preferred < r->preferred_count;
	     p->preferred++)
		if ((p->advice->articles >> p->preferred & 1) != 0 &&
		    !prove(p, other_article))
			return false;
	return true;
}

bool check_advice(struct snapshot *snapshot, const struct facts *facts,
		  const struct decision *decision, struct err *e)
{
	struct proof *p = calloc(1, sizeof(*p));
	bool ok = true;

	ensure(p != NULL);
	p->snapshot = snapshot;
	p->facts = facts;
	p->before = decision;
	p->e = e;
	p->history = calloc(facts->history_count + 1, sizeof(*p->history));
	ensure(p->history != NULL);
	for (int i = 0; ok && i < decision->advice_count; i++) {
		p->advice = &decision->advice[i];
		ok = prove_one(p);
	}
	free(p->history);
	free(p);
	return ok;
}
