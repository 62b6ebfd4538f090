#include <string.h>

#include "wire/arena.h"
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

static const char *diet_word(int i)
{
	return diet_type_name((enum diet_type)i);
}
static const char *service_article_word(int i)
{
	return service_article_name((enum service_article)i);
}
static const char *cover_word(int i)
{
	return service_cover_name((enum service_cover)i);
}
static const char *category_word(int i)
{
	return device_category_name((enum device_category)i);
}

/* The first of most is nothing, which is written as absence. */
static const struct words suppliers = {
	supplier_word, 1, SUPPLIER_KIND_COUNT - 1};
static const struct words annexes = {annex_word, 1, ANNEX_COUNT - 1};
static const struct words exclusions = {excluded_word, 1, EXCLUDED_COUNT - 1};
static const struct words cg_groups = {cg_group_word, 1, CG_GROUP_COUNT - 1};
static const struct words procedures = {procedure_word, 0, PROCEDURE_COUNT - 1};
static const struct words forms = {form_word, 1, STATEMENT_KIND_COUNT - 1};
static const struct words diets = {diet_word, 1, DIET_TYPE_COUNT - 1};
static const struct words service_articles = {
	service_article_word, 0, SERVICE_ARTICLE_COUNT - 1};
static const struct words covers = {cover_word, 0, SERVICE_COVER_COUNT - 1};
static const struct words categories = {
	category_word, 0, DEVICE_CATEGORY_COUNT - 1};

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
/* A word whose first is no less than the others: always written. */
#define KNOWN_WORD_ROW(n, type_, member, of) \
	{.name = (n), .type = FIELD_WORD, .required = true, .words = (of), \
	 .offset = offsetof(struct type_, member)}
/* A number that may be 0 where it is known. */
#define KNOWN_INT64_ROW(n, type_, member, known) \
	{.name = (n), .type = FIELD_INT64, .min = INT64_MIN, .max = INT64_MAX, \
	 .offset = offsetof(struct type_, member), \
	 .present = PRESENT(struct type_, known)}
#define OBJECT_ROW(n, rows, type_, known) \
	{.name = (n), .type = FIELD_OBJECT, .shape = (rows), \
	 .present = PRESENT(struct type_, known)}
#define LIST_ROW(n, of, most, member, count_) \
	{.name = (n), .type = FIELD_LIST, .max = (most), .element = (of), \
	 .stride = sizeof(((struct reference *)NULL)->member[0]), \
	 .offset = offsetof(struct reference, member), \
	 .count = offsetof(struct reference, count_)}
#define PRICE_ROWS(type_) \
	INT64_ROW("aip_cents", type_, price.aip_cents), \
	INT_ROW("vat_bp", type_, price.vat_bp), \
	KNOWN_INT64_ROW("limit_micro", type_, price.limit_micro, \
			price.has_limit)
#define SHAPE(rows) {rows, ARRAY_LEN(rows)}

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
	WORD_ROW("diet_type", reference, article.diet_type, &diets),
	PRICE_ROWS(reference),
};
static const struct shape article = SHAPE(article_rows);

static const struct field service_rows[] = {
	TEXT_ROW("name", reference, service.name, LEN_NAME),
	KNOWN_WORD_ROW("article", reference, service.article,
		       &service_articles),
	KNOWN_WORD_ROW("cover", reference, service.cover, &covers),
	KNOWN_INT64_ROW("tariff_cents", reference, service.tariff_cents,
			service.has_tariff),
};
static const struct shape service = SHAPE(service_rows);

static const struct field device_rows[] = {
	TEXT_ROW("name", reference, device.name, LEN_NAME),
	KNOWN_WORD_ROW("category", reference, device.category, &categories),
	KNOWN_INT64_ROW("market_cents", reference, device.market_cents,
			device.has_market),
};
static const struct shape device = SHAPE(device_rows);

static const struct field limited_rows[] = {
	INT64_ROW("package_milli", component, package_milli),
	PRICE_ROWS(component),
};
static const struct shape limited = SHAPE(limited_rows);

static const struct field component_rows[] = {
	FLAG_ROW("unreimbursed_equivalent", component,
		 unreimbursed_equivalent),
	FLAG_ROW("irrational", component, irrational),
	OBJECT_ROW("limited", &limited, component, limited),
};
static const struct shape component = SHAPE(component_rows);
static const struct field component_element = {
	.name = "", .type = FIELD_OBJECT, .shape = &component};

static const struct field condition_rows[] = {
	INT64_ROW("id", condition, id),
	KNOWN_WORD_ROW("procedure", condition, procedure, &procedures),
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
	FLAG_ROW("dearer", preferred, dearer),
};
static const struct shape preferred = SHAPE(preferred_rows);
static const struct field preferred_element = {
	.name = "", .type = FIELD_OBJECT, .shape = &preferred};

static const struct field reference_rows[] = {
	OBJECT_ROW("policy", &policy, reference, policy_known),
	WORD_ROW("supplier", reference, supplier, &suppliers),
	FLAG_ROW("contract_farmacie", reference, contract_farmacie),
	FLAG_ROW("contract_dieet", reference, contract_dieet),
	FLAG_ROW("contract_hulpmiddelen", reference, contract_hulpmiddelen),
	FLAG_ROW("contract_service", reference, contract_service),
	OBJECT_ROW("article", &article, reference, article_known),
	OBJECT_ROW("service", &service, reference, service_known),
	OBJECT_ROW("device", &device, reference, device_known),
	LIST_ROW("components", &component_element, INGREDIENTS_MAX,
		 components, component_count),
	FLAG_ROW("is_preferred", reference, is_preferred),
	LIST_ROW("conditions", &condition_element, CONDITIONS_MAX,
		 conditions, condition_count),
	KNOWN_INT64_ROW("average_tariff_cents", reference,
			average_tariff_cents, has_average_tariff),
	LIST_ROW("preferred", &preferred_element, PREFERRED_MAX, preferred,
		 preferred_count),
};
static const struct shape reference_shape = SHAPE(reference_rows);

/* clang-format on */

void reference_write(struct text *out, const struct reference *reference)
{
	fields_write(out, &reference_shape, reference);
}

static bool read_root(json_t *root, struct reference *out, struct err *e)
{
	struct reader r;

	reader_init(&r, false, e);
	return json_is_object(root)
		   ? fields_read(&r, &reference_shape, root, out)
		   : err_set(e, ERR_BAD_JSON, "expected an object");
}

bool reference_read(const char *bytes, size_t len, struct reference *out,
		    struct err *e)
{
	struct arena arena;

	memset(out, 0, sizeof(*out));
	arena_open(&arena);
	json_t *root = json_read(bytes, len, e);
	bool good = root != NULL && read_root(root, out, e);
	json_decref(root);
	arena_close(&arena);
	return good;
}
