#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#include "wire_kinds.h"
#include "wire_support.h"

/* ---- lines -------------------------------------------------------------- */

static struct wire_parsed parsed;
static char line[WIRE_LINE_MAX];

static void add(const char *part)
{
	cr_assert(strlen(line) + strlen(part) < sizeof(line));
	strcat(line, part);
}

static void add_member(const char *name, const char *value)
{
	add(",'");
	add(name);
	add("':");
	add(value);
}

static void begin(const char *kind)
{
	strcpy(line, wire_kind_head);
	add("'");
	add(kind);
	add("'");
}

static void end(void)
{
	static char quoted[WIRE_LINE_MAX];

	add("}}");
	wire_parse(quoted, wire_quote(line, quoted), &parsed);
}

static void expect_good(void)
{
	struct request again;
	struct err e;

	cr_assert(parsed.good, "%s: %s %s", line, parsed.error.field,
		  parsed.error.message);
	cr_assert(request_parse_canonical(parsed.canonical,
					  parsed.canonical_len, &again, &e),
		  "%s: %s %s", parsed.canonical, e.field, e.message);
	memcpy(again.bsn, parsed.request.bsn, sizeof(again.bsn));
	cr_expect_eq(memcmp(&again, &parsed.request, sizeof(again)), 0, "%s",
		     parsed.canonical);
}

static void expect_error(enum err_code code, const char *field)
{
	cr_assert_not(parsed.good, "%s", line);
	cr_expect_eq(parsed.error.code, code, "%s: %s", line,
		     err_name(parsed.error.code));
	cr_expect_str_eq(parsed.error.field, field, "%s: %s", line,
			 parsed.error.field);
}

/* All members, that at index with another value; NULL: without it. */
static void parse_all_but(size_t kind, size_t index, const char *value)
{
	begin(wire_kinds[kind].kind);
	for (size_t i = 0; i < wire_kinds[kind].count; i++) {
		const struct wire_member *m = &wire_kinds[kind].members[i];
		if (i != index)
			add_member(m->name, m->value);
		else if (value != NULL)
			add_member(m->name, value);
	}
	end();
}

/* ---- what every kind has ------------------------------------------------ */

Test(wire_kinds, all_members_and_the_least)
{
	for (size_t k = 0; k < WIRE_KINDS; k++) {
		parse_all_but(k, SIZE_MAX, NULL);
		expect_good();
		cr_expect_eq(parsed.request.claim.item.kind,
			     wire_kinds[k].value);

		begin(wire_kinds[k].kind);
		for (size_t i = 0; i < wire_kinds[k].count; i++)
			if (wire_kinds[k].members[i].missing != NULL)
				add_member(wire_kinds[k].members[i].name,
					   wire_kinds[k].members[i].value);
		end();
		expect_good();
		const struct item *item = &parsed.request.claim.item;
		cr_expect_eq(item->kind, wire_kinds[k].value);
		cr_expect_eq(item->last_supplied, CIVIL_NONE);
		cr_expect_eq(item->first_supplied, CIVIL_NONE);
	}
}

Test(wire_kinds, each_member_missing)
{
	for (size_t k = 0; k < WIRE_KINDS; k++)
		for (size_t i = 0; i < wire_kinds[k].count; i++) {
			const char *field = wire_kinds[k].members[i].missing;
			parse_all_but(k, i, NULL);
			if (field == NULL)
				expect_good();
			else
				expect_error(ERR_MISSING_FIELD, field);
		}
}

Test(wire_kinds, both_sides_of_every_edge)
{
	char pointer[64];

	for (size_t k = 0; k < WIRE_KINDS; k++)
		for (size_t i = 0; i < wire_kinds[k].count; i++) {
			const struct wire_member *m = &wire_kinds[k].members[i];
			cr_assert_not_null(m->good[0]);
			cr_assert_not_null(m->bad[0]);
			snprintf(pointer, sizeof(pointer), "/item/%s", m->name);
			for (size_t v = 0; m->good[v] != NULL; v++) {
				parse_all_but(k, i, m->good[v]);
				expect_good();
			}
			for (size_t v = 0;
			     v < WIRE_VALUES_MAX && m->bad[v] != NULL; v++) {
				parse_all_but(k, i, m->bad[v]);
				expect_error(ERR_BAD_FIELD, pointer);
			}
		}
}

static bool has_member(const char *kind, const char *name)
{
	for (size_t k = 0; k < WIRE_KINDS; k++)
		for (size_t i = 0; i < wire_kinds[k].count; i++)
			if (strcmp(wire_kinds[k].kind, kind) == 0 &&
			    strcmp(wire_kinds[k].members[i].name, name) == 0)
				return true;
	return false;
}

/* Beside all of its own, as nobody would see that it is passed over. */
static int expect_foreign(size_t kind, const struct wire_member *m)
{
	char pointer[64];

	if (has_member(wire_kinds[kind].kind, m->name))
		return 0;
	snprintf(pointer, sizeof(pointer), "/item/%s", m->name);
	begin(wire_kinds[kind].kind);
	for (size_t i = 0; i < wire_kinds[kind].count; i++)
		add_member(wire_kinds[kind].members[i].name,
			   wire_kinds[kind].members[i].value);
	add_member(m->name, m->value);
	end();
	expect_error(ERR_UNKNOWN_FIELD, pointer);
	return 1;
}

Test(wire_kinds, members_of_other_kinds_are_unknown)
{
	int tried = 0;

	for (size_t k = 0; k < WIRE_KINDS; k++)
		for (size_t other = 0; other < WIRE_KINDS; other++)
			for (size_t i = 0; i < wire_kinds[other].count; i++)
				tried += expect_foreign(
				    k, &wire_kinds[other].members[i]);
	cr_expect(tried > 200, "%d", tried);
}

Test(wire_kinds, the_kind_is_judged_first)
{
	static const struct {
		const char *kind;
		enum err_code code;
	} rows[] = {
	    {"'Medicine'", ERR_BAD_FIELD}, {"''", ERR_BAD_FIELD},
	    {"'devices'", ERR_BAD_FIELD},  {"1", ERR_BAD_FIELD},
	    {"null", ERR_BAD_FIELD},	   {"['device']", ERR_BAD_FIELD},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		begin("diet");
		wire_replace(line, "'diet'", rows[i].kind);
		add_member("x", "1");
		end();
		expect_error(rows[i].code, "/item/kind");
		cr_expect_str_eq(parsed.error.message,
				 "expected one of medicine, preparation, "
				 "import, allergen, diet, device, service");
	}
	begin("diet");
	wire_replace(line, "'kind':'diet'", "'zi':'15987654'");
	end();
	expect_error(ERR_MISSING_FIELD, "/item/kind");
	begin("diet");
	wire_replace(line, "'item':{'kind':'diet'", "'item':['diet'],'y':{");
	end();
	expect_error(ERR_UNKNOWN_FIELD, "/y");
}

/* ---- what one kind has -------------------------------------------------- */

static const struct item *read_all(const char *kind)
{
	for (size_t k = 0; k < WIRE_KINDS; k++)
		if (strcmp(wire_kinds[k].kind, kind) == 0) {
			parse_all_but(k, SIZE_MAX, NULL);
			expect_good();
			break;
		}
	return &parsed.request.claim.item;
}

static void expect_amounts(const struct item *item)
{
	cr_expect_eq(item->quantity_milli, 30000);
	cr_expect_eq(item->days, 30);
	cr_expect(item->has_price && item->price == 8731);
}

Test(wire_kinds, a_preparation_arrives)
{
	const struct item *item = read_all("preparation");

	expect_amounts(item);
	cr_expect(item->established_before);
	cr_assert_eq(item->ingredient_count, 2);
	cr_expect_str_eq(item->ingredients[0].zi, "15987654");
	cr_expect_str_eq(item->ingredients[0].substance, "S1");
	cr_expect_eq(item->ingredients[0].quantity_milli, 1500);
	cr_expect_str_eq(item->ingredients[1].zi, "");
	cr_expect_str_eq(item->ingredients[1].substance, "S2");
	cr_expect_eq(item->ingredients[1].quantity_milli, 28500);
}

Test(wire_kinds, an_import_and_an_allergen_arrive)
{
	const struct item *item = read_all("import");

	expect_amounts(item);
	cr_expect_str_eq(item->name, "Een naam");
	cr_expect_str_eq(item->substance, "S1");
	cr_expect_str_eq(item->form, "S1");
	cr_expect(item->rare_disease && item->made_in_nl && !item->registered);
	item = read_all("allergen");
	expect_amounts(item);
	cr_expect_str_eq(item->name, "Een naam");
	cr_expect(item->registered && !item->rare_disease && !item->made_in_nl);
}

Test(wire_kinds, a_diet_and_a_device_arrive)
{
	const struct item *item = read_all("diet");

	expect_amounts(item);
	cr_expect_str_eq(item->zi, "15987654");
	item = read_all("device");
	cr_expect_str_eq(item->gph, "A1");
	cr_expect_str_eq(item->zi, "");
	cr_expect_eq(item->part, PART_BATTERY);
	cr_expect(item->first_purchase && item->diagnosis_letter);
	cr_expect(item->has_price && item->price == 8731);
	cr_expect_eq(item->days, 0);
	cr_expect_eq(item->quantity_milli, 0);
}

Test(wire_kinds, a_service_arrives)
{
	const struct item *item = read_all("service");

	cr_expect_str_eq(item->code, "70001");
	cr_expect_str_eq(item->for_zi, "15987654");
	cr_expect_str_eq(item->event, "opname 3");
	cr_expect_eq(item->device_kind, DEVICE_KIND_INHALER);
	cr_expect(item->has_price && item->price == 8731);
	cr_expect(item->incorrect_use);
}

/* Alone, so that none can stand in another's place. */
Test(wire_kinds, each_fact_of_a_service_by_its_name)
{
	for (int i = 0; i < SERVICE_FACT_COUNT; i++) {
		begin("service");
		add_member("code", "'70001'");
		add_member(service_fact_name((enum service_fact)i), "true");
		end();
		expect_good();
		for (int j = 0; j < SERVICE_FACT_COUNT; j++)
			cr_expect_eq(parsed.request.claim.item.stated[j],
				     i == j);
		cr_expect_not(parsed.request.claim.item.incorrect_use);
	}
}

Test(wire_kinds, each_part_and_kind_of_device)
{
	for (int i = 0; i < DEVICE_PART_COUNT; i++) {
		begin("device");
		add(",'gph':'A1','price':1,'part':'");
		add(device_part_name((enum device_part)i));
		add("'");
		end();
		expect_good();
		cr_expect_eq(parsed.request.claim.item.part,
			     (enum device_part)i);
	}
	for (int i = DEVICE_KIND_INJECTION; i < DEVICE_KIND_COUNT; i++) {
		begin("service");
		add(",'code':'1','device_kind':'");
		add(device_kind_name((enum device_kind)i));
		add("'");
		end();
		expect_good();
		cr_expect_eq(parsed.request.claim.item.device_kind,
			     (enum device_kind)i);
	}
}

static void parse_item(const char *kind, const char *members)
{
	begin(kind);
	add(members);
	end();
}

Test(wire_kinds, bad_ingredients_are_named)
{
	static const struct {
		const char *ingredients;
		enum err_code code;
		const char *field;
	} rows[] = {
	    {"[{}]", ERR_MISSING_FIELD, "/item/ingredients/0/substance"},
	    {"[{'substance':'S'}]", ERR_MISSING_FIELD,
	     "/item/ingredients/0/quantity_milli"},
	    {"[{'quantity_milli':1}]", ERR_MISSING_FIELD,
	     "/item/ingredients/0/substance"},
	    {"['S']", ERR_BAD_FIELD, "/item/ingredients/0"},
	    {"[" WIRE_ONE ",null]", ERR_BAD_FIELD, "/item/ingredients/1"},
	    {"[{'substance':'','quantity_milli':1}]", ERR_BAD_FIELD,
	     "/item/ingredients/0/substance"},
	    {"[{'substance':'" WIRE_16 "7','quantity_milli':1}]", ERR_BAD_FIELD,
	     "/item/ingredients/0/substance"},
	    {"[{'substance':'S','quantity_milli':0}]", ERR_BAD_FIELD,
	     "/item/ingredients/0/quantity_milli"},
	    {"[{'substance':'S','quantity_milli':1000000001}]", ERR_BAD_FIELD,
	     "/item/ingredients/0/quantity_milli"},
	    {"[{'substance':'S','quantity_milli':1.0}]", ERR_BAD_FIELD,
	     "/item/ingredients/0/quantity_milli"},
	    {"[{'substance':'S','quantity_milli':1,'zi':''}]", ERR_BAD_FIELD,
	     "/item/ingredients/0/zi"},
	    {"[{'substance':'S','quantity_milli':1,'zi':'1234567'}]",
	     ERR_BAD_FIELD, "/item/ingredients/0/zi"},
	    {"[{'substance':'S','quantity_milli':1,'name':'S'}]",
	     ERR_UNKNOWN_FIELD, "/item/ingredients/0/name"},
	    {"[" WIRE_FOUR "," WIRE_FOUR "," WIRE_FOUR "," WIRE_ONE "," WIRE_ONE
	     "," WIRE_ONE ",{'substance':'S','quantity_milli':'1'}]",
	     ERR_BAD_FIELD, "/item/ingredients/15/quantity_milli"},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		parse_all_but(1, 0, rows[i].ingredients);
		expect_error(rows[i].code, rows[i].field);
	}
	parse_all_but(
	    1, 0, "[{'substance':'" WIRE_16 "','quantity_milli':1000000000}]");
	expect_good();
}

#define DEVICE ",'part':'pump','price':1"

Test(wire_kinds, a_device_is_named_by_gph_or_zi)
{
	parse_item("device", ",'gph':'A1','zi':'15987654'" DEVICE);
	expect_error(ERR_BAD_FIELD, "/item/zi");
	cr_expect_str_eq(parsed.error.message,
			 "expected either gph or zi, not both");
	parse_item("device", DEVICE);
	expect_error(ERR_MISSING_FIELD, "/item/gph");
	cr_expect_str_eq(parsed.error.message, "expected gph or zi");
	/* What spans members comes after each by itself … */
	parse_item("device", ",'gph':'A1','zi':'15987654','part':'x'");
	expect_error(ERR_BAD_FIELD, "/item/part");
	/* … in the documented order. */
	parse_item("device", ",'gph':'A1','zi':'15987654'" DEVICE
			     "},'statement':{'kind':'artsenverklaring'");
	expect_error(ERR_BAD_FIELD, "/item/zi");
	parse_item("device", DEVICE "},'prescription':{'prescriber':'arts',"
				    "'date':'2026-11-22'");
	expect_error(ERR_BAD_FIELD, "/prescription/date");
}

Test(wire_kinds, the_largest_request_fits_its_line)
{
	static char ingredients[WIRE_LINE_MAX];

	strcpy(ingredients, "[");
	for (int i = 0; i < INGREDIENTS_MAX; i++)
		strcat(ingredients, &",{'zi':'15987654','substance':'" WIRE_16
				     "','quantity_milli':1000000000}"[i == 0]);
	strcat(ingredients, "]");
	parse_all_but(1, 0, ingredients);
	expect_good();
	cr_expect_lt(strlen(line), 16384);
}
