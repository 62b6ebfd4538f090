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

enum device_part {
	PART_PUMP,
	PART_CONSUMABLES,
	PART_BATTERY,
	PART_CHARGER,
	PART_DELIVERY,
	PART_INSTRUCTION,
	PART_SUPPORT,
	PART_MAINTENANCE,
	DEVICE_PART_COUNT
};

/* What the instruction of 7.4 is about. */
enum device_kind {
	DEVICE_KIND_NONE, /* not given */
	DEVICE_KIND_INJECTION,
	DEVICE_KIND_INHALER,
	DEVICE_KIND_OTHER,
	DEVICE_KIND_COUNT
};

/* What a service rests on, as its claim states it; numbers of bits. */
enum service_fact {
	FACT_HANDED_OUT,
	FACT_GUIDELINE_MET,
	FACT_PERSONAL_TALK,
	FACT_RECORDED,
	FACT_SAME_DAY,
	FACT_IN_TIME,
	SERVICE_FACT_COUNT
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

struct ingredient {
	char zi[LEN_ZI + 1]; /* empty: none */
	char substance[LEN_CODE + 1];
	int64_t quantity_milli;
};

/*
 * One struct for all kinds: what a kind does not have is zero or empty, and
 * dates CIVIL_NONE. The comments name the kinds that a member belongs to.
 */
struct item {
	enum item_kind kind;
	char zi[LEN_ZI + 1];	/* medicine, diet; device: or gph */
	int64_t quantity_milli; /* all but device and service */
	int days;		/* likewise; 0: the dosage is unknown */
	bool has_price;
	cents price;
	/* medicine */
	bool weekly;
	civil_day last_supplied;
	civil_day first_supplied;
	bool preferred_unavailable;
	bool dose_changed;
	/* preparation */
	int ingredient_count;
	struct ingredient ingredients[INGREDIENTS_MAX];
	bool established_before;
	/* import, allergen: name; the rest import alone */
	char name[LEN_NAME + 1];
	char substance[LEN_CODE + 1];
	char form[LEN_CODE + 1];
	bool rare_disease;
	bool made_in_nl;
	/* allergen */
	bool registered;
	/* device */
	char gph[LEN_CODE + 1]; /* empty: zi names it */
	enum device_part part;
	bool first_purchase;
	bool diagnosis_letter;
	/* service */
	char code[LEN_SERVICE + 1];
	char for_zi[LEN_ZI + 1]; /* empty: none */
	bool stated[SERVICE_FACT_COUNT];
	bool incorrect_use;
	enum device_kind device_kind;
	char event[LEN_EVENT + 1]; /* empty: not given */
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
const char *device_part_name(enum device_part part);
const char *device_kind_name(enum device_kind kind);
const char *service_fact_name(enum service_fact fact);

#endif
