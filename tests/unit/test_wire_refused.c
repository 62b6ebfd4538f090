#include <criterion/criterion.h>

#include <string.h>

#include "wire_support.h"

static struct wire_parsed parsed;

static void parse(const char *line)
{
	static char quoted[WIRE_LINE_MAX];

	wire_parse(quoted, wire_quote(line, quoted), &parsed);
}

static void parse_changed(const char *find, const char *put)
{
	wire_parse_changed(find, put, &parsed);
}

struct change {
	const char *find;
	const char *put;
	enum err_code code;
	const char *field;
};

static const struct change bad_changes[] = {
    {"'v':1,", "", ERR_MISSING_FIELD, "/v"},
    {"'v':1", "'v':2", ERR_BAD_VERSION, "/v"},
    {"'v':1", "'v':0", ERR_BAD_VERSION, "/v"},
    {"'v':1", "'v':'1'", ERR_BAD_FIELD, "/v"},
    {"'v':1", "'v':1.0", ERR_BAD_FIELD, "/v"},
    {"'v':1", "'v':null", ERR_BAD_FIELD, "/v"},
    {"'op':'dispense',", "", ERR_MISSING_FIELD, "/op"},
    {"'dispense'", "'dispenze'", ERR_UNKNOWN_OP, "/op"},
    {"'dispense'", "''", ERR_UNKNOWN_OP, "/op"},
    {"'dispense'", "7", ERR_BAD_FIELD, "/op"},
    {"'id':'2026-004711-1',", "", ERR_MISSING_FIELD, "/id"},
    {"2026-004711-1", "", ERR_BAD_FIELD, "/id"},
    {"2026-004711-1", "a b", ERR_BAD_FIELD, "/id"},
    {"2026-004711-1", "é", ERR_BAD_FIELD, "/id"},
    {"'2026-004711-1'", "4711", ERR_BAD_FIELD, "/id"},
    {"2026-004711-1",
     "12345678901234567890123456789012345678901234567890123456789012345",
     ERR_BAD_FIELD, "/id"},
    {"'date':'2026-11-21',", "", ERR_MISSING_FIELD, "/date"},
    {"2026-11-21", "2026-11-31", ERR_BAD_FIELD, "/date"},
    {"2026-11-21", "21-11-2026", ERR_BAD_FIELD, "/date"},
    {"'2026-11-21'", "20261121", ERR_BAD_FIELD, "/date"},
    {"'expect'", "'expects'", ERR_UNKNOWN_FIELD, "/expects"},
    {"'partial'", "'deny'", ERR_BAD_FIELD, "/expect"},
    {"'partial'", "null", ERR_BAD_FIELD, "/expect"},
    {"'expect':'partial'", "'claim':'C00000000000042'", ERR_UNKNOWN_FIELD,
     "/claim"},

    {"'insured':{", "'insure':{", ERR_UNKNOWN_FIELD, "/insure"},
    {"'bsn':'999990019',", "", ERR_MISSING_FIELD, "/insured/bsn"},
    {"999990019", "999990018", ERR_BAD_FIELD, "/insured/bsn"},
    {"999990019", "99999001", ERR_BAD_FIELD, "/insured/bsn"},
    {"999990019", "9999900190", ERR_BAD_FIELD, "/insured/bsn"},
    {"999990019", "99999001a", ERR_BAD_FIELD, "/insured/bsn"},
    {"999990019", "000000000", ERR_BAD_FIELD, "/insured/bsn"},
    {"'999990019'", "999990019", ERR_BAD_FIELD, "/insured/bsn"},
    {"'born':'1961-04-02',", "", ERR_MISSING_FIELD, "/insured/born"},
    {"1961-04-02", "2026-11-22", ERR_BAD_FIELD, "/insured/born"},
    {"1961-04-02", "1799-12-31", ERR_BAD_FIELD, "/insured/born"},
    {"'sex':'f',", "", ERR_MISSING_FIELD, "/insured/sex"},
    {"'sex':'f'", "'sex':'v'", ERR_BAD_FIELD, "/insured/sex"},
    {"'sex':'f'", "'sex':''", ERR_BAD_FIELD, "/insured/sex"},
    {"'sex':'f'", "'sex':'fm'", ERR_BAD_FIELD, "/insured/sex"},
    {"'wlz':true", "'wlz':1", ERR_BAD_FIELD, "/insured/wlz"},
    {"'wlz':true", "'wlz':null", ERR_BAD_FIELD, "/insured/wlz"},
    {"'uzovi':'3311',", "", ERR_MISSING_FIELD, "/insured/uzovi"},
    {"'3311'", "'331'", ERR_BAD_FIELD, "/insured/uzovi"},
    {"'3311'", "'33111'", ERR_BAD_FIELD, "/insured/uzovi"},
    {"'3311'", "3311", ERR_BAD_FIELD, "/insured/uzovi"},
    {",'polis':'196'", "", ERR_MISSING_FIELD, "/insured/polis"},
    {"'196'", "''", ERR_BAD_FIELD, "/insured/polis"},
    {"'196'", "'ABC'", ERR_BAD_FIELD, "/insured/polis"},
    {"'196'", "'123456789012345678901234567890123'", ERR_BAD_FIELD,
     "/insured/polis"},
    {"'polis':", "'a/b~c':1,'polis':", ERR_UNKNOWN_FIELD, "/insured/a~1b~0c"},

    {"'prescription':{", "'prescription':null,'x':{", ERR_UNKNOWN_FIELD, "/x"},
    {"'prescriber':'huisarts',", "", ERR_MISSING_FIELD,
     "/prescription/prescriber"},
    {"'huisarts'", "'Huisarts'", ERR_BAD_FIELD, "/prescription/prescriber"},
    {"'huisarts'", "true", ERR_BAD_FIELD, "/prescription/prescriber"},
    {"'01012345'", "'0101234'", ERR_BAD_FIELD, "/prescription/prescriber_agb"},
    {"'01012345'", "''", ERR_BAD_FIELD, "/prescription/prescriber_agb"},
    {"'date':'2026-11-20',", "", ERR_MISSING_FIELD, "/prescription/date"},
    {"2026-11-20", "2026-11-22", ERR_BAD_FIELD, "/prescription/date"},
    {"'chronic':true", "'chronic':'ja'", ERR_BAD_FIELD,
     "/prescription/chronic"},
    {"'travel'", "'Travel'", ERR_UNKNOWN_FIELD, "/prescription/Travel"},
    {"'E11.9'", "'e11.9'", ERR_BAD_FIELD, "/prescription/indication"},
    {"'E11.9'", "'E 11'", ERR_BAD_FIELD, "/prescription/indication"},
    {"'E11.9'", "'ABCDEFGHIJKLMNOPQRSTUVWXYZ.012345'", ERR_BAD_FIELD,
     "/prescription/indication"},

    {"'item':{", "'item':[{}],'items':{", ERR_UNKNOWN_FIELD, "/items"},
    {"'kind':'medicine',", "", ERR_MISSING_FIELD, "/item/kind"},
    {"'medicine'", "'preparation'", ERR_UNKNOWN_FIELD, "/item/zi"},
    {"'medicine'", "'device','gph':'A1'", ERR_UNKNOWN_FIELD,
     "/item/quantity_milli"},
    {"'medicine'", "'pil'", ERR_BAD_FIELD, "/item/kind"},
    {"'zi':'15987654',", "", ERR_MISSING_FIELD, "/item/zi"},
    {"'15987654'", "'1598765'", ERR_BAD_FIELD, "/item/zi"},
    {"'15987654'", "'159876543'", ERR_BAD_FIELD, "/item/zi"},
    {"'15987654'", "15987654", ERR_BAD_FIELD, "/item/zi"},
    {"'quantity_milli':90000,", "", ERR_MISSING_FIELD, "/item/quantity_milli"},
    {"90000", "0", ERR_BAD_FIELD, "/item/quantity_milli"},
    {"90000", "-1", ERR_BAD_FIELD, "/item/quantity_milli"},
    {"90000", "1000000001", ERR_BAD_FIELD, "/item/quantity_milli"},
    {"90000", "90000.0", ERR_BAD_FIELD, "/item/quantity_milli"},
    {"90000", "9e4", ERR_BAD_FIELD, "/item/quantity_milli"},
    {"90000", "9223372036854775807", ERR_BAD_FIELD, "/item/quantity_milli"},
    {"'days':90", "'days':0", ERR_BAD_FIELD, "/item/days"},
    {"'days':90", "'days':401", ERR_BAD_FIELD, "/item/days"},
    {"'days':90", "'days':4294967297", ERR_BAD_FIELD, "/item/days"},
    {"'days':90", "'days':null", ERR_BAD_FIELD, "/item/days"},
    {"8731", "-1", ERR_BAD_FIELD, "/item/price"},
    {"8731", "100000001", ERR_BAD_FIELD, "/item/price"},
    {"8731", "87.31", ERR_BAD_FIELD, "/item/price"},
    {"'weekly':true", "'weekly':'true'", ERR_BAD_FIELD, "/item/weekly"},
    {"2026-08-20", "2026-11-22", ERR_BAD_FIELD, "/item/last_supplied"},
    {"2026-08-20", "2020-01-30", ERR_BAD_FIELD, "/item/first_supplied"},
    {"'last_supplied':'2026-08-20','first_supplied':'2020-01-31'",
     "'first_supplied':'2026-11-22'", ERR_BAD_FIELD, "/item/first_supplied"},
    {"'dose_changed'", "'gph':'A1','dose_changed'", ERR_UNKNOWN_FIELD,
     "/item/gph"},

    {"['M-1','M-2','M-3','M-4']", "[]", ERR_BAD_FIELD, "/permits"},
    {"'M-4'", "'M-4','M-5'", ERR_BAD_FIELD, "/permits"},
    {"['M-1','M-2','M-3','M-4']", "'M-1'", ERR_BAD_FIELD, "/permits"},
    {"'M-3'", "3", ERR_BAD_FIELD, "/permits/2"},
    {"'M-1'", "''", ERR_BAD_FIELD, "/permits/0"},
    {"'M-4'",
     "'12345678901234567890123456789012345678901234567890123456789012345'",
     ERR_BAD_FIELD, "/permits/3"},

    {"'statement':{", "'statement':true,'y':{", ERR_UNKNOWN_FIELD, "/y"},
    {"'kind':'artsenverklaring',", "", ERR_MISSING_FIELD, "/statement/kind"},
    {"'artsenverklaring'", "''", ERR_BAD_FIELD, "/statement/kind"},
    {"'conditions_met':true,", "", ERR_MISSING_FIELD,
     "/statement/conditions_met"},
    {"'conditions_met':true,'xm':true,'sent_to_insurer':true,"
     "'judged_by_insurer':true",
     "'sent_to_insurer':false", ERR_MISSING_FIELD, "/statement/conditions_met"},
    {"'conditions_met':true", "'conditions_met':'yes'", ERR_BAD_FIELD,
     "/statement/conditions_met"},
    {"'xm':true", "'xm':0", ERR_BAD_FIELD, "/statement/xm"},
    {"'xm'", "'XM'", ERR_UNKNOWN_FIELD, "/statement/XM"},
};

static void expect_error(const char *what, enum err_code code,
			 const char *field)
{
	cr_expect_not(parsed.good, "%s", what);
	cr_expect_eq(parsed.error.code, code, "%s: %s", what,
		     err_name(parsed.error.code));
	cr_expect_str_eq(parsed.error.field, field, "%s: %s", what,
			 parsed.error.field);
	cr_expect_neq(parsed.error.message[0], '\0', "%s", what);
	cr_expect_null(strstr(parsed.error.message, "999990019"), "%s",
		       parsed.error.message);
}

Test(wire_refused, bad_members_are_named)
{
	for (size_t i = 0; i < ARRAY_LEN(bad_changes); i++) {
		const struct change *c = &bad_changes[i];
		parse_changed(c->find, c->put);
		expect_error(c->put, c->code, c->field);
		if (strcmp(c->field, "/id") != 0)
			cr_expect_str_eq(parsed.request.id, "2026-004711-1");
		else
			cr_expect_str_eq(parsed.request.id, "");
	}
}

struct line {
	const char *line;
	enum err_code code;
	const char *field;
};

#define HOLDER "'insured':{'bsn':'999990019','uzovi':'3311'}"
#define PERMIT(rest)                                                           \
	"{'v':1,'op':'permit_add','id':'p'," HOLDER ",'permit':{" rest "}}"

static const struct line bad_lines[] = {
    {"{'v':1,'op':'dispense','id':'a'}", ERR_MISSING_FIELD, "/date"},
    {"{'v':1,'op':'ping','id':'a','date':'2026-11-21'}", ERR_UNKNOWN_FIELD,
     "/date"},
    {"{'v':1,'op':'reverse','id':'a'}", ERR_MISSING_FIELD, "/claim"},
    {"{'v':1,'op':'lookup','id':'a'}", ERR_MISSING_FIELD, "/claim"},
    {"{'v':1,'op':'lookup','id':'a','claim':'C00000000000001','of':'b'}",
     ERR_BAD_FIELD, "/of"},
    {"{'v':1,'op':'lookup','id':'a','claim':'C00000000000000'}", ERR_BAD_FIELD,
     "/claim"},
    {"{'v':1,'op':'lookup','id':'a','claim':'C0000000000001'}", ERR_BAD_FIELD,
     "/claim"},
    {"{'v':1,'op':'lookup','id':'a','claim':'c00000000000001'}", ERR_BAD_FIELD,
     "/claim"},
    {"{'v':1,'op':'lookup','id':'a','claim':1}", ERR_BAD_FIELD, "/claim"},
    {"{'v':1,'op':'lookup','id':'a','of':'b c'}", ERR_BAD_FIELD, "/of"},
    {"{'v':1,'op':'lookup','id':'a','of':'b','reason':'x'}", ERR_UNKNOWN_FIELD,
     "/reason"},
    {"{'v':1,'op':'reverse','id':'a','of':'b','reason':7}", ERR_BAD_FIELD,
     "/reason"},
    {"{'v':1,'op':'reverse','id':'a','of':'b','reason':'"
     "12345678901234567890123456789012345678901234567890123456789012345"
     "1234567890123456789012345678901234567890123456789012345678901234'}",
     ERR_BAD_FIELD, "/reason"},
    {PERMIT(""), ERR_MISSING_FIELD, "/permit/number"},
    {PERMIT("'number':'1'"), ERR_MISSING_FIELD, "/permit/scope"},
    {PERMIT("'number':'1','scope':'all','from':'2026-01-01',"
	    "'to':'2026-12-31'"),
     ERR_BAD_FIELD, "/permit/scope"},
    {PERMIT("'number':'1','scope':'zi:','from':'2026-01-01',"
	    "'to':'2026-12-31'"),
     ERR_BAD_FIELD, "/permit/scope"},
    {PERMIT("'number':'1','scope':'any','to':'2026-12-31'"), ERR_MISSING_FIELD,
     "/permit/from"},
    {PERMIT("'number':'1','scope':'any','from':'2026-01-02',"
	    "'to':'2026-01-01'"),
     ERR_BAD_FIELD, "/permit/to"},
    {"{'v':1,'op':'permit_revoke','id':'p'," HOLDER
     ",'permit':{'number':'1','scope':'any'}}",
     ERR_UNKNOWN_FIELD, "/permit/scope"},
    {"{'v':1,'op':'permit_revoke','id':'p','insured':{'bsn':'999990019',"
     "'uzovi':'3311','polis':'196'},'permit':{'number':'1'}}",
     ERR_UNKNOWN_FIELD, "/insured/polis"},
    {"{'v':1,'op':'permit_revoke','id':'p','permit':{'number':'1'}}",
     ERR_MISSING_FIELD, "/insured"},
    /* Of several faults the first by the documented order is told. */
    {"{'x':1,'id':'!','op':'no','v':2}", ERR_BAD_VERSION, "/v"},
    {"{'x':1,'id':'!','op':'no','v':1}", ERR_UNKNOWN_OP, "/op"},
    {"{'x':1,'y':1,'id':'!','op':'ping','v':1}", ERR_UNKNOWN_FIELD, "/x"},
    {"{'id':'!','op':'dispense','v':1}", ERR_BAD_FIELD, "/id"},
    {"{'v':1,'op':'dispense','id':'a','date':'2026-11-21','insured':{},"
     "'item':{'kind':'no'}}",
     ERR_MISSING_FIELD, "/insured/bsn"},
};

Test(wire_refused, bad_lines_are_named)
{
	for (size_t i = 0; i < ARRAY_LEN(bad_lines); i++) {
		parse(bad_lines[i].line);
		expect_error(bad_lines[i].line, bad_lines[i].code,
			     bad_lines[i].field);
	}
}

#define ROW(text)                                                              \
	{                                                                      \
		text, sizeof(text) - 1                                         \
	}

static const struct {
	const char *bytes;
	size_t len;
} no_json[] = {
    ROW(""),
    ROW(" "),
    ROW("x"),
    ROW("null"),
    ROW("42"),
    ROW("\"{}\""),
    ROW("[]"),
    ROW("[{\"v\":1,\"op\":\"ping\",\"id\":\"a\"}]"),
    ROW("{"),
    ROW("{}}"),
    ROW("{\"v\":1,\"op\":\"ping\",\"id\":\"a\"} x"),
    ROW("{\"v\":1,\"op\":\"ping\",\"id\":\"a\"}{}"),
    ROW("{\"v\":1,\"op\":\"ping\",\"id\":\"a\",}"),
    ROW("{\"v\":1,\"op\":\"ping\",\"id\":\"a\"}\0"),
    ROW("{\"v\":1,\"op\":\"ping\",\"id\":\"a\",\"id\":\"a\"}"),
    ROW("{\"v\":1,\"op\":\"ping\",\"id\":\"a\",\"\\u0069d\":\"a\"}"),
    ROW("{\"v\":1,\"op\":\"ping\",\"id\":\"a\\u0000\"}"),
    ROW("{\"v\":1,\"op\":\"ping\",\"id\":\"a\",\"x\\u0000\":1}"),
    ROW("{\"v\":1,\"op\":\"ping\",\"id\":\"\xff\"}"),
    ROW("{\"v\":1,\"op\":\"ping\",\"id\":\"\xc0\xaf\"}"),
    ROW("{\"v\":1,\"op\":\"ping\",\"id\":\"\xed\xa0\x80\"}"),
    ROW("{\"v\":1,\"op\":\"ping\",\"id\":\"\\ud800\"}"),
    ROW("{\"v\":1,\"op\":\"ping\",\"id\":\"\x01\"}"),
    ROW("{\"v\":9223372036854775808,\"op\":\"ping\",\"id\":\"a\"}"),
    ROW("{\"v\":-9223372036854775809,\"op\":\"ping\",\"id\":\"a\"}"),
    ROW("{\"v\":1e999,\"op\":\"ping\",\"id\":\"a\"}"),
    ROW("{\"v\":01,\"op\":\"ping\",\"id\":\"a\"}"),
    ROW("{\"v\":+1,\"op\":\"ping\",\"id\":\"a\"}"),
    ROW("{\"v\":NaN,\"op\":\"ping\",\"id\":\"a\"}"),
    ROW("{'v':1,'op':'ping','id':'a'}"),
    ROW("\xef\xbb\xbf{\"v\":1,\"op\":\"ping\",\"id\":\"a\"}"),
    ROW("{\"bsn\":\"999990019\" \"999990019\"}"),
    ROW("{\"999990019\":1,\"999990019\":2}"),
    ROW("{\"bsn\":999990019x}"),
};

Test(wire_refused, what_is_no_json_says_where)
{
	for (size_t i = 0; i < ARRAY_LEN(no_json); i++) {
		wire_parse(no_json[i].bytes, no_json[i].len, &parsed);
		expect_error(no_json[i].bytes, ERR_BAD_JSON, "");
		cr_expect_str_eq(parsed.request.id, "");
		cr_expect_eq(strncmp(parsed.error.message, "column ", 7), 0,
			     "%s", parsed.error.message);
	}
}

Test(wire_refused, deep_nesting_is_refused_and_harmless)
{
	static char line[WIRE_LINE_MAX];
	size_t depth = 16384;

	memset(line, '[', depth);
	wire_parse(line, depth, &parsed);
	expect_error("[[[[", ERR_BAD_JSON, "");

	/* Well-formed and deep: it is a member of the wrong type. */
	depth = 1000;
	memcpy(line, "{\"v\":", 5);
	memset(line + 5, '[', depth);
	memset(line + 5 + depth, ']', depth);
	memcpy(line + 5 + 2 * depth, "}", 1);
	wire_parse(line, 6 + 2 * depth, &parsed);
	expect_error("deep v", ERR_BAD_FIELD, "/v");
}

/* The pointer is the caller's own text: bounded, UTF-8, and without a BSN. */
Test(wire_refused, unknown_names_are_cut_and_hidden)
{
	char line[WIRE_LINE_MAX];

	strcpy(line, "{'v':1,'op':'ping','id':'a','");
	for (int i = 0; i < 60; i++)
		strcat(line, "é€");
	strcat(line, "':1}");
	parse(line);
	cr_expect_eq(parsed.error.code, ERR_UNKNOWN_FIELD);
	size_t len = strlen(parsed.error.field);
	cr_expect(len > 80 && len < sizeof(parsed.error.field));
	cr_expect_eq((len - 1) % 5 == 0 || (len - 1) % 5 == 2, true);

	parse("{'v':1,'op':'ping','id':'a','bsn=999990019':1}");
	cr_expect_str_eq(parsed.error.field, "/bsn=?????????");
	parse("{'v':1,'op':'ping','id':'a','x12345678':1}");
	cr_expect_str_eq(parsed.error.field, "/x12345678");
}

Test(wire_refused, messages_say_what_was_expected)
{
	static const char *const rows[][3] = {
	    {"'15987654'", "''", "expected 8 digits"},
	    {"'days':90", "'days':0", "expected an integer from 1 to 400"},
	    {"'sex':'f'", "'sex':1", "expected one of f, m, x"},
	    {"'chronic':true", "'chronic':1", "expected true or false"},
	    {"'v':1", "'v':2", "expected the integer 1"},
	    {"['M-1','M-2','M-3','M-4']", "[]",
	     "expected an array of 1 to 4 elements"},
	    {"'M-1'", "''", "expected a string of 1 to 64 bytes"},
	    {"'196'", "''", "expected 1 to 32 characters a-z 0-9 -"},
	    {"'partial'", "'deny'", "expected one of approve, partial"},
	    {"'medicine'", "'pil'",
	     "expected one of medicine, preparation, import, allergen, diet, "
	     "device, service"},
	    {"'weekly'", "'gph'",
	     "expected none but kind, zi, quantity_milli, days, price, "
	     "weekly, last_supplied, first_supplied, preferred_unavailable, "
	     "dose_changed"},
	    {"'statement':", "'x':1,'statement':",
	     "expected none but v, op, id, date, insured, prescription, "
	     "item, permits, statement, expect"},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		parse_changed(rows[i][0], rows[i][1]);
		cr_expect_str_eq(parsed.error.message, rows[i][2]);
	}
}
