#include <string.h>

#include "wire/facts_json.h"
#include "wire/fields.h"
#include "wire/json.h"

/* clang-format off */

static const char *supplier_word(int i)
{
	return supplier_kind_name((enum supplier_kind)i);
}
static const char *annex_word(int i) { return annex_name((enum annex)i); }
static const char *excluded_word(int i)
{
	return excluded_name((enum excluded)i);
}
static const char *cg_group_word(int i)
{
	return cg_group_name((enum cg_group)i);
}
static const char *procedure_word(int i)
{
	return procedure_name((enum procedure)i);
}
static const char *form_word(int i)
{
	return statement_kind_name((enum statement_kind)i);
}

/* The first of most is nothing, which is written as absence. */
static const struct words suppliers = {
	supplier_word, 1, SUPPLIER_KIND_COUNT - 1};
static const struct words annexes = {annex_word, 1, ANNEX_COUNT - 1};
static const struct words exclusions = {excluded_word, 1, EXCLUDED_COUNT - 1};
static const struct words cg_groups = {cg_group_word, 1, CG_GROUP_COUNT - 1};
static const struct words procedures = {procedure_word, 0, PROCEDURE_COUNT - 1};
static const struct words forms = {form_word, 1, STATEMENT_KIND_COUNT - 1};

#define TEXT_ROW(n, type_, member, len) \
	{.name = (n), .type = FIELD_TEXT, .max = (len), \
	 .offset = offsetof(struct type_, member)}
#define FLAG_ROW(n, type_, member) \
	{.name = (n), .type = FIELD_FLAG, \
	 .offset = offsetof(struct type_, member)}
#define WORD_ROW(n, type_, member, of) \
	{.name = (n), .type = FIELD_WORD, .words = (of), \
	 .offset = offsetof(struct type_, member)}
#define INT64_ROW(n, type_, member) \
	{.name = (n), .type = FIELD_INT64, .min = INT64_MIN, .max = INT64_MAX, \
	 .offset = offsetof(struct type_, member)}
#define INT_ROW(n, type_, member) \
	{.name = (n), .type = FIELD_INT, .min = INT32_MIN, .max = INT32_MAX, \
	 .offset = offsetof(struct type_, member)}
#define SHAPE(rows) {rows, ARRAY_LEN(rows), 0}

/* Required: whoever added a parameter may not read old references. */
static const struct field policy_rows[] = {
	TEXT_ROW("reglement", reference, reglement, LEN_REGLEMENT),
#define PARAM(symbol, name_, lo, hi, article)                      \
	{.name = (name_), .type = FIELD_INT64, .required = true,   \
	 .min = INT64_MIN, .max = INT64_MAX,                       \
	 .offset = offsetof(struct reference, param[PARAM_##symbol])},
#include "rules/params.def"
#undef PARAM
};
static const struct shape policy = SHAPE(policy_rows);

static const struct field article_rows[] = {
	TEXT_ROW("zi", reference, article.zi, LEN_ZI),
	TEXT_ROW("name", reference, article.name, LEN_NAME),
	TEXT_ROW("prk", reference, article.prk, LEN_CODE),
	TEXT_ROW("substance", reference, article.substance, LEN_CODE),
	TEXT_ROW("form", reference, article.form, LEN_CODE),
	INT64_ROW("package_milli", reference, article.package_milli),
	INT64_ROW("smallest_package_milli", reference,
		  article.smallest_package_milli),
	INT64_ROW("prk_least_package_milli", reference,
		  article.prk_least_package_milli),
	FLAG_ROW("divisible", reference, article.divisible),
	FLAG_ROW("prescription_only", reference, article.prescription_only),
	WORD_ROW("annex", reference, article.annex, &annexes),
	FLAG_ROW("selfcare", reference, article.selfcare),
	WORD_ROW("cg_group", reference, article.cg_group, &cg_groups),
	FLAG_ROW("hospital_only", reference, article.hospital_only),
	WORD_ROW("excluded", reference, article.excluded, &exclusions),
	FLAG_ROW("long_supply", reference, article.long_supply),
	FLAG_ROW("oral_contraceptive", reference, article.oral_contraceptive),
	FLAG_ROW("insulin", reference, article.insulin),
	INT64_ROW("aip_cents", reference, price.aip_cents),
	INT_ROW("vat_bp", reference, price.vat_bp),
	{.name = "limit_micro", .type = FIELD_INT64, .min = INT64_MIN,
	 .max = INT64_MAX, .offset = offsetof(struct reference,
					      price.limit_micro),
	 .present = PRESENT(struct reference, price.has_limit)},
};
static const struct shape article = SHAPE(article_rows);

static const struct field condition_rows[] = {
	INT64_ROW("id", condition, id),
	{.name = "procedure", .type = FIELD_WORD, .required = true,
	 .words = &procedures, .offset = offsetof(struct condition, procedure)},
	WORD_ROW("form", condition, form, &forms),
	INT_ROW("age_from", condition, age_from),
	INT_ROW("age_below", condition, age_below),
};
static const struct shape condition = SHAPE(condition_rows);
static const struct field condition_element = {
	.name = "", .type = FIELD_OBJECT, .shape = &condition};

static const struct field preferred_rows[] = {
	TEXT_ROW("zi", preferred, zi, LEN_ZI),
	TEXT_ROW("name", preferred, name, LEN_NAME),
	FLAG_ROW("unlike", preferred, unlike),
};
static const struct shape preferred = SHAPE(preferred_rows);
static const struct field preferred_element = {
	.name = "", .type = FIELD_OBJECT, .shape = &preferred};

static const struct field reference_rows[] = {
	{.name = "policy", .type = FIELD_OBJECT, .shape = &policy,
	 .present = PRESENT(struct reference, policy_known)},
	WORD_ROW("supplier", reference, supplier, &suppliers),
	FLAG_ROW("contract_farmacie", reference, contract_farmacie),
	{.name = "article", .type = FIELD_OBJECT, .shape = &article,
	 .present = PRESENT(struct reference, article_known)},
	FLAG_ROW("is_preferred", reference, is_preferred),
	{.name = "conditions", .type = FIELD_LIST, .max = CONDITIONS_MAX,
	 .element = &condition_element, .stride = sizeof(struct condition),
	 .offset = offsetof(struct reference, conditions),
	 .count = offsetof(struct reference, condition_count)},
	{.name = "average_tariff_cents", .type = FIELD_INT64,
	 .min = INT64_MIN, .max = INT64_MAX,
	 .offset = offsetof(struct reference, average_tariff_cents),
	 .present = PRESENT(struct reference, has_average_tariff)},
	{.name = "preferred", .type = FIELD_LIST, .max = PREFERRED_MAX,
	 .element = &preferred_element, .stride = sizeof(struct preferred),
	 .offset = offsetof(struct reference, preferred),
	 .count = offsetof(struct reference, preferred_count)},
};
static const struct shape reference_shape = SHAPE(reference_rows);

/* clang-format on */

void reference_write(struct text *out, const struct reference *reference)
{
	fields_write(out, &reference_shape, reference);
}

bool reference_read(const char *bytes, size_t len, struct reference *out,
		    struct err *e)
{
	struct reader r;

	memset(out, 0, sizeof(*out));
	json_t *root = json_read(bytes, len, e);
	if (root == NULL)
		return false;
	reader_init(&r, false, e);
	bool good = json_is_object(root)
			? fields_read(&r, &reference_shape, root, out)
			: err_set(e, ERR_BAD_JSON, "expected an object");
	json_decref(root);
	return good;
}
