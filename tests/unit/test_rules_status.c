/* What became of each rule, and that nothing rests on what lay in memory. */
#include <criterion/criterion.h>

#include <string.h>

#include "base/attr.h"
#include "kinds.h"

static struct scenario s;

/* Of the rules that judged and let pass: each code and a blank. */
static const char *passed(void)
{
	static char memory[4096];
	struct text out;

	text_init(&out, memory, sizeof(memory));
	scenario_decide(&s);
	for (int code = 0; code < RULE_COUNT; code++)
		if (s.decision.status[code] == RULE_PASSED) {
			text_str(&out, rule_name((enum rule_code)code));
			text_char(&out, ' ');
		}
	cr_assert_not(out.overflow);
	return memory;
}

static void known_medicine(void)
{
	scenario_init(&s);
}

static void new_medicine(void)
{
	begin_new(&s);
	scenario_ask(&s, 15000, 15);
}

static void window_medicine(void)
{
	begin_started(&s, 4, 5);
	scenario_ask(&s, 10000, 10);
}

static void demanding_medicine(void)
{
	begin_stocked(&s, 20);
	make_expensive(&s);
	scenario_ask(&s, 30000, 30);
	s.item->dose_changed = false;
	s.item->has_price = true;
	s.item->price = 1000;
	s.prescription->holiday = true;
	s.prescription->chronic = true;
	s.article->cg_group = CG_DIARREE;
	s.reference->preferred_count = 1;
	s.reference->is_preferred = false;
	s.prescription->medical_necessity = true;
	scenario_add_condition(&s, PROCEDURE_VOORAF, STATEMENT_NONE);
	scenario_add_condition(&s, PROCEDURE_TOESTEMMING, STATEMENT_NONE);
	s.claim->has_statement = true;
	s.claim->statement = (struct statement){
	    .kind = STATEMENT_ARTSENVERKLARING,
	    .conditions_met = ANSWER_YES,
	    .sent_to_insurer = true,
	    .judged_by_insurer = true,
	};
	s.facts.permit_covers_item = true;
	s.claim->permit_count = 1;
	s.supplies[0].date = day("2020-02-01");
	s.article->hospital_only = true;
	s.reference->supplier = SUPPLIER_ZIEKENHUIS;
}

static void changed_medicine(void)
{
	scenario_init(&s);
	s.item->dose_changed = true;
	s.supplies[1].days = 80;
	s.prescription->palliative = true;
	scenario_ask(&s, 15000, 15);
}

static void unprescribed_medicine(void)
{
	scenario_init(&s);
	s.claim->has_prescription = false;
	s.reference->preferred_count = 1;
	s.claim->has_statement = false;
	scenario_add_condition(&s, PROCEDURE_VOORAF, STATEMENT_NONE);
	scenario_price(&s, 2670, 654260);
	s.item->has_price = true;
	s.item->price = 9999;
	s.article->cg_group = CG_DIARREE;
}

static void stated_medicine(void)
{
	scenario_init(&s);
	scenario_add_condition(&s, PROCEDURE_VOORAF, STATEMENT_NONE);
	s.claim->has_statement = true;
	s.claim->statement.kind = STATEMENT_ARTSENVERKLARING;
}

static void denied_chronic(void)
{
	scenario_init(&s);
	s.prescription->travel = true;
	s.prescription->chronic = true;
	s.article->cg_group = CG_DIARREE;
	s.item->last_supplied = day("2026-08-01");
	scenario_ask(&s, 90000, 90);
}

static void days_unknown(void)
{
	scenario_init(&s);
	scenario_ask(&s, 10000, 0);
}

static void import(void)
{
	begin_import(&s);
	s.item->made_in_nl = true;
}

static void allergen_registered(void)
{
	begin_allergen(&s);
}

static void allergen(void)
{
	begin_allergen(&s);
	s.item->registered = false;
	s.facts.permit_covers_item = true;
}

static void preparation(void)
{
	begin_preparation(&s);
}

static void preparation_established(void)
{
	begin_preparation(&s);
	s.item->established_before = true;
	s.reference->components[0].unreimbursed_equivalent = true;
}

static void diet(void)
{
	begin_diet(&s);
}

static void diet_unprescribed(void)
{
	begin_diet(&s);
	s.claim->has_prescription = false;
	s.claim->has_statement = false;
}

static void device(void)
{
	begin_device(&s);
}

static void device_uncontracted(void)
{
	begin_device(&s);
	s.reference->contract_hulpmiddelen = false;
	s.facts.permit_covers_item = true;
	s.item->part = PART_BATTERY;
}

static void service_7_1(void)
{
	begin_service(&s, SERVICE_7_1);
}
static void service_7_2(void)
{
	begin_service(&s, SERVICE_7_2);
}
static void service_7_4(void)
{
	begin_service(&s, SERVICE_7_4);
}
static void service_7_14(void)
{
	begin_service(&s, SERVICE_7_14);
	s.reference->service.cover = COVER_INDIEN_GECONTRACTEERD;
	s.reference->contract_service = true;
	s.item->has_price = false;
}

static const struct {
	void (*arrange)(void);
	const char *passed;
} rows[] = {
    {known_medicine, "POLICY_UNKNOWN KIND_NOT_COVERED WLZ UNKNOWN_ARTICLE "
		     "PRESCRIPTION_MISSING PRESCRIBER UNCONTRACTED NOT_IN_GVS "
		     "EXCLUDED TRAVEL SELFCARE SUPPLY_PERIOD HISTORY_UNKNOWN "},
    {new_medicine, "POLICY_UNKNOWN KIND_NOT_COVERED WLZ UNKNOWN_ARTICLE "
		   "PRESCRIPTION_MISSING PRESCRIBER UNCONTRACTED NOT_IN_GVS "
		   "EXCLUDED TRAVEL SELFCARE FIRST_SUPPLY HISTORY_UNKNOWN "},
    {window_medicine, "POLICY_UNKNOWN KIND_NOT_COVERED WLZ UNKNOWN_ARTICLE "
		      "PRESCRIPTION_MISSING PRESCRIBER UNCONTRACTED NOT_IN_GVS "
		      "EXCLUDED TRAVEL SELFCARE FIRST_SUPPLY "
		      "FIRST_SUPPLY_RUNNING HISTORY_UNKNOWN "},
    {demanding_medicine,
     "POLICY_UNKNOWN KIND_NOT_COVERED WLZ UNKNOWN_ARTICLE "
     "PRESCRIPTION_MISSING PRESCRIBER UNCONTRACTED NOT_IN_GVS "
     "EXCLUDED TRAVEL SELFCARE HOSPITAL_ONLY NOT_PREFERRED "
     "PREFERRED_UNAVAILABLE STATEMENT_MISSING "
     "STATEMENT_NOT_MET STATEMENT_AT_INSURER PERMIT_MISSING "
     "PERMIT_INVALID CG_MISSING CG_FIRST_DAYS SUPPLY_PERIOD "
     "STOCK_LEFT HOLIDAY HOLIDAY_PERMIT HISTORY_UNKNOWN "
     "PRICE_ABOVE_LIST "},
    {changed_medicine,
     "POLICY_UNKNOWN KIND_NOT_COVERED WLZ UNKNOWN_ARTICLE "
     "PRESCRIPTION_MISSING PRESCRIBER UNCONTRACTED NOT_IN_GVS "
     "EXCLUDED TRAVEL SELFCARE DOSE_CHANGED PALLIATIVE "
     "SUPPLY_PERIOD HISTORY_UNKNOWN "},
    {unprescribed_medicine,
     "POLICY_UNKNOWN KIND_NOT_COVERED WLZ UNKNOWN_ARTICLE "
     "REPEAT_WITHOUT_PRESCRIPTION UNCONTRACTED NOT_IN_GVS "
     "EXCLUDED TRAVEL SELFCARE MEDICAL_NECESSITY "
     "PREFERRED_UNAVAILABLE SUPPLY_PERIOD HISTORY_UNKNOWN "},
    {denied_chronic, "POLICY_UNKNOWN KIND_NOT_COVERED WLZ UNKNOWN_ARTICLE "
		     "PRESCRIPTION_MISSING PRESCRIBER UNCONTRACTED NOT_IN_GVS "
		     "EXCLUDED SELFCARE CG_MISSING CG_FIRST_DAYS SUPPLY_PERIOD "
		     "HISTORY_UNKNOWN "},
    {stated_medicine,
     "POLICY_UNKNOWN KIND_NOT_COVERED WLZ UNKNOWN_ARTICLE "
     "PRESCRIPTION_MISSING PRESCRIBER UNCONTRACTED NOT_IN_GVS "
     "EXCLUDED TRAVEL SELFCARE STATEMENT_MISSING STATEMENT_NOT_MET "
     "STATEMENT_AT_INSURER SUPPLY_PERIOD HISTORY_UNKNOWN "},
    {days_unknown, "POLICY_UNKNOWN KIND_NOT_COVERED WLZ UNKNOWN_ARTICLE "
		   "PRESCRIPTION_MISSING PRESCRIBER UNCONTRACTED NOT_IN_GVS "
		   "EXCLUDED TRAVEL SELFCARE HISTORY_UNKNOWN "},
    {import, "POLICY_UNKNOWN KIND_NOT_COVERED WLZ PRESCRIPTION_MISSING "
	     "PRESCRIBER UNCONTRACTED TRAVEL "},
    {allergen_registered,
     "POLICY_UNKNOWN KIND_NOT_COVERED WLZ PRESCRIPTION_MISSING "
     "PRESCRIBER UNCONTRACTED TRAVEL "},
    {allergen, "POLICY_UNKNOWN KIND_NOT_COVERED WLZ PRESCRIPTION_MISSING "
	       "PRESCRIBER UNCONTRACTED TRAVEL ALLERGEN_PERMIT "},
    {preparation, "POLICY_UNKNOWN KIND_NOT_COVERED WLZ PRESCRIPTION_MISSING "
		  "PRESCRIBER UNCONTRACTED TRAVEL PREPARATION_EQUIVALENT "
		  "PREPARATION_IRRATIONAL "},
    {preparation_established,
     "POLICY_UNKNOWN KIND_NOT_COVERED WLZ PRESCRIPTION_MISSING "
     "PRESCRIBER UNCONTRACTED TRAVEL PREPARATION_EQUIVALENT "
     "PREPARATION_IRRATIONAL "},
    {diet, "POLICY_UNKNOWN KIND_NOT_COVERED WLZ UNKNOWN_ARTICLE "
	   "PRESCRIPTION_MISSING DIET_PRESCRIBER UNCONTRACTED "
	   "EXCLUDED DIET_KIND DIET_STATEMENT DIET_XM "
	   "PRICE_ABOVE_LIST "},
    {diet_unprescribed, "POLICY_UNKNOWN KIND_NOT_COVERED WLZ UNKNOWN_ARTICLE "
			"UNCONTRACTED EXCLUDED DIET_KIND "},
    {device, "POLICY_UNKNOWN KIND_NOT_COVERED WLZ UNKNOWN_DEVICE "
	     "DEVICE_INSULIN_PUMP DEVICE_KIND DEVICE_LETTER "
	     "DEVICE_BATTERY "},
    {device_uncontracted, "POLICY_UNKNOWN KIND_NOT_COVERED WLZ UNKNOWN_DEVICE "
			  "DEVICE_INSULIN_PUMP DEVICE_KIND DEVICE_PERMIT "
			  "DEVICE_BATTERY DEVICE_PRICE "},
    {service_7_1, "POLICY_UNKNOWN KIND_NOT_COVERED WLZ UNKNOWN_SERVICE "
		  "UNCONTRACTED SERVICE_NOT_INSURED SERVICE_NOT_PHARMACY "
		  "SERVICE_NOT_UR SERVICE_CONDITION PRICE_ABOVE_LIST "},
    {service_7_2, "POLICY_UNKNOWN KIND_NOT_COVERED WLZ UNKNOWN_SERVICE "
		  "UNCONTRACTED SERVICE_NOT_INSURED SERVICE_NOT_PHARMACY "
		  "SERVICE_NOT_UR SERVICE_CONDITION SERVICE_NOT_NEW "
		  "SERVICE_MEDICINE_NOT_COVERED PRICE_ABOVE_LIST "},
    {service_7_4, "POLICY_UNKNOWN KIND_NOT_COVERED WLZ UNKNOWN_SERVICE "
		  "UNCONTRACTED SERVICE_NOT_INSURED SERVICE_NOT_PHARMACY "
		  "SERVICE_DEVICE_KIND SERVICE_FREQUENCY PRICE_ABOVE_LIST "},
    {service_7_14, "POLICY_UNKNOWN KIND_NOT_COVERED WLZ UNKNOWN_SERVICE "
		   "UNCONTRACTED SERVICE_NOT_INSURED SERVICE_NOT_CONTRACTED "
		   "SERVICE_NOT_PHARMACY "},
};

Test(status, each_rule_that_let_pass)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		rows[i].arrange();
		cr_expect_str_eq(passed(), rows[i].passed);
	}
}

static void expect_same(const struct reason *a, const struct reason *b)
{
	cr_expect_eq(a->code, b->code);
	cr_expect_eq(a->effect, b->effect);
	cr_expect_str_eq(a->article, b->article);
	cr_expect_eq(a->limit_days, b->limit_days);
	cr_expect_eq(a->limit_quantity_milli, b->limit_quantity_milli);
	cr_expect_eq(a->amount, b->amount);
	cr_expect_eq(a->until, b->until);
	cr_expect_eq(a->since, b->since);
	cr_expect_eq(a->names_preferred, b->names_preferred);
	cr_expect_eq(a->claim, b->claim);
	cr_expect_eq(a->missing, b->missing);
	cr_expect_eq(a->variant, b->variant);
	for (int i = 0; i < REASON_VALUES_MAX; i++)
		cr_expect_eq(a->values[i], b->values[i]);
}

/* The same facts, decided into memory that differs. */
static void expect_independent(void)
{
	static struct decision zero, other;

	memset(&zero, 0, sizeof(zero));
	memset(&other, 0x5a, sizeof(other));
	adjudicate(&s.facts, &zero);
	adjudicate(&s.facts, &other);
	cr_expect_eq(zero.outcome, other.outcome);
	cr_expect_eq(zero.eigen_risico, other.eigen_risico);
	cr_expect_arr_eq(&zero.amounts, &other.amounts, sizeof(zero.amounts));
	cr_expect_arr_eq(&zero.collect, &other.collect, sizeof(zero.collect));
	cr_expect_arr_eq(zero.status, other.status, sizeof(zero.status));
	cr_assert_eq(zero.reason_count, other.reason_count);
	for (int i = 0; i < zero.reason_count; i++)
		expect_same(&zero.reasons[i], &other.reasons[i]);
	cr_assert_eq(zero.advice_count, other.advice_count);
	for (int i = 0; i < zero.advice_count; i++) {
		const struct advice *a = &zero.advice[i];
		const struct advice *b = &other.advice[i];
		cr_expect_eq(a->action, b->action);
		cr_expect_eq(a->from, b->from);
		cr_expect_eq(a->days, b->days);
		cr_expect_eq(a->quantity_milli, b->quantity_milli);
		cr_expect_eq(a->kind, b->kind);
	}
}

static void denied_service(void)
{
	begin_service(&s, SERVICE_7_2);
	s.item->stated[FACT_HANDED_OUT] = false;
	scenario_add_supply(&s, day("2026-05-06"), 30);
	s.claim->insured.wlz = true;
}

Test(status, nothing_rests_on_what_lay_in_memory)
{
	static void (*const arranges[])(void) = {
	    known_medicine, new_medicine,	   window_medicine,
	    denied_chronic, demanding_medicine,	   changed_medicine,
	    days_unknown,   unprescribed_medicine, denied_service,
	    preparation,    diet_unprescribed,	   device,
	};

	for (size_t i = 0; i < ARRAY_LEN(arranges); i++) {
		arranges[i]();
		expect_independent();
	}
}

/* A limit counts in annex 1A alone, and there only where one is set. */
Test(status, no_contribution_without_a_limit_of_annex_1a)
{
	scenario_init(&s);
	s.price->has_limit = true;
	scenario_decide(&s);
	cr_expect_eq(s.decision.status[RULE_CONTRIBUTION], RULE_NOT_APPLICABLE);
	cr_expect_eq(s.decision.status[RULE_CONTRIBUTION_CAP],
		     RULE_NOT_APPLICABLE);
	cr_expect_eq(s.decision.amounts.eigen_bijdrage, 0);
	s.price->has_limit = false;
	s.article->annex = ANNEX_1A;
	scenario_decide(&s);
	cr_expect_eq(s.decision.status[RULE_CONTRIBUTION], RULE_NOT_APPLICABLE);
	cr_expect_eq(s.decision.amounts.eigen_bijdrage, 0);
	s.price->has_limit = true;
	s.price->limit_micro = 100000000;
	scenario_decide(&s);
	cr_expect_eq(s.decision.status[RULE_CONTRIBUTION], RULE_PASSED);
	cr_expect_eq(s.decision.status[RULE_CONTRIBUTION_CAP], RULE_PASSED);
	cr_expect_eq(s.decision.amounts.eigen_bijdrage, 0);
	s.param[PARAM_CONTRIBUTION_YEAR_CENTS] = -1;
	scenario_decide(&s);
	cr_expect_eq(s.decision.status[RULE_CONTRIBUTION_CAP],
		     RULE_NOT_APPLICABLE);
	s.param[PARAM_CONTRIBUTION_YEAR_CENTS] = 0;
	scenario_decide(&s);
	cr_expect_eq(s.decision.status[RULE_CONTRIBUTION_CAP], RULE_PASSED);
}

/* 4.4.4 is for its groups alone, and there for what is marked. */
Test(status, no_first_days_outside_the_groups)
{
	scenario_init(&s);
	s.prescription->chronic = true;
	scenario_decide(&s);
	cr_expect_eq(s.decision.status[RULE_CG_MISSING], RULE_NOT_APPLICABLE);
	cr_expect_eq(s.decision.status[RULE_CG_FIRST_DAYS],
		     RULE_NOT_APPLICABLE);
	s.prescription->chronic = false;
	s.article->cg_group = CG_DIARREE;
	scenario_decide(&s);
	cr_expect_eq(s.decision.status[RULE_CG_MISSING], RULE_BIT);
	cr_expect_eq(s.decision.status[RULE_CG_FIRST_DAYS],
		     RULE_NOT_APPLICABLE);
}

/* What a rule does not fill in is empty, wherever the reason stands. */
Test(status, a_reason_without_members_has_none)
{
	unprescribed_medicine();
	s.claim->has_prescription = true;
	s.prescription->travel = true;
	memset(&s.decision, 0x5a, sizeof(s.decision));
	scenario_decide(&s);
	const struct reason *r = scenario_reason(&s, RULE_TRAVEL);
	cr_assert_not_null(r);
	cr_expect_eq(r->limit_days, -1);
	cr_expect_eq(r->limit_quantity_milli, -1);
	cr_expect_eq(r->amount, -1);
	cr_expect_eq(r->until, CIVIL_NONE);
	cr_expect_eq(r->since, CIVIL_NONE);
	cr_expect_not(r->names_preferred);
	cr_expect_eq(r->claim, 0);
	cr_expect_eq(r->missing, 0);
	cr_expect_eq(r->variant, TEXT_OF_THE_RULE);
	for (int i = 0; i < REASON_VALUES_MAX; i++)
		cr_expect_eq(r->values[i], 0);
}
