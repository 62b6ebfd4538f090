/* Section 5 but for periods, services and money; and section 2. */
#include "oracle.h"

#define LETTER(kind) (1U << KIND_##kind)

enum {
	MEDICINE = LETTER(MEDICINE),
	DIET = LETTER(DIET),
	PRESCRIBED = LETTER(MEDICINE) | LETTER(PREPARATION) | LETTER(IMPORT) |
		     LETTER(ALLERGEN),
};

static bool is_one_of(const struct facts *facts, unsigned kinds)
{
	return ((1U << facts->claim.item.kind) & kinds) != 0;
}

void expect(struct expected *e, enum rule_code code, enum effect effect,
	    bool when)
{
	if (!when)
		return;
	e->reasons[code].listed = true;
	e->reasons[code].effect = effect;
	e->denied = e->denied || effect == EFFECT_DENY;
}

static void end_if(struct expected *e, enum rule_code code, bool when)
{
	if (e->ended)
		return;
	expect(e, code, EFFECT_DENY, when);
	e->ended = when;
}

bool oracle_contracted(const struct facts *facts)
{
	const struct reference *r = &facts->reference;

	if (is_one_of(facts, LETTER(DEVICE)))
		return true;
	if (is_one_of(facts, DIET))
		return r->contract_dieet &&
		       r->supplier == SUPPLIER_MEDISCHE_SPECIAALZAAK;
	return r->contract_farmacie ||
	       (is_one_of(facts, LETTER(SERVICE)) && r->contract_service);
}

static bool is_known(const struct facts *facts)
{
	if (is_one_of(facts, MEDICINE | DIET))
		return facts->reference.article_known;
	if (is_one_of(facts, LETTER(DEVICE)))
		return facts->reference.device_known;
	if (is_one_of(facts, LETTER(SERVICE)))
		return facts->reference.service_known;
	return true;
}

/* The rows that end the list, and those between them. */
static void begin(const struct facts *facts, struct expected *e)
{
	const struct reference *r = &facts->reference;
	bool device = is_one_of(facts, LETTER(DEVICE));
	enum rule_code unknown = device ? RULE_UNKNOWN_DEVICE
				 : is_one_of(facts, LETTER(SERVICE))
				     ? RULE_UNKNOWN_SERVICE
				     : RULE_UNKNOWN_ARTICLE;

	end_if(e, RULE_POLICY_UNKNOWN, !r->policy_known);
	end_if(e, RULE_KIND_NOT_COVERED,
	       r->param[device ? PARAM_COVERS_HULPMIDDELEN
			       : PARAM_COVERS_FARMACIE] != 1);
	if (!e->ended)
		expect(e, RULE_WLZ, EFFECT_DENY, facts->claim.insured.wlz);
	end_if(e, unknown, !is_known(facts));
}

/* --- prescriptions -------------------------------------------------------- */

static bool is_repeat(const struct facts *facts, const struct expected *e)
{
	const struct article *a = &facts->reference.article;
	const struct insured *insured = &facts->claim.insured;
	bool young = insured->sex == 'f' &&
		     civil_age(insured->born, facts->claim.date) <
			 facts->reference.param[PARAM_PRESCRIPTION_FREE_AGE];

	return is_one_of(facts, MEDICINE) && e->course.known &&
	       (a->insulin || (a->oral_contraceptive && young));
}

static bool may_prescribe(const struct facts *facts)
{
	static const bool may[PRESCRIBER_COUNT] = {
	    [PRESCRIBER_HUISARTS] = true,
	    [PRESCRIBER_MEDISCH_SPECIALIST] = true,
	    [PRESCRIBER_TANDARTS] = true,
	    [PRESCRIBER_SPECIALIST_OUDERENGENEESKUNDE] = true,
	    [PRESCRIBER_ARTS_VERSTANDELIJK_GEHANDICAPTEN] = true,
	    [PRESCRIBER_VERLOSKUNDIGE] = true,
	    [PRESCRIBER_VERPLEEGKUNDIGE] = true,
	};
	static const bool may_diet[PRESCRIBER_COUNT] = {
	    [PRESCRIBER_HUISARTS] = true,
	    [PRESCRIBER_MEDISCH_SPECIALIST] = true,
	    [PRESCRIBER_SPECIALIST_OUDERENGENEESKUNDE] = true,
	    [PRESCRIBER_ARTS_VERSTANDELIJK_GEHANDICAPTEN] = true,
	    [PRESCRIBER_ARTS] = true,
	    [PRESCRIBER_DIETIST] = true,
	};
	enum prescriber by = facts->claim.prescription.prescriber;

	return is_one_of(facts, DIET) ? may_diet[by] : may[by];
}

static void prescription(const struct facts *facts, struct expected *e)
{
	bool given = facts->claim.has_prescription;
	bool repeat = is_repeat(facts, e);
	bool diet = is_one_of(facts, DIET);

	if (!is_one_of(facts, PRESCRIBED | DIET))
		return;
	expect(e, RULE_PRESCRIPTION_MISSING, EFFECT_DENY, !given && !repeat);
	expect(e, RULE_REPEAT_WITHOUT_PRESCRIPTION, EFFECT_NOTE,
	       !given && repeat);
	expect(e, diet ? RULE_DIET_PRESCRIBER : RULE_PRESCRIBER, EFFECT_DENY,
	       given && !may_prescribe(facts));
	expect(e, RULE_TRAVEL, EFFECT_DENY,
	       !diet && given && facts->claim.prescription.travel);
}

/* --- articles ------------------------------------------------------------- */

static void article(const struct facts *facts, struct expected *e)
{
	const struct reference *r = &facts->reference;
	const struct article *a = &r->article;

	expect(e, RULE_EXCLUDED, EFFECT_DENY, a->excluded != EXCLUDED_NO);
	if (!is_one_of(facts, MEDICINE))
		return;
	expect(e, RULE_NOT_IN_GVS, EFFECT_DENY, a->annex == ANNEX_NONE);
	expect(e, RULE_SELFCARE, EFFECT_DENY,
	       a->selfcare && a->cg_group == CG_NONE);
	expect(e, RULE_HOSPITAL_ONLY, EFFECT_DENY,
	       a->hospital_only && r->supplier != SUPPLIER_ZIEKENHUIS);
	expect(e, RULE_CG_MISSING, EFFECT_DENY,
	       a->cg_group != CG_NONE && !(facts->claim.has_prescription &&
					   facts->claim.prescription.chronic));
}

static void preference(const struct facts *facts, struct expected *e)
{
	const struct reference *r = &facts->reference;
	const struct claim *claim = &facts->claim;
	bool other = r->preferred_count > 0 && !r->is_preferred;
	bool necessary =
	    claim->has_prescription && claim->prescription.medical_necessity;
	bool unavailable = !necessary && claim->item.preferred_unavailable &&
			   r->param[PARAM_LOGISTIC_NECESSITY] == 1 &&
			   oracle_contracted(facts);

	if (!is_one_of(facts, MEDICINE))
		return;
	expect(e, RULE_NOT_PREFERRED, EFFECT_DENY,
	       other && !necessary && !unavailable);
	expect(e, RULE_MEDICAL_NECESSITY, EFFECT_NOTE, other && necessary);
	expect(e, RULE_PREFERRED_UNAVAILABLE, EFFECT_NOTE,
	       other && unavailable);
}

/* --- conditions ----------------------------------------------------------- */

struct matching {
	int count[PROCEDURE_COUNT];
	bool served; /* a statement of the form of one of them is there */
};

static struct matching match(const struct facts *facts)
{
	const struct claim *claim = &facts->claim;
	int age = civil_age(claim->insured.born, claim->date);
	struct matching m = {{0}, false};

	for (int i = 0; i < facts->reference.condition_count; i++) {
		const struct condition *c = &facts->reference.conditions[i];
		if ((c->age_from >= 0 && age < c->age_from) ||
		    (c->age_below >= 0 && age >= c->age_below))
			continue;
		m.count[c->procedure]++;
		if (c->procedure == PROCEDURE_VOORAF && claim->has_statement &&
		    (c->form == STATEMENT_NONE ||
		     c->form == claim->statement.kind))
			m.served = true;
	}
	return m;
}

static void conditions(const struct facts *facts, struct expected *e)
{
	const struct claim *claim = &facts->claim;
	const struct statement *s = &claim->statement;
	struct matching m = match(facts);
	bool refused =
	    !facts->permit_covers_item && m.count[PROCEDURE_TOESTEMMING] > 0;
	bool waits = s->sent_to_insurer && !s->judged_by_insurer;
	bool xm = is_one_of(facts, DIET) &&
		  s->kind == STATEMENT_VERKLARING_DIEETPREPARATEN;

	expect(e, RULE_CHECKED_AFTERWARDS, EFFECT_NOTE,
	       m.count[PROCEDURE_ACHTERAF] > 0);
	expect(e, RULE_STATEMENT_MISSING, EFFECT_DENY,
	       m.count[PROCEDURE_VOORAF] > 0 && !m.served);
	expect(e, RULE_STATEMENT_NOT_MET, EFFECT_DENY,
	       m.served && s->conditions_met == ANSWER_NO && !waits && !xm);
	expect(e, RULE_STATEMENT_AT_INSURER, EFFECT_DENY,
	       m.served && !s->judged_by_insurer &&
		   (s->sent_to_insurer ||
		    (!oracle_contracted(facts) &&
		     s->kind == STATEMENT_ARTSENVERKLARING)));
	expect(e, RULE_PERMIT_MISSING, EFFECT_DENY,
	       refused && claim->permit_count == 0);
	expect(e, RULE_PERMIT_INVALID, EFFECT_DENY,
	       refused && claim->permit_count > 0);
}

/* --- 5, 6 and the pump page ----------------------------------------------- */

static void preparation(const struct facts *facts, struct expected *e)
{
	const struct item *item = &facts->claim.item;

	for (int i = 0; i < item->ingredient_count; i++) {
		const struct component *c = &facts->reference.components[i];
		expect(e, RULE_PREPARATION_EQUIVALENT, EFFECT_DENY,
		       c->unreimbursed_equivalent && !item->established_before);
		expect(e, RULE_PREPARATION_IRRATIONAL, EFFECT_DENY,
		       c->irrational);
	}
}

static void import(const struct facts *facts, struct expected *e)
{
	const struct item *item = &facts->claim.item;

	expect(e, RULE_IMPORT_PERMIT, EFFECT_DENY,
	       !item->made_in_nl && !facts->permit_covers_item);
	expect(e, RULE_IMPORT_NOT_RARE, EFFECT_DENY,
	       !item->made_in_nl && !item->rare_disease);
}

static void allergen(const struct facts *facts, struct expected *e)
{
	expect(e, RULE_ALLERGEN_PERMIT, EFFECT_DENY,
	       !facts->claim.item.registered && !facts->permit_covers_item);
}

static void diet(const struct facts *facts, struct expected *e)
{
	const struct statement *s = &facts->claim.statement;
	enum diet_type type = facts->reference.article.diet_type;
	bool stated = facts->claim.has_statement &&
		      s->kind == STATEMENT_VERKLARING_DIEETPREPARATEN;

	article(facts, e);
	conditions(facts, e);
	expect(e, RULE_DIET_KIND, EFFECT_DENY,
	       type == DIET_NONE || type == DIET_OVERIG);
	expect(e, RULE_DIET_STATEMENT, EFFECT_DENY, !stated);
	expect(e, RULE_DIET_XM, EFFECT_DENY,
	       stated && s->conditions_met == ANSWER_NO &&
		   !(s->xm && facts->permit_covers_item));
}

static void device(const struct facts *facts, struct expected *e)
{
	const struct item *item = &facts->claim.item;
	const struct reference *r = &facts->reference;

	expect(e, RULE_DEVICE_INSULIN_PUMP, EFFECT_DENY,
	       r->device.category == DEVICE_INSULINEPOMP);
	expect(e, RULE_DEVICE_KIND, EFFECT_DENY,
	       r->device.category == DEVICE_OVERIG);
	expect(e, RULE_DEVICE_LETTER, EFFECT_DENY,
	       item->part == PART_PUMP && !item->diagnosis_letter);
	expect(e, RULE_DEVICE_PERMIT, EFFECT_DENY,
	       !r->contract_hulpmiddelen && !facts->permit_covers_item);
}

static void medicine(const struct facts *facts, struct expected *e)
{
	article(facts, e);
	preference(facts, e);
	conditions(facts, e);
	oracle_supply(facts, e);
}

void oracle_rules(const struct facts *facts, struct expected *e)
{
	static void (*const kinds[KIND_COUNT])(const struct facts *facts,
					       struct expected *e) = {
	    [KIND_MEDICINE] = medicine,
	    [KIND_PREPARATION] = preparation,
	    [KIND_IMPORT] = import,
	    [KIND_ALLERGEN] = allergen,
	    [KIND_DIET] = diet,
	    [KIND_DEVICE] = device,
	    [KIND_SERVICE] = oracle_services,
	};

	begin(facts, e);
	if (e->ended)
		return;
	prescription(facts, e);
	expect(e, RULE_UNCONTRACTED, EFFECT_NOTE, !oracle_contracted(facts));
	kinds[facts->claim.item.kind](facts, e);
}

/* --- section 2 ------------------------------------------------------------ */

static bool has_listed(const struct expected *e, enum effect effect)
{
	for (int i = 0; i < RULE_COUNT; i++)
		if (e->reasons[i].listed && e->reasons[i].effect == effect)
			return true;
	return false;
}

static enum outcome outcome(const struct expected *e)
{
	const struct amounts *a = &e->amounts;

	if (e->denied ||
	    (a->claimed > 0 && a->reimbursed + a->eigen_bijdrage == 0))
		return OUTCOME_DENY;
	if (has_listed(e, EFFECT_LIMIT) || has_listed(e, EFFECT_OWN_ACCOUNT) ||
	    has_listed(e, EFFECT_CAP))
		return OUTCOME_PARTIAL;
	return OUTCOME_APPROVE;
}

void oracle_decide(const struct facts *facts, struct expected *e)
{
	*e = (struct expected){
	    .quantity = facts->claim.item.quantity_milli,
	    .days = facts->claim.item.days,
	};
	for (int i = 0; i < RULE_COUNT; i++)
		e->reasons[i] = (struct expected_reason){
		    .limit_days = -1,
		    .limit_quantity = -1,
		    .amount = -1,
		    .date = CIVIL_NONE,
		};
	if (is_one_of(facts, MEDICINE) && facts->reference.policy_known)
		oracle_course(facts, &e->course);
	oracle_prices(facts, e);
	oracle_rules(facts, e);
	e->amounts.claimed = e->amounts.refused = e->claimed;
	if (e->denied)
		e->quantity = e->days = 0;
	else
		oracle_money(facts, e);
	e->outcome = outcome(e);
}
