#include "random_facts.h"

#include <stdio.h>
#include <string.h>

#include "random_values.h"

static unsigned calm;

bool by_chance(unsigned n)
{
	return once_in(n * calm);
}

/* As in prolife-2023. */
static const int64_t usual[PARAM_COUNT] = {
    [PARAM_COVERS_FARMACIE] = 1,
    [PARAM_COVERS_HULPMIDDELEN] = 1,
    [PARAM_FIRST_SUPPLY_DAYS] = 15,
    [PARAM_FIRST_EARLY_DAYS] = 5,
    [PARAM_NEW_AFTER_MONTHS] = 12,
    [PARAM_EXPENSIVE_MONTH_CENTS] = 100000,
    [PARAM_SETUP_MONTHS] = 6,
    [PARAM_SETUP_SUPPLY_MONTHS] = 1,
    [PARAM_MAX_SUPPLY_MONTHS] = 3,
    [PARAM_LONG_SUPPLY_MONTHS] = 12,
    [PARAM_EARLY_DAYS] = 14,
    [PARAM_PALLIATIVE_DAYS] = 15,
    [PARAM_HOLIDAY_MONTHS] = 6,
    [PARAM_PRESCRIPTION_FREE_AGE] = 21,
    [PARAM_CG_OWN_DAYS] = 15,
    [PARAM_UNCONTRACTED_PERCENT] = 75,
    [PARAM_CONTRIBUTION_YEAR_CENTS] = 25000,
    [PARAM_CONTRIBUTION_BY_INSURER] = 1,
    [PARAM_LOGISTIC_NECESSITY] = 1,
    [PARAM_SERVICE_NEW_MONTHS] = 12,
    [PARAM_REVIEW_EXEMPT] = 0,
    [PARAM_EIGEN_RISICO_AGE] = 18,
    [PARAM_DEVICE_EXCESS_PERCENT] = 10,
};

/* Another reglement: near the usual one, or anywhere. */
static int64_t unusual(enum param param)
{
	const struct param_info *info = param_info(param);
	int64_t value = once_in(8) ? between(info->min, info->max)
				   : about(usual[param], usual[param] + 1);

	if (value < info->min)
		return info->min;
	return value > info->max ? info->max : value;
}

static void random_params(struct reference *r)
{
	bool other = once_in(6);

	for (int i = 0; i < PARAM_COUNT; i++)
		r->param[i] =
		    other && once_in(3) ? unusual((enum param)i) : usual[i];
	if (once_in(4))
		r->param[PARAM_CONTRIBUTION_BY_INSURER] = 0;
	if (once_in(8))
		r->param[PARAM_CONTRIBUTION_YEAR_CENTS] = -1;
	if (once_in(4))
		r->param[PARAM_REVIEW_EXEMPT] = 1;
	r->param[PARAM_COVERS_FARMACIE] = !by_chance(60);
	r->param[PARAM_COVERS_HULPMIDDELEN] = !by_chance(60);
}

static void random_insured(struct claim *claim)
{
	static const char sexes[] = {'f', 'm', 'x'};
	static const int ages[] = {0, 6, 18, 18, 21, 21, 40, 65, 100};
	struct insured *insured = &claim->insured;

	insured->born = random_birth(claim->date, ages[between(0, 8)]);
	insured->sex = sexes[between(0, 2)];
	insured->wlz = by_chance(30);
	strcpy(insured->uzovi, "3311");
	strcpy(insured->polis, "196");
}

static void random_prescription(struct claim *claim)
{
	struct prescription *p = &claim->prescription;

	claim->has_prescription =
	    claim->item.kind <= KIND_DIET ? !by_chance(10) : once_in(4);
	if (!claim->has_prescription)
		return;
	*p = (struct prescription){
	    .prescriber = by_chance(10) ? (enum prescriber)between(
					      0, PRESCRIBER_COUNT - 1)
					: PRESCRIBER_HUISARTS,
	    .date = claim->date - (civil_day)between(0, 3),
	    .chronic = once_in(2),
	    .medical_necessity = once_in(8),
	    .holiday = once_in(6),
	    .palliative = once_in(16),
	    .palliative_agreement = once_in(4),
	    .travel = by_chance(25),
	};
	strcpy(p->prescriber_agb, "01012345");
}

static void random_statement(struct claim *claim)
{
	struct statement *s = &claim->statement;
	bool diet = claim->item.kind == KIND_DIET && !by_chance(5);

	claim->has_statement = diet || once_in(3);
	if (!claim->has_statement)
		return;
	*s = (struct statement){
	    .kind = diet ? STATEMENT_VERKLARING_DIEETPREPARATEN
			 : (enum statement_kind)between(
			       1, STATEMENT_KIND_COUNT - 1),
	    .conditions_met = by_chance(4) ? ANSWER_NO : ANSWER_YES,
	    .xm = once_in(6),
	    .sent_to_insurer = once_in(4),
	    .judged_by_insurer = once_in(2),
	};
	if (s->sent_to_insurer && !s->judged_by_insurer && once_in(2))
		s->conditions_met = ANSWER_NOT_GIVEN;
}

/* A permit that covers something is one that was named. */
static void random_permits(struct facts *facts)
{
	struct claim *claim = &facts->claim;
	bool device = claim->item.kind == KIND_DEVICE;

	if (once_in(3) || (device && once_in(2))) {
		claim->permit_count = (int)between(1, PERMITS_MAX);
		for (int i = 0; i < claim->permit_count; i++)
			snprintf(claim->permits[i], LEN_PERMIT + 1, "M-%d", i);
		facts->permit_covers_item = once_in(2);
		facts->permit_covers_holiday = once_in(2);
	}
}

static bool has_tariff(enum item_kind kind)
{
	return kind == KIND_MEDICINE || kind == KIND_DIET ||
	       kind == KIND_SERVICE;
}

static void random_contracts(struct reference *r, enum item_kind kind)
{
	r->supplier =
	    once_in(4) ? (enum supplier_kind)between(0, SUPPLIER_KIND_COUNT - 1)
		       : SUPPLIER_APOTHEEK;
	r->contract_farmacie = !by_chance(5);
	r->contract_dieet = once_in(2);
	r->contract_hulpmiddelen = once_in(2);
	r->contract_service = once_in(3);
	if (kind == KIND_DIET && !by_chance(3)) {
		r->contract_dieet = true;
		r->supplier = SUPPLIER_MEDISCHE_SPECIAALZAAK;
	}
	r->has_average_tariff = has_tariff(kind) && once_in(2);
	r->average_tariff_cents =
	    r->has_average_tariff ? between(0, once_in(2) ? 2000 : 20000) : 0;
}

/* Without a policy there are no parameters. */
static void forget_policy(struct reference *r)
{
	r->policy_known = false;
	r->reglement[0] = '\0';
	memset(r->param, 0, sizeof(r->param));
}

static void random_year(struct facts *facts)
{
	int64_t cap = facts->reference.param[PARAM_CONTRIBUTION_YEAR_CENTS];

	facts->contributions_year_cents = 0;
	if (once_in(3))
		facts->contributions_year_cents =
		    about_from(0, cap, once_in(2) ? 2000 : 20000);
	facts->ledger_since = civil_from_ymd(2015, 1, 1);
	if (once_in(4))
		facts->ledger_since = months_ago(facts->claim.date, 12);
}

void random_facts(struct random_facts *f, uint64_t index)
{
	static const unsigned calms[] = {1, 3, 3, 1000};
	struct facts *facts = &f->facts;
	enum item_kind kind;

	random_begin(RANDOM_SEED, index);
	memset(f, 0, sizeof(*f));
	f->index = index;
	f->aim = random_aim(&kind);
	calm = calms[between(0, 3)];
	facts->history = f->supplies;
	facts->services = f->services;
	strcpy(facts->pharmacy, "02012345");
	facts->claim.date = random_day();
	facts->claim.item.kind = kind;
	facts->reference.policy_known = true;
	strcpy(facts->reference.reglement, "prolife-2023");
	random_params(&facts->reference);
	random_insured(&facts->claim);
	random_prescription(&facts->claim);
	random_statement(&facts->claim);
	random_permits(facts);
	random_contracts(&facts->reference, kind);
	random_item(f, kind);
	random_history(f);
	random_past_services(f);
	random_year(facts);
	take_aim(f);
	if (by_chance(60) || f->aim == RULE_POLICY_UNKNOWN)
		forget_policy(&facts->reference);
}

void random_facts_copy(struct random_facts *to, const struct random_facts *f)
{
	*to = *f;
	to->facts.history = to->supplies;
	to->facts.services = to->services;
}
