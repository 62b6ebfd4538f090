#include "rules/view.h"

#include "base/attr.h"

/* Which limit a rule of article 9 sets. */
static const struct cut *cut_of(const struct judgement *j, enum rule_code code)
{
	static const struct {
		enum rule_code code;
		enum cut_kind kind;
	} cuts[] = {
	    {RULE_FIRST_SUPPLY, CUT_FIRST_SUPPLY},
	    {RULE_FIRST_SUPPLY_RUNNING, CUT_FIRST_SUPPLY},
	    {RULE_PALLIATIVE, CUT_PALLIATIVE},
	    {RULE_EXPENSIVE_SETUP, CUT_EXPENSIVE_SETUP},
	    {RULE_SUPPLY_PERIOD, CUT_SUPPLY_PERIOD},
	    {RULE_STOCK_LEFT, CUT_STOCK_LEFT},
	    {RULE_HOLIDAY_MAX, CUT_HOLIDAY_MAX},
	    {RULE_DAYS_UNKNOWN, CUT_DAYS_UNKNOWN},
	};

	for (size_t i = 0; i < ARRAY_LEN(cuts); i++)
		if (cuts[i].code == code)
			return &j->plan.cuts[cuts[i].kind];
	return NULL;
}

void view_init(struct view *v, const struct spot *spot)
{
	static const struct prescription no_prescription;
	static const struct statement no_statement;
	const struct judgement *j = spot->j;
	const struct claim *claim = claim_of(j);
	const struct reference *reference = reference_of(j);

	*v = (struct view){
	    .j = j,
	    .i = spot->index,
	    .facts = j->matter.facts,
	    .claim = claim,
	    .insured = &claim->insured,
	    .rx = claim->has_prescription ? &claim->prescription
					  : &no_prescription,
	    .item = &claim->item,
	    .statement =
		claim->has_statement ? &claim->statement : &no_statement,
	    .ref = reference,
	    .param = reference->param,
	    .article = &reference->article,
	    .price = &reference->price,
	    .history = &j->history,
	    .plan = &j->plan,
	    .cut = cut_of(j, spot->code),
	    .d = j->decision,
	    .w = &j->decision->working,
	};
	if (spot->index >= 0) {
		v->ingredient = &claim->item.ingredients[spot->index];
		v->component = &reference->components[spot->index];
	}
}
