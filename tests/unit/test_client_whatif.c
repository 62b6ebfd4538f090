#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/leaves.h"
#include "client/limits.h"
#include "client/whatif.h"

static const char request[] =
    "{\"v\":1,\"op\":\"dispense\",\"insured\":{\"bsn\":\"999990019\","
    "\"sex\":\"f\"},\"item\":{\"kind\":\"preparation\",\"ingredients\":["
    "{\"substance\":\"A\",\"quantity_milli\":1},{\"substance\":\"B\"}],"
    "\"name\":\"a \\\"b\\\"\"},\"permits\":[\"M-1\",\"M,\\\"2\"],\"x\":{}}";

static struct doc *parse(const char *bytes)
{
	struct doc *doc;
	struct err e;

	cr_assert(doc_parse(bytes, strlen(bytes), &doc, &e), "%s", bytes);
	return doc;
}

static void read_leaves(const char *bytes, struct leaves *out)
{
	struct doc *doc = parse(bytes);

	leaves_read(doc_root(doc), out);
	doc_free(doc);
}

Test(leaves, are_all_fields_but_the_bsn)
{
	static const struct {
		const char *name, *shown;
	} expected[] = {
	    {"v", "1"},
	    {"op", "dispense"},
	    {"insured.sex", "f"},
	    {"item.kind", "preparation"},
	    {"item.ingredients.0.substance", "A"},
	    {"item.ingredients.0.quantity_milli", "1"},
	    {"item.ingredients.1.substance", "B"},
	    {"item.name", "a \\\"b\\\""},
	    {"permits", "M-1,M,\\\"2"},
	    {"x", "{}"},
	};
	struct leaves leaves;

	read_leaves(request, &leaves);
	cr_assert_eq(leaves.count, ARRAY_LEN(expected));
	for (size_t i = 0; i < leaves.count; i++) {
		char memory[256];
		struct text t;
		text_init(&t, memory, sizeof(memory));
		leaf_show(leaves.at[i].json, &t);
		cr_expect_str_eq(leaves.at[i].name, expected[i].name);
		cr_expect_str_eq(memory, expected[i].shown);
	}
	leaves_free(&leaves);
}

static void list_change(void *ctx, const char *name, const char *before,
			const char *after)
{
	struct text *t = ctx;

	text_str(t, name);
	text_char(t, ' ');
	leaf_show(before, t);
	text_char(t, '>');
	leaf_show(after, t);
	text_char(t, ' ');
}

static void expect_changes(const char *before, const char *after,
			   const char *expected)
{
	char memory[512];
	struct leaves leaves[2];
	struct text t;

	text_init(&t, memory, sizeof(memory));
	read_leaves(before, &leaves[0]);
	read_leaves(after, &leaves[1]);
	leaves_compare(&leaves[0], &leaves[1], list_change, &t);
	cr_expect_str_eq(memory, expected);
	leaves_free(&leaves[0]);
	leaves_free(&leaves[1]);
}

Test(leaves, what_changed)
{
	expect_changes(request, request, "");
	expect_changes("{\"a\":1,\"b\":2,\"c\":{\"d\":3}}",
		       "{\"c\":{\"e\":4},\"a\":1,\"b\":\"2\"}",
		       "b 2>2 c.d 3>none c.e none>4 ");
	expect_changes("{\"l\":[\"x\",\"y\"]}", "{\"l\":[\"x\"]}", "l x,y>x ");
	expect_changes("{\"l\":[{\"n\":1},{\"n\":2}]}", "{\"l\":[{\"n\":2}]}",
		       "l.0.n 1>2 l.1.n 2>none ");
	expect_changes("{\"insured\":{\"bsn\":\"1\"}}",
		       "{\"insured\":{\"bsn\":\"2\"}}", "");
}

/* ---- FIELD=VALUE -------------------------------------------------------- */

Test(whatif, a_field_is_set_as_a_rule_case_sets_it)
{
	static const struct {
		const char *name, *value, *set;
	} cases[] = {
	    {"item.days", "15", "{\"item\":{\"days\":15}}"},
	    {"item.days", "fifteen", "{\"item\":{\"days\":\"fifteen\"}}"},
	    {"item.zi", "90000013", "{\"item\":{\"zi\":\"90000013\"}}"},
	    {"insured.wlz", "true", "{\"item\":{},\"insured\":{\"wlz\":true}}"},
	    {"permits", "M-1,M-2",
	     "{\"item\":{},\"permits\":[\"M-1\",\"M-2\"]}"},
	    {"item.ingredients", "A:5:90000013,B:6",
	     "{\"item\":{\"ingredients\":[{\"substance\":\"A\","
	     "\"quantity_milli\":5,\"zi\":\"90000013\"},"
	     "{\"substance\":\"B\",\"quantity_milli\":6}]}}"},
	    {"item.name", "a \"b\"", "{\"item\":{\"name\":\"a \\\"b\\\"\"}}"},
	    {"item.name", "", "{\"item\":{\"name\":\"\"}}"},
	    {"item", "none", "{}"},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct err e;
		char *set = whatif_set("{\"item\":{}}", cases[i].name,
				       cases[i].value, &e);
		cr_assert_not_null(set, "%s", e.message);
		cr_expect_str_eq(set, cases[i].set);
		free(set);
	}
}

Test(whatif, what_is_no_assignment)
{
	static const char *const words[] = {"", "=", "=15", "item.days",
					    "999990019"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		char *now = strdup(request);
		struct err e;
		cr_expect(!whatif_assign(&now, words[i], &e), "%s", words[i]);
		cr_expect_eq(e.code, ERR_USAGE);
		cr_expect_null(strstr(e.message, "999990019"));
		cr_expect_str_eq(now, request);
		free(now);
	}
}

Test(whatif, nobody_becomes_somebody_else)
{
	static const char *const values[] = {"999990019", "none"};
	char *memory = malloc(REQUEST_LINE_MAX + 1);
	struct err e;

	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		cr_expect_null(
		    whatif_set(request, "insured.bsn", values[i], &e));
		cr_expect_eq(e.code, ERR_BAD_FIELD);
		cr_expect_str_eq(e.field, "/insured/bsn");
		cr_expect_null(strstr(e.message, "999990019"));
	}
	cr_assert_not_null(memory);
	memset(memory, 'M', REQUEST_LINE_MAX);
	for (size_t i = 1; i < REQUEST_LINE_MAX; i += 2)
		memory[i] = ',';
	memory[REQUEST_LINE_MAX] = '\0';
	cr_expect_null(whatif_set(request, "permits", memory, &e));
	cr_expect_eq(e.code, ERR_LINE_TOO_LONG);
	free(memory);
}

static const char *hint_at(const char *now, enum err_code code,
			   const char *field)
{
	static char memory[256];
	static const struct args args;
	char copy[512];
	struct whatif w = {.args = &args, .now = copy};
	struct text hint;
	struct err e;

	snprintf(copy, sizeof(copy), "%s", now);
	text_init(&hint, memory, sizeof(memory));
	err_field(&e, code, field, "expected something else");
	return whatif_hint(&w, &e, &hint);
}

Test(whatif, the_nearest_field_is_named)
{
	static const char medicine[] = "{\"item\":{\"kind\":\"medicine\"}}";
	static const char device[] = "{\"item\":{\"kind\":\"device\"}}";
	static const struct {
		const char *now, *field, *hint;
	} cases[] = {
	    {medicine, "/item/dais", "did you mean item.days?"},
	    {medicine, "/days", "did you mean item.days?"},
	    {medicine, "/item/chronic", "did you mean prescription.chronic?"},
	    {medicine, "/prescription/palliative_agrement",
	     "did you mean prescription.palliative_agreement?"},
	    {medicine, "/chronik", "did you mean prescription.chronic?"},
	    {medicine, "/permts", "did you mean permits?"},
	    {device, "/item/pat", "did you mean item.part?"},
	    {"{\"item\":{\"kind\":\"preparation\"}}",
	     "/item/ingredients/0/substanc",
	     "did you mean item.ingredients.0.substance?"},
	    {"{}", "/item/dais", "did you mean item.days?"},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *hint =
		    hint_at(cases[i].now, ERR_UNKNOWN_FIELD, cases[i].field);
		cr_assert_not_null(hint, "%s", cases[i].field);
		cr_expect_str_eq(hint, cases[i].hint);
	}
	cr_expect_null(hint_at(medicine, ERR_UNKNOWN_FIELD, "/qqqqqq"));
	cr_expect_null(hint_at(medicine, ERR_BAD_FIELD, "/item/dais"));
}

Test(whatif, the_kind_of_the_item)
{
	cr_expect_eq(whatif_kind("{\"item\":{\"kind\":\"service\"}}"),
		     KIND_SERVICE);
	cr_expect_eq(whatif_kind("{\"item\":{\"kind\":\"other\"}}"),
		     KIND_MEDICINE);
	cr_expect_eq(whatif_kind("{}"), KIND_MEDICINE);
}
