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

const char *device_part_name(enum device_part part)
{
	static const char *const names[DEVICE_PART_COUNT] = {
	    "pump",	"consumables", "battery", "charger",
	    "delivery", "instruction", "support", "maintenance",
	};
	return NAME_OF(names, part);
}

const char *device_kind_name(enum device_kind kind)
{
	static const char *const names[DEVICE_KIND_COUNT] = {
	    "",
	    "injection",
	    "inhaler",
	    "other",
	};
	return NAME_OF(names, kind);
}

const char *service_fact_name(enum service_fact fact)
{
	static const char *const names[SERVICE_FACT_COUNT] = {
	    "handed_out", "guideline_met", "personal_talk",
	    "recorded",	  "same_day",	   "in_time",
	};
	return NAME_OF(names, fact);
}

const char *diet_type_name(enum diet_type type)
{
	static const char *const names[DIET_TYPE_COUNT] = {
	    "", "polymeer", "oligomeer", "monomeer", "modulair", "overig",
	};
	return NAME_OF(names, type);
}

const char *service_article_name(enum service_article article)
{
	static const char *const names[SERVICE_ARTICLE_COUNT] = {
	    "7.1", "7.2", "7.3",  "7.4",  "7.5",  "7.6",  "7.7",
	    "7.8", "7.9", "7.10", "7.11", "7.12", "7.13", "7.14",
	};
	return NAME_OF(names, article);
}

const char *service_cover_name(enum service_cover cover)
{
	static const char *const names[SERVICE_COVER_COUNT] = {
	    "ja",
	    "nee",
	    "indien_gecontracteerd",
	};
	return NAME_OF(names, cover);
}

const char *device_category_name(enum device_category category)
{
	static const char *const names[DEVICE_CATEGORY_COUNT] = {
	    "infuuspomp",
	    "insulinepomp",
	    "overig",
	};
	return NAME_OF(names, category);
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
#define ADVICE(action, name, nl, en) #name,
#include "rules/advices.def"
#undef ADVICE
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
