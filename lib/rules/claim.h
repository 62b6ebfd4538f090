/*
 * lib/rules: the pure adjudication. It includes base only: no clock, no I/O,
 * no allocation, no errno, no state. The same facts give the same decision.
 *
 * claim.h: what a pharmacy asks, without the BSN. The core never sees one.
 */
#ifndef CLAIMD_RULES_CLAIM_H
#define CLAIMD_RULES_CLAIM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/civil.h"
#include "base/limits.h"
#include "base/money.h"

enum item_kind {
	KIND_MEDICINE,
	KIND_PREPARATION,
	KIND_IMPORT,
	KIND_ALLERGEN,
	KIND_DIET,
	KIND_DEVICE,
	KIND_SERVICE,
	KIND_COUNT
};

enum prescriber {
	PRESCRIBER_HUISARTS,
	PRESCRIBER_MEDISCH_SPECIALIST,
	PRESCRIBER_TANDARTS,
	PRESCRIBER_SPECIALIST_OUDERENGENEESKUNDE,
	PRESCRIBER_ARTS_VERSTANDELIJK_GEHANDICAPTEN,
	PRESCRIBER_VERLOSKUNDIGE,
	PRESCRIBER_VERPLEEGKUNDIGE,
	PRESCRIBER_PHYSICIAN_ASSISTANT,
	PRESCRIBER_ARTS,
	PRESCRIBER_DIETIST,
	PRESCRIBER_OTHER,
	PRESCRIBER_COUNT
};

enum statement_kind {
	STATEMENT_NONE, /* a condition that names no form */
	STATEMENT_ARTSENVERKLARING,
	STATEMENT_APOTHEEKINSTRUCTIE,
	STATEMENT_VERKLARING_DIEETPREPARATEN,
	STATEMENT_KIND_COUNT
};

struct insured {
	civil_day born;
	char sex; /* 'f', 'm' or 'x' */
	bool wlz;
	char uzovi[LEN_UZOVI + 1];
	char polis[LEN_POLIS + 1];
};

struct prescription {
	enum prescriber prescriber;
	char prescriber_agb[LEN_AGB + 1]; /* empty: not given */
	civil_day date;
	bool chronic;
	bool medical_necessity;
	bool holiday;
	bool palliative;
	bool palliative_agreement;
	bool travel;
	char indication[LEN_INDICATION + 1]; /* recorded, not judged */
};

struct item {
	enum item_kind kind;
	char zi[LEN_ZI + 1];
	int64_t quantity_milli;
	int days; /* 0: the dosage is unknown */
	bool has_price;
	cents price;
	bool weekly;
	civil_day last_supplied;  /* CIVIL_NONE: not attested */
	civil_day first_supplied; /* CIVIL_NONE: not attested */
	bool preferred_unavailable;
	bool dose_changed;
};

enum answer { ANSWER_NOT_GIVEN, ANSWER_NO, ANSWER_YES };

struct statement {
	enum statement_kind kind;
	enum answer conditions_met;
	bool xm;
	bool sent_to_insurer;
	bool judged_by_insurer;
};

struct claim {
	civil_day date; /* of dispensing; D in the rulebook */
	struct insured insured;
	bool has_prescription;
	struct prescription prescription;
	struct item item;
	int permit_count;
	char permits[PERMITS_MAX][LEN_PERMIT + 1];
	bool has_statement;
	struct statement statement;
};

/* The words of the protocol, e.g. "huisarts"; static strings. */
const char *item_kind_name(enum item_kind kind);
const char *prescriber_name(enum prescriber prescriber);
const char *statement_kind_name(enum statement_kind kind);

#endif
