#include "store/dossier.h"

#include "rules/decision.h"
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

/* Of what is dispensed, or of the medicine that a service is about. */
static void gather_history(struct ledger *ledger,
			   const struct patient_key *patient,
			   struct as_of as_of, struct facts *facts)
{
	const struct article *article = &facts->reference.article;
	enum item_kind kind = facts->claim.item.kind;

	facts->history = NULL;
	facts->history_count = 0;
	if (facts->reference.article_known &&
	    (kind == KIND_MEDICINE || kind == KIND_SERVICE))
		facts->history_count = ledger_history(
		    ledger, patient, article->substance, article->form,
		    facts->claim.date, as_of, &facts->history);
}

static void gather_services(struct ledger *ledger,
			    const struct patient_key *patient,
			    struct as_of as_of, struct facts *facts)
{
	const struct item *item = &facts->claim.item;

	facts->services = NULL;
	facts->service_count = 0;
	if (item->kind == KIND_SERVICE)
		facts->service_count = ledger_services(
		    ledger, patient, item->code, as_of, &facts->services);
}

void dossier_gather(struct ledger *ledger, const struct patient_key *patient,
		    struct as_of as_of, struct facts *facts)
{
	gather_history(ledger, patient, as_of, facts);
	gather_services(ledger, patient, as_of, facts);
	gather_permits(ledger, patient, as_of, facts);
	facts->contributions_year_cents = ledger_contributions(
	    ledger, patient, civil_year(facts->claim.date), as_of);
	facts->ledger_since = ledger_since_then(ledger, as_of);
}

bool facts_are_complete(const struct facts *facts, struct err *e)
{
	const char *field = facts_lack(facts);

	return field == NULL ||
	       err_field(e, ERR_MISSING_FIELD, field,
			 "this service cannot be judged without it");
}
