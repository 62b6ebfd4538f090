#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "wire/doc.h"

static struct doc *parse(const char *text)
{
	struct doc *doc = NULL;
	struct err e;

	cr_assert(doc_parse(text, strlen(text), &doc, &e), "%s", e.message);
	return doc;
}

Test(wire_doc, members_elements_and_fallbacks)
{
	struct doc *doc = parse("{\"s\":\"é\",\"n\":-5,\"t\":true,\"f\":false,"
				"\"z\":null,\"a\":[1,\"two\",{\"x\":3}]}");
	const struct doc_node *root = doc_root(doc);
	const struct doc_node *a = doc_get(root, "a");

	cr_expect(doc_is_object(root) && !doc_is_array(root));
	cr_expect_eq(doc_len(root), 6);
	cr_expect_str_eq(doc_name_at(root, 0), "s");
	cr_expect_str_eq(doc_name_at(root, 5), "a");
	cr_expect_null(doc_name_at(root, 6));
	cr_expect_str_eq(doc_get_str(root, "s", "no"), "é");
	cr_expect(doc_is_string(doc_get(root, "s")));
	cr_expect_not(doc_is_string(doc_get(root, "n")));
	cr_expect_str_eq(doc_get_str(root, "n", "no"), "no");
	cr_expect_null(doc_get_str(root, "absent", NULL));
	cr_expect_eq(doc_get_int(root, "n", 0), -5);
	cr_expect_eq(doc_get_int(root, "s", 9), 9);
	cr_expect(doc_get_bool(root, "t", false));
	cr_expect_not(doc_get_bool(root, "f", true));
	cr_expect(doc_get_bool(root, "z", true));

	cr_expect(doc_is_array(a));
	cr_expect_eq(doc_len(a), 3);
	cr_expect_eq(doc_int(doc_at(a, 0), 0), 1);
	cr_expect_str_eq(doc_str(doc_at(a, 1), ""), "two");
	cr_expect_eq(doc_get_int(doc_at(a, 2), "x", 0), 3);
	cr_expect_null(doc_at(a, 3));
	cr_expect_eq(doc_int(doc_at(root, 1), 0), -5);
	cr_expect_null(doc_at(root, 6));
	doc_free(doc);
}

Test(wire_doc, nothing_is_asked_of_null)
{
	cr_expect_null(doc_get(NULL, "x"));
	cr_expect_null(doc_at(NULL, 0));
	cr_expect_eq(doc_len(NULL), 0);
	cr_expect_null(doc_name_at(NULL, 0));
	cr_expect_str_eq(doc_str(NULL, "-"), "-");
	cr_expect_eq(doc_int(NULL, 7), 7);
	cr_expect(doc_bool(NULL, true));
	cr_expect_not(doc_is_object(NULL) || doc_is_array(NULL) ||
		      doc_is_string(NULL));
	doc_free(NULL);
}

Test(wire_doc, refuses_what_is_not_strict)
{
	static const char *const bad[] = {
	    "",
	    "{",
	    "{} {}",
	    "{\"a\":1,\"a\":2}",
	    "[1.5]",
	    "{\"a\":[[{\"b\":1.0}]]}",
	    "[\"\\u0000\"]",
	    "7",
	};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct doc *doc = NULL;
		struct err e;
		cr_expect_not(doc_parse(bad[i], strlen(bad[i]), &doc, &e), "%s",
			      bad[i]);
		cr_expect_eq(e.code, ERR_BAD_JSON, "%s", bad[i]);
		cr_expect_null(doc);
	}
}

Test(wire_doc, writes_for_people_and_for_lines)
{
	struct doc *doc = parse("{ \"b\": [1, \"x\"], \"a\": true }");
	char *compact = doc_compact(doc_root(doc));
	char *pretty = doc_pretty(doc_root(doc));
	char *one = doc_compact(doc_at(doc_get(doc_root(doc), "b"), 1));

	cr_expect_str_eq(compact, "{\"b\":[1,\"x\"],\"a\":true}");
	cr_expect_str_eq(pretty, "{\n  \"b\": [\n    1,\n    \"x\"\n  ],\n"
				 "  \"a\": true\n}");
	cr_expect_str_eq(one, "\"x\"");
	free(compact);
	free(pretty);
	free(one);
	doc_free(doc);
}
