/* The words of the protocol and the snapshot for every enumeration. */
#include "rules/decision.h"

#include "base/attr.h"
#include "base/ensure.h"

#define NAME_OF(names, value)                                                  \
	(ensure((size_t)(value) < ARRAY_LEN(names)), (names)[(value)])

const char *item_kind_name(enum item_kind kind)
{
	static const char *const names[KIND_COUNT] = {
	    "medicine", "preparation", "import",  "allergen",
	    "diet",	"device",      "service",
	};
	return NAME_OF(names, kind);
}

const char *prescriber_name(enum prescriber prescriber)
{
	static const char *const names[PRESCRIBER_COUNT] = {
	    "huisarts",
	    "medisch_specialist",
	    "tandarts",
	    "specialist_ouderengeneeskunde",
	    "arts_verstandelijk_gehandicapten",
	    "verloskundige",
	    "verpleegkundige",
	    "physician_assistant",
	    "arts",
	    "dietist",
	    "other",
	};
	return NAME_OF(names, prescriber);
}

const char *statement_kind_name(enum statement_kind kind)
{
	static const char *const names[STATEMENT_KIND_COUNT] = {
	    "",
	    "artsenverklaring",
	    "apotheekinstructie",
	    "verklaring_dieetpreparaten",
	};
	return NAME_OF(names, kind);
}

const char *supplier_kind_name(enum supplier_kind kind)
{
	static const char *const names[SUPPLIER_KIND_COUNT] = {
	    "",
	    "apotheek",
	    "apotheekhoudend_huisarts",
	    "medische_speciaalzaak",
	    "hulpmiddelenleverancier",
	    "ziekenhuis",
	};
	return NAME_OF(names, kind);
}

const char *annex_name(enum annex annex)
{
	static const char *const names[ANNEX_COUNT] = {"", "1A", "1B"};

	return NAME_OF(names, annex);
}

const char *excluded_name(enum excluded excluded)
{
	static const char *const names[EXCLUDED_COUNT] = {
	    "",
	    "reizen",
	    "gelijkwaardig_niet_vergoed",
	    "onderzoek",
	    "art40_3_f",
	    "homeopathie",
	    "antroposofie",
	    "alternatief",
	};
	return NAME_OF(names, excluded);
}

const char *cg_group_name(enum cg_group group)
{
	static const char *const names[CG_GROUP_COUNT] = {
	    "",	       "maagzuurremmer", "laxeermiddel",   "allergie",
	    "diarree", "maaglediging",	 "oogbescherming",
	};
	return NAME_OF(names, group);
}

const char *procedure_name(enum procedure procedure)
{
	static const char *const names[PROCEDURE_COUNT] = {
	    "achteraf",
	    "vooraf",
	    "toestemming",
	};
	return NAME_OF(names, procedure);
}

const char *outcome_name(enum outcome outcome)
{
	static const char *const names[OUTCOME_COUNT] = {
	    "approve",
	    "partial",
	    "deny",
	};
	return NAME_OF(names, outcome);
}

const char *effect_name(enum effect effect)
{
	static const char *const names[EFFECT_COUNT] = {
	    "deny", "limit", "own_account", "cap", "contribution", "note",
	};
	return NAME_OF(names, effect);
}

const char *advice_name(enum advice_action action)
{
	static const char *const names[ADVICE_ACTION_COUNT] = {
	    "dispense_preferred",
	    "resupply",
	    "ask_permit",
	    "ask_statement",
	    "mark_chronic",
	    "mark_holiday",
	    "reduce",
	    "attest_last_supply",
	    "attest_first_supply",
	    "ask_prescription",
	};
	return NAME_OF(names, action);
}

const char *rule_name(enum rule_code code)
{
	static const char *const names[RULE_COUNT] = {
#define RULE(code, article, kinds, effect, function, nl, en) #code,
#include "rules/rules.def"
#undef RULE
	};
	return NAME_OF(names, code);
}

const char *rule_article(enum rule_code code)
{
	static const char *const articles[RULE_COUNT] = {
#define RULE(code, article, kinds, effect, function, nl, en) article,
#include "rules/rules.def"
#undef RULE
	};
	return NAME_OF(articles, code);
}
