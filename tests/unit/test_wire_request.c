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

static civil_day day(const char *text)
{
	civil_day d = CIVIL_NONE;

	cr_assert(civil_parse(text, strlen(text), &d));
	return d;
}

Test(wire_request, every_member_arrives)
{
	parse(wire_full);
	cr_assert(parsed.good, "%s: %s", parsed.error.field,
		  parsed.error.message);
	const struct request *r = &parsed.request;
	const struct claim *c = &r->claim;
	cr_expect_eq(r->op, OP_DISPENSE);
	cr_expect_str_eq(r->id, "2026-004711-1");
	cr_expect_str_eq(r->bsn, "999990019");
	cr_expect_str_eq(r->uzovi, "3311");
	cr_expect(r->has_expect && r->expect == OUTCOME_PARTIAL);
	cr_expect_eq(c->date, day("2026-11-21"));
	cr_expect_eq(c->insured.born, day("1961-04-02"));
	cr_expect_eq(c->insured.sex, 'f');
	cr_expect(c->insured.wlz);
	cr_expect_str_eq(c->insured.uzovi, "3311");
	cr_expect_str_eq(c->insured.polis, "196");
	cr_expect(c->has_prescription);
	cr_expect_eq(c->prescription.prescriber, PRESCRIBER_HUISARTS);
	cr_expect_str_eq(c->prescription.prescriber_agb, "01012345");
	cr_expect_eq(c->prescription.date, day("2026-11-20"));
	cr_expect(c->prescription.chronic);
	cr_expect(c->prescription.medical_necessity);
	cr_expect(c->prescription.holiday);
	cr_expect(c->prescription.palliative);
	cr_expect(c->prescription.palliative_agreement);
	cr_expect(c->prescription.travel);
	cr_expect_str_eq(c->prescription.indication, "E11.9");
	cr_expect_eq(c->item.kind, KIND_MEDICINE);
	cr_expect_str_eq(c->item.zi, "15987654");
	cr_expect_eq(c->item.quantity_milli, 90000);
	cr_expect_eq(c->item.days, 90);
	cr_expect(c->item.has_price && c->item.price == 8731);
	cr_expect(c->item.weekly);
	cr_expect_eq(c->item.last_supplied, day("2026-08-20"));
	cr_expect_eq(c->item.first_supplied, day("2020-01-31"));
	cr_expect(c->item.preferred_unavailable && c->item.dose_changed);
	cr_expect_eq(c->permit_count, 4);
	cr_expect_str_eq(c->permits[0], "M-1");
	cr_expect_str_eq(c->permits[3], "M-4");
	cr_expect(c->has_statement);
	cr_expect_eq(c->statement.kind, STATEMENT_ARTSENVERKLARING);
	cr_expect_eq(c->statement.conditions_met, ANSWER_YES);
	cr_expect(c->statement.xm && c->statement.sent_to_insurer);
	cr_expect(c->statement.judged_by_insurer);
}

Test(wire_request, what_is_not_given_is_empty)
{
	parse("{'v':1,'op':'simulate','id':'a','date':'2026-11-21',"
	      "'insured':{'bsn':'999990019','born':'2026-11-21','sex':'x',"
	      "'uzovi':'3311','polis':'a-9'},"
	      "'item':{'kind':'medicine','zi':'00000000',"
	      "'quantity_milli':1}}");
	cr_assert(parsed.good, "%s: %s", parsed.error.field,
		  parsed.error.message);
	const struct claim *c = &parsed.request.claim;
	cr_expect_eq(parsed.request.op, OP_SIMULATE);
	cr_expect_not(parsed.request.has_expect);
	cr_expect_not(c->has_prescription || c->has_statement);
	cr_expect_eq(c->prescription.date, CIVIL_NONE);
	cr_expect_eq(c->item.last_supplied, CIVIL_NONE);
	cr_expect_eq(c->item.first_supplied, CIVIL_NONE);
	cr_expect_eq(c->item.days, 0);
	cr_expect_not(c->item.has_price);
	cr_expect_eq(c->permit_count, 0);
	cr_expect_eq(c->statement.conditions_met, ANSWER_NOT_GIVEN);
}

Test(wire_request, the_other_operations)
{
	parse("{'v':1,'op':'reverse','id':'r','claim':'C00000000000042',"
	      "'reason':'niet afgehaald \\u00e9\\n'}");
	cr_assert(parsed.good, "%s", parsed.error.message);
	cr_expect_eq(parsed.request.op, OP_REVERSE);
	cr_expect_eq(parsed.request.claim_number, 42);
	cr_expect_str_eq(parsed.request.of, "");
	cr_expect_str_eq(parsed.request.reason, "niet afgehaald é\n");

	parse("{'v':1,'op':'lookup','id':'l','of':'2026-004711-1'}");
	cr_assert(parsed.good, "%s", parsed.error.message);
	cr_expect_eq(parsed.request.op, OP_LOOKUP);
	cr_expect_eq(parsed.request.claim_number, 0);
	cr_expect_str_eq(parsed.request.of, "2026-004711-1");

	parse("{'v':1,'op':'permit_add','id':'p','insured':{'bsn':'999990019',"
	      "'uzovi':'3311'},'permit':{'number':'M/1','scope':'zi:90000001',"
	      "'from':'2026-01-01','to':'2026-01-01'}}");
	cr_assert(parsed.good, "%s", parsed.error.message);
	cr_expect_str_eq(parsed.request.bsn, "999990019");
	cr_expect_str_eq(parsed.request.uzovi, "3311");
	cr_expect_str_eq(parsed.request.permit.number, "M/1");
	cr_expect_str_eq(parsed.request.permit.scope, "zi:90000001");
	cr_expect_eq(parsed.request.permit.from, day("2026-01-01"));
	cr_expect_eq(parsed.request.permit.to, day("2026-01-01"));

	parse("{'v':1,'op':'permit_revoke','id':'p','insured':{"
	      "'bsn':'999990019','uzovi':'3311'},'permit':{'number':'M/1'}}");
	cr_assert(parsed.good, "%s", parsed.error.message);
	cr_expect_eq(parsed.request.op, OP_PERMIT_REVOKE);
	cr_expect_eq(parsed.request.permit.from, CIVIL_NONE);

	parse(" {'op':'ping','id':'A-z.0_9:/','v':1} \t\r");
	cr_assert(parsed.good, "%s", parsed.error.message);
	cr_expect_eq(parsed.request.op, OP_PING);
	cr_expect_str_eq(parsed.canonical,
			 "{\"id\":\"A-z.0_9:/\",\"op\":\"ping\",\"v\":1}");
}

/* Each takes the full line to the edge of what is allowed. */
Test(wire_request, edges_that_are_good)
{
	static const char *const changes[][2] = {
	    {"'days':90", "'days':1"},
	    {"'days':90", "'days':400"},
	    {"'days':90,", ""},
	    {"'quantity_milli':90000", "'quantity_milli':1"},
	    {"'quantity_milli':90000", "'quantity_milli':1000000000"},
	    {"'price':8731", "'price':0"},
	    {"'price':8731", "'price':-0"},
	    {"'price':8731", "'price':100000000"},
	    {"1961-04-02", "2026-11-21"},
	    {"1961-04-02", "1800-01-01"},
	    {"2026-11-20", "2026-11-21"},
	    {"2026-08-20", "2026-11-21"},
	    {"2026-08-20", "2020-01-31"},
	    {"'last_supplied':'2026-08-20',", ""},
	    {"'first_supplied':'2020-01-31',", ""},
	    {"'196'", "'abcdefghij-klmnopqrstuvwxyz-0123'"},
	    {"'E11.9'", "''"},
	    {"'E11.9'", "'ABCDEFGHIJKLMNOPQRSTUVWXYZ.01234'"},
	    {"['M-1','M-2','M-3','M-4']", "['1']"},
	    {"'M-4'", "'1234567890123456789012345678901234567890"
		      "123456789012345678901234'"},
	    {"'prescriber_agb':'01012345',", ""},
	    {"'huisarts'", "'other'"},
	    {"'partial'", "'approve'"},
	    {"'f'", "'m'"},
	    {"2026-004711-1", "1234567890123456789012345678901234567890"
			      "123456789012345678901234"},
	    {"'conditions_met':true", "'conditions_met':false"},
	    {"'conditions_met':true,'xm':true,'sent_to_insurer':true,"
	     "'judged_by_insurer':true",
	     "'sent_to_insurer':true,'judged_by_insurer':false"},
	    {"'999990019'", "'\\u0039\\u0039999001\\u0039'"},
	};

	for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
		parse_changed(changes[i][0], changes[i][1]);
		cr_expect(parsed.good, "%s: %s %s", changes[i][1],
			  parsed.error.field, parsed.error.message);
	}
}

Test(wire_request, every_prescriber)
{
	static const char *const names[] = {
	    "huisarts",
	    "medisch_specialist",
	    "tandarts",
	    "specialist_ouderengeneeskunde",
	    "arts_verstandelijk_gehandicapten",
	    "verloskundige",
	    "verpleegkundige",
	    "physician_assistant",
	    "arts",
	    "dietist",
	    "other",
	};

	cr_assert_eq(ARRAY_LEN(names), (size_t)PRESCRIBER_COUNT);
	for (int i = 0; i < PRESCRIBER_COUNT; i++) {
		parse_changed("huisarts", names[i]);
		cr_assert(parsed.good, "%s", names[i]);
		cr_expect_eq(parsed.request.claim.prescription.prescriber,
			     (enum prescriber)i);
	}
}

Test(wire_request, bsn_eleven_test)
{
	cr_expect(bsn_valid("999990019"));
	cr_expect(bsn_valid("111222333"));
	cr_expect_not(bsn_valid("111222334"));
	cr_expect_not(bsn_valid("000000000"));
	cr_expect_not(bsn_valid("99999001"));
	cr_expect_not(bsn_valid("9999900190"));
	cr_expect_not(bsn_valid(""));
}
