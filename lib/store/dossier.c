#include "store/dossier.h"

#include "rules/permit.h"

static bool is_valid_then(const struct permit_row *permit, civil_day date)
{
	return permit->revoked_by == 0 && permit->from <= date &&
	       date <= permit->to;
}

/* One permit may cover both; each of those that the request names counts. */
static void gather_permits(struct ledger *ledger,
			   const struct patient_key *patient,
			   struct as_of as_of, struct facts *facts)
{
	const struct claim *claim = &facts->claim;
	struct permit_row permit;

	facts->permit_covers_item = false;
	facts->permit_covers_holiday = false;
	for (int i = 0; i < claim->permit_count; i++) {
		if (!ledger_permit(ledger, patient, claim->insured.uzovi,
				   claim->permits[i], as_of, &permit) ||
		    !is_valid_then(&permit, claim->date))
			continue;
		if (permit_scope_covers(permit.scope, facts))
			facts->permit_covers_item = true;
		if (permit_scope_covers_holiday(permit.scope))
			facts->permit_covers_holiday = true;
	}
}

void dossier_gather(struct ledger *ledger, const struct patient_key *patient,
		    struct as_of as_of, struct facts *facts)
{
	const struct article *article = &facts->reference.article;
	civil_day date = facts->claim.date;

	facts->history = NULL;
	facts->history_count = 0;
	if (facts->reference.article_known)
		facts->history_count =
		    ledger_history(ledger, patient, article->substance,
				   article->form, date, as_of, &facts->history);
	gather_permits(ledger, patient, as_of, facts);
	facts->contributions_year_cents =
	    ledger_contributions(ledger, patient, civil_year(date), as_of);
	facts->ledger_since = ledger_since_then(ledger, as_of);
}
