#include <criterion/criterion.h>

#include <stdlib.h>
#include <string.h>

#include "wire/edit.h"
#include "wire/field_names.h"
#include "wire_support.h"

/* With ' for ", as everywhere. */
static char *edit(const char *line, const char *path, const char *value,
		  struct err *e)
{
	char bytes[2048], json[256];
	size_t len = wire_quote(line, bytes);

	if (value != NULL)
		wire_quote(value, json);
	return edit_set(bytes, len, path, value != NULL ? json : NULL, e);
}

Test(wire_edit, one_field_and_the_rest_stays)
{
	static const struct {
		const char *line, *path, *value, *edited;
	} cases[] = {
	    {"{'a':1,'b':{'c':2,'d':3}}", "b.c", "'x'",
	     "{'a':1,'b':{'c':'x','d':3}}"},
	    {"{'b':{'c':2},'a':1}", "a", "[1,2]", "{'b':{'c':2},'a':[1,2]}"},
	    {"{'a':1}", "b.c.d", "true", "{'a':1,'b':{'c':{'d':true}}}"},
	    {"{'a':1,'b':{'c':2}}", "b", NULL, "{'a':1}"},
	    {"{'a':1,'b':{'c':2}}", "b.c", NULL, "{'a':1,'b':{}}"},
	    {"{'a':1}", "b", NULL, "{'a':1}"},
	    {"{'a':1}", "b.c", NULL, "{'a':1}"},
	    {"{'l':[{'n':1},{'n':2}]}", "l.1.n", "3",
	     "{'l':[{'n':1},{'n':3}]}"},
	    {"{'l':[1,2]}", "l.2", "3", "{'l':[1,2,3]}"},
	    {"{'l':[1,2]}", "l.0", "3", "{'l':[3,2]}"},
	    {"{'l':[1,2]}", "l.0", NULL, "{'l':[2]}"},
	    {"{'l':[1,2]}", "l.7", NULL, "{'l':[1,2]}"},
	    {"{'l':[{'n':1}]}", "l.1.n", "2", "{'l':[{'n':1},{'n':2}]}"},
	    {"{}", "1.2.3.4.5.6.7.8", "0",
	     "{'1':{'2':{'3':{'4':{'5':{'6':{'7':{'8':0}}}}}}}}"},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char expected[512];
		struct err e;
		wire_quote(cases[i].edited, expected);
		char *edited =
		    edit(cases[i].line, cases[i].path, cases[i].value, &e);
		cr_assert_not_null(edited, "%s: %s", cases[i].path, e.message);
		cr_expect_str_eq(edited, expected);
		free(edited);
	}
}

Test(wire_edit, a_path_that_leads_nowhere)
{
	static const char name_64[] =
	    "n234567890123456789012345678901234567890123456789012345678901234";
	static const struct {
		const char *line, *path, *value, *field;
		enum err_code code;
	} cases[] = {
	    {"{'a':1}", "a.b", "2", "/a", ERR_BAD_FIELD},
	    {"{'a':1}", "a.b", NULL, "/a", ERR_BAD_FIELD},
	    {"{'a':1}", "", "2", "", ERR_BAD_FIELD},
	    {"{'a':1}", "a..b", "2", "/a", ERR_BAD_FIELD},
	    {"{'l':[1]}", "l.2", "2", "/l/2", ERR_BAD_FIELD},
	    {"{'l':[1]}", "l.x", "2", "/l/x", ERR_BAD_FIELD},
	    {"{'l':[1]}", "l.2.n", "2", "/l/2", ERR_BAD_FIELD},
	    {"{}", "1.2.3.4.5.6.7.8.9", "0", "/1/2/3/4/5/6/7/8", ERR_BAD_FIELD},
	    {"{}", "a", "99999999999999999999", "", ERR_BAD_FIELD},
	    {"{}", "a", "'\xff'", "", ERR_BAD_FIELD},
	    {"{}", "\xff", "1", "/\xff", ERR_BAD_FIELD},
	    {"{'l':[1]}", "l.999990019", "2", "/l", ERR_BAD_FIELD},
	    {"[1]", "0", "2", "", ERR_BAD_JSON},
	    {"{'a':1", "a", "2", "", ERR_BAD_JSON},
	};
	struct err e;
	char longer[80];

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char *edited =
		    edit(cases[i].line, cases[i].path, cases[i].value, &e);
		cr_assert_null(edited, "%s: %s", cases[i].path, edited);
		cr_expect_eq(e.code, cases[i].code, "%s", cases[i].path);
		cr_expect_str_eq(e.field, cases[i].field);
	}
	char *edited = edit("{}", name_64, "1", &e);
	cr_expect_not_null(edited);
	free(edited);
	strcpy(longer, name_64);
	strcat(longer, "5");
	cr_expect_null(edit("{}", longer, "1", &e));
}

/* ---- names -------------------------------------------------------------- */

struct names {
	int count;
	bool bsn;
	char seen[4096];
};

static void note(void *ctx, const char *name, const char *expected)
{
	struct names *names = ctx;

	names->count++;
	names->bsn = names->bsn || strstr(name, "bsn") != NULL;
	cr_expect(*expected != '\0', "%s", name);
	strcat(names->seen, name);
	strcat(names->seen, " ");
}

Test(wire_edit, the_fields_of_each_kind)
{
	static const struct {
		const char *has, *has_not;
	} kinds[KIND_COUNT] = {
	    [KIND_MEDICINE] = {"item.zi ", "item.ingredients "},
	    [KIND_PREPARATION] = {"item.ingredients item.ingredients.0.zi ",
				  "item.weekly "},
	    [KIND_IMPORT] = {"item.rare_disease ", "item.zi "},
	    [KIND_ALLERGEN] = {"item.registered ", "item.form "},
	    [KIND_DIET] = {"item.quantity_milli ", "item.part "},
	    [KIND_DEVICE] = {"item.gph ", "item.days "},
	    [KIND_SERVICE] = {"item.for_zi ", "item.days "},
	};

	for (int kind = 0; kind < KIND_COUNT; kind++) {
		struct names names = {.count = 0};
		field_names((enum item_kind)kind, note, &names);
		cr_expect_not_null(strstr(names.seen, kinds[kind].has), "%s",
				   names.seen);
		cr_expect_null(strstr(names.seen, kinds[kind].has_not), "%s",
			       names.seen);
		cr_expect(!names.bsn);
		cr_expect(strncmp(names.seen, "date insured.born ", 18) == 0);
		cr_expect_not_null(
		    strstr(names.seen, " permits statement.kind "));
	}
}
