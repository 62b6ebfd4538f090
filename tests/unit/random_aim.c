/* What makes each rule bite, most of the time. */
#include <string.h>

#include "random_aim.h"
#include "random_values.h"

/* One of a rule's kinds; a medicine most of the time where it has many. */
static enum item_kind kind_for(enum rule_code rule)
{
	enum item_kind kind = KIND_MEDICINE;

	if (rule == RULE_COUNT)
		return once_in(3) ? (enum item_kind)between(0, KIND_COUNT - 1)
				  : kind;
	if (rule_judges(rule, kind) && !once_in(3))
		return kind;
	do
		kind = (enum item_kind)between(0, KIND_COUNT - 1);
	while (!rule_judges(rule, kind));
	return kind;
}

/* Three of four aim at a rule, each as often as the others. */
enum rule_code random_aim(enum item_kind *kind)
{
	enum rule_code aim = once_in(4)
				 ? RULE_COUNT
				 : (enum rule_code)between(0, RULE_COUNT - 1);

	*kind = kind_for(aim);
	return aim;
}

/* Like a doctor's, with whatever marks it had. */
struct prescription *prescribed(struct random_facts *f)
{
	struct claim *claim = claim_of(f);

	if (!claim->has_prescription) {
		claim->has_prescription = true;
		claim->prescription = (struct prescription){
		    .date = claim->date - (civil_day)between(0, 1)};
	}
	return &claim->prescription;
}

static void uncovered(struct random_facts *f)
{
	reference_of(f)->param[claim_of(f)->item.kind == KIND_DEVICE
				   ? PARAM_COVERS_HULPMIDDELEN
				   : PARAM_COVERS_FARMACIE] = 0;
}

static void wlz(struct random_facts *f)
{
	claim_of(f)->insured.wlz = true;
}

static void unprescribed(struct random_facts *f)
{
	struct article *a = article_of(f);

	claim_of(f)->has_prescription = false;
	claim_of(f)->prescription = (struct prescription){0};
	if (once_in(2))
		a->insulin = a->oral_contraceptive = false;
}

static void repeated(struct random_facts *f)
{
	struct claim *claim = claim_of(f);
	struct article *a = article_of(f);

	unprescribed(f);
	a->insulin = once_in(2);
	a->oral_contraceptive = !a->insulin || once_in(2);
	claim->insured.sex = 'f';
	claim->insured.born = random_birth(
	    claim->date,
	    (int)about_from(0, param(f, PARAM_PRESCRIPTION_FREE_AGE) - 1, 2));
	if (f->facts.history_count == 0)
		make_established(f, (int)between(20, 900), 0);
}

static void by_another(struct random_facts *f)
{
	prescribed(f)->prescriber = (enum prescriber)between(
	    PRESCRIBER_VERLOSKUNDIGE, PRESCRIBER_OTHER);
}

static void uncontracted(struct random_facts *f)
{
	struct reference *r = reference_of(f);

	r->contract_farmacie = r->contract_dieet = false;
	r->contract_service = false;
}

void not_in_gvs(struct random_facts *f)
{
	article_of(f)->annex = ANNEX_NONE;
}

void excluded(struct random_facts *f)
{
	article_of(f)->excluded = (enum excluded)between(1, EXCLUDED_COUNT - 1);
}

static void travel(struct random_facts *f)
{
	prescribed(f)->travel = true;
}

void selfcare(struct random_facts *f)
{
	article_of(f)->selfcare = true;
	article_of(f)->cg_group = CG_NONE;
}

void hospital_only(struct random_facts *f)
{
	article_of(f)->hospital_only = true;
}

static void others_preferred(struct random_facts *f)
{
	struct reference *r = reference_of(f);

	if (r->preferred_count == 0) {
		r->preferred_count = 1;
		strcpy(r->preferred[0].zi, "90001000");
		strcpy(r->preferred[0].name, "VOORKEUR");
	}
	r->is_preferred = false;
}

static void not_preferred(struct random_facts *f)
{
	others_preferred(f);
	claim_of(f)->prescription.medical_necessity = false;
	if (once_in(2))
		claim_of(f)->item.preferred_unavailable = false;
}

static void necessary(struct random_facts *f)
{
	others_preferred(f);
	prescribed(f)->medical_necessity = true;
}

static void unavailable(struct random_facts *f)
{
	not_preferred(f);
	claim_of(f)->item.preferred_unavailable = true;
}

static struct condition *add_condition(struct random_facts *f,
				       enum procedure procedure)
{
	static struct condition none;
	struct reference *r = reference_of(f);

	if (r->condition_count == CONDITIONS_MAX)
		return &none;
	struct condition *c = &r->conditions[r->condition_count];
	*c = (struct condition){
	    .id = ++r->condition_count,
	    .procedure = procedure,
	    .age_from = -1,
	    .age_below = -1,
	};
	return c;
}

static void afterwards(struct random_facts *f)
{
	add_condition(f, PROCEDURE_ACHTERAF);
}

/* A statement that serves, if it is given. */
static struct statement *stated(struct random_facts *f)
{
	struct claim *claim = claim_of(f);
	struct condition *c = add_condition(f, PROCEDURE_VOORAF);

	claim->has_statement = true;
	claim->statement = (struct statement){
	    .kind = (enum statement_kind)between(1, STATEMENT_KIND_COUNT - 1),
	    .conditions_met = ANSWER_YES,
	};
	c->form = once_in(3) ? STATEMENT_NONE : claim->statement.kind;
	return &claim->statement;
}

static void statement_missing(struct random_facts *f)
{
	stated(f);
	if (once_in(2)) {
		claim_of(f)->has_statement = false;
		claim_of(f)->statement = (struct statement){0};
	} else {
		claim_of(f)->statement.kind = STATEMENT_APOTHEEKINSTRUCTIE;
	}
}

static void statement_not_met(struct random_facts *f)
{
	stated(f)->conditions_met = ANSWER_NO;
}

static void at_insurer(struct random_facts *f)
{
	struct statement *s = stated(f);

	if (once_in(2)) {
		s->sent_to_insurer = true;
		if (once_in(2))
			s->conditions_met = ANSWER_NOT_GIVEN;
	} else {
		s->kind = STATEMENT_ARTSENVERKLARING;
		uncontracted(f);
	}
}

void without_permit(struct random_facts *f)
{
	struct claim *claim = claim_of(f);

	claim->permit_count = 0;
	memset(claim->permits, 0, sizeof(claim->permits));
	f->facts.permit_covers_item = f->facts.permit_covers_holiday = false;
}

void with_invalid_permit(struct random_facts *f)
{
	struct claim *claim = claim_of(f);

	if (claim->permit_count == 0) {
		claim->permit_count = 1;
		strcpy(claim->permits[0], "M-1");
	}
	f->facts.permit_covers_item = false;
}

static void permit_missing(struct random_facts *f)
{
	add_condition(f, PROCEDURE_TOESTEMMING);
	without_permit(f);
}

static void permit_invalid(struct random_facts *f)
{
	add_condition(f, PROCEDURE_TOESTEMMING);
	with_invalid_permit(f);
}

static void cg_missing(struct random_facts *f)
{
	article_of(f)->cg_group = (enum cg_group)between(1, CG_GROUP_COUNT - 1);
	claim_of(f)->prescription.chronic = false;
}

static void cg_first_days(struct random_facts *f)
{
	int own = param(f, PARAM_CG_OWN_DAYS);

	cg_missing(f);
	prescribed(f)->chronic = true;
	int ago = (int)between(1, 40);

	if (once_in(2))
		make_new(f);
	else if (once_in(2))
		make_started(f, ago, (int)about_from(1, own, 10));
}

static void priced_above(struct random_facts *f)
{
	struct item *item = &claim_of(f)->item;

	item->has_price = true;
	item->price =
	    1 + between(0, once_in(2) ? 3 : 300) +
	    (item->kind == KIND_SERVICE ? reference_of(f)->service.tariff_cents
					: list_of(f));
	if (item->price > PRICE_CENTS_MAX)
		item->price = PRICE_CENTS_MAX;
}

static void contributing(struct random_facts *f)
{
	struct reference *r = reference_of(f);

	if (claim_of(f)->item.kind == KIND_PREPARATION) {
		struct component *c = &r->components[0];
		strcpy(claim_of(f)->item.ingredients[0].zi, "90000001");
		*c = (struct component){
		    .limited = true,
		    .package_milli = 30000,
		    .price = {between(500, 5000), 900, true, 1000},
		};
		return;
	}
	r->article.annex = ANNEX_1A;
	if (r->price.aip_cents < 500)
		r->price.aip_cents = 500;
	set_limit(f, (int)between(10, 99));
}

static void capped(struct random_facts *f)
{
	int64_t *cap = &reference_of(f)->param[PARAM_CONTRIBUTION_YEAR_CENTS];

	contributing(f);
	if (*cap < 0)
		*cap = 25000;
	f->facts.contributions_year_cents =
	    about_from(0, *cap - (once_in(2) ? 0 : 100), 300);
}

/* Rules that need nothing here are those that chance alone makes bite. */
static aim_function *const aims[RULE_COUNT] = {
    [RULE_KIND_NOT_COVERED] = uncovered,
    [RULE_WLZ] = wlz,
    [RULE_UNKNOWN_ARTICLE] = forget_article,
    [RULE_PRESCRIPTION_MISSING] = unprescribed,
    [RULE_REPEAT_WITHOUT_PRESCRIPTION] = repeated,
    [RULE_PRESCRIBER] = by_another,
    [RULE_UNCONTRACTED] = uncontracted,
    [RULE_NOT_IN_GVS] = not_in_gvs,
    [RULE_EXCLUDED] = excluded,
    [RULE_TRAVEL] = travel,
    [RULE_SELFCARE] = selfcare,
    [RULE_HOSPITAL_ONLY] = hospital_only,
    [RULE_NOT_PREFERRED] = not_preferred,
    [RULE_MEDICAL_NECESSITY] = necessary,
    [RULE_PREFERRED_UNAVAILABLE] = unavailable,
    [RULE_CHECKED_AFTERWARDS] = afterwards,
    [RULE_STATEMENT_MISSING] = statement_missing,
    [RULE_STATEMENT_NOT_MET] = statement_not_met,
    [RULE_STATEMENT_AT_INSURER] = at_insurer,
    [RULE_PERMIT_MISSING] = permit_missing,
    [RULE_PERMIT_INVALID] = permit_invalid,
    [RULE_CG_MISSING] = cg_missing,
    [RULE_CG_FIRST_DAYS] = cg_first_days,
    [RULE_FIRST_SUPPLY] = first_supply,
    [RULE_FIRST_SUPPLY_RUNNING] = first_running,
    [RULE_DOSE_CHANGED] = dose_changed,
    [RULE_PALLIATIVE] = palliative,
    [RULE_EXPENSIVE_SETUP] = set_up,
    [RULE_SUPPLY_PERIOD] = supply_period,
    [RULE_STOCK_LEFT] = stock_left,
    [RULE_HOLIDAY] = on_holiday,
    [RULE_HOLIDAY_PERMIT] = holiday_permit,
    [RULE_HOLIDAY_MAX] = holiday_max,
    [RULE_DAYS_UNKNOWN] = days_unknown,
    [RULE_HISTORY_UNKNOWN] = history_unknown,
    [RULE_UNKNOWN_DEVICE] = forget_article,
    [RULE_UNKNOWN_SERVICE] = forget_article,
    [RULE_DIET_PRESCRIBER] = by_another,
    [RULE_PREPARATION_EQUIVALENT] = equivalent,
    [RULE_PREPARATION_IRRATIONAL] = irrational,
    [RULE_IMPORT_PERMIT] = import_permit,
    [RULE_IMPORT_NOT_RARE] = import_not_rare,
    [RULE_ALLERGEN_PERMIT] = allergen_permit,
    [RULE_DIET_KIND] = diet_kind,
    [RULE_DIET_STATEMENT] = diet_statement,
    [RULE_DIET_XM] = diet_xm,
    [RULE_SERVICE_NOT_INSURED] = not_insured,
    [RULE_SERVICE_NOT_CONTRACTED] = not_contracted,
    [RULE_SERVICE_NOT_PHARMACY] = not_pharmacy,
    [RULE_SERVICE_NOT_UR] = not_ur,
    [RULE_SERVICE_CONDITION] = condition,
    [RULE_SERVICE_NOT_NEW] = not_new,
    [RULE_SERVICE_MEDICINE_NOT_COVERED] = medicine_not_covered,
    [RULE_SERVICE_DEVICE_KIND] = device_kind,
    [RULE_SERVICE_FREQUENCY] = frequency,
    [RULE_DEVICE_INSULIN_PUMP] = insulin_pump,
    [RULE_DEVICE_KIND] = other_device,
    [RULE_DEVICE_LETTER] = no_letter,
    [RULE_DEVICE_PERMIT] = device_permit,
    [RULE_DEVICE_BATTERY] = battery,
    [RULE_DEVICE_PRICE] = device_price,
    [RULE_PRICE_ABOVE_LIST] = priced_above,
    [RULE_CONTRIBUTION] = contributing,
    [RULE_CONTRIBUTION_CAP] = capped,
};

void take_aim(struct random_facts *f)
{
	if (f->aim != RULE_COUNT && aims[f->aim] != NULL)
		aims[f->aim](f);
}
