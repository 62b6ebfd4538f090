#include "rules/trial.h"

void trial_begin(const struct judgement *j, struct trial *t)
{
	t->claim = *claim_of(j);
	t->j.matter = j->matter;
	t->j.matter.claim = &t->claim;
	t->j.decision = &t->decision;
}

const struct reason *decision_reason(const struct decision *d,
				     enum rule_code code)
{
	for (int i = 0; i < d->reason_count; i++)
		if (d->reasons[i].code == code)
			return &d->reasons[i];
	return NULL;
}

bool judged(const struct judgement *j, enum rule_code code)
{
	return decision_reason(j->decision, code) != NULL;
}

bool judged_any(const struct judgement *j, const enum rule_code *codes,
		size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (judged(j, codes[i]))
			return true;
	return false;
}

bool decision_limits(const struct decision *d)
{
	for (int i = 0; i < d->reason_count; i++)
		if (d->reasons[i].effect == EFFECT_LIMIT)
			return true;
	return false;
}

int decision_denials(const struct decision *d)
{
	int count = 0;

	for (int i = 0; i < d->reason_count; i++)
		count += d->reasons[i].effect == EFFECT_DENY;
	return count;
}

static bool adds_denial(const struct decision *before,
			const struct decision *after)
{
	for (int i = 0; i < after->reason_count; i++) {
		const struct reason *r = &after->reasons[i];
		if (r->effect != EFFECT_DENY)
			continue;
		const struct reason *same = decision_reason(before, r->code);
		if (same == NULL || same->effect != EFFECT_DENY)
			return true;
	}
	return false;
}

bool trial_confirms(const struct judgement *before, struct trial *t)
{
	const struct decision *b = before->decision;
	const struct decision *a = &t->decision;

	judge(&t->j);
	if (t->j.denied)
		return !adds_denial(b, a) &&
		       decision_denials(a) < decision_denials(b);
	if (b->outcome == OUTCOME_DENY)
		return a->outcome != OUTCOME_DENY;
	return a->outcome <= b->outcome;
}

/* After trial_confirms(): also more of it is payable. */
bool trial_pays_more(const struct judgement *before, const struct trial *t)
{
	const struct decision *b = before->decision;
	const struct decision *a = &t->decision;

	return before->denied ||
	       a->approved_quantity_milli > b->approved_quantity_milli ||
	       a->amounts.reimbursed + a->amounts.eigen_bijdrage >
		   b->amounts.reimbursed + b->amounts.eigen_bijdrage;
}
