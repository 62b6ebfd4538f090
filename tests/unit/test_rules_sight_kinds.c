/* The same for the other kinds: what is theirs. */
#include <criterion/criterion.h>

#include <string.h>

#include "base/attr.h"
#include "sight_values.h"

static struct scenario s;

static void preparation(void)
{
	begin_preparation(&s);
	s.item->established_before = true;
	/* Behind the counts, where nothing is looked at. */
	strcpy(s.item->ingredients[2].substance, "NIETS");
	s.reference->components[2].unreimbursed_equivalent = true;
	s.reference->components[2].irrational = true;
	strcpy(s.reference->preferred[0].zi, "90000110");
	strcpy(s.claim->permits[0], "M-9");
	s.reference->components[0].irrational = true;
	s.reference->components[1] = (struct component){
	    .unreimbursed_equivalent = true,
	    .limited = true,
	    .package_milli = 31000,
	    .price = {.aip_cents = 2671,
		      .vat_bp = 901,
		      .has_limit = true,
		      .limit_micro = 654261},
	};
}

static void import(void)
{
	begin_import(&s);
	s.item->made_in_nl = true;
}

static void diet(void)
{
	begin_diet(&s);
	s.claim->statement.xm = true;
	s.reference->supplier = SUPPLIER_APOTHEEK;
}

static void outpatient_service(void)
{
	begin_service(&s, SERVICE_7_6);
	s.item->incorrect_use = true;
	s.item->stated[FACT_SAME_DAY] = false;
	s.reference->contract_service = true;
	add_past_service(&s, 41, day("2026-01-02"));
	add_past_service(&s, 42, day("2026-03-04"));
}

static void new_medicine_service(void)
{
	begin_service(&s, SERVICE_7_2);
	s.item->device_kind = DEVICE_KIND_NONE;
	s.item->event[0] = '\0';
	s.item->has_price = false;
	s.reference->service.cover = COVER_INDIEN_GECONTRACTEERD;
	scenario_add_supply(&s, day("2026-05-06"), 30);
	scenario_add_supply(&s, day("2026-11-21"), 30);
}

static void device(void)
{
	begin_device(&s);
	s.item->part = PART_CHARGER;
	s.reference->device.category = DEVICE_OVERIG;
	strcpy(s.reference->device.name, "Pomp");
	s.reference->device.market_cents = 33333;
	s.facts.permit_covers_item = true;
}

static void unknown_service(void)
{
	begin_service(&s, SERVICE_7_9);
	s.reference->service_known = false;
	s.reference->service.has_tariff = false;
	s.reference->article_known = false;
	s.item->for_zi[0] = '\0';
}

Test(sight_kinds, of_a_preparation)
{
	static const struct shown rows[] = {
	    {SIGHT_kind, "preparation"},
	    {SIGHT_zi, "-"},
	    {SIGHT_ingredients, "CETOMACROGOL, HYDROCORTISON"},
	    {SIGHT_established_before, "1"},
	    {SIGHT_unreimbursed_equivalents, "HYDROCORTISON"},
	    {SIGHT_irrational_substances, "CETOMACROGOL"},
	    {SIGHT_month_price_cents, "-"},
	    {SIGHT_preferred, ""},
	    {SIGHT_permits, ""},
	    {SIGHT_limited_ingredients, "HYDROCORTISON"},
	    {SIGHT_article_name, "-"},
	    {SIGHT_service_name, "-"},
	    {SIGHT_device_name, "-"},
	    {SIGHT_cover_end, "-"},
	    {SIGHT_window_end, "-"},
	    {SIGHT_allowed_days, "-"},
	    {SIGHT_allowed_milli, "-"},
	    {SIGHT_list_cents, "-"},
	    {SIGHT_aip_cents, "-"},
	    {SIGHT_limit_cents, "-"},
	    {SIGHT_package_milli, "-"},
	    {SIGHT_approved_milli, "-"},
	    {SIGHT_ingredient_milli, "10000"},
	    {SIGHT_ingredient_aip_cents, "2671"},
	    {SIGHT_ingredient_package_milli, "31000"},
	    {SIGHT_ingredient_limit_micro, "654261"},
	    {SIGHT_ingredient_vat_bp, "901"},
	};

	preparation();
	check_sights(&s, RULE_COUNT, 1, rows, ARRAY_LEN(rows));
}

Test(sight_kinds, of_an_import)
{
	static const struct shown rows[] = {
	    {SIGHT_kind, "import"},
	    {SIGHT_made_in_nl, "1"},
	    {SIGHT_rare_disease, "1"},
	    {SIGHT_permit_covers_item, "1"},
	    {SIGHT_permit_valid, "1"},
	    {SIGHT_contribution_uncut_cents, "0"},
	    {SIGHT_approved_milli, "90000"},
	    {SIGHT_approved_days, "90"},
	    {SIGHT_price_cents, "20000"},
	};

	import();
	check_sights(&s, RULE_COUNT, -1, rows, ARRAY_LEN(rows));
}

Test(sight_kinds, of_an_allergen)
{
	static const struct shown rows[] = {
	    {SIGHT_kind, "allergen"},	     {SIGHT_registered, "1"},
	    {SIGHT_permit_covers_item, "-"}, {SIGHT_permit_valid, "0"},
	    {SIGHT_price_cents, "15000"},
	};

	begin_allergen(&s);
	check_sights(&s, RULE_COUNT, -1, rows, ARRAY_LEN(rows));
}

Test(sight_kinds, of_a_dietary_product)
{
	static const struct shown rows[] = {
	    {SIGHT_kind, "diet"},
	    {SIGHT_prescriber, "dietist"},
	    {SIGHT_contract, "0"},
	    {SIGHT_uncontracted_percent, "75"},
	    {SIGHT_statement, "verklaring_dieetpreparaten"},
	    {SIGHT_conditions_met, "ja"},
	    {SIGHT_sent_to_insurer, "0"},
	    {SIGHT_judged_by_insurer, "0"},
	    {SIGHT_xm, "1"},
	    {SIGHT_diet_type, "polymeer"},
	    {SIGHT_list_cents, "3270"},
	    {SIGHT_tariff_cents, "3270"},
	};

	diet();
	check_sights(&s, RULE_COUNT, -1, rows, ARRAY_LEN(rows));
}

Test(sight_kinds, of_a_service)
{
	static const struct shown rows[] = {
	    {SIGHT_kind, "service"},
	    {SIGHT_prescription, "0"},
	    {SIGHT_prescriber, "-"},
	    {SIGHT_service_code, "dienst"},
	    {SIGHT_service_known, "1"},
	    {SIGHT_service_article, "7.6"},
	    {SIGHT_service_name, "Dienst"},
	    {SIGHT_denied, "1"},
	    {SIGHT_own_cents, "-"},
	    {SIGHT_service_cover, "ja"},
	    {SIGHT_contract_service, "1"},
	    {SIGHT_for_zi, "90000001"},
	    {SIGHT_medicine_known, "1"},
	    {SIGHT_facts_demanded, "guideline_met, personal_talk, same_day"},
	    {SIGHT_facts_stated,
	     "handed_out, guideline_met, personal_talk, recorded, in_time"},
	    {SIGHT_supplied_before, "-"},
	    {SIGHT_device_kind, "inhaler"},
	    {SIGHT_incorrect_use, "1"},
	    {SIGHT_event, "opname-1"},
	    {SIGHT_earlier_services_count, "2"},
	    {SIGHT_last_service, "2026-03-04"},
	    {SIGHT_list_cents, "-"},
	    {SIGHT_service_tariff_cents, "700"},
	    {SIGHT_price_cents, "700"},
	    {SIGHT_approved_milli, "-"},
	    {SIGHT_approved_days, "-"},
	};

	outpatient_service();
	check_sights(&s, RULE_COUNT, -1, rows, ARRAY_LEN(rows));
}

Test(sight_kinds, of_a_service_about_a_medicine)
{
	static const struct shown rows[] = {
	    {SIGHT_service_article, "7.2"},
	    {SIGHT_service_cover, "indien_gecontracteerd"},
	    {SIGHT_contract_service, "0"},
	    {SIGHT_facts_demanded, "handed_out"},
	    {SIGHT_facts_stated, "handed_out, guideline_met, personal_talk, "
				 "recorded, same_day, in_time"},
	    {SIGHT_supplied_before, "2026-05-06"},
	    {SIGHT_device_kind, "none"},
	    {SIGHT_event, "-"},
	    {SIGHT_price_cents, "-"},
	    {SIGHT_service_tariff_cents, "700"},
	    {SIGHT_prescription_only, "1"},
	    {SIGHT_last_supply, "2026-11-21"},
	};

	new_medicine_service();
	check_sights(&s, RULE_COUNT, -1, rows, ARRAY_LEN(rows));
}

Test(sight_kinds, of_a_service_that_is_not_known)
{
	static const struct shown rows[] = {
	    {SIGHT_service_known, "0"},	 {SIGHT_service_article, "-"},
	    {SIGHT_service_cover, "-"},	 {SIGHT_facts_demanded, "-"},
	    {SIGHT_facts_stated, "-"},	 {SIGHT_for_zi, "-"},
	    {SIGHT_medicine_known, "-"}, {SIGHT_service_tariff_cents, "-"},
	};

	unknown_service();
	check_sights(&s, RULE_COUNT, -1, rows, ARRAY_LEN(rows));
}

Test(sight_kinds, of_a_device)
{
	static const struct shown rows[] = {
	    {SIGHT_kind, "device"},
	    {SIGHT_covers_farmacie, "-"},
	    {SIGHT_covers_hulpmiddelen, "1"},
	    {SIGHT_supplier, "hulpmiddelenleverancier"},
	    {SIGHT_device_code, "15A"},
	    {SIGHT_device_known, "1"},
	    {SIGHT_device_category, "overig"},
	    {SIGHT_device_name, "Pomp"},
	    {SIGHT_part, "charger"},
	    {SIGHT_diagnosis_letter, "1"},
	    {SIGHT_contract_hulpmiddelen, "1"},
	    {SIGHT_permit_valid, "1"},
	    {SIGHT_first_purchase, "1"},
	    {SIGHT_market_cents, "33333"},
	    {SIGHT_device_excess_percent, "10"},
	    {SIGHT_device_bound_cents, "36666"},
	};

	device();
	check_sights(&s, RULE_COUNT, -1, rows, ARRAY_LEN(rows));
}

Test(sight_kinds, of_a_service_that_is_approved)
{
	static const struct shown rows[] = {
	    {SIGHT_service_article, "7.5"},
	    {SIGHT_approved_milli, "-"},
	    {SIGHT_approved_days, "-"},
	    {SIGHT_requested_days, "-"},
	    {SIGHT_requested_milli, "-"},
	    {SIGHT_facts_demanded, "guideline_met"},
	    {SIGHT_contribution_uncut_cents, "0"},
	};

	begin_service(&s, SERVICE_7_5);
	check_sights(&s, RULE_COUNT, -1, rows, ARRAY_LEN(rows));
}

/* A medicine again: what its sights lack for want of a dosage or a cut. */
Test(sight_kinds, of_a_medicine_without_days)
{
	static const struct shown rows[] = {
	    {SIGHT_days_known, "0"},
	    {SIGHT_requested_days, "-"},
	    {SIGHT_month_price_cents, "-"},
	    {SIGHT_expensive, "-"},
	    {SIGHT_allowed_days, "-"},
	    {SIGHT_allowed_milli, "10000"},
	    {SIGHT_long_supply_months, "12"},
	    {SIGHT_cg_own_days, "15"},
	    {SIGHT_own_days, "-"},
	    {SIGHT_xm, "-"},
	    {SIGHT_supplied_all_days, "-"},
	    {SIGHT_tariff_cents, "-"},
	};

	begin_new(&s);
	scenario_ask(&s, 20000, 0);
	s.article->oral_contraceptive = true;
	s.article->cg_group = CG_DIARREE;
	s.claim->has_statement = true;
	s.claim->statement.kind = STATEMENT_ARTSENVERKLARING;
	s.claim->insured.wlz = true;
	s.reference->contract_farmacie = false;
	check_sights(&s, RULE_DAYS_UNKNOWN, -1, rows, ARRAY_LEN(rows));
}

/* ---- the limit that a rule sees is its own --------------------------------
 */

static void palliative(void)
{
	begin_started(&s, 2, 1);
	s.prescription->palliative = true;
}

static void set_up(void)
{
	begin_stocked(&s, 0);
	make_expensive(&s);
	s.facts.history_count = 1;
	s.supplies[0].date = s.claim->date - 30;
	s.supplies[0].days = 30;
}

static void too_long(void)
{
	begin_stocked(&s, 0);
	scenario_ask(&s, 100000, 100);
}

static void stocked(void)
{
	begin_stocked(&s, 20);
	scenario_ask(&s, 93000, 93);
}

static void holiday(void)
{
	begin_stocked(&s, 0);
	scenario_ask(&s, 200000, 200);
	s.prescription->holiday = true;
}

static void newly(void)
{
	begin_new(&s);
}

static void newly_without_days(void)
{
	begin_new(&s);
	scenario_ask(&s, 20000, 0);
}

Test(sight_kinds, the_limit_that_a_rule_sees_is_its_own)
{
	static const struct {
		void (*arrange)(void);
		enum rule_code code;
	} rows[] = {
	    {newly, RULE_FIRST_SUPPLY},
	    {palliative, RULE_PALLIATIVE},
	    {set_up, RULE_EXPENSIVE_SETUP},
	    {too_long, RULE_SUPPLY_PERIOD},
	    {stocked, RULE_STOCK_LEFT},
	    {holiday, RULE_HOLIDAY_MAX},
	    {newly_without_days, RULE_DAYS_UNKNOWN},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		rows[i].arrange();
		scenario_decide(&s);
		const struct reason *r = scenario_reason(&s, rows[i].code);
		cr_assert_not_null(r, "%s", rule_name(rows[i].code));
		char limit[32];
		struct text out;
		text_init(&out, limit, sizeof(limit));
		text_int(&out, r->limit_quantity_milli);
		const struct shown row = {SIGHT_allowed_milli, limit};
		check_sights(&s, rows[i].code, -1, &row, 1);
	}
}

Test(sight_kinds, of_the_least_that_can_be_asked)
{
	static const struct shown rows[] = {
	    {SIGHT_requested_days, "1"},     {SIGHT_requested_milli, "1"},
	    {SIGHT_allowed_days, "15"},	     {SIGHT_days_known, "1"},
	    {SIGHT_month_price_cents, "30"}, {SIGHT_expensive, "0"},
	    {SIGHT_approved_milli, "1"},     {SIGHT_approved_days, "1"},
	    {SIGHT_own_days, "1"},
	};

	begin_new(&s);
	scenario_ask(&s, 1, 1);
	scenario_price(&s, 30000, 0);
	s.price->vat_bp = 0;
	s.article->cg_group = CG_DIARREE;
	s.prescription->chronic = true;
	check_sights(&s, RULE_FIRST_SUPPLY, -1, rows, ARRAY_LEN(rows));
}

Test(sight_kinds, of_a_supply_of_which_nothing_is_left)
{
	static const struct shown rows[] = {
	    {SIGHT_allowed_days, "0"},
	    {SIGHT_allowed_milli, "0"},
	};

	begin_stocked(&s, 120);
	check_sights(&s, RULE_STOCK_LEFT, -1, rows, ARRAY_LEN(rows));
}

Test(sight_kinds, of_a_medicine_in_its_window)
{
	static const struct shown rows[] = {
	    {SIGHT_supplied_in_window, "1"},
	    {SIGHT_article_name, "PROEFMIDDEL TABLET 10MG"},
	    {SIGHT_denied, "0"},
	    {SIGHT_own_cents, "327"},
	};
	static const struct shown of_new[] = {
	    {SIGHT_supplied_in_window, "-"},
	};

	begin_started(&s, 4, 6);
	scenario_ask(&s, 9000, 9);
	s.article->cg_group = CG_DIARREE;
	s.prescription->chronic = true;
	check_sights(&s, RULE_FIRST_SUPPLY, -1, rows, ARRAY_LEN(rows));
	begin_new(&s);
	check_sights(&s, RULE_FIRST_SUPPLY, -1, of_new, ARRAY_LEN(of_new));
}

Test(sight_kinds, of_a_medicine_after_its_window)
{
	static const struct shown rows[] = {
	    {SIGHT_supplied_in_window, "0"},
	};

	begin_stocked(&s, 0);
	check_sights(&s, RULE_FIRST_SUPPLY, -1, rows, ARRAY_LEN(rows));
}

/* Nothing is planned where no reglement says how. */
Test(sight_kinds, of_a_medicine_without_a_policy)
{
	static const struct shown rows[] = {
	    {SIGHT_policy_known, "0"}, {SIGHT_known_before, "0"},
	    {SIGHT_cover_end, "-"},    {SIGHT_window_end, "-"},
	    {SIGHT_period_days, "-"},
	};

	begin_stocked(&s, 20);
	s.reference->policy_known = false;
	check_sights(&s, RULE_COUNT, -1, rows, ARRAY_LEN(rows));
}

Test(sight_kinds, of_a_medicine_designated_for_long)
{
	static const struct shown rows[] = {
	    {SIGHT_long_supply, "1"},
	    {SIGHT_long_supply_months, "12"},
	    {SIGHT_prescription_free_age_years, "-"},
	};

	begin_stocked(&s, 0);
	s.article->long_supply = true;
	check_sights(&s, RULE_SUPPLY_PERIOD, -1, rows, ARRAY_LEN(rows));
}
