#include "wire/shapes.h"

#include "rules/permit.h"

/* clang-format off */

#define DIGIT	CHARS('0', '9')
#define CAPITAL CHARS('A', 'Z')
#define SMALL	CHARS('a', 'z')
#define ONE(c)	CHARS(c, c)

static const struct charset digits = {{DIGIT}, "digits"};
static const struct charset sexes = {
	{0, ONE('f') | ONE('m') | ONE('x')}, "f, m or x"};
static const struct charset polis_bytes = {
	{DIGIT | ONE('-'), SMALL}, "characters a-z 0-9 -"};
static const struct charset id_bytes = {
	{DIGIT | ONE('.') | ONE(':') | ONE('/') | ONE('-'),
	 CAPITAL | SMALL | ONE('_')},
	"characters A-Z a-z 0-9 . _ : / -"};
static const struct charset indication_bytes = {
	{DIGIT | ONE('.'), CAPITAL}, "characters A-Z 0-9 ."};
static const struct charset gph_bytes = {
	{DIGIT, CAPITAL}, "characters A-Z 0-9"};

/* ---- words ------------------------------------------------------------- */

static const char *op_word(int i) { return op_name((enum op)i); }
static const char *kind_word(int i)
{
	return item_kind_name((enum item_kind)i);
}
static const char *part_word(int i)
{
	return device_part_name((enum device_part)i);
}
static const char *device_kind_word(int i)
{
	return device_kind_name((enum device_kind)i);
}
static const char *prescriber_word(int i)
{
	return prescriber_name((enum prescriber)i);
}
static const char *statement_word(int i)
{
	return statement_kind_name((enum statement_kind)i);
}
static const char *outcome_word(int i)
{
	return outcome_name((enum outcome)i);
}

static const struct words ops = {op_word, 0, OP_COUNT - 1};
static const struct words kinds = {kind_word, 0, KIND_COUNT - 1};
static const struct words parts = {part_word, 0, DEVICE_PART_COUNT - 1};
static const struct words device_kinds = {
	device_kind_word, DEVICE_KIND_INJECTION, DEVICE_KIND_COUNT - 1};
static const struct words prescribers = {
	prescriber_word, 0, PRESCRIBER_COUNT - 1};
static const struct words statement_kinds = {
	statement_word, STATEMENT_ARTSENVERKLARING, STATEMENT_KIND_COUNT - 1};
static const struct words expectations = {
	outcome_word, OUTCOME_APPROVE, OUTCOME_PARTIAL};

/* ---- rows -------------------------------------------------------------- */

#define AT(member) .offset = offsetof(struct request, member)
#define HAS(member) .present = PRESENT(struct request, member)
#define TEXT(lo, hi, bytes) \
	.type = FIELD_TEXT, .min = (lo), .max = (hi), .charset = (bytes)
#define DIGITS(n) TEXT(n, n, &digits)
#define FLAG_ROW(n, member) {.name = (n), .type = FIELD_FLAG, AT(member)}
#define DATE_ROW(n, member, need) \
	{.name = (n), .type = FIELD_DATE, .required = (need), AT(member)}
#define OBJECT_ROW(n, need, rows) \
	{.name = (n), .type = FIELD_OBJECT, .required = (need), .shape = (rows)}

#define ENVELOPE                                                         \
	[ROW_VERSION] = {.name = "v", .type = FIELD_CONSTANT,            \
		.required = true, .min = 1, .max = 1,                    \
		.outside = ERR_BAD_VERSION},                             \
	[ROW_OP] = {.name = "op", .type = FIELD_WORD, .required = true,  \
		.words = &ops, .outside = ERR_UNKNOWN_OP, AT(op)},       \
	[ROW_ID] = {.name = "id", TEXT(1, LEN_REQUEST_ID, &id_bytes),    \
		.required = true, AT(id)}

#define SHAPE(rows) {rows, ARRAY_LEN(rows)}

#define BSN_ROW \
	{.name = "bsn", DIGITS(LEN_BSN), .required = true, .secret = true, \
	 .valid = bsn_valid, AT(bsn), \
	 .expected = "9 digits that pass the eleven-test"}

static const struct field insured_rows[] = {
	BSN_ROW,
	DATE_ROW("born", claim.insured.born, true),
	{.name = "sex", .type = FIELD_LETTER, .required = true,
	 .charset = &sexes, AT(claim.insured.sex)},
	FLAG_ROW("wlz", claim.insured.wlz),
	{.name = "uzovi", DIGITS(LEN_UZOVI), .required = true,
	 AT(claim.insured.uzovi)},
	{.name = "polis", TEXT(1, LEN_POLIS, &polis_bytes), .required = true,
	 AT(claim.insured.polis)},
};
static const struct shape insured = SHAPE(insured_rows);

static const struct field prescription_rows[] = {
	{.name = "prescriber", .type = FIELD_WORD, .required = true,
	 .words = &prescribers, AT(claim.prescription.prescriber)},
	{.name = "prescriber_agb", DIGITS(LEN_AGB),
	 AT(claim.prescription.prescriber_agb)},
	DATE_ROW("date", claim.prescription.date, true),
	FLAG_ROW("chronic", claim.prescription.chronic),
	FLAG_ROW("medical_necessity", claim.prescription.medical_necessity),
	FLAG_ROW("holiday", claim.prescription.holiday),
	FLAG_ROW("palliative", claim.prescription.palliative),
	FLAG_ROW("palliative_agreement",
		 claim.prescription.palliative_agreement),
	FLAG_ROW("travel", claim.prescription.travel),
	{.name = "indication", TEXT(0, LEN_INDICATION, &indication_bytes),
	 AT(claim.prescription.indication)},
};
static const struct shape prescription = SHAPE(prescription_rows);

/* ---- items: one shape a kind ------------------------------------------ */

#define KIND_ROW \
	{.name = "kind", .type = FIELD_WORD, .required = true, \
	 .words = &kinds, AT(claim.item.kind)}
#define QUANTITY(member) \
	.name = "quantity_milli", .type = FIELD_INT64, .required = true, \
	.min = 1, .max = QUANTITY_MILLI_MAX, member
#define QUANTITY_ROW {QUANTITY(AT(claim.item.quantity_milli))}
#define DAYS_ROW(need) \
	{.name = "days", .type = FIELD_INT, .required = (need), .min = 1, \
	 .max = DAYS_MAX, AT(claim.item.days)}
#define PRICE_ROW(need) \
	{.name = "price", .type = FIELD_INT64, .required = (need), .min = 0, \
	 .max = PRICE_CENTS_MAX, AT(claim.item.price), \
	 HAS(claim.item.has_price)}
#define ZI_ROW(need) \
	{.name = "zi", DIGITS(LEN_ZI), .required = (need), AT(claim.item.zi)}
#define NAME_ROW \
	{.name = "name", TEXT(1, LEN_NAME, NULL), .required = true, \
	 AT(claim.item.name)}

static const struct field medicine_rows[] = {
	KIND_ROW,
	ZI_ROW(true),
	QUANTITY_ROW,
	DAYS_ROW(false),
	PRICE_ROW(false),
	FLAG_ROW("weekly", claim.item.weekly),
	DATE_ROW("last_supplied", claim.item.last_supplied, false),
	DATE_ROW("first_supplied", claim.item.first_supplied, false),
	FLAG_ROW("preferred_unavailable", claim.item.preferred_unavailable),
	FLAG_ROW("dose_changed", claim.item.dose_changed),
};

#define OF_INGREDIENT(member) .offset = offsetof(struct ingredient, member)

static const struct field ingredient_rows[] = {
	{.name = "zi", DIGITS(LEN_ZI), OF_INGREDIENT(zi)},
	{.name = "substance", TEXT(1, LEN_CODE, NULL), .required = true,
	 OF_INGREDIENT(substance)},
	{QUANTITY(OF_INGREDIENT(quantity_milli))},
};
static const struct shape ingredient = SHAPE(ingredient_rows);
static const struct field ingredient_element = {
	.name = "", .type = FIELD_OBJECT, .shape = &ingredient};

static const struct field preparation_rows[] = {
	KIND_ROW,
	{.name = "ingredients", .type = FIELD_LIST, .required = true,
	 .min = 1, .max = INGREDIENTS_MAX, .element = &ingredient_element,
	 AT(claim.item.ingredients),
	 .count = offsetof(struct request, claim.item.ingredient_count),
	 .stride = sizeof(struct ingredient)},
	PRICE_ROW(true),
	DAYS_ROW(true),
	QUANTITY_ROW,
	FLAG_ROW("established_before", claim.item.established_before),
};

static const struct field import_rows[] = {
	KIND_ROW,
	NAME_ROW,
	{.name = "substance", TEXT(1, LEN_CODE, NULL), .required = true,
	 AT(claim.item.substance)},
	{.name = "form", TEXT(1, LEN_CODE, NULL), .required = true,
	 AT(claim.item.form)},
	QUANTITY_ROW,
	DAYS_ROW(true),
	PRICE_ROW(true),
	FLAG_ROW("rare_disease", claim.item.rare_disease),
	FLAG_ROW("made_in_nl", claim.item.made_in_nl),
};

static const struct field allergen_rows[] = {
	KIND_ROW,
	NAME_ROW,
	FLAG_ROW("registered", claim.item.registered),
	QUANTITY_ROW,
	DAYS_ROW(true),
	PRICE_ROW(true),
};

static const struct field diet_rows[] = {
	KIND_ROW,
	ZI_ROW(true),
	QUANTITY_ROW,
	DAYS_ROW(true),
	PRICE_ROW(false),
};

/* gph or zi, never both: what spans the two is checked in request.c. */
static const struct field device_rows[] = {
	KIND_ROW,
	{.name = "gph", TEXT(1, LEN_CODE, &gph_bytes), AT(claim.item.gph)},
	ZI_ROW(false),
	{.name = "part", .type = FIELD_WORD, .required = true,
	 .words = &parts, AT(claim.item.part)},
	FLAG_ROW("first_purchase", claim.item.first_purchase),
	PRICE_ROW(true),
	FLAG_ROW("diagnosis_letter", claim.item.diagnosis_letter),
};

#define STATED_ROW(n, fact) FLAG_ROW(n, claim.item.stated[fact])

static const struct field service_rows[] = {
	KIND_ROW,
	{.name = "code", TEXT(1, LEN_SERVICE, NULL), .required = true,
	 AT(claim.item.code)},
	{.name = "for_zi", DIGITS(LEN_ZI), AT(claim.item.for_zi)},
	PRICE_ROW(false),
	STATED_ROW("handed_out", FACT_HANDED_OUT),
	STATED_ROW("guideline_met", FACT_GUIDELINE_MET),
	STATED_ROW("personal_talk", FACT_PERSONAL_TALK),
	STATED_ROW("recorded", FACT_RECORDED),
	STATED_ROW("same_day", FACT_SAME_DAY),
	STATED_ROW("in_time", FACT_IN_TIME),
	FLAG_ROW("incorrect_use", claim.item.incorrect_use),
	{.name = "device_kind", .type = FIELD_WORD, .words = &device_kinds,
	 AT(claim.item.device_kind)},
	/* An empty one names no treatment, visit or admission, yet two of
	 * them would be the same: it is refused, not taken as absent. */
	{.name = "event", TEXT(1, LEN_EVENT, NULL), AT(claim.item.event)},
};

static const struct shape items[KIND_COUNT] = {
	[KIND_MEDICINE] = SHAPE(medicine_rows),
	[KIND_PREPARATION] = SHAPE(preparation_rows),
	[KIND_IMPORT] = SHAPE(import_rows),
	[KIND_ALLERGEN] = SHAPE(allergen_rows),
	[KIND_DIET] = SHAPE(diet_rows),
	[KIND_DEVICE] = SHAPE(device_rows),
	[KIND_SERVICE] = SHAPE(service_rows),
};

/* ---- the claim ---------------------------------------------------------- */

static const struct field permit_number = {
	.name = "", TEXT(1, LEN_PERMIT, NULL)};

static const struct field statement_rows[] = {
	{.name = "kind", .type = FIELD_WORD, .required = true,
	 .words = &statement_kinds, AT(claim.statement.kind)},
	{.name = "conditions_met", .type = FIELD_ANSWER,
	 AT(claim.statement.conditions_met)},
	FLAG_ROW("xm", claim.statement.xm),
	FLAG_ROW("sent_to_insurer", claim.statement.sent_to_insurer),
	FLAG_ROW("judged_by_insurer", claim.statement.judged_by_insurer),
};
static const struct shape statement = SHAPE(statement_rows);

#define CLAIM_ROWS                                                         \
	DATE_ROW("date", claim.date, true),                                \
	OBJECT_ROW("insured", true, &insured),                             \
	{.name = "prescription", .type = FIELD_OBJECT,                     \
	 .shape = &prescription, HAS(claim.has_prescription)},             \
	{.name = "item", .type = FIELD_VARIANT, .required = true,          \
	 .shape = items},                                                  \
	{.name = "permits", .type = FIELD_LIST, .min = 1,                  \
	 .max = PERMITS_MAX, .element = &permit_number, AT(claim.permits), \
	 .count = offsetof(struct request, claim.permit_count),            \
	 .stride = LEN_PERMIT + 1},                                        \
	{.name = "statement", .type = FIELD_OBJECT, .shape = &statement,   \
	 HAS(claim.has_statement)}

static const struct field claim_rows[] = {CLAIM_ROWS};
const struct shape claim_shape = SHAPE(claim_rows);

/*
 * simulate takes the same body as dispense, expect included: it records
 * nothing, so that expect has nothing to guard there.
 */
static const struct field dispense_rows[] = {
	ENVELOPE,
	CLAIM_ROWS,
	{.name = "expect", .type = FIELD_WORD, .words = &expectations,
	 AT(expect), HAS(has_expect)},
};

/* ---- the other operations ---------------------------------------------- */

#define CLAIM_NUMBER_ROW \
	{.name = "claim", .type = FIELD_CLAIM, AT(claim_number)}
#define OF_ROW {.name = "of", TEXT(1, LEN_REQUEST_ID, &id_bytes), AT(of)}

static const struct field reverse_rows[] = {
	ENVELOPE,
	CLAIM_NUMBER_ROW,
	OF_ROW,
	{.name = "reason", TEXT(0, LEN_REASON, NULL), AT(reason)},
};

static const struct field lookup_rows[] = {
	ENVELOPE,
	CLAIM_NUMBER_ROW,
	OF_ROW,
};

static const struct field holder_rows[] = {
	BSN_ROW,
	{.name = "uzovi", DIGITS(LEN_UZOVI), .required = true, AT(uzovi)},
};
static const struct shape holder = SHAPE(holder_rows);

#define PERMIT_NUMBER_ROW \
	{.name = "number", TEXT(1, LEN_PERMIT, NULL), .required = true, \
	 AT(permit.number)}

static const struct field permit_rows[] = {
	PERMIT_NUMBER_ROW,
	{.name = "scope", TEXT(1, LEN_SCOPE, NULL), .required = true,
	 .valid = permit_scope_valid, AT(permit.scope),
	 .expected = "zi:, prk:, substance: or device: with a code, "
		     "holiday, or any"},
	DATE_ROW("from", permit.from, true),
	DATE_ROW("to", permit.to, true),
};
static const struct shape permit = SHAPE(permit_rows);

static const struct field permit_add_rows[] = {
	ENVELOPE,
	OBJECT_ROW("insured", true, &holder),
	OBJECT_ROW("permit", true, &permit),
};

static const struct field revoked_rows[] = {PERMIT_NUMBER_ROW};
static const struct shape revoked = SHAPE(revoked_rows);

static const struct field permit_revoke_rows[] = {
	ENVELOPE,
	OBJECT_ROW("insured", true, &holder),
	OBJECT_ROW("permit", true, &revoked),
};

static const struct field ping_rows[] = {ENVELOPE};

const struct shape request_shapes[OP_COUNT] = {
	[OP_DISPENSE] = SHAPE(dispense_rows),
	[OP_SIMULATE] = SHAPE(dispense_rows),
	[OP_REVERSE] = SHAPE(reverse_rows),
	[OP_LOOKUP] = SHAPE(lookup_rows),
	[OP_PERMIT_ADD] = SHAPE(permit_add_rows),
	[OP_PERMIT_REVOKE] = SHAPE(permit_revoke_rows),
	[OP_PING] = SHAPE(ping_rows),
};
