#include "scenario.h"

#include <string.h>

#include "base/ensure.h"

civil_day day(const char *text)
{
	civil_day parsed;
	bool ok = civil_parse(text, strlen(text), &parsed);

	ensure(ok);
	return parsed;
}

/* Parameters of prolife-2023. */
static void set_params(int64_t *param)
{
	param[PARAM_COVERS_FARMACIE] = 1;
	param[PARAM_COVERS_HULPMIDDELEN] = 0;
	param[PARAM_FIRST_SUPPLY_DAYS] = 15;
	param[PARAM_FIRST_EARLY_DAYS] = 5;
	param[PARAM_NEW_AFTER_MONTHS] = 12;
	param[PARAM_EXPENSIVE_MONTH_CENTS] = 100000;
	param[PARAM_SETUP_MONTHS] = 6;
	param[PARAM_SETUP_SUPPLY_MONTHS] = 1;
	param[PARAM_MAX_SUPPLY_MONTHS] = 3;
	param[PARAM_LONG_SUPPLY_MONTHS] = 12;
	param[PARAM_EARLY_DAYS] = 14;
	param[PARAM_PALLIATIVE_DAYS] = 15;
	param[PARAM_HOLIDAY_MONTHS] = 6;
	param[PARAM_PRESCRIPTION_FREE_AGE] = 21;
	param[PARAM_CG_OWN_DAYS] = 15;
	param[PARAM_UNCONTRACTED_PERCENT] = 75;
	param[PARAM_CONTRIBUTION_YEAR_CENTS] = 25000;
	param[PARAM_CONTRIBUTION_BY_INSURER] = 1;
	param[PARAM_LOGISTIC_NECESSITY] = 1;
	param[PARAM_SERVICE_NEW_MONTHS] = 12;
	param[PARAM_REVIEW_EXEMPT] = 0;
	param[PARAM_EIGEN_RISICO_AGE] = 18;
	param[PARAM_DEVICE_EXCESS_PERCENT] = 10;
}

static void set_article(struct article *article)
{
	*article = (struct article){
	    .zi = "90000001",
	    .name = "PROEFMIDDEL TABLET 10MG",
	    .prk = "1001",
	    .substance = "PROEF",
	    .form = "TABL",
	    .package_milli = 30000,
	    .prk_least_package_milli = 30000,
	    .divisible = true,
	    .prescription_only = true,
	    .annex = ANNEX_1B,
	};
}

static void set_claim(struct claim *claim)
{
	*claim = (struct claim){
	    .date = day("2026-11-21"),
	    .insured = {.born = day("1961-04-02"),
			.sex = 'f',
			.uzovi = "3311",
			.polis = "196"},
	    .has_prescription = true,
	    .prescription = {.prescriber = PRESCRIBER_HUISARTS,
			     .prescriber_agb = "01012345",
			     .date = day("2026-11-20")},
	    .item = {.kind = KIND_MEDICINE,
		     .zi = "90000001",
		     .quantity_milli = 90000,
		     .days = 90,
		     .last_supplied = CIVIL_NONE,
		     .first_supplied = CIVIL_NONE},
	};
}

void scenario_init(struct scenario *s)
{
	memset(s, 0, sizeof(*s));
	s->claim = &s->facts.claim;
	s->prescription = &s->claim->prescription;
	s->item = &s->claim->item;
	s->reference = &s->facts.reference;
	s->article = &s->reference->article;
	s->price = &s->reference->price;
	s->param = s->reference->param;
	memcpy(s->facts.pharmacy, "02012345", sizeof("02012345"));
	set_claim(s->claim);
	s->reference->policy_known = true;
	memcpy(s->reference->reglement, "prolife-2023", sizeof("prolife-2023"));
	set_params(s->param);
	s->reference->supplier = SUPPLIER_APOTHEEK;
	s->reference->contract_farmacie = true;
	s->reference->article_known = true;
	set_article(s->article);
	*s->price = (struct price){.aip_cents = 1000, .vat_bp = 900};
	s->facts.history = s->supplies;
	s->facts.ledger_since = day("2020-01-01");
	scenario_add_supply(s, s->claim->date - 190, 100);
	scenario_add_supply(s, s->claim->date - 90, 90);
}

void scenario_make_new(struct scenario *s)
{
	s->facts.history_count = 0;
}

struct supply *scenario_add_supply(struct scenario *s, civil_day date, int days)
{
	struct supply *supply = &s->supplies[s->facts.history_count];

	ensure(s->facts.history_count < SCENARIO_SUPPLIES_MAX);
	s->facts.history_count++;
	*supply = (struct supply){
	    .date = date,
	    .days = days,
	    .last_supplied = CIVIL_NONE,
	    .first_supplied = CIVIL_NONE,
	};
	memcpy(supply->prk, s->article->prk, sizeof(supply->prk));
	return supply;
}

void scenario_ask(struct scenario *s, int64_t quantity_milli, int days)
{
	s->item->quantity_milli = quantity_milli;
	s->item->days = days;
}

void scenario_price(struct scenario *s, cents aip, int64_t limit_micro)
{
	s->article->annex = ANNEX_1A;
	s->price->aip_cents = aip;
	s->price->has_limit = true;
	s->price->limit_micro = limit_micro;
}

void scenario_add_condition(struct scenario *s, enum procedure procedure,
			    enum statement_kind form)
{
	int at = s->reference->condition_count++;

	s->reference->conditions[at] = (struct condition){
	    .id = at + 1,
	    .procedure = procedure,
	    .form = form,
	    .age_from = -1,
	    .age_below = -1,
	};
}

const struct decision *scenario_decide(struct scenario *s)
{
	adjudicate(&s->facts, &s->decision);
	return &s->decision;
}

const struct reason *scenario_reason(const struct scenario *s,
				     enum rule_code code)
{
	for (int i = 0; i < s->decision.reason_count; i++)
		if (s->decision.reasons[i].code == code)
			return &s->decision.reasons[i];
	return NULL;
}

const struct advice *scenario_advice(const struct scenario *s,
				     enum advice_action action)
{
	for (int i = 0; i < s->decision.advice_count; i++)
		if (s->decision.advice[i].action == action)
			return &s->decision.advice[i];
	return NULL;
}

bool bites(struct scenario *s, enum rule_code code, enum effect effect)
{
	scenario_decide(s);
	const struct reason *r = scenario_reason(s, code);
	return r != NULL && r->effect == effect;
}

void begin_new(struct scenario *s)
{
	scenario_init(s);
	scenario_make_new(s);
	s->article->smallest_package_milli = 10000;
}

void begin_started(struct scenario *s, int ago, int days)
{
	begin_new(s);
	scenario_add_supply(s, s->claim->date - ago, days);
}

void begin_stocked(struct scenario *s, int stock)
{
	scenario_init(s);
	s->supplies[1].days = 90 + stock;
}

void make_expensive(struct scenario *s)
{
	s->price->aip_cents = 200000;
	s->price->vat_bp = 0;
}

const char *sentence(const struct scenario *s, const struct reason *reason,
		     enum language language)
{
	static char memory[2048];
	struct text out;

	text_init(&out, memory, sizeof(memory));
	reason_text(&s->facts, reason, language, &out);
	ensure(!out.overflow);
	return memory;
}
