/*
 * Every decision on a million pseudo-random facts is that of the oracle, which
 * was written from the rulebook's text.
 */
#include <criterion/criterion.h>

#include <string.h>

#include "oracle.h"
#include "property.h"
#include "rules/history.h"

static int64_t compared[KIND_COUNT];

static void check_reason(const struct random_facts *f, enum rule_code code,
			 const struct expected_reason *x,
			 const struct reason *r)
{
	if (x->listed != (r != NULL))
		property_violated(f, rule_name(code), __FILE__, __LINE__);
	if (r == NULL)
		return;
	hold(f, r->effect == x->effect);
	hold(f, r->limit_days == x->limit_days);
	hold(f, r->limit_quantity_milli == x->limit_quantity);
	hold(f, r->amount == x->amount);
	hold(f, r->until == x->date || r->since == x->date);
}

static void check_money(const struct random_facts *f, const struct decision *d,
			const struct expected *e)
{
	hold(f, d->amounts.claimed == e->amounts.claimed);
	hold(f, d->amounts.reimbursed == e->amounts.reimbursed);
	hold(f, d->amounts.eigen_bijdrage == e->amounts.eigen_bijdrage);
	hold(f, d->amounts.own_account == e->amounts.own_account);
	hold(f, d->amounts.refused == e->amounts.refused);
	hold(f, d->collect.from_insured == e->collect.from_insured);
	hold(f, d->collect.billed_by_insurer == e->collect.billed_by_insurer);
	hold(f, d->collect.advanced == e->collect.advanced);
	hold(f, d->eigen_risico == e->eigen_risico);
}

static void check_decision(const struct random_facts *f,
			   const struct decision *d)
{
	static struct expected e;

	oracle_decide(&f->facts, &e);
	for (int i = 0; i < RULE_COUNT; i++)
		check_reason(f, (enum rule_code)i, &e.reasons[i],
			     reason_of(d, (enum rule_code)i));
	check_money(f, d, &e);
	hold(f, d->approved_quantity_milli == e.quantity);
	hold(f, d->approved_days == e.days);
	hold(f, d->outcome == e.outcome);
	compared[f->facts.claim.item.kind]++;
}

static const char *name_of_kind(int kind)
{
	return item_kind_name((enum item_kind)kind);
}

Test(oracle, decides_the_same)
{
	property_run(check_decision);
	property_counts("decisions compared", name_of_kind, compared,
			KIND_COUNT);
}

/* Section 4, also where another rule ends the list or denies. */
static int64_t courses[2];

static void check_course(const struct random_facts *f, const struct decision *d)
{
	struct matter m = {.facts = &f->facts, .claim = &f->facts.claim};
	struct history h;
	struct course c;

	(void)d;
	if (f->facts.claim.item.kind != KIND_MEDICINE ||
	    !f->facts.reference.policy_known)
		return;
	history_read(&m, &h);
	oracle_course(&f->facts, &c);
	hold(f, h.anything_known == c.known);
	hold(f, h.is_new == c.is_new);
	courses[h.is_new]++;
	if (h.is_new)
		return;
	hold(f, h.first == c.first);
	hold(f, h.attested == c.attested);
	hold(f, h.has_supply_of_prk == c.has_prk);
	hold(f, h.used_days == c.used);
	hold(f, h.used_all_days == c.used_all);
	hold(f, h.cover_end == c.cover_end);
}

static const char *name_of_course(int is_new)
{
	return is_new ? "new" : "known";
}

Test(oracle, walks_the_history_the_same)
{
	property_run(check_course);
	property_counts("histories compared", name_of_course, courses, 2);
}
