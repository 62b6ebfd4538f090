/* The desk with claims that are no medicine, on the reference data of the
 * demo. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk_fixture.h"
#include "wire/doc.h"

static struct fixture f;

static void set_up(void)
{
	fixture_make_from(&f, "schema/demo");
	fixture_start(&f);
}

static void tear_down(void)
{
	fixture_remove(&f);
}

TestSuite(desk_kinds, .init = set_up, .fini = tear_down);

/* Members of item, of what stands beside it, and of insured. */
struct wish {
	const char *item, *more, *uzovi, *polis;
};

static const char *line_of(const char *op, const char *id, const char *date,
			   struct wish wish)
{
	static char line[2048];

	snprintf(line, sizeof(line),
		 "{\"v\":1,\"op\":\"%s\",\"id\":\"%s\",\"date\":\"%s\","
		 "\"insured\":{\"bsn\":\"999990019\",\"born\":\"1961-04-02\","
		 "\"sex\":\"f\",\"uzovi\":\"%s\",\"polis\":\"%s\"},"
		 "%s\"item\":{%s}}",
		 op, id, date, wish.uzovi ? wish.uzovi : "3311",
		 wish.polis ? wish.polis : "196", wish.more ? wish.more : "",
		 wish.item);
	return line;
}

#define PRESCRIBED(date)                                                       \
	"\"prescription\":{\"prescriber\":\"huisarts\",\"date\":\"" date "\"}" \
	","

#define INSTRUCTION(zi)                                                        \
	"\"kind\":\"service\",\"code\":\"instructie-hulpmiddel\",\"for_zi\":"  \
	"\"" zi "\",\"device_kind\":\"inhaler\",\"handed_out\":true"

static char *ask_service(const char *op, const char *id, const char *date,
			 const char *item)
{
	return fixture_ask(&f,
			   line_of(op, id, date, (struct wish){.item = item}));
}

static void expect_service(const char *id, const char *date, const char *item,
			   const char *outcome)
{
	char *reply = ask_service("dispense", id, date, item);

	expect_member(reply, "outcome", outcome);
	free(reply);
}

static void expect_text(char *reply, const char *text)
{
	cr_expect_not_null(strstr(reply, text), "%s in %s", text, reply);
	free(reply);
}

static void reverse(const char *id, const char *of, const char *affected)
{
	char line[256];

	snprintf(line, sizeof(line),
		 "{\"v\":1,\"op\":\"reverse\",\"id\":\"%s\",\"of\":\"%s\"}", id,
		 of);
	expect_text(fixture_ask(&f, line), affected);
}

/* So many of the entries are claims, and decided again with the same bytes. */
static void expect_explained(int entries, int claims)
{
	int explained = 0;

	for (int n = 1; n <= entries; n++) {
		char line[128];

		snprintf(line, sizeof(line),
			 "{\"cmd\":\"explain\",\"claim\":\"C%014d\"}", n);
		char *reply = fixture_control(&f, line);
		if (strstr(reply, "\"verified\"") != NULL) {
			expect_member(reply, "verified", "equal");
			explained++;
		}
		free(reply);
	}
	cr_expect_eq(explained, claims);
}

Test(desk_kinds, a_service_counts_its_earlier_claims)
{
	expect_service("s-1", "2026-03-02", INSTRUCTION("90000005"), "approve");
	expect_service("s-2", "2026-11-02", INSTRUCTION("90000005"), "deny");
	expect_service("s-3", "2026-11-02", INSTRUCTION("90017544"), "approve");
	expect_service("s-4", "2025-12-31", INSTRUCTION("90000005"), "approve");
	expect_text(ask_service("simulate", "s-5", "2026-11-02",
				INSTRUCTION("90000005")),
		    "\"SERVICE_FREQUENCY\"");
	expect_text(ask_service("dispense", "s-6", "2026-01-01",
				INSTRUCTION("90000005")),
		    "\"claim\":\"C00000000000001\"");
	expect_explained(5, 5);
}

/* Neither the denied nor the reversed one is an earlier service. */
Test(desk_kinds, a_reversed_service_counts_no_more)
{
	expect_service("s-1", "2026-11-02", INSTRUCTION("90000005"), "approve");
	expect_service("s-2", "2026-11-02", INSTRUCTION("90000005"), "deny");
	expect_service("s-3", "2026-11-02", INSTRUCTION("90017544"), "approve");
	reverse("r-1", "s-1", "\"affected\":[\"C00000000000002\"]");
	expect_service("s-4", "2026-11-02", INSTRUCTION("90000005"), "approve");
	expect_service("s-5", "2026-11-02", INSTRUCTION("90000005"), "deny");
	reverse("r-2", "s-5", "\"affected\":[]");
	expect_explained(7, 5);
}

Test(desk_kinds, services_survive_a_restart)
{
	expect_service("s-1", "2026-11-02", INSTRUCTION("90000005"), "approve");
	fixture_stop(&f);
	fixture_start(&f);
	expect_service("s-2", "2026-11-02", INSTRUCTION("90000005"), "deny");
}

static const char events[] =
    "\"kind\":\"service\",\"code\":\"begeleiding-opname\","
    "\"guideline_met\":true,\"in_time\":true,\"personal_talk\":true,"
    "\"recorded\":true,\"event\":\"opname-%d\"";

Test(desk_kinds, a_service_is_told_apart_by_its_event)
{
	char item[512];

	snprintf(item, sizeof(item), events, 1);
	expect_service("s-1", "2026-11-02", item, "approve");
	expect_service("s-2", "2026-11-03", item, "deny");
	snprintf(item, sizeof(item), events, 2);
	expect_service("s-3", "2026-11-03", item, "approve");
	expect_explained(3, 3);
}

static const char new_medicine[] =
    "\"kind\":\"service\",\"code\":\"terhandstelling-nieuw\","
    "\"for_zi\":\"90021606\",\"handed_out\":true";

/* The supply of the day itself is what the service is about. */
Test(desk_kinds, a_service_sees_the_supplies_of_its_medicine)
{
	static const char item[] = "\"kind\":\"medicine\",\"zi\":\"90021606\","
				   "\"quantity_milli\":15000,\"days\":15";
	struct wish wish = {.item = item, .more = PRESCRIBED("2026-11-02")};

	free(fixture_ask(&f, line_of("dispense", "m-1", "2026-11-02", wish)));
	expect_service("s-1", "2026-11-02", new_medicine, "approve");
	expect_text(ask_service("dispense", "s-2", "2026-11-03", new_medicine),
		    "\"SERVICE_NOT_NEW\"");
	expect_explained(3, 3);
	reverse("r-1", "m-1", "\"affected\":[\"C00000000000003\"]");
	expect_explained(4, 3);
}

Test(desk_kinds, what_only_the_snapshot_asks_for_is_missing)
{
	static const struct {
		const char *item, *field;
	} cases[] = {
	    {"\"kind\":\"service\",\"code\":\"instructie-hulpmiddel\","
	     "\"device_kind\":\"inhaler\"",
	     "\"field\":\"/item/for_zi\""},
	    {"\"kind\":\"service\",\"code\":\"facultatief-1\"",
	     "\"field\":\"/item/price\""},
	    {"\"kind\":\"service\",\"code\":\"begeleiding-opname\","
	     "\"guideline_met\":true",
	     "\"field\":\"/item/event\""},
	};
	static const char *const ops[] = {"simulate", "dispense", "dispense"};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		for (size_t k = 0; k < ARRAY_LEN(ops); k++) {
			char *reply = ask_service(ops[k], "s-1", "2026-11-02",
						  cases[i].item);
			expect_error(reply, "missing_field");
			expect_text(reply, cases[i].field);
		}
	expect_text(fixture_control(&f, "{\"cmd\":\"status\"}"),
		    "\"entries\":0");
	/* The id is free. */
	expect_service("s-1", "2026-11-02", INSTRUCTION("90000005"), "approve");
}

/* One of each, and a denial of most. */
static const struct {
	const char *pharmacy, *outcome;
	struct wish wish;
} kinds[] = {
    {.pharmacy = "02012345",
     .outcome = "approve",
     .wish = {.item = "\"kind\":\"preparation\",\"ingredients\":[{\"zi\":"
		      "\"90017544\","
		      "\"substance\":\"hydrocortison\",\"quantity_milli\":1000}"
		      ","
		      "{\"substance\":\"water\",\"quantity_milli\":99000}],"
		      "\"price\":2500,\"days\":30,\"quantity_milli\":100000",
	      .more = PRESCRIBED("2026-11-01")}},
    {.pharmacy = "02012345",
     .outcome = "deny",
     .wish = {.item = "\"kind\":\"preparation\",\"ingredients\":[{"
		      "\"substance\":"
		      "\"demo-buiten-gvs\",\"quantity_milli\":1000}],"
		      "\"price\":2500,\"days\":30,\"quantity_milli\":100000",
	      .more = PRESCRIBED("2026-11-01")}},
    {.pharmacy = "02012345",
     .outcome = "approve",
     .wish = {.item = "\"kind\":\"import\",\"name\":\"Zeldzaam\",\"substance\":"
		      "\"zeldzaam\",\"form\":\"tablet\",\"quantity_milli\":"
		      "30000,"
		      "\"days\":30,\"price\":90000,\"made_in_nl\":true",
	      .more = PRESCRIBED("2026-11-01")}},
    {.pharmacy = "02012345",
     .outcome = "approve",
     .wish = {.item = "\"kind\":\"allergen\",\"name\":\"Graspollen\","
		      "\"registered\":"
		      "true,\"quantity_milli\":10000,\"days\":30,"
		      "\"price\":9000",
	      .more = PRESCRIBED("2026-11-01")}},
    {.pharmacy = "75750001",
     .outcome = "approve",
     .wish = {.item = "\"kind\":\"diet\",\"zi\":\"90113497\","
		      "\"quantity_milli\":"
		      "800000,\"days\":4",
	      .more = PRESCRIBED("2026-11-01") "\"statement\":{\"kind\":"
					       "\"verklaring_dieetpreparaten\","
					       "\"conditions_met\":true},"}},
    {.pharmacy = "76760001",
     .outcome = "approve",
     .wish = {.item = "\"kind\":\"device\",\"gph\":\"INFUUSPOMP1\","
		      "\"part\":\"pump\","
		      "\"price\":120000,\"diagnosis_letter\":true",
	      .uzovi = "9901",
	      .polis = "infuuspomp"}},
    {.pharmacy = "76760001",
     .outcome = "deny",
     .wish = {.item = "\"kind\":\"device\",\"gph\":\"INFUUSPOMP3\","
		      "\"part\":\"pump\","
		      "\"price\":120000,\"diagnosis_letter\":true",
	      .uzovi = "9901",
	      .polis = "infuuspomp"}},
    {.pharmacy = "02012345",
     .outcome = "approve",
     .wish = {.item = "\"kind\":\"service\",\"code\":\"facultatief-1\","
		      "\"price\":1000"}},
    {.pharmacy = "02012345",
     .outcome = "deny",
     .wish = {.item = "\"kind\":\"service\",\"code\":\"zelfzorgadvies\","
		      "\"price\":1000"}},
};

Test(desk_kinds, every_kind_is_recorded_and_explained)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		char id[16];

		snprintf(id, sizeof(id), "k-%zu", i);
		const char *line =
		    line_of("dispense", id, "2026-11-02", kinds[i].wish);
		char *reply =
		    fixture_wait(fixture_post(&f, kinds[i].pharmacy, line));
		expect_member(reply, "outcome", kinds[i].outcome);
		char *again =
		    fixture_wait(fixture_post(&f, kinds[i].pharmacy, line));
		cr_expect_str_eq(again, reply);
		free(reply);
		free(again);
	}
	expect_explained(ARRAY_LEN(kinds), ARRAY_LEN(kinds));
	fixture_stop(&f);
	fixture_start(&f);
	expect_explained(ARRAY_LEN(kinds), ARRAY_LEN(kinds));
	expect_text(fixture_control(&f, "{\"cmd\":\"status\"}"),
		    "\"entries\":9");
}

/* Two preparations that differ in what the snapshot says of an ingredient. */
Test(desk_kinds, preparations_do_not_share_their_facts)
{
	static const char item[] =
	    "\"kind\":\"preparation\",\"ingredients\":[{\"substance\":\"%s\","
	    "\"quantity_milli\":1000}],\"price\":2500,\"days\":30,"
	    "\"quantity_milli\":100000";
	static const char *const substances[] = {"water", "kamfer", "water"};

	for (size_t i = 0; i < ARRAY_LEN(substances); i++) {
		char text[512], id[16];
		struct wish wish = {.item = text,
				    .more = PRESCRIBED("2026-11-01")};

		snprintf(text, sizeof(text), item, substances[i]);
		snprintf(id, sizeof(id), "p-%zu", i);
		char *reply = fixture_ask(
		    &f, line_of("dispense", id, "2026-11-02", wish));
		expect_member(reply, "outcome", i == 1 ? "deny" : "approve");
		free(reply);
	}
	expect_explained(3, 3);
}

Test(desk_kinds, a_permit_for_a_device)
{
	static const char permit[] =
	    "{\"v\":1,\"op\":\"permit_add\",\"id\":\"x-1\",\"insured\":{"
	    "\"bsn\":\"999990019\",\"uzovi\":\"9901\"},\"permit\":{"
	    "\"number\":\"M-1\",\"scope\":\"device:INFUUSPOMP1\","
	    "\"from\":\"2026-11-02\",\"to\":\"2026-11-02\"}}";
	struct wish wish = {
	    .item = "\"kind\":\"device\",\"gph\":\"INFUUSPOMP1\",\"part\":"
		    "\"consumables\",\"price\":100",
	    .more = "\"permits\":[\"M-1\"],",
	    .uzovi = "9901",
	    .polis = "infuuspomp",
	};

	expect_text(
	    fixture_ask(&f, line_of("dispense", "d-1", "2026-11-02", wish)),
	    "\"DEVICE_PERMIT\"");
	free(fixture_ask(&f, permit));
	char *reply =
	    fixture_ask(&f, line_of("dispense", "d-2", "2026-11-02", wish));
	expect_member(reply, "outcome", "approve");
	free(reply);
	expect_text(
	    fixture_ask(&f, line_of("dispense", "d-3", "2026-11-03", wish)),
	    "\"DEVICE_PERMIT\"");
	expect_explained(4, 3);
}
