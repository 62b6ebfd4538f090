/* What a permit's scope may be, and what it covers. */
#include <criterion/criterion.h>

#include <string.h>

#include "base/attr.h"
#include "rules/permit.h"
#include "scenario.h"

Test(permit, the_scopes_that_may_be_given)
{
	static const char *const good[] = {
	    "any",	     "holiday",
	    "zi:90000001",   "zi:09999990",
	    "prk:1",	     "prk: ",
	    "substance:ABC", "substance:1234567890123456",
	    "device:1",	     "device:15A",
	    "device:AZ09",   "device:1234567890123456",
	};

	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		cr_expect(permit_scope_valid(good[i]), "%s", good[i]);
}

Test(permit, the_scopes_that_may_not_be_given)
{
	static const char *const bad[] = {
	    "",
	    "all",
	    "zi",
	    "zi:",
	    "zi:9000000",
	    "zi:9000000a",
	    "zi:9000000/",
	    "zi:9000000:",
	    "zi:900000011",
	    "prk:",
	    "prk:1\x1f",
	    "prk:1\x7f",
	    "prk2:1",
	    "substance",
	    "substance:12345678901234567",
	    "holiday:any",
	    "device:",
	    "device:15a",
	    "device:a15",
	    "prk:\x1f 1",
	    "zi:a0000000",
	    "device:1/",
	    "device:1:",
	    "device:1@",
	    "device:1[",
	    "device:12345678901234567",
	};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		cr_expect_not(permit_scope_valid(bad[i]), "%s", bad[i]);
}

struct coverage {
	const char *scope;
	bool covers;
};

static void check(const struct scenario *s, const struct coverage *rows,
		  size_t count)
{
	for (size_t i = 0; i < count; i++)
		cr_expect_eq(permit_scope_covers(rows[i].scope, &s->facts),
			     rows[i].covers, "%s for a %s", rows[i].scope,
			     item_kind_name(s->item->kind));
}

Test(permit, covers_a_medicine_and_a_dietary_product)
{
	static const struct coverage rows[] = {
	    {"any", true},
	    {"zi:90000001", true},
	    {"prk:1001", true},
	    {"substance:PROEF", true},
	    {"zi:90000028", false},
	    {"prk:100", false},
	    {"substance:TABL", false},
	    {"holiday", false},
	    {"device:90000001", false},
	};
	struct scenario s;

	scenario_init(&s);
	check(&s, rows, ARRAY_LEN(rows));
	s.item->kind = KIND_DIET;
	check(&s, rows, ARRAY_LEN(rows));
	s.reference->article_known = false;
	cr_expect_not(permit_scope_covers("zi:90000001", &s.facts));
	cr_expect_not(permit_scope_covers("prk:1001", &s.facts));
	cr_expect(permit_scope_covers("any", &s.facts));
}

/* A code that is not there is covered by none. */
Test(permit, covers_no_code_that_is_empty)
{
	struct scenario s;

	scenario_init(&s);
	s.article->substance[0] = '\0';
	cr_expect_not(permit_scope_covers("substance:", &s.facts));
}

Test(permit, covers_an_import_by_its_substance)
{
	static const struct coverage rows[] = {
	    {"any", true},	    {"substance:VREEMD", true},
	    {"prk:1001", false},    {"substance:PROEF", false},
	    {"zi:90000001", false},
	};
	struct scenario s;

	scenario_init(&s);
	s.item->kind = KIND_IMPORT;
	strcpy(s.item->substance, "VREEMD");
	check(&s, rows, ARRAY_LEN(rows));
}

Test(permit, covers_a_device_by_either_of_its_codes)
{
	static const struct coverage rows[] = {
	    {"any", true},
	    {"device:15A", true},
	    {"device:90000001", true},
	    {"zi:90000001", true},
	    {"zi:90000002", false},
	    {"device:15B", false},
	    {"substance:PROEF", false},
	};
	struct scenario s;

	scenario_init(&s);
	s.item->kind = KIND_DEVICE;
	strcpy(s.item->gph, "15A");
	check(&s, rows, ARRAY_LEN(rows));
}

Test(permit, covers_any_allergen_and_nothing_that_needs_none)
{
	static const struct coverage allergen[] = {
	    {"any", true},
	    {"zi:90000001", false},
	    {"substance:PROEF", false},
	};
	static const struct coverage none[] = {
	    {"any", false},
	    {"zi:90000001", false},
	    {"substance:PROEF", false},
	};
	struct scenario s;

	scenario_init(&s);
	s.item->kind = KIND_ALLERGEN;
	check(&s, allergen, ARRAY_LEN(allergen));
	s.item->kind = KIND_PREPARATION;
	check(&s, none, ARRAY_LEN(none));
	s.item->kind = KIND_SERVICE;
	check(&s, none, ARRAY_LEN(none));
}

Test(permit, covers_a_holiday)
{
	cr_expect(permit_scope_covers_holiday("holiday"));
	cr_expect(permit_scope_covers_holiday("any"));
	cr_expect_not(permit_scope_covers_holiday("zi:90000001"));
}
