#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#include "wire/doc.h"
#include "wire/facts_json.h"
#include "wire_facts.h"

static char memory[EXPLAIN_JSON_MAX];
static struct text out;

static void begin(void)
{
	text_init(&out, memory, sizeof(memory));
}

static void expect_round_trip(const struct reference *reference)
{
	static struct reference again;
	static char first[REFERENCE_JSON_MAX];
	struct err e;

	begin();
	reference_write(&out, reference);
	cr_assert_not(out.overflow);
	cr_assert(out.len < REFERENCE_JSON_MAX);
	memcpy(first, memory, out.len + 1);
	memset(&again, 0xff, sizeof(again));
	cr_assert(reference_read(first, out.len, &again, &e), "%s: %s %s",
		  first, e.field, e.message);
	cr_expect_eq(memcmp(&again, reference, sizeof(again)), 0);
	text_clear(&out);
	reference_write(&out, &again);
	cr_expect_str_eq(memory, first);
}

Test(wire_facts, a_full_reference_survives)
{
	static struct reference reference;

	wire_full_reference(&reference);
	expect_round_trip(&reference);
	/* And every list shorter than full. */
	for (int i = PREFERRED_MAX - 1; i >= 0; i--) {
		reference.preferred_count = i;
		memset(&reference.preferred[i], 0, sizeof(struct preferred));
		if (i < CONDITIONS_MAX) {
			reference.condition_count = i;
			memset(&reference.conditions[i], 0,
			       sizeof(struct condition));
		}
		if (i < INGREDIENTS_MAX) {
			reference.component_count = i;
			memset(&reference.components[i], 0,
			       sizeof(struct component));
		}
		expect_round_trip(&reference);
	}
}

/* Each of these bytes takes six when it is escaped. */
static void fill(char *text, size_t len)
{
	memset(text, '\x1f', len);
	text[len] = '\0';
}

Test(wire_facts, the_largest_reference_fits)
{
	static struct reference reference;
	struct article *a = &reference.article;

	wire_full_reference(&reference);
	fill(reference.reglement, LEN_REGLEMENT);
	for (int i = 0; i < PARAM_COUNT; i++)
		reference.param[i] = INT64_MIN;
	fill(a->name, LEN_NAME);
	fill(a->prk, LEN_CODE);
	fill(a->substance, LEN_CODE);
	fill(a->form, LEN_CODE);
	a->package_milli = QUANTITY_MILLI_MAX;
	a->smallest_package_milli = QUANTITY_MILLI_MAX;
	a->prk_least_package_milli = QUANTITY_MILLI_MAX;
	reference.price.limit_micro = INT64_MIN;
	for (int i = 0; i < CONDITIONS_MAX; i++) {
		reference.conditions[i].id = INT64_MIN;
		reference.conditions[i].form =
		    STATEMENT_VERKLARING_DIEETPREPARATEN;
		reference.conditions[i].age_from = INT32_MIN;
		reference.conditions[i].age_below = INT32_MIN;
	}
	for (int i = 0; i < PREFERRED_MAX; i++) {
		fill(reference.preferred[i].name, LEN_NAME);
		reference.preferred[i].unlike = true;
	}
	expect_round_trip(&reference);
	/* The bound is not idle either: well above half of it is used. */
	cr_expect(out.len > REFERENCE_JSON_MAX / 2, "%zu bytes", out.len);
}

Test(wire_facts, every_word_survives)
{
	static struct reference reference;

	wire_full_reference(&reference);
	for (int i = 0; i < SUPPLIER_KIND_COUNT; i++) {
		reference.supplier = (enum supplier_kind)i;
		reference.article.annex = (enum annex)(i % ANNEX_COUNT);
		expect_round_trip(&reference);
	}
	for (int i = 0; i < EXCLUDED_COUNT; i++) {
		reference.article.excluded = (enum excluded)i;
		reference.article.cg_group =
		    (enum cg_group)(i % CG_GROUP_COUNT);
		reference.article.diet_type =
		    (enum diet_type)(i % DIET_TYPE_COUNT);
		expect_round_trip(&reference);
	}
	for (int i = 0; i < SERVICE_ARTICLE_COUNT; i++) {
		reference.service.article = (enum service_article)i;
		reference.service.cover =
		    (enum service_cover)(i % SERVICE_COVER_COUNT);
		reference.device.category =
		    (enum device_category)(i % DEVICE_CATEGORY_COUNT);
		expect_round_trip(&reference);
	}
}

/* What one kind of claim has alone, and then with each member absent. */
Test(wire_facts, services_devices_and_components_survive)
{
	static struct reference reference;

	reference.service_known = true;
	expect_round_trip(&reference);
	cr_expect_str_eq(memory, "{\"service\":{\"article\":\"7.1\","
				 "\"cover\":\"ja\"}}");
	reference.service.has_tariff = true;
	expect_round_trip(&reference);
	strcpy(reference.service.name, "Medicatiebeoordeling");
	reference.service.article = SERVICE_7_5;
	reference.service.cover = COVER_NEE;
	reference.service.tariff_cents = 4500;
	reference.contract_service = true;
	expect_round_trip(&reference);
	cr_expect_str_eq(memory, "{\"contract_service\":true,\"service\":{"
				 "\"name\":\"Medicatiebeoordeling\","
				 "\"article\":\"7.5\",\"cover\":\"nee\","
				 "\"tariff_cents\":4500}}");

	memset(&reference, 0, sizeof(reference));
	reference.device_known = true;
	reference.contract_hulpmiddelen = true;
	expect_round_trip(&reference);
	cr_expect_str_eq(memory, "{\"contract_hulpmiddelen\":true,\"device\":{"
				 "\"category\":\"infuuspomp\"}}");
	reference.device.has_market = true;
	expect_round_trip(&reference);

	memset(&reference, 0, sizeof(reference));
	reference.contract_dieet = true;
	reference.component_count = 3;
	reference.components[1].irrational = true;
	reference.components[2].limited = true;
	reference.components[2].package_milli = 100000;
	reference.components[2].price.aip_cents = 1200;
	reference.components[2].price.vat_bp = 900;
	reference.components[2].price.has_limit = true;
	expect_round_trip(&reference);
	cr_expect_str_eq(memory, "{\"contract_dieet\":true,\"components\":[{},"
				 "{\"irrational\":true},{\"limited\":{"
				 "\"package_milli\":100000,\"aip_cents\":1200,"
				 "\"vat_bp\":900,\"limit_micro\":0}}]}");
}

Test(wire_facts, flags_and_absences_survive)
{
	static struct reference reference;

	expect_round_trip(&reference);
	cr_expect_str_eq(memory, "{}");
	reference.article_known = true;
	expect_round_trip(&reference);
	reference.has_average_tariff = true;
	reference.price.has_limit = true;
	expect_round_trip(&reference);
	reference.policy_known = true;
	expect_round_trip(&reference);
	reference.contract_farmacie = true;
	expect_round_trip(&reference);
}

/* As the version before the other kinds wrote it. */
Test(wire_facts, an_older_reference_is_read)
{
	static const char older[] =
	    "{\"supplier\":\"apotheek\",\"contract_farmacie\":true,"
	    "\"article\":{\"zi\":\"15987654\",\"package_milli\":30000,"
	    "\"annex\":\"1A\",\"aip_cents\":2670,\"vat_bp\":900},"
	    "\"average_tariff_cents\":3000}";
	static struct reference reference;
	struct err e;

	cr_assert(reference_read(older, strlen(older), &reference, &e), "%s",
		  e.message);
	expect_round_trip(&reference);
	cr_expect_str_eq(memory, older);
	cr_expect_not(reference.contract_dieet || reference.service_known ||
		      reference.device_known);
	cr_expect_eq(reference.component_count, 0);
	cr_expect_eq(reference.article.diet_type, DIET_NONE);
}

Test(wire_facts, a_damaged_reference_is_refused)
{
	static const struct {
		const char *bytes;
		enum err_code code;
		const char *field;
	} rows[] = {
	    {"", ERR_BAD_JSON, ""},
	    {"[]", ERR_BAD_JSON, ""},
	    {"{\"supplier\":\"winkel\"}", ERR_BAD_FIELD, "/supplier"},
	    {"{\"supplier\":\"\"}", ERR_BAD_FIELD, "/supplier"},
	    {"{\"x\":1}", ERR_UNKNOWN_FIELD, "/x"},
	    {"{\"policy\":{}}", ERR_MISSING_FIELD, "/policy/covers_farmacie"},
	    {"{\"article\":{\"zi\":\"123456789\"}}", ERR_BAD_FIELD,
	     "/article/zi"},
	    {"{\"article\":{\"vat_bp\":2147483648}}", ERR_BAD_FIELD,
	     "/article/vat_bp"},
	    {"{\"conditions\":[{\"id\":1}]}", ERR_MISSING_FIELD,
	     "/conditions/0/procedure"},
	    {"{\"preferred\":[{},{\"name\":1}]}", ERR_BAD_FIELD,
	     "/preferred/1/name"},
	    {"{\"service\":{\"cover\":\"ja\"}}", ERR_MISSING_FIELD,
	     "/service/article"},
	    {"{\"service\":{\"article\":\"7.15\"}}", ERR_BAD_FIELD,
	     "/service/article"},
	    {"{\"service\":{\"article\":\"7.1\"}}", ERR_MISSING_FIELD,
	     "/service/cover"},
	    {"{\"device\":{}}", ERR_MISSING_FIELD, "/device/category"},
	    {"{\"article\":{\"diet_type\":\"\"}}", ERR_BAD_FIELD,
	     "/article/diet_type"},
	    {"{\"components\":[{},{\"limited\":true}]}", ERR_BAD_FIELD,
	     "/components/1/limited"},
	    {"{\"components\":[{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},"
	     "{}]}",
	     ERR_BAD_FIELD, "/components"},
	    {"{\"conditions\":[{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},{},"
	     "{}]}",
	     ERR_BAD_FIELD, "/conditions"},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		static struct reference reference;
		struct err e;
		cr_expect_not(reference_read(
		    rows[i].bytes, strlen(rows[i].bytes), &reference, &e));
		cr_expect_eq(e.code, rows[i].code, "%s", rows[i].bytes);
		cr_expect_str_eq(e.field, rows[i].field);
	}
}

/* ---- explanations ------------------------------------------------------- */

static struct facts facts;
static struct decision decision;
static struct supply supplies[EXPLAIN_HISTORY_MAX + 3];

/* An explanation judges again: what it judges must make sense. */
static void plausible_reference(void)
{
	wire_full_reference(&facts.reference);
	facts.reference.component_count = 0;
	for (int i = 0; i < PARAM_COUNT; i++)
		facts.reference.param[i] = param_info((enum param)i)->max;
}

static void full_facts(void)
{
	wire_claim(&facts.claim);
	plausible_reference();
	strcpy(facts.pharmacy, "02012345");
	for (size_t i = 0; i < ARRAY_LEN(supplies); i++)
		supplies[i] = (struct supply){
		    .date = (civil_day)(19000 + i),
		    .days = 400,
		    .prk = "1234567890123456",
		    .dose_changed = true,
		    .last_supplied = 18000,
		    .first_supplied = i % 2 ? CIVIL_NONE : 17000,
		};
	facts.history = supplies;
	facts.history_count = ARRAY_LEN(supplies);
	facts.permit_covers_holiday = true;
	facts.contributions_year_cents = 1234;
	facts.ledger_since = 20000;
	decision.amounts = (struct amounts){10, 4, 3, 2, 1};
	decision.working = (struct working){
	    .list_cents = 11,
	    .base_cents = 12,
	    .approved_price = 13,
	    .own_days = 14,
	    .own_cents = 15,
	    .contribution_uncut = 16,
	    .contribution_room = 17,
	    .tariff_cents = 18,
	};
	for (int i = 0; i < RULE_COUNT; i++)
		decision.status[i] = (enum rule_status)(i % (RULE_BIT + 1));
	begin();
}

/* The request, the reply's parts and the rules: all as long as can be. */
static void longest_facts(void)
{
	full_facts();
	for (int i = 0; i < RULE_COUNT; i++) {
		decision.status[i] = RULE_BIT;
		decision.reasons[i] = wire_reason(
		    (enum rule_code)i, EFFECT_CONTRIBUTION, "Begrippenlijst");
		decision.reasons[i].names_preferred = true;
		decision.reasons[i].limit_days = DAYS_MAX;
		decision.reasons[i].limit_quantity_milli = QUANTITY_MILLI_MAX;
		decision.reasons[i].amount = PRICE_CENTS_MAX;
	}
	decision.reason_count = REASONS_MAX;
	for (int i = 0; i < ADVICE_ACTION_COUNT; i++)
		decision.advice[i].action = (enum advice_action)i;
	decision.advice_count = ADVICE_MAX;
	facts.claim.permit_count = PERMITS_MAX;
	for (int i = 0; i < PERMITS_MAX; i++)
		memset(facts.claim.permits[i], '\x01', LEN_PERMIT);
}

/* Whatever the kind: what its rules see differs. */
Test(wire_explain, the_longest_fits, .init = longest_facts)
{
	size_t longest = 0;

	for (int kind = 0; kind < KIND_COUNT; kind++) {
		struct item *item = &facts.claim.item;
		item->kind = (enum item_kind)kind;
		bool mixed = kind == KIND_PREPARATION;
		item->ingredient_count = mixed ? INGREDIENTS_MAX : 0;
		facts.reference.component_count = item->ingredient_count;
		for (int i = 0; i < INGREDIENTS_MAX; i++)
			memset(item->ingredients[i].substance, '\x01',
			       LEN_CODE);
		text_clear(&out);
		explain_write(&out, &facts, &decision);
		cr_expect_not(out.overflow, "%s",
			      item_kind_name((enum item_kind)kind));
		longest = out.len > longest ? out.len : longest;
	}
	fprintf(stderr, "the longest explanation has %zu bytes\n", longest);
	cr_expect_gt(longest, (size_t)EXPLAIN_JSON_MAX / 4);
}

static struct doc *explain(void)
{
	struct doc *doc = NULL;
	struct err e;

	text_clear(&out);
	explain_write(&out, &facts, &decision);
	cr_assert_not(out.overflow);
	cr_assert(doc_parse(memory, out.len, &doc, &e), "%s: %s", memory,
		  e.message);
	return doc;
}

Test(wire_explain, rules_in_order_with_their_status, .init = full_facts)
{
	static const char *const status[] = {"not_reached", "not_applicable",
					     "passed", "bit"};
	struct doc *doc = explain();
	const struct doc_node *rules = doc_get(doc_root(doc), "rules");

	cr_assert_eq(doc_len(rules), (size_t)RULE_COUNT);
	for (size_t i = 0; i < RULE_COUNT; i++) {
		const struct doc_node *rule = doc_at(rules, i);
		enum rule_code code = (enum rule_code)i;
		cr_expect_str_eq(doc_get_str(rule, "code", ""),
				 rule_name(code));
		cr_expect_str_eq(doc_get_str(rule, "article", ""),
				 rule_article(code));
		cr_expect_str_eq(doc_get_str(rule, "status", ""),
				 status[i % 4]);
	}
	doc_free(doc);
}

Test(wire_explain, every_fact_is_there, .init = full_facts)
{
	struct doc *doc = explain();
	const struct doc_node *seen = doc_get(doc_root(doc), "facts");
	const struct doc_node *claim = doc_get(seen, "claim");
	const struct doc_node *item = doc_get(claim, "item");
	const struct doc_node *insured = doc_get(claim, "insured");
	const struct doc_node *reference = doc_get(seen, "reference");
	const struct doc_node *history = doc_get(seen, "history");

	cr_expect_str_eq(doc_get_str(seen, "pharmacy", ""), "02012345");
	cr_expect_str_eq(doc_get_str(claim, "date", ""), "2026-11-21");
	cr_expect_str_eq(doc_get_str(insured, "sex", ""), "f");
	cr_expect_str_eq(doc_get_str(insured, "born", ""), "1961-04-02");
	cr_expect_null(doc_get(insured, "bsn"));
	cr_expect_str_eq(
	    doc_get_str(doc_get(claim, "prescription"), "prescriber", ""),
	    "huisarts");
	cr_expect_str_eq(doc_get_str(item, "kind", ""), "medicine");
	cr_expect_eq(doc_get_int(item, "price", -1), 8731);
	cr_expect_eq(doc_len(doc_get(claim, "permits")), 4);
	cr_expect(
	    doc_get_bool(doc_get(claim, "statement"), "conditions_met", false));
	cr_expect_eq(doc_len(doc_get(reference, "preferred")),
		     (size_t)PREFERRED_MAX);
	cr_expect_eq(doc_get_int(seen, "history_count", 0),
		     (int64_t)ARRAY_LEN(supplies));
	cr_assert_eq(doc_len(history), (size_t)EXPLAIN_HISTORY_MAX);
	/* The newest: 19000 + 102 is 2022-04-20. */
	cr_expect_str_eq(doc_get_str(doc_at(history, 99), "date", ""),
			 "2022-04-20");
	cr_expect_null(doc_get(doc_at(history, 98), "first_supplied"));
	cr_expect_str_eq(doc_get_str(doc_at(history, 99), "first_supplied", ""),
			 "2016-07-18");
	cr_expect_not(doc_get_bool(seen, "permit_covers_item", true));
	cr_expect(doc_get_bool(seen, "permit_covers_holiday", false));
	cr_expect_eq(doc_get_int(seen, "contributions_year_cents", 0), 1234);
	cr_expect_str_eq(doc_get_str(seen, "ledger_since", ""), "2024-10-04");
	/* Only a service has them. */
	cr_expect_null(doc_get(seen, "services"));
	cr_expect_null(doc_get(seen, "service_count"));
	doc_free(doc);
}

Test(wire_explain, the_newest_services_of_a_service, .init = full_facts)
{
	static struct past_service services[EXPLAIN_HISTORY_MAX + 1];

	facts.claim.item = (struct item){.kind = KIND_SERVICE,
					 .code = "70004",
					 .last_supplied = CIVIL_NONE,
					 .first_supplied = CIVIL_NONE};
	for (size_t i = 0; i < ARRAY_LEN(services); i++)
		services[i] = (struct past_service){
		    .claim = i + 1, .date = 19000, .event = "bezoek"};
	strcpy(services[EXPLAIN_HISTORY_MAX].for_zi, "15987654");
	facts.services = services;
	facts.service_count = ARRAY_LEN(services);
	struct doc *doc = explain();
	const struct doc_node *seen = doc_get(doc_root(doc), "facts");
	const struct doc_node *shown = doc_get(seen, "services");
	cr_expect_eq(doc_get_int(seen, "service_count", 0),
		     EXPLAIN_HISTORY_MAX + 1);
	cr_assert_eq(doc_len(shown), (size_t)EXPLAIN_HISTORY_MAX);
	const struct doc_node *first = doc_at(shown, 0);
	const struct doc_node *last = doc_at(shown, EXPLAIN_HISTORY_MAX - 1);
	cr_expect_str_eq(doc_get_str(first, "claim", ""), "C00000000000002");
	cr_expect_str_eq(doc_get_str(first, "date", ""), "2022-01-08");
	cr_expect_str_eq(doc_get_str(first, "event", ""), "bezoek");
	cr_expect_null(doc_get(first, "for_zi"));
	cr_expect_str_eq(doc_get_str(last, "claim", ""), "C00000000000101");
	cr_expect_str_eq(doc_get_str(last, "for_zi", ""), "15987654");
	doc_free(doc);
	facts.service_count = 0;
	doc = explain();
	seen = doc_get(doc_root(doc), "facts");
	cr_expect_not_null(doc_get(seen, "services"));
	cr_expect_eq(doc_len(doc_get(seen, "services")), 0);
	cr_expect_not_null(doc_get(seen, "history"));
	doc_free(doc);
}

Test(wire_explain, working_tells_what_is_unknown_by_absence, .init = full_facts)
{
	struct doc *doc = explain();
	const struct doc_node *w = doc_get(doc_root(doc), "working");

	cr_expect_eq(doc_len(w), 8);
	cr_expect_eq(doc_get_int(w, "list_cents", 0), 11);
	cr_expect_eq(doc_get_int(w, "tariff_cents", 0), 18);
	doc_free(doc);
	decision.working.contribution_room = -1;
	decision.working.tariff_cents = -1;
	doc = explain();
	w = doc_get(doc_root(doc), "working");
	cr_expect_eq(doc_len(w), 6);
	cr_expect_null(doc_get(w, "tariff_cents"));
	cr_expect_null(doc_get(w, "contribution_room_cents"));
	doc_free(doc);
}
