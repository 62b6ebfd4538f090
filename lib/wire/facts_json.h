/*
 * The reference facts of a claim as JSON and back, without loss: what the
 * ledger keeps beside the request so that a decision can be made again.
 */
#ifndef CLAIMD_WIRE_FACTS_JSON_H
#define CLAIMD_WIRE_FACTS_JSON_H

#include "base/err.h"
#include "base/text.h"
#include "rules/decision.h"

enum {
	/* The largest: every list full, every character of a name escaped. */
	REFERENCE_JSON_MAX = 49152,
	/* The newest supplies, and services, that an explanation lists. */
	EXPLAIN_HISTORY_MAX = 100,
	/* Claim, reference, history, rules, reasons and advice: all full. */
	EXPLAIN_JSON_MAX = 196608,
};

/*
 * Deterministic: equal references give equal bytes. What is zero, empty or
 * false is left out, and so is what an unknown policy, article, service or
 * device would say.
 */
void reference_write(struct text *out, const struct reference *reference);
MUSTCHECK bool reference_read(const char *bytes, size_t len,
			      struct reference *out, struct err *e);

/*
 * The explanation of a decision as one JSON object; reasons and advice as in
 * the reply:
 *
 *   {"outcome","approved":{…},"amounts":{…},"collect":{…},"eigen_risico",
 *    "rules":[{"code","article","status",
 *        "of_kind":false (absent: the rule is about this kind) or
 *        "saw":{…by name…} (absent: not reached)}] in the order of the
 *      rulebook; status: not_reached, not_applicable, passed, bit;
 *      saw: what rules/sights.def and sees.def say; units end the names
 *    "reasons":[…],"advice":[…],
 *    "working":{"list_cents","base_cents","approved_price_cents","own_days",
 *      "own_cents","contribution_uncut_cents",
 *      "contribution_room_cents" (absent: no cap known),
 *      "tariff_cents" (absent: contracted)},
 *    "arithmetic":[{"figure","cents","ingredient" (its substance, of lines
 *      for each alone),"formula","operands":{…by name…}}] as in
 *      rules/figures.def; an operand each:… is an array
 *    "facts":{"pharmacy","claim":{as in the request, without the BSN},
 *      "reference":{"policy":{"reglement",each parameter},"supplier",
 *        "contract_farmacie","contract_dieet","contract_hulpmiddelen",
 *        "contract_service","article":{…},
 *        "service":{"name","article","cover","tariff_cents"},
 *        "device":{"name","category","market_cents"},
 *        "components":[{"unreimbursed_equivalent","irrational",
 *          "limited":{"package_milli","aip_cents","vat_bp","limit_micro"}}]
 *          one for each ingredient,
 *        "is_preferred","conditions":[…],
 *        "average_tariff_cents","preferred":[{"zi","name","unlike",
 *          "dearer"}]},
 *      "history_count","history":[{"date","days","prk","dose_changed",
 *        "last_supplied","first_supplied"}] the newest EXPLAIN_HISTORY_MAX,
 *      of kind service alone: "service_count","services":[{"claim","date",
 *        "for_zi","event"}] the newest EXPLAIN_HISTORY_MAX,
 *      "permit_covers_item","permit_covers_holiday",
 *      "contributions_year_cents","ledger_since"}}
 *
 * Members of claim, reference, history and services that are zero, empty or
 * false are left out.
 */
void explain_write(struct text *out, const struct facts *facts,
		   const struct decision *decision);

/* The same of facts that this rulebook did not judge: {"facts":{…}}. */
void explain_facts_write(struct text *out, const struct facts *facts);

#endif
