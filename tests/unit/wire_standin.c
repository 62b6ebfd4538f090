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
