/* Weak stand-ins for the words of lib/rules. */
#include "rules/decision.h"
#include "rules/permit.h"
#include <string.h>
#define WEAK __attribute__((weak))
WEAK const char *item_kind_name(enum item_kind k)
{
	static const char *const n[] = {"medicine", "preparation", "import",
					"allergen", "diet",	   "device",
					"service"};
	return n[k];
}
WEAK const char *prescriber_name(enum prescriber p)
{
	static const char *const n[] = {"huisarts",
					"medisch_specialist",
					"tandarts",
					"specialist_ouderengeneeskunde",
					"arts_verstandelijk_gehandicapten",
					"verloskundige",
					"verpleegkundige",
					"physician_assistant",
					"arts",
					"dietist",
					"other"};
	return n[p];
}
WEAK const char *statement_kind_name(enum statement_kind k)
{
	static const char *const n[] = {"", "artsenverklaring",
					"apotheekinstructie",
					"verklaring_dieetpreparaten"};
	return n[k];
}
WEAK const char *outcome_name(enum outcome o)
{
	static const char *const n[] = {"approve", "partial", "deny"};
	return n[o];
}
WEAK bool permit_scope_valid(const char *scope)
{
	return strcmp(scope, "any") == 0 || strcmp(scope, "zi:90000001") == 0;
}

#define WORDLESS(function, type)                                               \
	WEAK const char *function(type value)                                  \
	{                                                                      \
		(void)value;                                                   \
		return "";                                                     \
	}

WORDLESS(effect_name, enum effect)
WORDLESS(advice_name, enum advice_action)
WORDLESS(rule_name, enum rule_code)
WORDLESS(rule_article, enum rule_code)
WORDLESS(supplier_kind_name, enum supplier_kind)
WORDLESS(annex_name, enum annex)
WORDLESS(excluded_name, enum excluded)
WORDLESS(cg_group_name, enum cg_group)
WORDLESS(procedure_name, enum procedure)

WEAK void reason_text(const struct facts *facts, const struct reason *reason,
		      enum language language, struct text *out)
{
	(void)facts;
	(void)reason;
	(void)language;
	(void)out;
}
