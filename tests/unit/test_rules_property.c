/*
 * What holds for every decision, tried on pseudo-random facts: money is
 * conserved, the same facts decide the same, and advice is true.
 */
#include <criterion/criterion.h>

#include <string.h>

#include "base/attr.h"
#include "scenario.h"

enum { CASES = 200000 };

static uint64_t state = 20261121;

static uint64_t random_number(void)
{
	state = state * 6364136223846793005u + 1442695040888963407u;
	return state >> 33;
}

/* True once in n. */
static bool once_in(unsigned n)
{
	return random_number() % n == 0;
}

static int64_t between(int64_t low, int64_t high)
{
	return low + (int64_t)random_number() % (high - low + 1);
}

static void random_article(struct scenario *s)
{
	struct article *a = s->article;

	a->package_milli = once_in(3) ? 30000 : between(1, 100) * 1000;
	a->divisible = !once_in(3);
	a->smallest_package_milli = once_in(2) ? 0 : between(1, 90) * 1000;
	a->prk_least_package_milli = between(1, 20) * a->package_milli / 20;
	if (a->prk_least_package_milli == 0)
		a->prk_least_package_milli = 1;
	a->annex = once_in(20) ? ANNEX_NONE : once_in(2) ? ANNEX_1A : ANNEX_1B;
	a->selfcare = once_in(20);
	a->cg_group = once_in(8) ? CG_ALLERGIE : CG_NONE;
	a->hospital_only = once_in(30);
	a->excluded = once_in(30) ? EXCLUDED_REIZEN : EXCLUDED_NO;
	a->long_supply = once_in(8);
	a->oral_contraceptive = once_in(8);
	a->insulin = once_in(8);
	*s->price = (struct price){
	    .aip_cents =
		once_in(4) ? between(50000, 400000) : between(0, 20000),
	    .vat_bp = once_in(4) ? 2100 : 900,
	    .has_limit = !once_in(3),
	    .limit_micro = between(0, 3000000),
	};
}

static void random_reference(struct scenario *s)
{
	struct reference *r = s->reference;

	r->policy_known = !once_in(100);
	s->param[PARAM_COVERS_FARMACIE] = !once_in(100);
	s->param[PARAM_LOGISTIC_NECESSITY] = !once_in(4);
	s->param[PARAM_CONTRIBUTION_BY_INSURER] = !once_in(4);
	s->param[PARAM_CONTRIBUTION_YEAR_CENTS] = once_in(8) ? -1 : 25000;
	r->contract_farmacie = !once_in(4);
	r->article_known = !once_in(100);
	r->preferred_count = once_in(4);
	r->is_preferred = r->preferred_count > 0 && once_in(2);
	r->has_average_tariff = once_in(2);
	r->average_tariff_cents = between(0, 20000);
	r->condition_count = 0;
	while (once_in(4) && r->condition_count < CONDITIONS_MAX) {
		scenario_add_condition(
		    s, (enum procedure)between(0, PROCEDURE_COUNT - 1),
		    (enum statement_kind)between(0, 2));
		if (once_in(4))
			r->conditions[r->condition_count - 1].age_below =
			    (int)between(20, 80);
	}
	random_article(s);
}

static void random_prescription(struct scenario *s)
{
	struct prescription *p = s->prescription;

	s->claim->has_prescription = !once_in(10);
	p->prescriber = once_in(10)
			    ? (enum prescriber)between(0, PRESCRIBER_COUNT - 1)
			    : PRESCRIBER_HUISARTS;
	p->chronic = once_in(2);
	p->medical_necessity = once_in(8);
	p->holiday = once_in(5);
	p->palliative = once_in(10);
	p->palliative_agreement = once_in(3);
	p->travel = once_in(40);
	s->claim->has_statement = once_in(3);
	s->claim->statement = (struct statement){
	    .kind = (enum statement_kind)between(1, 3),
	    .conditions_met = once_in(4) ? ANSWER_NO : ANSWER_YES,
	    .sent_to_insurer = once_in(4),
	    .judged_by_insurer = once_in(2),
	};
	s->claim->permit_count = once_in(3);
	s->facts.permit_covers_item = s->claim->permit_count && once_in(2);
	s->facts.permit_covers_holiday = s->claim->permit_count && once_in(2);
}

static void random_item(struct scenario *s)
{
	struct item *item = s->item;

	item->days = once_in(8) ? 0 : (int)between(1, once_in(3) ? 400 : 120);
	item->quantity_milli =
	    once_in(2) ? item->days * 1000 + 1000 : between(1, 200000);
	item->has_price = once_in(3);
	item->price = item->has_price ? between(0, 100000) : 0;
	item->weekly = once_in(10);
	item->last_supplied = once_in(6)
				  ? s->claim->date - (civil_day)between(0, 500)
				  : CIVIL_NONE;
	item->first_supplied =
	    once_in(10) ? s->claim->date - (civil_day)between(500, 2000)
			: CIVIL_NONE;
	item->preferred_unavailable = once_in(6);
	item->dose_changed = once_in(8);
}

static void random_supplies(struct scenario *s)
{
	civil_day date = s->claim->date - (civil_day)between(0, 700);

	scenario_make_new(s);
	while (!once_in(5) && date <= s->claim->date) {
		struct supply *u = scenario_add_supply(
		    s, date, once_in(8) ? 0 : (int)between(1, 100));
		if (once_in(6))
			strcpy(u->prk, once_in(2) ? "2002" : "");
		u->dose_changed = once_in(10);
		if (once_in(10))
			u->last_supplied = date - (civil_day)between(0, 400);
		if (s->facts.history_count == SCENARIO_SUPPLIES_MAX)
			break;
		date += (civil_day)between(0, 120);
	}
	s->facts.ledger_since = s->claim->date - (civil_day)between(0, 800);
	s->facts.contributions_year_cents = once_in(2) ? 0 : between(0, 26000);
}

static void random_scenario(struct scenario *s)
{
	scenario_init(s);
	s->claim->date += (civil_day)between(0, 400);
	s->claim->insured.born = s->claim->date - (civil_day)between(0, 30000);
	s->claim->insured.wlz = once_in(50);
	random_reference(s);
	random_prescription(s);
	random_item(s);
	random_supplies(s);
}

static int denials(const struct decision *d)
{
	int count = 0;

	for (int i = 0; i < d->reason_count; i++)
		count += d->reasons[i].effect == EFFECT_DENY;
	return count;
}

static bool has_effect(const struct decision *d, enum effect effect)
{
	for (int i = 0; i < d->reason_count; i++)
		if (d->reasons[i].effect == effect)
			return true;
	return false;
}

static void check_money(const struct decision *d)
{
	const struct amounts *a = &d->amounts;

	cr_assert_eq(a->claimed, a->reimbursed + a->eigen_bijdrage +
				     a->own_account + a->refused);
	cr_assert(a->reimbursed >= 0 && a->eigen_bijdrage >= 0);
	cr_assert(a->own_account >= 0 && a->refused >= 0);
	cr_assert_eq(d->collect.from_insured + d->collect.billed_by_insurer,
		     a->eigen_bijdrage + a->own_account);
	cr_assert(d->eigen_risico == 0 || d->eigen_risico == a->reimbursed);
	if (denials(d) > 0) {
		cr_assert_eq(a->refused, a->claimed);
		cr_assert_eq(d->approved_quantity_milli, 0);
		cr_assert_eq(d->outcome, OUTCOME_DENY);
	}
}

static void check_reasons(const struct scenario *s, const struct decision *d)
{
	bool cut = has_effect(d, EFFECT_LIMIT) || has_effect(d, EFFECT_CAP) ||
		   has_effect(d, EFFECT_OWN_ACCOUNT);

	cr_assert(d->outcome == OUTCOME_DENY ||
		  (d->outcome == OUTCOME_PARTIAL) == cut);
	for (int i = 0; i < d->reason_count; i++) {
		const struct reason *r = &d->reasons[i];
		cr_assert_eq(d->status[r->code], RULE_BIT);
		cr_assert(i == 0 || r->code > d->reasons[i - 1].code);
		if (r->effect == EFFECT_LIMIT) {
			cr_assert_lt(r->limit_quantity_milli,
				     s->item->quantity_milli);
			cr_assert_gt(r->limit_quantity_milli, 0);
			cr_assert_leq(d->approved_quantity_milli,
				      r->limit_quantity_milli);
			cr_assert_eq(r->limit_days > 0, s->item->days > 0);
		}
	}
	if (denials(d) == 0) {
		cr_assert_gt(d->approved_quantity_milli, 0);
		cr_assert_eq(d->approved_quantity_milli <
				 s->item->quantity_milli,
			     has_effect(d, EFFECT_LIMIT));
		cr_assert_eq(d->approved_days > 0, s->item->days > 0);
	}
}

static void check_reason_equal(const struct reason *x, const struct reason *y)
{
	cr_assert_eq(x->code, y->code);
	cr_assert_eq(x->effect, y->effect);
	cr_assert_str_eq(x->article, y->article);
	cr_assert_eq(x->limit_days, y->limit_days);
	cr_assert_eq(x->limit_quantity_milli, y->limit_quantity_milli);
	cr_assert_eq(x->amount, y->amount);
	cr_assert_eq(x->until, y->until);
	cr_assert_eq(x->variant, y->variant);
	cr_assert_arr_eq(x->values, y->values, sizeof(x->values));
}

static void check_again(const struct scenario *s)
{
	const struct decision *x = &s->decision;
	static struct decision y;

	memset(&y, 0xaa, sizeof(y));
	adjudicate(&s->facts, &y);
	cr_assert_eq(x->outcome, y.outcome);
	cr_assert_eq(x->approved_quantity_milli, y.approved_quantity_milli);
	cr_assert_eq(x->approved_days, y.approved_days);
	cr_assert_arr_eq(&x->amounts, &y.amounts, sizeof(y.amounts));
	cr_assert_arr_eq(&x->collect, &y.collect, sizeof(y.collect));
	cr_assert_eq(x->eigen_risico, y.eigen_risico);
	cr_assert_arr_eq(x->status, y.status, sizeof(y.status));
	cr_assert_eq(x->reason_count, y.reason_count);
	for (int i = 0; i < y.reason_count; i++)
		check_reason_equal(&x->reasons[i], &y.reasons[i]);
	cr_assert_eq(x->advice_count, y.advice_count);
	for (int i = 0; i < y.advice_count; i++) {
		cr_assert_eq(x->advice[i].action, y.advice[i].action);
		cr_assert_eq(x->advice[i].from, y.advice[i].from);
		cr_assert_eq(x->advice[i].quantity_milli,
			     y.advice[i].quantity_milli);
	}
}

/* --- advice, applied to the request as a caller would -------------------- */

static void copy_scenario(struct scenario *to, const struct scenario *from)
{
	scenario_init(to);
	to->facts = from->facts;
	memcpy(to->supplies, from->supplies, sizeof(to->supplies));
	to->facts.history = to->supplies;
}

static void apply_resupply(struct scenario *s, const struct scenario *was,
			   const struct advice *a)
{
	struct supply supply;

	if (decision_supply(&was->facts, &was->decision, &supply) &&
	    s->facts.history_count < SCENARIO_SUPPLIES_MAX)
		s->supplies[s->facts.history_count++] = supply;
	if (civil_year(a->from) != civil_year(s->claim->date))
		s->facts.contributions_year_cents = 0;
	else
		s->facts.contributions_year_cents +=
		    was->decision.amounts.eigen_bijdrage;
	s->claim->date = a->from;
}

static void apply_statement(struct scenario *s, const struct advice *a)
{
	struct statement *st = &s->claim->statement;

	if (!s->claim->has_statement || st->kind != a->kind)
		*st = (struct statement){.kind = a->kind};
	s->claim->has_statement = true;
	st->conditions_met = ANSWER_YES;
	st->judged_by_insurer =
	    st->sent_to_insurer || !s->reference->contract_farmacie;
}

static void apply_reduce(struct scenario *s, const struct advice *a)
{
	if (s->item->has_price)
		s->item->price =
		    round_half_up((wide)s->item->price * a->quantity_milli,
				  s->item->quantity_milli);
	s->item->quantity_milli = a->quantity_milli;
	s->item->days = a->days;
}

static void apply_prescription(struct scenario *s)
{
	if (!s->claim->has_prescription)
		*s->prescription =
		    (struct prescription){.date = s->claim->date};
	s->claim->has_prescription = true;
	s->prescription->prescriber = PRESCRIBER_MEDISCH_SPECIALIST;
}

/* False: an advice that is not to be confirmed. */
static bool apply(struct scenario *s, const struct scenario *was,
		  const struct advice *a)
{
	switch (a->action) {
	case ADVICE_DISPENSE_PREFERRED:
		s->reference->is_preferred = true;
		return true;
	case ADVICE_RESUPPLY:
		apply_resupply(s, was, a);
		return true;
	case ADVICE_ASK_PERMIT:
		s->claim->permit_count = 1;
		s->facts.permit_covers_item = true;
		s->facts.permit_covers_holiday = true;
		return true;
	case ADVICE_ASK_STATEMENT:
		apply_statement(s, a);
		return true;
	case ADVICE_MARK_CHRONIC:
		s->prescription->chronic = true;
		return true;
	case ADVICE_MARK_HOLIDAY:
		s->prescription->holiday = true;
		return true;
	case ADVICE_REDUCE:
		apply_reduce(s, a);
		return true;
	case ADVICE_ASK_PRESCRIPTION:
		apply_prescription(s);
		return true;
	case ADVICE_ATTEST_LAST_SUPPLY:
	case ADVICE_ATTEST_FIRST_SUPPLY:
	case ADVICE_ACTION_COUNT:
		break;
	}
	return false;
}

static void check_advice(const struct scenario *s, const struct advice *a)
{
	static struct scenario after;
	const struct decision *before = &s->decision;

	copy_scenario(&after, s);
	if (!apply(&after, s, a))
		return;
	scenario_decide(&after);
	cr_assert_leq(after.decision.outcome, before->outcome, "%s",
		      advice_name(a->action));
	if (denials(before) == 1)
		cr_assert_neq(after.decision.outcome, OUTCOME_DENY, "%s",
			      advice_name(a->action));
	if (a->action == ADVICE_REDUCE)
		cr_assert_not(has_effect(&after.decision, EFFECT_LIMIT));
	if (a->action == ADVICE_RESUPPLY)
		cr_assert_gt(a->from, s->claim->date);
}

Test(property, holds_for_every_decision)
{
	static struct scenario s;
	int outcomes[OUTCOME_COUNT] = {0};
	int bitten[RULE_COUNT] = {0};
	int advised[ADVICE_ACTION_COUNT] = {0};

	for (int i = 0; i < CASES; i++) {
		random_scenario(&s);
		const struct decision *d = scenario_decide(&s);
		outcomes[d->outcome]++;
		check_money(d);
		check_reasons(&s, d);
		check_again(&s);
		for (int k = 0; k < d->reason_count; k++)
			bitten[d->reasons[k].code]++;
		for (int k = 0; k < d->advice_count; k++) {
			advised[d->advice[k].action]++;
			check_advice(&s, &d->advice[k]);
		}
	}
	/* All of it was tried, or this test proves little. */
	for (int k = 0; k < OUTCOME_COUNT; k++)
		cr_expect_gt(outcomes[k], CASES / 100);
	for (int k = 0; k < RULE_COUNT; k++)
		if (rule_judges((enum rule_code)k, KIND_MEDICINE))
			cr_expect_gt(bitten[k], 100, "%s: %d",
				     rule_name((enum rule_code)k), bitten[k]);
	for (int k = 0; k < ADVICE_ACTION_COUNT; k++)
		cr_expect_gt(advised[k], 100, "%s: %d",
			     advice_name((enum advice_action)k), advised[k]);
}
