/* The words of the protocol and the snapshot, and the ranges of parameters. */
#include <criterion/criterion.h>

#include "base/attr.h"
#include "rules/decision.h"

struct named {
	const char *name;
	const char *wanted;
};

/* Each row by its enumerator, so that an order mixed up is noticed. */
static void check(const struct named *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		cr_expect_str_eq(rows[i].name, rows[i].wanted);
}

Test(names, of_a_request)
{
	const struct named rows[] = {
	    {item_kind_name(KIND_MEDICINE), "medicine"},
	    {item_kind_name(KIND_PREPARATION), "preparation"},
	    {item_kind_name(KIND_IMPORT), "import"},
	    {item_kind_name(KIND_ALLERGEN), "allergen"},
	    {item_kind_name(KIND_DIET), "diet"},
	    {item_kind_name(KIND_DEVICE), "device"},
	    {item_kind_name(KIND_SERVICE), "service"},
	    {prescriber_name(PRESCRIBER_HUISARTS), "huisarts"},
	    {prescriber_name(PRESCRIBER_DIETIST), "dietist"},
	    {prescriber_name(PRESCRIBER_OTHER), "other"},
	    {statement_kind_name(STATEMENT_NONE), ""},
	    {statement_kind_name(STATEMENT_ARTSENVERKLARING),
	     "artsenverklaring"},
	    {statement_kind_name(STATEMENT_VERKLARING_DIEETPREPARATEN),
	     "verklaring_dieetpreparaten"},
	    {device_part_name(PART_PUMP), "pump"},
	    {device_part_name(PART_BATTERY), "battery"},
	    {device_part_name(PART_CHARGER), "charger"},
	    {device_part_name(PART_MAINTENANCE), "maintenance"},
	    {device_kind_name(DEVICE_KIND_NONE), ""},
	    {device_kind_name(DEVICE_KIND_INJECTION), "injection"},
	    {device_kind_name(DEVICE_KIND_OTHER), "other"},
	    {service_fact_name(FACT_HANDED_OUT), "handed_out"},
	    {service_fact_name(FACT_GUIDELINE_MET), "guideline_met"},
	    {service_fact_name(FACT_PERSONAL_TALK), "personal_talk"},
	    {service_fact_name(FACT_RECORDED), "recorded"},
	    {service_fact_name(FACT_SAME_DAY), "same_day"},
	    {service_fact_name(FACT_IN_TIME), "in_time"},
	};

	check(rows, ARRAY_LEN(rows));
}

Test(names, of_a_snapshot)
{
	const struct named rows[] = {
	    {supplier_kind_name(SUPPLIER_UNKNOWN), ""},
	    {supplier_kind_name(SUPPLIER_APOTHEEK), "apotheek"},
	    {supplier_kind_name(SUPPLIER_ZIEKENHUIS), "ziekenhuis"},
	    {annex_name(ANNEX_NONE), ""},
	    {annex_name(ANNEX_1A), "1A"},
	    {annex_name(ANNEX_1B), "1B"},
	    {excluded_name(EXCLUDED_NO), ""},
	    {excluded_name(EXCLUDED_REIZEN), "reizen"},
	    {excluded_name(EXCLUDED_ALTERNATIEF), "alternatief"},
	    {cg_group_name(CG_NONE), ""},
	    {cg_group_name(CG_MAAGZUURREMMER), "maagzuurremmer"},
	    {cg_group_name(CG_OOGBESCHERMING), "oogbescherming"},
	    {procedure_name(PROCEDURE_ACHTERAF), "achteraf"},
	    {procedure_name(PROCEDURE_VOORAF), "vooraf"},
	    {procedure_name(PROCEDURE_TOESTEMMING), "toestemming"},
	    {diet_type_name(DIET_NONE), ""},
	    {diet_type_name(DIET_POLYMEER), "polymeer"},
	    {diet_type_name(DIET_OVERIG), "overig"},
	    {service_article_name(SERVICE_7_1), "7.1"},
	    {service_article_name(SERVICE_7_10), "7.10"},
	    {service_article_name(SERVICE_7_14), "7.14"},
	    {service_cover_name(COVER_JA), "ja"},
	    {service_cover_name(COVER_NEE), "nee"},
	    {service_cover_name(COVER_INDIEN_GECONTRACTEERD),
	     "indien_gecontracteerd"},
	    {device_category_name(DEVICE_INFUUSPOMP), "infuuspomp"},
	    {device_category_name(DEVICE_INSULINEPOMP), "insulinepomp"},
	    {device_category_name(DEVICE_OVERIG), "overig"},
	};

	check(rows, ARRAY_LEN(rows));
}

Test(names, of_a_decision)
{
	const struct named rows[] = {
	    {outcome_name(OUTCOME_APPROVE), "approve"},
	    {outcome_name(OUTCOME_PARTIAL), "partial"},
	    {outcome_name(OUTCOME_DENY), "deny"},
	    {effect_name(EFFECT_DENY), "deny"},
	    {effect_name(EFFECT_OWN_ACCOUNT), "own_account"},
	    {effect_name(EFFECT_NOTE), "note"},
	    {advice_name(ADVICE_DISPENSE_PREFERRED), "dispense_preferred"},
	    {advice_name(ADVICE_ASK_PRESCRIPTION), "ask_prescription"},
	    {rule_name(RULE_FIRST_SUPPLY_RUNNING), "FIRST_SUPPLY_RUNNING"},
	    {rule_article(RULE_NOT_PREFERRED), "3.1.4"},
	    {rule_article(RULE_DEVICE_PRICE), "pump page"},
	};

	check(rows, ARRAY_LEN(rows));
}

/* Outside of these a snapshot is refused: each has its reason. */
Test(params, the_ranges_that_a_snapshot_must_keep)
{
	static const struct {
		enum param param;
		const char *name;
		int64_t min, max;
	} rows[] = {
	    {PARAM_COVERS_FARMACIE, "covers_farmacie", 0, 1},
	    {PARAM_COVERS_HULPMIDDELEN, "covers_hulpmiddelen", 0, 1},
	    /* A first supply of no day, or a window without end. */
	    {PARAM_FIRST_SUPPLY_DAYS, "first_supply_days", 1, 400},
	    {PARAM_FIRST_EARLY_DAYS, "first_early_days", 0, 400},
	    {PARAM_NEW_AFTER_MONTHS, "new_after_months", 1, 120},
	    {PARAM_EXPENSIVE_MONTH_CENTS, "expensive_month_cents", 0,
	     100000000},
	    {PARAM_SETUP_MONTHS, "setup_months", 0, 120},
	    {PARAM_SETUP_SUPPLY_MONTHS, "setup_supply_months", 1, 12},
	    {PARAM_MAX_SUPPLY_MONTHS, "max_supply_months", 1, 12},
	    {PARAM_LONG_SUPPLY_MONTHS, "long_supply_months", 1, 12},
	    {PARAM_EARLY_DAYS, "early_days", 0, 400},
	    {PARAM_PALLIATIVE_DAYS, "palliative_days", 1, 400},
	    {PARAM_HOLIDAY_MONTHS, "holiday_months", 1, 12},
	    {PARAM_PRESCRIPTION_FREE_AGE, "prescription_free_age", 0, 150},
	    {PARAM_CG_OWN_DAYS, "cg_own_days", 0, 400},
	    {PARAM_UNCONTRACTED_PERCENT, "uncontracted_percent", 0, 100},
	    /* -1: no cap is known for that date. */
	    {PARAM_CONTRIBUTION_YEAR_CENTS, "contribution_year_cents", -1,
	     100000000},
	    {PARAM_CONTRIBUTION_BY_INSURER, "contribution_by_insurer", 0, 1},
	    {PARAM_LOGISTIC_NECESSITY, "logistic_necessity", 0, 1},
	    {PARAM_SERVICE_NEW_MONTHS, "service_new_months", 1, 120},
	    {PARAM_REVIEW_EXEMPT, "review_exempt", 0, 1},
	    {PARAM_EIGEN_RISICO_AGE, "eigen_risico_age", 0, 150},
	    {PARAM_DEVICE_EXCESS_PERCENT, "device_excess_percent", 0, 1000},
	};

	cr_expect_eq(ARRAY_LEN(rows), PARAM_COUNT);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct param_info *info = param_info(rows[i].param);
		cr_expect_str_eq(info->name, rows[i].name);
		cr_expect_eq(info->min, rows[i].min, "%s", info->name);
		cr_expect_eq(info->max, rows[i].max, "%s", info->name);
	}
}
