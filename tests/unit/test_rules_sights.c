/* What rules saw: the tables are whole, and the values are the facts'. */
#include <criterion/criterion.h>

#include <string.h>

#include "base/attr.h"
#include "rules/figures.h"
#include "scenario.h"

static struct scenario s;
static struct decision again;
static struct judgement j;

static void look(void)
{
	sights_judge(&s.facts, &j, &again);
}

static bool sees(enum rule_code code, enum sight sight)
{
	size_t count;
	const enum sight *sights = rule_sights(code, &count);

	for (size_t i = 0; i < count; i++)
		if (sights[i] == sight)
			return true;
	return false;
}

Test(sights, every_rule_sees_something_and_has_a_title)
{
	for (int code = 0; code < RULE_COUNT; code++) {
		size_t count;
		(void)rule_sights((enum rule_code)code, &count);
		cr_expect(count >= 1 && count <= SIGHTS_OF_RULE_MAX,
			  "%s sees %zu", rule_name((enum rule_code)code),
			  count);
		for (int l = 0; l < LANGUAGE_COUNT; l++) {
			const char *title =
			    rule_title((enum rule_code)code, (enum language)l);
			cr_expect(title != NULL && strlen(title) > 3, "%s",
				  rule_name((enum rule_code)code));
		}
	}
}

Test(sights, no_rule_sees_the_same_twice)
{
	for (int code = 0; code < RULE_COUNT; code++) {
		size_t count;
		const enum sight *sights =
		    rule_sights((enum rule_code)code, &count);
		for (size_t i = 0; i < count; i++)
			for (size_t k = 0; k < i; k++)
				cr_expect_neq(sights[i], sights[k], "%s: %s",
					      rule_name((enum rule_code)code),
					      sight_info(sights[i])->name);
	}
}

static bool in_a_formula(const char *sight)
{
	static const char *const formulas[] = {
#define FIGURE(name, when, value, formula, nl, en)	formula,
#define FIGURE_EACH(name, when, value, formula, nl, en) formula,
#include "rules/figures.def"
#undef FIGURE
#undef FIGURE_EACH
	};
	char name[OPERAND_NAME_MAX + 1];
	size_t plain;

	for (size_t i = 0; i < ARRAY_LEN(formulas); i++)
		for (const char *at = formulas[i];
		     formula_next(&at, &plain, name);)
			if (strcmp(name, sight) == 0)
				return true;
	return false;
}

Test(sights, no_sight_is_unused)
{
	for (int i = 0; i < SIGHT_COUNT; i++) {
		enum sight sight = (enum sight)i;
		bool used = in_a_formula(sight_info(sight)->name);
		for (int code = 0; code < RULE_COUNT; code++)
			used = used || sees((enum rule_code)code, sight);
		cr_expect(used, "%s", sight_info(sight)->name);
	}
}

static bool ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), end_len = strlen(end);

	return len >= end_len && strcmp(text + len - end_len, end) == 0;
}

Test(sights, units_stand_in_the_names)
{
	static const char *const ends[] = {
	    [FORM_PLAIN] = "_count",	 [FORM_DAYS] = "_days",
	    [FORM_MONTHS] = "_months",	 [FORM_YEARS] = "_years",
	    [FORM_EURO] = "_cents",	 [FORM_MICRO_EURO] = "_micro",
	    [FORM_QUANTITY] = "_milli",	 [FORM_PERCENT] = "_percent",
	    [FORM_BASIS_POINTS] = "_bp", [FORM_DATE] = "",
	    [FORM_YES_NO] = "",		 [FORM_CLAIM] = "",
	    [FORM_FACTS] = "",		 [FORM_WORD] = "",
	};

	for (int i = 0; i < SIGHT_COUNT; i++) {
		const struct sight_info *info = sight_info((enum sight)i);
		cr_expect(ends_with(info->name, ends[info->form]), "%s",
			  info->name);
		cr_expect_eq(sight_find(info->name), (enum sight)i);
		for (int l = 0; l < LANGUAGE_COUNT; l++)
			cr_expect(strlen(info->label[l]) > 1, "%s", info->name);
	}
	cr_expect_eq(sight_find("nothing"), SIGHT_COUNT);
}

static int64_t number(enum rule_code code, enum sight sight)
{
	struct spot spot = {&j, code, -1};

	cr_assert(sight_known(&spot, sight), "%s", sight_info(sight)->name);
	return sight_number(&spot, sight);
}

static bool known(enum rule_code code, enum sight sight)
{
	struct spot spot = {&j, code, -1};

	return sight_known(&spot, sight);
}

static const char *word(enum rule_code code, enum sight sight)
{
	static char memory[SIGHT_TEXT_MAX];
	struct spot spot = {&j, code, -1};
	struct text out;

	text_init(&out, memory, sizeof(memory));
	sight_word(&spot, sight, &out);
	cr_assert_not(out.overflow);
	return memory;
}

/* 9.1: the second supply of a medicine that is not expensive, 90 of 120. */
Test(sights, the_limits_of_a_period)
{
	scenario_init(&s);
	scenario_ask(&s, 120000, 120);
	look();
	cr_expect_eq(j.decision->status[RULE_SUPPLY_PERIOD], RULE_BIT);
	cr_expect_eq(number(RULE_SUPPLY_PERIOD, SIGHT_requested_days), 120);
	cr_expect_eq(number(RULE_SUPPLY_PERIOD, SIGHT_max_supply_months), 3);
	cr_expect_eq(number(RULE_SUPPLY_PERIOD, SIGHT_allowed_days), 93);
	cr_expect_eq(number(RULE_SUPPLY_PERIOD, SIGHT_allowed_milli), 93000);
	cr_expect_not(known(RULE_SUPPLY_PERIOD, SIGHT_long_supply_months));
	/* The same name at a rule that did not apply has no value. */
	cr_expect_not(known(RULE_FIRST_SUPPLY, SIGHT_allowed_days));
	cr_expect_not(known(RULE_PRESCRIBER, SIGHT_allowed_days));
	cr_expect_eq(number(RULE_FIRST_SUPPLY, SIGHT_is_new), 0);
	cr_expect_eq(number(RULE_FIRST_SUPPLY, SIGHT_episode_first),
		     s.supplies[0].date);
}

Test(sights, a_new_medicine_has_no_first_day)
{
	begin_new(&s);
	look();
	cr_expect_eq(number(RULE_FIRST_SUPPLY, SIGHT_is_new), 1);
	cr_expect_eq(number(RULE_FIRST_SUPPLY, SIGHT_allowed_days), 15);
	cr_expect_eq(number(RULE_FIRST_SUPPLY, SIGHT_smallest_package_milli),
		     10000);
	cr_expect_not(known(RULE_FIRST_SUPPLY, SIGHT_episode_first));
	cr_expect_not(known(RULE_FIRST_SUPPLY, SIGHT_last_supply));
	cr_expect_not(known(RULE_EXPENSIVE_SETUP, SIGHT_setup_end));
}

Test(sights, the_price_of_a_month_on_both_sides_of_the_bound)
{
	scenario_init(&s);
	s.price->vat_bp = 0;
	s.price->aip_cents = 100000; /* 30 tablets, 30 days */
	scenario_ask(&s, 30000, 30);
	look();
	cr_expect_eq(number(RULE_EXPENSIVE_SETUP, SIGHT_month_price_cents),
		     100000);
	cr_expect_eq(number(RULE_EXPENSIVE_SETUP, SIGHT_expensive), 0);
	s.price->aip_cents = 100001;
	look();
	cr_expect_eq(number(RULE_EXPENSIVE_SETUP, SIGHT_month_price_cents),
		     100001);
	cr_expect_eq(number(RULE_EXPENSIVE_SETUP, SIGHT_expensive), 1);
}

Test(sights, conditions_by_procedure_and_age)
{
	scenario_init(&s);
	scenario_add_condition(&s, PROCEDURE_VOORAF, STATEMENT_NONE);
	scenario_add_condition(&s, PROCEDURE_VOORAF,
			       STATEMENT_ARTSENVERKLARING);
	scenario_add_condition(&s, PROCEDURE_TOESTEMMING, STATEMENT_NONE);
	scenario_add_condition(&s, PROCEDURE_VOORAF, STATEMENT_NONE);
	s.reference->conditions[3].age_below = 21;
	look();
	cr_expect_str_eq(
	    word(RULE_STATEMENT_MISSING, SIGHT_conditions_with_statement),
	    "1, 2");
	cr_expect_str_eq(
	    word(RULE_STATEMENT_MISSING, SIGHT_conditions_of_other_ages), "4");
	cr_expect_str_eq(
	    word(RULE_PERMIT_MISSING, SIGHT_conditions_with_permit), "3");
	cr_expect_str_eq(word(RULE_STATEMENT_MISSING, SIGHT_forms_that_serve),
			 "any, artsenverklaring");
	cr_expect_str_eq(word(RULE_STATEMENT_MISSING, SIGHT_statement), "none");
	cr_expect_not(known(RULE_STATEMENT_NOT_MET, SIGHT_conditions_met));
	s.claim->has_statement = true;
	s.claim->statement = (struct statement){
	    .kind = STATEMENT_APOTHEEKINSTRUCTIE, .conditions_met = ANSWER_NO};
	look();
	cr_expect_str_eq(word(RULE_STATEMENT_MISSING, SIGHT_statement),
			 "apotheekinstructie");
	cr_expect_str_eq(word(RULE_STATEMENT_NOT_MET, SIGHT_conditions_met),
			 "nee");
}

Test(sights, money_has_no_value_under_a_denial)
{
	scenario_init(&s);
	scenario_price(&s, 2670, 654260);
	look();
	cr_expect(known(RULE_CONTRIBUTION, SIGHT_contribution_uncut_cents));
	cr_expect_eq(number(RULE_CONTRIBUTION, SIGHT_limit_cents), 1963);
	s.prescription->travel = true;
	look();
	cr_expect_not(known(RULE_CONTRIBUTION, SIGHT_contribution_uncut_cents));
	cr_expect_not(known(RULE_CONTRIBUTION, SIGHT_contribution_room_cents));
	cr_expect_eq(number(RULE_CONTRIBUTION, SIGHT_limit_cents), 1963);
}

Test(sights, every_list_full_is_written)
{
	scenario_init(&s);
	s.reference->preferred_count = PREFERRED_MAX;
	s.claim->permit_count = PERMITS_MAX;
	for (int i = 0; i < PREFERRED_MAX; i++)
		memcpy(s.reference->preferred[i].zi, "90000099", LEN_ZI + 1);
	for (int i = 0; i < PERMITS_MAX; i++)
		memset(s.claim->permits[i], 'x', LEN_PERMIT);
	for (int i = 0; i < CONDITIONS_MAX; i++) {
		scenario_add_condition(&s, PROCEDURE_VOORAF,
				       STATEMENT_VERKLARING_DIEETPREPARATEN);
		s.reference->conditions[i].id = INT64_MIN + i;
	}
	look();
	cr_expect_eq(strlen(word(RULE_NOT_PREFERRED, SIGHT_preferred)),
		     (size_t)(PREFERRED_MAX * (LEN_ZI + 2) - 2));
	cr_expect_eq(strlen(word(RULE_PERMIT_INVALID, SIGHT_permits)),
		     (size_t)(PERMITS_MAX * (LEN_PERMIT + 2) - 2));
	cr_expect_eq(
	    strlen(word(RULE_STATEMENT_MISSING, SIGHT_forms_that_serve)),
	    (size_t)CONDITIONS_MAX * strlen("verklaring_dieetpreparaten, ") -
		2);
	(void)word(RULE_STATEMENT_MISSING, SIGHT_conditions_with_statement);
}

Test(sights, what_the_snapshot_calls_it)
{
	scenario_init(&s);
	look();
	cr_expect_str_eq(word(RULE_UNKNOWN_ARTICLE, SIGHT_article_name),
			 "PROEFMIDDEL TABLET 10MG");
	cr_expect_not(known(RULE_UNKNOWN_SERVICE, SIGHT_service_name));
	cr_expect_not(known(RULE_UNKNOWN_DEVICE, SIGHT_device_name));
	s.reference->service_known = s.reference->device_known = true;
	strcpy(s.reference->service.name, "Instructie");
	strcpy(s.reference->device.name, "Infuuspomp");
	cr_expect_str_eq(word(RULE_UNKNOWN_SERVICE, SIGHT_service_name),
			 "Instructie");
	cr_expect_str_eq(word(RULE_UNKNOWN_DEVICE, SIGHT_device_name),
			 "Infuuspomp");
	s.reference->article_known = false;
	cr_expect_not(known(RULE_UNKNOWN_ARTICLE, SIGHT_article_name));
}

Test(sights, ingredients_that_have_a_limit)
{
	scenario_init(&s);
	look();
	cr_expect_not(known(RULE_CONTRIBUTION, SIGHT_limited_ingredients));
	s.item->kind = KIND_PREPARATION;
	s.item->ingredient_count = s.reference->component_count = 3;
	for (int i = 0; i < 3; i++) {
		strcpy(s.item->ingredients[i].substance, "STOF-0");
		s.item->ingredients[i].substance[5] += (char)i;
		s.reference->components[i].limited = i != 1;
	}
	cr_expect_str_eq(word(RULE_CONTRIBUTION, SIGHT_limited_ingredients),
			 "STOF-0, STOF-2");
}

/* The second supply within the first days; the first days of a C.G. one. */
Test(sights, the_window_and_the_own_account)
{
	begin_started(&s, 4, 5);
	look();
	cr_expect_eq(number(RULE_FIRST_SUPPLY, SIGHT_supplied_in_window), 1);
	cr_expect_eq(number(RULE_CG_FIRST_DAYS, SIGHT_own_cents), 0);
	cr_expect_eq(number(RULE_CG_FIRST_DAYS, SIGHT_denied), 0);
	s.article->cg_group = CG_ALLERGIE;
	s.prescription->chronic = true;
	look();
	cr_expect_gt(number(RULE_CG_FIRST_DAYS, SIGHT_own_cents), 0);
	cr_expect_eq(number(RULE_CG_FIRST_DAYS, SIGHT_own_cents),
		     again.amounts.own_account);
	s.item->dose_changed = true;
	look();
	cr_expect_eq(number(RULE_FIRST_SUPPLY, SIGHT_supplied_in_window), 0);
	s.prescription->travel = true;
	look();
	cr_expect_not(known(RULE_CG_FIRST_DAYS, SIGHT_own_cents));
	cr_expect_eq(number(RULE_CG_FIRST_DAYS, SIGHT_denied), 1);
	scenario_make_new(&s);
	look();
	cr_expect_not(known(RULE_FIRST_SUPPLY, SIGHT_supplied_in_window));
}
