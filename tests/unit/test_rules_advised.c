/*
 * Advice is true: on pseudo-random facts of every kind, each advice is
 * followed as a caller would, and what was asked so is judged again.
 */
#include <criterion/criterion.h>

#include <string.h>

#include "apply_advice.h"
#include "oracle.h"
#include "property.h"

/* What each advice takes away. */
static const struct cure {
	enum advice_action action;
	enum rule_code code;
} cures[] = {
    {ADVICE_DISPENSE_PREFERRED, RULE_NOT_PREFERRED},
    {ADVICE_RESUPPLY, RULE_FIRST_SUPPLY_RUNNING},
    {ADVICE_RESUPPLY, RULE_STOCK_LEFT},
    {ADVICE_ASK_PERMIT, RULE_PERMIT_MISSING},
    {ADVICE_ASK_PERMIT, RULE_PERMIT_INVALID},
    {ADVICE_ASK_STATEMENT, RULE_STATEMENT_MISSING},
    {ADVICE_ASK_STATEMENT, RULE_STATEMENT_AT_INSURER},
    {ADVICE_MARK_CHRONIC, RULE_CG_MISSING},
    {ADVICE_ASK_PRESCRIPTION, RULE_PRESCRIPTION_MISSING},
    {ADVICE_ASK_PRESCRIPTION, RULE_PRESCRIBER},
    {ADVICE_ASK_PRESCRIPTION, RULE_DIET_PRESCRIBER},
    {ADVICE_ASK_PERMIT, RULE_IMPORT_PERMIT},
    {ADVICE_ASK_PERMIT, RULE_ALLERGEN_PERMIT},
    {ADVICE_ASK_PERMIT, RULE_DEVICE_PERMIT},
    {ADVICE_ASK_PERMIT, RULE_DIET_XM},
    {ADVICE_ASK_STATEMENT, RULE_DIET_STATEMENT},
};

static int64_t given[ADVICE_ACTION_COUNT];
static int64_t applied[ADVICE_ACTION_COUNT];
static int64_t taken_away[ARRAY_LEN(cures)];

static bool denies(const struct decision *d, enum rule_code code)
{
	const struct reason *r = reason_of(d, code);

	return r != NULL && r->effect == EFFECT_DENY;
}

/*
 * A request bears one statement: where annex 2 asks for one form and article
 * 6 for its own, the advice names that of article 6.
 */
static bool is_for_another(const struct decision *before, enum rule_code code)
{
	return code == RULE_STATEMENT_MISSING &&
	       denies(before, RULE_DIET_STATEMENT);
}

/* No obstacle is new, and those that the advice is about are gone. */
static void check_denials(const struct random_facts *f,
			  const struct decision *before,
			  const struct decision *after,
			  enum advice_action action)
{
	for (int i = 0; i < after->reason_count; i++)
		hold(f, after->reasons[i].effect != EFFECT_DENY ||
			    denies(before, after->reasons[i].code));
	for (size_t i = 0; i < ARRAY_LEN(cures); i++) {
		if (cures[i].action != action ||
		    !denies(before, cures[i].code) ||
		    is_for_another(before, cures[i].code))
			continue;
		hold(f, !denies(after, cures[i].code));
		taken_away[i]++;
	}
	if (denials(before) > 0)
		hold(f, denials(after) < denials(before));
}

/* Deny is the worst outcome, and the last of the enumeration. */
static void check_outcome(const struct random_facts *f,
			  const struct decision *before,
			  const struct decision *after)
{
	hold(f, after->outcome <= before->outcome);
	if (before->outcome == OUTCOME_DENY && denials(before) <= 1)
		hold(f, after->outcome != OUTCOME_DENY);
}

/* What an advice says beyond that. */
static void check_promise(const struct random_facts *f,
			  const struct decision *after,
			  const struct random_facts *was,
			  const struct advice *a)
{
	const struct item *item = &f->facts.claim.item;

	switch ((int)a->action) {
	case ADVICE_REDUCE:
		hold(was, !has_effect(after, EFFECT_LIMIT));
		hold(was,
		     after->approved_quantity_milli == item->quantity_milli);
		hold(was, item->quantity_milli <
			      was->facts.claim.item.quantity_milli);
		break;
	case ADVICE_RESUPPLY:
		hold(was, a->from > was->facts.claim.date);
		break;
	case ADVICE_MARK_HOLIDAY:
		hold(was, reason_of(after, RULE_HOLIDAY) != NULL);
		hold(was, !has_effect(after, EFFECT_LIMIT));
		break;
	case ADVICE_ASK_PERMIT:
		hold(was, reason_of(after, RULE_HOLIDAY_PERMIT) == NULL);
		break;
	case ADVICE_ATTEST_LAST_SUPPLY:
		hold(was, reason_of(after, RULE_HISTORY_UNKNOWN) == NULL);
		break;
	case ADVICE_ATTEST_FIRST_SUPPLY:
		/* An older episode may end before the course began. */
		hold(was, was->facts.history_count > 0 ||
			      reason_of(after, RULE_EXPENSIVE_SETUP) == NULL);
		break;
	default:
		break;
	}
}

/* Where nothing denied, it pays off. */
static void check_gain(const struct random_facts *was,
		       const struct decision *before,
		       const struct decision *after, enum advice_action action)
{
	if (denials(before) > 0 || action == ADVICE_REDUCE ||
	    action == ADVICE_RESUPPLY)
		return;
	hold(was,
	     after->approved_quantity_milli >= before->approved_quantity_milli);
}

/* Given without a trial: what is known is the insured's to say. */
static bool is_attested(enum advice_action action)
{
	return action == ADVICE_ATTEST_LAST_SUPPLY ||
	       action == ADVICE_ATTEST_FIRST_SUPPLY;
}

static void follow(const struct random_facts *f, const struct decision *d,
		   const struct advice *a, int way)
{
	static struct random_facts then;
	static struct decision after;

	apply_advice(&then, f, d, a, way);
	adjudicate(&then.facts, &after);
	check_promise(&then, &after, f, a);
	if (!is_attested(a->action)) {
		check_outcome(f, d, &after);
		check_denials(f, d, &after, a->action);
		check_gain(f, d, &after, a->action);
	}
	applied[a->action]++;
}

static bool advises(const struct decision *d, enum advice_action action)
{
	for (int i = 0; i < d->advice_count; i++)
		if (d->advice[i].action == action)
			return true;
	return false;
}

/* Whether each way of following it would have been confirmed. */
static bool would_help(const struct random_facts *f, const struct decision *d,
		       const struct advice *a)
{
	static struct random_facts then;
	static struct decision after;

	for (int way = 0; way < advice_ways(f, a); way++) {
		apply_advice(&then, f, d, a, way);
		/* What another article costs is not among the facts. */
		then.facts.reference.price = f->facts.reference.price;
		adjudicate(&then.facts, &after);
		if (after.outcome > d->outcome || after.outcome == OUTCOME_DENY)
			return false;
		if (a->action != ADVICE_RESUPPLY &&
		    has_effect(&after, EFFECT_LIMIT) && denials(d) == 0)
			return false;
	}
	return advice_ways(f, a) > 0;
}

/* Where one thing alone stands in the way, what takes it away is said. */
static void check_cures(const struct random_facts *f, const struct decision *d)
{
	for (size_t i = 0; i < ARRAY_LEN(cures); i++) {
		enum advice_action action = cures[i].action;
		if (action == ADVICE_RESUPPLY || !denies(d, cures[i].code) ||
		    advises(d, action))
			continue;
		for (int kind = 1; kind < STATEMENT_KIND_COUNT; kind++) {
			struct advice a = {
			    .action = action,
			    .kind = (enum statement_kind)kind,
			};
			hold(f, !would_help(f, d, &a));
		}
	}
}

static bool is_cut_by_time(const struct decision *d)
{
	static const enum rule_code codes[] = {
	    RULE_FIRST_SUPPLY,	  RULE_FIRST_SUPPLY_RUNNING, RULE_PALLIATIVE,
	    RULE_EXPENSIVE_SETUP, RULE_SUPPLY_PERIOD,	     RULE_STOCK_LEFT,
	    RULE_HOLIDAY_MAX,
	};

	for (size_t i = 0; i < ARRAY_LEN(codes); i++)
		if (reason_of(d, codes[i]) != NULL)
			return true;
	return false;
}

/* The latest of three days, as the protocol names them. */
static civil_day resupply_day(const struct random_facts *f,
			      const struct decision *d)
{
	static struct random_facts then;
	const int64_t *param = f->facts.reference.param;
	civil_day from = f->facts.claim.date + 1;
	struct advice a = {.action = ADVICE_RESUPPLY, .from = from};
	struct course c;
	int64_t window = -1, cover = -1;

	apply_advice(&then, f, d, &a, 0);
	oracle_course(&then.facts, &c);
	if (c.is_new)
		return from;
	if (!c.attested && (reason_of(d, RULE_FIRST_SUPPLY) != NULL ||
			    reason_of(d, RULE_FIRST_SUPPLY_RUNNING) != NULL))
		window = c.first + param[PARAM_FIRST_SUPPLY_DAYS] -
			 param[PARAM_FIRST_EARLY_DAYS];
	if (c.has_prk)
		cover = c.cover_end - param[PARAM_EARLY_DAYS];
	if (window > from)
		from = (civil_day)window;
	return cover > from ? (civil_day)cover : from;
}

static void check_resupply(const struct random_facts *f,
			   const struct decision *d)
{
	struct advice a = {.action = ADVICE_RESUPPLY};

	for (int i = 0; i < d->advice_count; i++)
		if (d->advice[i].action == ADVICE_RESUPPLY)
			hold(f, d->advice[i].from == resupply_day(f, d));
	if (!is_cut_by_time(d) || advises(d, ADVICE_RESUPPLY) ||
	    denials(d) > 1 ||
	    (denials(d) == 1 && !denies(d, RULE_FIRST_SUPPLY_RUNNING) &&
	     !denies(d, RULE_STOCK_LEFT)))
		return;
	a.from = resupply_day(f, d);
	hold(f, !would_help(f, d, &a));
}

/* Where nothing denies: less, or a holiday, would not be cut. */
static void check_cut(const struct random_facts *f, const struct decision *d)
{
	const struct claim *claim = &f->facts.claim;
	struct advice less = {
	    .action = ADVICE_REDUCE,
	    .days = d->approved_days,
	    .quantity_milli = d->approved_quantity_milli,
	};
	struct advice holiday = {.action = ADVICE_MARK_HOLIDAY};

	if (!advises(d, ADVICE_REDUCE))
		hold(f, !would_help(f, d, &less));
	if ((reason_of(d, RULE_SUPPLY_PERIOD) != NULL ||
	     reason_of(d, RULE_STOCK_LEFT) != NULL) &&
	    claim->has_prescription && !claim->prescription.holiday &&
	    !advises(d, ADVICE_MARK_HOLIDAY))
		hold(f, !would_help(f, d, &holiday));
}

/* What would help is said. */
static void check_complete(const struct random_facts *f,
			   const struct decision *d)
{
	if (denials(d) == 1)
		check_cures(f, d);
	if (denials(d) == 0 && has_effect(d, EFFECT_LIMIT))
		check_cut(f, d);
	check_resupply(f, d);
}

static void check_advice(const struct random_facts *f, const struct decision *d)
{
	for (int i = 0; i < d->advice_count; i++) {
		const struct advice *a = &d->advice[i];
		given[a->action]++;
		hold(f, i == 0 || a->action > a[-1].action);
		for (int way = 0; way < advice_ways(f, a); way++)
			follow(f, d, a, way);
	}
	check_complete(f, d);
}

static const char *name_of(int action)
{
	return advice_name((enum advice_action)action);
}

static const char *cure_name(int i)
{
	return rule_name(cures[i].code);
}

Test(advised, what_is_advised_helps)
{
	property_run(check_advice);
	property_counts("advice given", name_of, given, ADVICE_ACTION_COUNT);
	property_counts("denials that an advice took away", cure_name,
			taken_away, ARRAY_LEN(cures));
	property_counts("advice followed", name_of, applied,
			ADVICE_ACTION_COUNT);
}
