#include <criterion/criterion.h>

#include <string.h>

#include "wire/doc.h"
#include "wire/reply.h"
#include "wire_support.h"

static char memory[REPLY_MAX];
static struct text out;

static void begin(void)
{
	text_init(&out, memory, sizeof(memory));
}

/* Byte for byte, and JSON: the library has the last word on that. */
static void expect_reply(const char *expected)
{
	static char quoted[WIRE_LINE_MAX];
	struct doc *doc = NULL;
	struct err e;

	wire_quote(expected, quoted);
	cr_expect_str_eq(memory, quoted);
	cr_expect_not(out.overflow);
	cr_expect_eq(out.len, strlen(memory));
	cr_assert(doc_parse(memory, out.len, &doc, &e), "%s", e.message);
	doc_free(doc);
	begin();
}

Test(wire_reply, claim_numbers)
{
	static const char *const bad[] = {
	    "",
	    "C",
	    "C00000000000000",
	    "C0000000000042",
	    "C000000000000042",
	    "c00000000000042",
	    "C0000000000004x",
	    "C-0000000000042",
	    " C0000000000042",
	};
	char text[LEN_CLAIM_NUMBER + 1];
	uint64_t number = 0;

	claim_number_format(42, text);
	cr_expect_str_eq(text, "C00000000000042");
	cr_expect(claim_number_parse(text, &number) && number == 42);
	claim_number_format(99999999999999, text);
	cr_expect_str_eq(text, "C99999999999999");
	cr_expect(claim_number_parse(text, &number));
	cr_expect_eq(number, 99999999999999);
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		cr_expect_not(claim_number_parse(bad[i], &number), "%s",
			      bad[i]);
}

Test(wire_reply, the_short_ones, .init = begin)
{
	reply_hello(&out, "1.0.0", 16384, 64);
	expect_reply("{'v':1,'hello':'claimd','version':'1.0.0',"
		     "'max_line':16384,'max_in_flight':64}");
	reply_bye(&out, "draining");
	expect_reply("{'v':1,'bye':'draining'}");
	reply_pong(&out, "p-1", "gvs-20261101-000017", 0);
	expect_reply("{'v':1,'id':'p-1','pong':true,"
		     "'snapshot':'gvs-20261101-000017',"
		     "'snapshot_age_days':0}");
	reply_pong(&out, "p-1", NULL, 0);
	expect_reply("{'v':1,'id':'p-1','pong':true}");
	reply_permit(&out, "p-1", "M/\\1", "recorded");
	expect_reply("{'v':1,'id':'p-1','permit':'M/\\\\1',"
		     "'outcome':'recorded'}");
}

Test(wire_reply, errors_and_retries, .init = begin)
{
	struct err e;

	(void)err_field(&e, ERR_BAD_FIELD, "/item/zi", "expected 8 digits");
	reply_error(&out, "a", &e);
	expect_reply("{'v':1,'id':'a','error':{'code':'bad_field',"
		     "'field':'/item/zi','message':'expected 8 digits'}}");
	(void)err_set(&e, ERR_BAD_JSON, "column 1: invalid token");
	reply_error(&out, "", &e);
	expect_reply("{'v':1,'error':{'code':'bad_json',"
		     "'message':'column 1: invalid token'}}");
	(void)err_set(&e, ERR_DISK_FULL, "no room");
	reply_error(&out, "a", &e);
	expect_reply("{'v':1,'id':'a','retry':{'code':'disk_full',"
		     "'after_ms':1000,'message':'no room'}}");
	reply_outcome_differs(&out, "a", OUTCOME_DENY);
	expect_reply("{'v':1,'id':'a','error':{'code':'outcome_differs',"
		     "'message':'the outcome is worse than expected; nothing "
		     "is recorded','outcome':'deny'}}");
	for (int code = ERR_NONE + 1; code < ERR_CODE_COUNT; code++) {
		(void)err_set(&e, (enum err_code)code, "x");
		begin();
		reply_error(&out, "a", &e);
		bool retry = err_class(e.code) == ERR_CLASS_RETRY;
		cr_expect_eq(strstr(memory, "\"retry\"") != NULL, retry);
		cr_expect_eq(strstr(memory, "\"error\"") != NULL, !retry);
	}
}

Test(wire_reply, reversals, .init = begin)
{
	static struct affected affected;

	reply_reversed(&out, "r", 43, 42, &affected);
	expect_reply("{'v':1,'id':'r','claim':'C00000000000043',"
		     "'outcome':'reversed','reverses':'C00000000000042',"
		     "'affected':[],'affected_more':0,"
		     "'affected_elsewhere':0}");
	affected.listed_count = 2;
	affected.listed[0] = 44;
	affected.listed[1] = 45;
	affected.more = 3;
	affected.elsewhere = 1;
	reply_reversed(&out, "r", 50, 42, &affected);
	expect_reply("{'v':1,'id':'r','claim':'C00000000000050',"
		     "'outcome':'reversed','reverses':'C00000000000042',"
		     "'affected':['C00000000000044','C00000000000045'],"
		     "'affected_more':3,'affected_elsewhere':1}");
	affected.listed_count = (int)ARRAY_LEN(affected.listed);
	for (int i = 0; i < affected.listed_count; i++)
		affected.listed[i] = 99999999999999;
	affected.more = INT64_MAX;
	affected.elsewhere = INT64_MAX;
	reply_reversed(&out, "r", 50, 42, &affected);
	cr_expect_not(out.overflow);
}

Test(wire_reply, lookups_keep_every_byte, .init = begin)
{
	static const char stored[] = "{\"v\":1,\"x\":{\"y\":[]}}";

	reply_lookup(&out, stored, strlen(stored), false);
	expect_reply("{'v':1,'x':{'y':[]},'reversed':false}");
	reply_lookup(&out, stored, strlen(stored), true);
	expect_reply("{'v':1,'x':{'y':[]},'reversed':true}");
}
