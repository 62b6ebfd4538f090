/* The value of every sight of a medicine, in scenarios that differ. */
#include <criterion/criterion.h>

#include <string.h>

#include "base/attr.h"
#include "sight_values.h"

static struct scenario s;

/* Known and not new, in the open window; a note of everything. */
static void rich_medicine(void)
{
	begin_started(&s, 4, 6);
	scenario_price(&s, 2670, 654260);
	scenario_ask(&s, 9000, 9);
	s.item->has_price = true;
	s.item->price = 1111;
	s.item->last_supplied = day("2026-11-16");
	s.item->weekly = true;
	s.claim->insured.sex = 'm';
	s.prescription->prescriber = PRESCRIBER_TANDARTS;
	s.prescription->chronic = true;
	s.prescription->medical_necessity = true;
	s.prescription->holiday = true;
	s.article->cg_group = CG_ALLERGIE;
	s.article->selfcare = true;
	s.article->long_supply = true;
	s.article->oral_contraceptive = true;
	s.reference->preferred_count = 2;
	strcpy(s.reference->preferred[0].zi, "90000102");
	strcpy(s.reference->preferred[1].zi, "90000110");
	scenario_add_condition(&s, PROCEDURE_ACHTERAF, STATEMENT_NONE);
	scenario_add_condition(&s, PROCEDURE_ACHTERAF, STATEMENT_NONE);
	s.claim->permit_count = 2;
	strcpy(s.claim->permits[0], "M-1");
	strcpy(s.claim->permits[1], "M-2");
	s.facts.permit_covers_item = true;
	s.facts.contributions_year_cents = 24900;
}

/* In the open window, of another dose, without a contract. */
static void window_uncontracted(void)
{
	begin_started(&s, 4, 6);
	scenario_add_supply(&s, day("2026-11-19"), 1);
	scenario_ask(&s, 20000, 20);
	s.item->dose_changed = true;
	s.claim->insured.sex = 'x';
	s.prescription->palliative = false;
	s.article->insulin = true;
	s.article->cg_group = CG_DIARREE;
	s.prescription->chronic = true;
	s.reference->contract_farmacie = false;
	s.reference->has_average_tariff = true;
	s.reference->average_tariff_cents = 1234;
	s.reference->preferred_count = 1;
	strcpy(s.reference->preferred[0].zi, "90000102");
	s.reference->is_preferred = true;
	s.item->preferred_unavailable = true;
	s.param[PARAM_CONTRIBUTION_YEAR_CENTS] = -1;
	scenario_add_condition(&s, PROCEDURE_VOORAF, STATEMENT_NONE);
	scenario_add_condition(&s, PROCEDURE_VOORAF, STATEMENT_NONE);
	s.reference->conditions[1].age_from = 70;
	s.claim->has_statement = true;
	s.claim->statement = (struct statement){
	    .kind = STATEMENT_APOTHEEKINSTRUCTIE,
	    .conditions_met = ANSWER_YES,
	};
}

/* All that can be denied, and nothing known before. */
static void denied_medicine(void)
{
	begin_new(&s);
	s.claim->insured.wlz = true;
	s.prescription->travel = true;
	s.prescription->palliative = true;
	s.prescription->palliative_agreement = true;
	s.article->annex = ANNEX_NONE;
	s.article->excluded = EXCLUDED_REIZEN;
	s.article->hospital_only = true;
	s.article->prescription_only = false;
	s.reference->supplier = SUPPLIER_UNKNOWN;
	s.param[PARAM_LOGISTIC_NECESSITY] = 0;
	scenario_add_condition(&s, PROCEDURE_TOESTEMMING, STATEMENT_NONE);
	scenario_add_condition(&s, PROCEDURE_VOORAF,
			       STATEMENT_ARTSENVERKLARING);
	s.claim->permit_count = 1;
	strcpy(s.claim->permits[0], "M-3");
	s.claim->has_statement = true;
	s.claim->statement = (struct statement){
	    .kind = STATEMENT_ARTSENVERKLARING,
	    .sent_to_insurer = true,
	    .judged_by_insurer = true,
	};
}

/* A holiday supply of an expensive one, granted by a permit. */
static void holiday_medicine(void)
{
	begin_stocked(&s, 5);
	make_expensive(&s);
	scenario_ask(&s, 180000, 180);
	s.prescription->holiday = true;
	s.facts.permit_covers_holiday = true;
	s.item->first_supplied = day("2024-02-03");
}

static const struct shown of_a_medicine[] = {
    {SIGHT_uzovi, "3311"},
    {SIGHT_polis, "196"},
    {SIGHT_date, "2026-11-21"},
    {SIGHT_policy_known, "1"},
    {SIGHT_kind, "medicine"},
    {SIGHT_covers_farmacie, "1"},
    {SIGHT_covers_hulpmiddelen, "-"},
    {SIGHT_wlz, "0"},
    {SIGHT_age_years, "65"},
    {SIGHT_sex, "m"},
    {SIGHT_prescription, "1"},
    {SIGHT_prescriber, "tandarts"},
    {SIGHT_travel, "0"},
    {SIGHT_medical_necessity, "1"},
    {SIGHT_chronic, "1"},
    {SIGHT_palliative, "0"},
    {SIGHT_palliative_agreement, "-"},
    {SIGHT_holiday, "1"},
    {SIGHT_zi, "90000001"},
    {SIGHT_article_known, "1"},
    {SIGHT_annex, "1A"},
    {SIGHT_excluded, "none"},
    {SIGHT_selfcare, "1"},
    {SIGHT_cg_group, "allergie"},
    {SIGHT_hospital_only, "0"},
    {SIGHT_insulin, "0"},
    {SIGHT_oral_contraceptive, "1"},
    {SIGHT_prescription_free_age_years, "21"},
    {SIGHT_pharmacy, "02012345"},
    {SIGHT_supplier, "apotheek"},
    {SIGHT_contract, "1"},
    {SIGHT_uncontracted_percent, "-"},
    {SIGHT_preferred, "90000102, 90000110"},
    {SIGHT_is_preferred, "0"},
    {SIGHT_preferred_unavailable, "0"},
    {SIGHT_logistic_necessity, "1"},
    {SIGHT_conditions_checked_afterwards, "1, 2"},
    {SIGHT_conditions_with_statement, ""},
    {SIGHT_conditions_with_permit, ""},
    {SIGHT_conditions_of_other_ages, ""},
    {SIGHT_forms_that_serve, "-"},
    {SIGHT_statement, "-"},
    {SIGHT_conditions_met, "-"},
    {SIGHT_sent_to_insurer, "-"},
    {SIGHT_judged_by_insurer, "-"},
    {SIGHT_permits, "M-1, M-2"},
    {SIGHT_permit_covers_item, "1"},
    {SIGHT_xm, "-"},
    {SIGHT_supplies_count, "1"},
    {SIGHT_last_supply, "2026-11-17"},
    {SIGHT_attested_last_supply, "2026-11-16"},
    {SIGHT_attested_first_supply, "-"},
    {SIGHT_known_before, "1"},
    {SIGHT_is_new, "0"},
    {SIGHT_new_after_months, "12"},
    {SIGHT_episode_first, "2026-11-16"},
    {SIGHT_episode_attested, "1"},
    {SIGHT_window_open, "0"},
    {SIGHT_window_end, "2026-11-26"},
    {SIGHT_used_days, "-"},
    {SIGHT_supplied_all_days, "-"},
    {SIGHT_cover_end, "2026-11-23"},
    {SIGHT_stock_days, "2"},
    {SIGHT_dose_changed, "0"},
    {SIGHT_cover_ended, "-"},
    {SIGHT_ledger_since, "2020-01-01"},
    {SIGHT_history_proves_from, "2021-01-01"},
    {SIGHT_requested_days, "9"},
    {SIGHT_requested_milli, "9000"},
    {SIGHT_days_known, "1"},
    {SIGHT_first_supply_days, "15"},
    {SIGHT_smallest_package_milli, "10000"},
    {SIGHT_palliative_days, "-"},
    {SIGHT_expensive, "0"},
    {SIGHT_month_price_cents, "2910"},
    {SIGHT_expensive_month_cents, "100000"},
    {SIGHT_setup_end, "2027-05-16"},
    {SIGHT_setup_supply_months, "1"},
    {SIGHT_long_supply, "1"},
    {SIGHT_max_supply_months, "3"},
    {SIGHT_long_supply_months, "12"},
    {SIGHT_period_days, "372"},
    {SIGHT_early_days, "14"},
    {SIGHT_holiday_months, "6"},
    {SIGHT_holiday_needed, "0"},
    {SIGHT_weekly, "1"},
    {SIGHT_permit_covers_holiday, "0"},
    {SIGHT_allowed_days, "-"},
    {SIGHT_allowed_milli, "-"},
    {SIGHT_cg_own_days, "15"},
    {SIGHT_own_days, "0"},
    {SIGHT_ingredients, "-"},
    {SIGHT_established_before, "-"},
    {SIGHT_unreimbursed_equivalents, "-"},
    {SIGHT_irrational_substances, "-"},
    {SIGHT_made_in_nl, "-"},
    {SIGHT_rare_disease, "-"},
    {SIGHT_registered, "-"},
    {SIGHT_diet_type, "none"},
    {SIGHT_service_code, ""},
    {SIGHT_service_known, "0"},
    {SIGHT_service_article, "-"},
    {SIGHT_service_cover, "-"},
    {SIGHT_contract_service, "0"},
    {SIGHT_for_zi, "-"},
    {SIGHT_medicine_known, "-"},
    {SIGHT_prescription_only, "1"},
    {SIGHT_facts_demanded, "-"},
    {SIGHT_facts_stated, "-"},
    {SIGHT_supplied_before, "2026-11-17"},
    {SIGHT_service_new_months, "12"},
    {SIGHT_device_kind, "none"},
    {SIGHT_incorrect_use, "0"},
    {SIGHT_event, "-"},
    {SIGHT_earlier_services_count, "0"},
    {SIGHT_last_service, "-"},
    {SIGHT_device_code, "90000001"},
    {SIGHT_device_known, "0"},
    {SIGHT_device_category, "-"},
    {SIGHT_part, "pump"},
    {SIGHT_diagnosis_letter, "0"},
    {SIGHT_contract_hulpmiddelen, "0"},
    {SIGHT_permit_valid, "1"},
    {SIGHT_first_purchase, "0"},
    {SIGHT_market_cents, "-"},
    {SIGHT_device_excess_percent, "-"},
    {SIGHT_device_bound_cents, "-"},
    {SIGHT_price_cents, "1111"},
    {SIGHT_list_cents, "873"},
    {SIGHT_aip_cents, "2670"},
    {SIGHT_limit_cents, "1963"},
    {SIGHT_contribution_uncut_cents, "231"},
    {SIGHT_contribution_year_cents, "25000"},
    {SIGHT_contributions_paid_cents, "24900"},
    {SIGHT_contribution_room_cents, "100"},
    {SIGHT_tariff_cents, "-"},
    {SIGHT_package_milli, "30000"},
    {SIGHT_vat_bp, "900"},
    {SIGHT_limit_micro, "654260"},
    {SIGHT_approved_milli, "9000"},
    {SIGHT_approved_days, "9"},
    {SIGHT_average_tariff_cents, "-"},
    {SIGHT_service_tariff_cents, "-"},
    {SIGHT_ingredient_milli, "-"},
    {SIGHT_ingredient_aip_cents, "-"},
    {SIGHT_ingredient_package_milli, "-"},
    {SIGHT_ingredient_limit_micro, "-"},
    {SIGHT_ingredient_vat_bp, "-"},
};

Test(sight_values, of_a_medicine)
{
	rich_medicine();
	check_sights(&s, RULE_FIRST_SUPPLY, -1, of_a_medicine,
		     ARRAY_LEN(of_a_medicine));
}

static const struct shown in_the_window_without_a_contract[] = {
    {SIGHT_sex, "x"},
    {SIGHT_prescriber, "huisarts"},
    {SIGHT_medical_necessity, "0"},
    {SIGHT_holiday, "0"},
    {SIGHT_annex, "1B"},
    {SIGHT_selfcare, "0"},
    {SIGHT_cg_group, "diarree"},
    {SIGHT_insulin, "1"},
    {SIGHT_oral_contraceptive, "0"},
    {SIGHT_prescription_free_age_years, "-"},
    {SIGHT_contract, "0"},
    {SIGHT_uncontracted_percent, "75"},
    {SIGHT_preferred, "90000102"},
    {SIGHT_is_preferred, "1"},
    {SIGHT_preferred_unavailable, "1"},
    {SIGHT_conditions_checked_afterwards, ""},
    {SIGHT_conditions_with_statement, "1"},
    {SIGHT_conditions_of_other_ages, "2"},
    {SIGHT_forms_that_serve, "any"},
    {SIGHT_statement, "apotheekinstructie"},
    {SIGHT_conditions_met, "ja"},
    {SIGHT_sent_to_insurer, "0"},
    {SIGHT_judged_by_insurer, "0"},
    {SIGHT_permits, ""},
    {SIGHT_permit_covers_item, "-"},
    {SIGHT_supplies_count, "2"},
    {SIGHT_last_supply, "2026-11-19"},
    {SIGHT_attested_last_supply, "-"},
    {SIGHT_episode_first, "2026-11-17"},
    {SIGHT_episode_attested, "0"},
    {SIGHT_window_open, "1"},
    {SIGHT_window_end, "2026-11-27"},
    {SIGHT_used_days, "0"},
    {SIGHT_supplied_all_days, "7"},
    {SIGHT_cover_end, "2026-11-24"},
    {SIGHT_stock_days, "0"},
    {SIGHT_dose_changed, "1"},
    {SIGHT_cover_ended, "1"},
    {SIGHT_requested_days, "20"},
    {SIGHT_requested_milli, "20000"},
    {SIGHT_month_price_cents, "1091"},
    {SIGHT_setup_end, "2027-05-17"},
    {SIGHT_long_supply, "0"},
    {SIGHT_long_supply_months, "-"},
    {SIGHT_period_days, "-"},
    {SIGHT_holiday_months, "-"},
    {SIGHT_holiday_needed, "-"},
    {SIGHT_weekly, "-"},
    {SIGHT_permit_covers_holiday, "-"},
    {SIGHT_allowed_days, "15"},
    {SIGHT_allowed_milli, "15000"},
    {SIGHT_own_days, "8"},
    {SIGHT_supplied_before, "2026-11-19"},
    {SIGHT_permit_valid, "0"},
    {SIGHT_price_cents, "-"},
    {SIGHT_list_cents, "727"},
    {SIGHT_aip_cents, "1000"},
    {SIGHT_limit_cents, "-"},
    {SIGHT_contribution_uncut_cents, "0"},
    {SIGHT_contribution_year_cents, "-"},
    {SIGHT_contributions_paid_cents, "-"},
    {SIGHT_contribution_room_cents, "-"},
    {SIGHT_tariff_cents, "288"},
    {SIGHT_limit_micro, "-"},
    {SIGHT_approved_milli, "15000"},
    {SIGHT_approved_days, "15"},
    {SIGHT_average_tariff_cents, "1234"},
};

Test(sight_values, in_the_window_without_a_contract)
{
	window_uncontracted();
	check_sights(&s, RULE_FIRST_SUPPLY, -1,
		     in_the_window_without_a_contract,
		     ARRAY_LEN(in_the_window_without_a_contract));
}

static const struct shown under_a_denial[] = {
    {SIGHT_wlz, "1"},
    {SIGHT_sex, "f"},
    {SIGHT_prescriber, "huisarts"},
    {SIGHT_travel, "1"},
    {SIGHT_medical_necessity, "0"},
    {SIGHT_chronic, "0"},
    {SIGHT_palliative, "1"},
    {SIGHT_palliative_agreement, "1"},
    {SIGHT_holiday, "0"},
    {SIGHT_annex, "none"},
    {SIGHT_excluded, "reizen"},
    {SIGHT_selfcare, "0"},
    {SIGHT_cg_group, "none"},
    {SIGHT_hospital_only, "1"},
    {SIGHT_oral_contraceptive, "0"},
    {SIGHT_prescription_free_age_years, "-"},
    {SIGHT_supplier, "unknown"},
    {SIGHT_preferred, ""},
    {SIGHT_is_preferred, "-"},
    {SIGHT_preferred_unavailable, "-"},
    {SIGHT_logistic_necessity, "-"},
    {SIGHT_conditions_checked_afterwards, ""},
    {SIGHT_conditions_with_statement, "2"},
    {SIGHT_conditions_with_permit, "1"},
    {SIGHT_forms_that_serve, "artsenverklaring"},
    {SIGHT_statement, "artsenverklaring"},
    {SIGHT_conditions_met, "not_given"},
    {SIGHT_sent_to_insurer, "1"},
    {SIGHT_judged_by_insurer, "1"},
    {SIGHT_permits, "M-3"},
    {SIGHT_permit_covers_item, "0"},
    {SIGHT_supplies_count, "0"},
    {SIGHT_last_supply, "-"},
    {SIGHT_attested_last_supply, "-"},
    {SIGHT_known_before, "0"},
    {SIGHT_is_new, "1"},
    {SIGHT_episode_first, "-"},
    {SIGHT_episode_attested, "-"},
    {SIGHT_window_open, "-"},
    {SIGHT_window_end, "-"},
    {SIGHT_cover_end, "-"},
    {SIGHT_stock_days, "-"},
    {SIGHT_ledger_since, "2020-01-01"},
    {SIGHT_history_proves_from, "2021-01-01"},
    {SIGHT_requested_days, "90"},
    {SIGHT_requested_milli, "90000"},
    {SIGHT_palliative_days, "15"},
    {SIGHT_month_price_cents, "1090"},
    {SIGHT_setup_end, "-"},
    {SIGHT_long_supply, "0"},
    {SIGHT_long_supply_months, "-"},
    {SIGHT_period_days, "-"},
    {SIGHT_holiday_months, "-"},
    {SIGHT_holiday_needed, "-"},
    {SIGHT_weekly, "-"},
    {SIGHT_permit_covers_holiday, "-"},
    {SIGHT_cg_own_days, "-"},
    {SIGHT_own_days, "-"},
    {SIGHT_prescription_only, "0"},
    {SIGHT_supplied_before, "-"},
    {SIGHT_permit_valid, "0"},
    {SIGHT_price_cents, "-"},
    {SIGHT_list_cents, "3270"},
    {SIGHT_aip_cents, "1000"},
    {SIGHT_limit_cents, "-"},
    {SIGHT_contribution_uncut_cents, "-"},
    {SIGHT_contributions_paid_cents, "0"},
    {SIGHT_contribution_room_cents, "-"},
    {SIGHT_limit_micro, "-"},
    {SIGHT_approved_milli, "-"},
    {SIGHT_approved_days, "-"},
};

Test(sight_values, under_a_denial)
{
	denied_medicine();
	check_sights(&s, RULE_PALLIATIVE, -1, under_a_denial,
		     ARRAY_LEN(under_a_denial));
}

static const struct shown of_a_holiday_supply[] = {
    {SIGHT_sex, "f"},
    {SIGHT_prescriber, "huisarts"},
    {SIGHT_medical_necessity, "0"},
    {SIGHT_chronic, "0"},
    {SIGHT_annex, "1B"},
    {SIGHT_selfcare, "0"},
    {SIGHT_cg_group, "none"},
    {SIGHT_oral_contraceptive, "0"},
    {SIGHT_prescription_free_age_years, "-"},
    {SIGHT_preferred, ""},
    {SIGHT_is_preferred, "-"},
    {SIGHT_preferred_unavailable, "-"},
    {SIGHT_logistic_necessity, "-"},
    {SIGHT_conditions_checked_afterwards, ""},
    {SIGHT_conditions_of_other_ages, "-"},
    {SIGHT_permits, ""},
    {SIGHT_permit_covers_item, "-"},
    {SIGHT_supplies_count, "2"},
    {SIGHT_last_supply, "2026-08-23"},
    {SIGHT_attested_last_supply, "-"},
    {SIGHT_attested_first_supply, "2024-02-03"},
    {SIGHT_episode_first, "2024-02-03"},
    {SIGHT_window_end, "2024-02-13"},
    {SIGHT_cover_end, "2026-11-26"},
    {SIGHT_stock_days, "5"},
    {SIGHT_requested_days, "180"},
    {SIGHT_requested_milli, "180000"},
    {SIGHT_smallest_package_milli, "30000"},
    {SIGHT_expensive, "1"},
    {SIGHT_month_price_cents, "200000"},
    {SIGHT_setup_end, "2024-08-03"},
    {SIGHT_long_supply, "0"},
    {SIGHT_long_supply_months, "-"},
    {SIGHT_period_days, "186"},
    {SIGHT_holiday_needed, "1"},
    {SIGHT_weekly, "0"},
    {SIGHT_permit_covers_holiday, "1"},
    {SIGHT_allowed_days, "186"},
    {SIGHT_allowed_milli, "180000"},
    {SIGHT_cg_own_days, "-"},
    {SIGHT_own_days, "-"},
    {SIGHT_supplied_before, "2026-08-23"},
    {SIGHT_permit_valid, "0"},
    {SIGHT_price_cents, "-"},
    {SIGHT_list_cents, "1200000"},
    {SIGHT_aip_cents, "200000"},
    {SIGHT_limit_cents, "-"},
    {SIGHT_contribution_uncut_cents, "0"},
    {SIGHT_contributions_paid_cents, "0"},
    {SIGHT_contribution_room_cents, "25000"},
    {SIGHT_vat_bp, "0"},
    {SIGHT_limit_micro, "-"},
    {SIGHT_approved_milli, "180000"},
    {SIGHT_approved_days, "180"},
};

Test(sight_values, of_a_holiday_supply)
{
	holiday_medicine();
	check_sights(&s, RULE_HOLIDAY_MAX, -1, of_a_holiday_supply,
		     ARRAY_LEN(of_a_holiday_supply));
}
