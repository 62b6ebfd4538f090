#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#include "wire/doc.h"
#include "wire/reply.h"
#include "wire_facts.h"
#include "wire_support.h"

/*
 * The linker puts this in the place of reason_text, so that these tests rest
 * on the form of a reply and not on the wording of the rules.
 */
void __wrap_reason_text(const struct facts *facts, const struct reason *reason,
			enum language language, struct text *out);

static const char *wording = "…";

void __wrap_reason_text(const struct facts *facts, const struct reason *reason,
			enum language language, struct text *out)
{
	(void)facts;
	(void)reason;
	(void)language;
	text_str(out, wording);
}

static struct facts facts;
static struct decision decision;
static struct reply_context context;
static char memory[REPLY_MAX];
static struct text out;

/* The example of the protocol, word for word. */
static void example(void)
{
	memset(&facts, 0, sizeof(facts));
	memset(&decision, 0, sizeof(decision));
	wire_claim(&facts.claim);
	decision.outcome = OUTCOME_PARTIAL;
	decision.approved_quantity_milli = 15000;
	decision.approved_days = 15;
	decision.amounts = (struct amounts){8731, 1070, 385, 0, 7276};
	decision.collect = (struct collect){0, 385, 0};
	decision.eigen_risico = 1070;
	decision.reason_count = 2;
	decision.reasons[0] =
	    wire_reason(RULE_FIRST_SUPPLY, EFFECT_LIMIT, "9.1");
	decision.reasons[0].limit_days = 15;
	decision.reasons[1] =
	    wire_reason(RULE_CONTRIBUTION, EFFECT_CONTRIBUTION, "4.2");
	decision.reasons[1].amount = 385;
	decision.advice_count = 2;
	decision.advice[0].action = ADVICE_RESUPPLY;
	decision.advice[0].from = facts.claim.date + 10;
	decision.advice[1].action = ADVICE_REDUCE;
	decision.advice[1].days = 15;
	decision.advice[1].quantity_milli = 15000;
	context = (struct reply_context){
	    .id = "2026-004711-1",
	    .claim_number = 42,
	    .snapshot = "gvs-20261101-000017",
	    .rules = "2026.1",
	};
	wording = "…";
	text_init(&out, memory, sizeof(memory));
}

static void reply(void)
{
	struct doc *doc = NULL;
	struct err e;

	text_clear(&out);
	reply_decision(&out, &context, &facts, &decision);
	cr_assert_not(out.overflow);
	cr_assert(doc_parse(memory, out.len, &doc, &e), "%s: %s", memory,
		  e.message);
	doc_free(doc);
}

static void expect_reply(const char *expected)
{
	static char quoted[WIRE_LINE_MAX];

	wire_quote(expected, quoted);
	reply();
	cr_expect_str_eq(memory, quoted);
}

static void expect_part(const char *part)
{
	static char quoted[WIRE_LINE_MAX];

	wire_quote(part, quoted);
	reply();
	cr_expect(strstr(memory, quoted) != NULL, "%s not in %s", quoted,
		  memory);
}

static void expect_without(const char *part)
{
	static char quoted[WIRE_LINE_MAX];

	wire_quote(part, quoted);
	reply();
	cr_expect(strstr(memory, quoted) == NULL, "%s in %s", quoted, memory);
}

#define HEAD                                                                   \
	"'outcome':'partial','approved':{'quantity_milli':15000,'days':15},"   \
	"'amounts':{'claimed':8731,'reimbursed':1070,'eigen_bijdrage':385,"    \
	"'own_account':0,'refused':7276},'collect':{'from_insured':0,"         \
	"'billed_by_insurer':385,'advanced':0},'eigen_risico':1070,"
#define TAIL                                                                   \
	"'reasons':[{'code':'FIRST_SUPPLY','effect':'limit','article':'9.1',"  \
	"'nl':'…','en':'…','limit_days':15},"                              \
	"{'code':'CONTRIBUTION','effect':'contribution','article':'4.2',"      \
	"'nl':'…','en':'…','amount':385}],"                                \
	"'advice':[{'action':'resupply','from':'2026-12-01'},"                 \
	"{'action':'reduce','days':15,'quantity_milli':15000}],"               \
	"'snapshot':'gvs-20261101-000017','rules':'2026.1',"                   \
	"'date':'2026-11-21'"

Test(wire_decision, the_example_of_the_protocol, .init = example)
{
	expect_reply(
	    "{'v':1,'id':'2026-004711-1','claim':'C00000000000042'," HEAD TAIL
	    "}");
}

/* What is compared by its bytes ends where the reasons begin. */
Test(wire_decision, its_beginning_alone, .init = example)
{
	char begin_memory[1024];
	struct text begin;

	text_init(&begin, begin_memory, sizeof(begin_memory));
	for (int kind = 0; kind < KIND_COUNT; kind++) {
		facts.claim.item.kind = (enum item_kind)kind;
		text_clear(&begin);
		reply_result(&begin, &context, &facts, &decision);
		reply();
		cr_expect_arr_eq(begin.data, out.data, begin.len);
		cr_expect_eq(strncmp(out.data + begin.len, ",\"reasons\":", 11),
			     0);
	}
}

Test(wire_decision, a_simulation_has_no_number, .init = example)
{
	context.claim_number = 0;
	expect_reply("{'v':1,'id':'2026-004711-1'," HEAD TAIL "}");
}

Test(wire_decision, stale_comes_last_and_only_when_true, .init = example)
{
	context.stale = true;
	expect_reply(
	    "{'v':1,'id':'2026-004711-1','claim':'C00000000000042'," HEAD TAIL
	    ",'stale':true}");
}

Test(wire_decision, a_plain_approval_keeps_its_empty_lists, .init = example)
{
	decision.outcome = OUTCOME_APPROVE;
	decision.reason_count = 0;
	decision.advice_count = 0;
	expect_part("'outcome':'approve'");
	expect_part("'eigen_risico':1070,'reasons':[],'advice':[],'snapshot'");
}

Test(wire_decision, days_only_where_the_request_has_them, .init = example)
{
	facts.claim.item.days = 0;
	decision.advice[1].days = 0;
	expect_part("'approved':{'quantity_milli':15000},");
	expect_part("{'action':'reduce','quantity_milli':15000}");
	facts.claim.item.days = 90;
	decision.outcome = OUTCOME_DENY;
	decision.approved_quantity_milli = 0;
	decision.approved_days = 0;
	expect_part("'outcome':'deny','approved':{'quantity_milli':0,"
		    "'days':0},");
}

Test(wire_decision, devices_and_services_have_nothing_approved, .init = example)
{
	facts.claim.item.kind = KIND_DEVICE;
	expect_part("'outcome':'partial','amounts'");
	facts.claim.item.kind = KIND_SERVICE;
	expect_without("'approved'");
	facts.claim.item.kind = KIND_DIET;
	expect_part("'approved'");
}

Test(wire_decision, every_member_of_a_reason_in_its_place, .init = example)
{
	wire_full_reference(&facts.reference);
	facts.reference.preferred_count = 2;
	struct reason *r = &decision.reasons[0];
	*r = wire_reason(RULE_NOT_PREFERRED, EFFECT_DENY, "3.1.4");
	r->limit_days = 0;
	r->limit_quantity_milli = 0;
	r->amount = 0;
	r->until = facts.claim.date;
	r->since = facts.claim.date + 1;
	r->names_preferred = true;
	r->claim = 41;
	r->missing = 1U << FACT_IN_TIME | 1U << FACT_HANDED_OUT;
	wording = "€ \"x\"\n";
	decision.reason_count = 1;
	expect_part("'reasons':[{'code':'NOT_PREFERRED','effect':'deny',"
		    "'article':'3.1.4','nl':'€ \\'x\\'\\n',"
		    "'en':'€ \\'x\\'\\n','limit_days':0,"
		    "'limit_quantity_milli':0,'amount':0,"
		    "'until':'2026-11-21','since':'2026-11-22',"
		    "'zi':['90000000','90000001'],"
		    "'claim':'C00000000000041',"
		    "'missing':['handed_out','in_time']}],");
}

Test(wire_decision, missing_facts_in_the_order_of_the_protocol, .init = example)
{
	static const char *const names[] = {"handed_out",    "guideline_met",
					    "personal_talk", "recorded",
					    "same_day",	     "in_time"};
	char part[64];

	decision.reason_count = 1;
	decision.reasons[0] = wire_reason(RULE_FIRST_SUPPLY, EFFECT_DENY, "7");
	expect_part("'nl':'…','en':'…'}],'advice'");
	cr_assert_eq(ARRAY_LEN(names), (size_t)SERVICE_FACT_COUNT);
	for (int i = 0; i < SERVICE_FACT_COUNT; i++) {
		decision.reasons[0].missing = 1U << i;
		snprintf(part, sizeof(part), "'en':'…','missing':['%s']}],",
			 names[i]);
		expect_part(part);
	}
	decision.reasons[0].missing = (1U << SERVICE_FACT_COUNT) - 1;
	expect_part("'missing':['handed_out','guideline_met','personal_talk',"
		    "'recorded','same_day','in_time']}],");
	decision.reasons[0].missing = 0;
	decision.reasons[0].claim = 99999999999999;
	expect_part("'en':'…','claim':'C99999999999999'}],");
}

Test(wire_decision, advice_names_what_it_chose, .init = example)
{
	struct advice *advice = &decision.advice[0];

	decision.advice_count = 1;
	advice->action = ADVICE_DISPENSE_PREFERRED;
	wire_full_reference(&facts.reference);
	for (int i = 0; i < PREFERRED_MAX; i++)
		strcpy(facts.reference.preferred[i].name, "n");
	advice->articles = 0xff;
	expect_part("'advice':[{'action':'dispense_preferred','zi':["
		    "'90000000','90000001','90000002','90000003','90000004',"
		    "'90000005','90000006','90000007'],'names':['n','n','n',"
		    "'n','n','n','n','n']}],");
	advice->articles = (uint32_t)1 << 31 | 2;
	expect_part("'zi':['90000001','90000031'],'names':['n','n']}],");
	advice->articles = 1;
	expect_part("'zi':['90000000'],'names':['n']}],");
}

Test(wire_decision, advice_members, .init = example)
{
	static const struct {
		struct advice advice;
		const char *json;
	} rows[] = {
	    {{.action = ADVICE_ASK_PERMIT}, "[{'action':'ask_permit'}]"},
	    {{.action = ADVICE_ASK_STATEMENT,
	      .kind = STATEMENT_APOTHEEKINSTRUCTIE},
	     "[{'action':'ask_statement','kind':'apotheekinstructie'}]"},
	    {{.action = ADVICE_MARK_CHRONIC}, "[{'action':'mark_chronic'}]"},
	    {{.action = ADVICE_MARK_HOLIDAY}, "[{'action':'mark_holiday'}]"},
	    {{.action = ADVICE_ATTEST_LAST_SUPPLY},
	     "[{'action':'attest_last_supply'}]"},
	    {{.action = ADVICE_ATTEST_FIRST_SUPPLY},
	     "[{'action':'attest_first_supply'}]"},
	    {{.action = ADVICE_ASK_PRESCRIPTION},
	     "[{'action':'ask_prescription'}]"},
	};

	decision.advice_count = 1;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		decision.advice[0] = rows[i].advice;
		expect_part(rows[i].json);
	}
}

/* REPLY_MAX is what every buffer for replies has. */
Test(wire_decision, the_largest_reply_fits, .init = example)
{
	static char sentences[500];

	memset(sentences, 'x', sizeof(sentences) - 1);
	wording = sentences;
	wire_full_reference(&facts.reference);
	decision.reason_count = 32 < REASONS_MAX ? 32 : REASONS_MAX;
	for (int i = 0; i < decision.reason_count; i++) {
		decision.reasons[i] =
		    wire_reason((enum rule_code)i, EFFECT_DENY, "4.4.2.3");
		decision.reasons[i].amount = PRICE_CENTS_MAX;
	}
	decision.reasons[0].names_preferred = true;
	decision.advice_count = ADVICE_MAX;
	for (int i = 0; i < ADVICE_MAX; i++) {
		decision.advice[i].action = (enum advice_action)i;
		decision.advice[i].from = facts.claim.date;
		decision.advice[i].kind = STATEMENT_ARTSENVERKLARING;
	}
	reply();
	cr_expect(out.len > 16384);
}
