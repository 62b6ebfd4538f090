/* Gathering the facts; what a scope covers is the rules' own test. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "ledger_fixture.h"
#include "store/dossier.h"

static struct ledger *ledger;
static struct patient_key patient;
static struct facts facts;

static civil_day today(void)
{
	return civil_from_ymd(2026, 11, 21);
}

static void set_up(void)
{
	fixture_make_folder();
	ledger = fixture_open();
	patient = fixture_patient(1);
	memset(&facts, 0, sizeof(facts));
	facts.claim.date = today();
	strcpy(facts.claim.insured.uzovi, "3311");
	facts.reference.article_known = true;
	strcpy(facts.reference.article.zi, "90000001");
	strcpy(facts.reference.article.substance, "S");
	strcpy(facts.reference.article.form, "tablet");
	fixture_begin(ledger);
}

static void tear_down(void)
{
	ledger_rollback(ledger);
	ledger_close(ledger);
	fixture_remove_folder();
}

TestSuite(dossier, .init = set_up, .fini = tear_down);

static void gather(void)
{
	dossier_gather(ledger, &patient, fixture_now(ledger), &facts);
}

static void supply(civil_day date)
{
	uint64_t seq = ledger_next_seq(ledger);
	struct supply row = {.date = date, .days = 30};

	cr_assert_eq(fixture_append(ledger, NULL), LEDGER_OK);
	cr_assert_eq(
	    ledger_add_supply(ledger, seq, &patient, "S", "tablet", &row),
	    LEDGER_OK);
	cr_assert_eq(ledger_add_contribution(ledger, seq, &patient, date, 100),
		     LEDGER_OK);
}

Test(dossier, history_contributions_and_since)
{
	supply(today() - 400);
	supply(today() - 30);
	supply(today());
	supply(today() + 1);
	gather();
	cr_assert_eq(facts.history_count, 3);
	cr_assert_eq(facts.history[2].date, today());
	cr_assert_eq(facts.contributions_year_cents, 300);
	cr_assert_eq(facts.ledger_since, today());
	cr_assert(!facts.permit_covers_item);
	cr_assert(!facts.permit_covers_holiday);

	facts.reference.article_known = false;
	gather();
	cr_assert_eq(facts.history_count, 0);
}

/* Only a medicine and the service that is about one look at supplies. */
Test(dossier, which_kinds_have_a_history)
{
	supply(today() - 30);
	for (int kind = 0; kind < KIND_COUNT; kind++) {
		facts.claim.item.kind = (enum item_kind)kind;
		gather();
		cr_expect_eq(facts.history_count,
			     kind == KIND_MEDICINE || kind == KIND_SERVICE,
			     "%s", item_kind_name((enum item_kind)kind));
		cr_expect_eq(facts.contributions_year_cents, 100);
	}
}

static uint64_t serve(const char *code, const char *event)
{
	uint64_t seq = ledger_next_seq(ledger);
	struct past_service row = {.claim = seq, .date = today() + 9};

	strcpy(row.event, event);
	cr_assert_eq(fixture_append(ledger, NULL), LEDGER_OK);
	cr_assert_eq(ledger_add_service(ledger, seq, &patient, code, &row),
		     LEDGER_OK);
	return seq;
}

/* Of the claim's code, whatever their dates; no other kind has any. */
Test(dossier, earlier_services_of_the_same_code)
{
	uint64_t first = serve("x", "a");

	serve("y", "b");
	uint64_t second = serve("x", "c");
	for (int kind = 0; kind < KIND_COUNT; kind++) {
		facts.claim.item.kind = (enum item_kind)kind;
		strcpy(facts.claim.item.code, "x");
		gather();
		cr_expect_eq(facts.service_count, kind == KIND_SERVICE ? 2 : 0);
	}
	cr_expect_eq(facts.services[0].claim, first);
	cr_expect_eq(facts.services[1].claim, second);
	cr_expect_str_eq(facts.services[1].event, "c");
	cr_expect_eq(facts.services[1].date, today() + 9);
	struct as_of then = {second, 0}, without = fixture_now(ledger);
	dossier_gather(ledger, &patient, then, &facts);
	cr_assert_eq(facts.service_count, 1);
	cr_expect_eq(facts.services[0].claim, first);
	without.without = first;
	dossier_gather(ledger, &patient, without, &facts);
	cr_assert_eq(facts.service_count, 1);
	cr_expect_eq(facts.services[0].claim, second);
}

Test(dossier, what_a_service_lacks)
{
	struct err e;

	facts.claim.item.kind = KIND_SERVICE;
	facts.reference.service_known = true;
	facts.reference.service = (struct care_service){
	    .article = SERVICE_7_6, .has_tariff = true, .tariff_cents = 100};
	cr_expect_not(facts_are_complete(&facts, &e));
	cr_expect(e.code == ERR_MISSING_FIELD);
	cr_expect_str_eq(e.field, "/item/event");
	strcpy(facts.claim.item.event, "a");
	cr_expect(facts_are_complete(&facts, &e));
}

static void add_permit(const char *number, const char *scope, civil_day from,
		       civil_day to)
{
	uint64_t seq = ledger_next_seq(ledger);
	struct permit_row row = {.uzovi = "3311", .from = from, .to = to};

	snprintf(row.number, sizeof(row.number), "%s", number);
	snprintf(row.scope, sizeof(row.scope), "%s", scope);
	cr_assert_eq(fixture_append_kind(ledger, ENTRY_PERMIT, 1, NULL),
		     LEDGER_OK);
	cr_assert_eq(ledger_add_permit(ledger, seq, &patient, &row), LEDGER_OK);
}

Test(dossier, which_permits_count)
{
	static const struct {
		const char *number;
		bool item, holiday;
	} cases[] = {
	    {"now", true, false},	{"first-day", true, false},
	    {"last-day", true, false},	{"over", false, false},
	    {"later", false, false},	{"revoked", false, false},
	    {"holiday", false, true},	{"any", true, true},
	    {"other-zi", false, false}, {"unknown", false, false},
	};
	uint64_t seq;

	add_permit("now", "zi:90000001", today() - 9, today() + 9);
	add_permit("first-day", "zi:90000001", today(), today() + 9);
	add_permit("last-day", "zi:90000001", today() - 9, today());
	add_permit("over", "zi:90000001", today() - 9, today() - 1);
	add_permit("later", "zi:90000001", today() + 1, today() + 9);
	add_permit("revoked", "any", today() - 9, today() + 9);
	add_permit("holiday", "holiday", today(), today());
	add_permit("any", "any", today(), today());
	add_permit("other-zi", "zi:90000002", today(), today());
	seq = ledger_next_seq(ledger);
	cr_assert_eq(fixture_append_kind(ledger, ENTRY_REVOCATION, 1, NULL),
		     LEDGER_OK);
	cr_assert_eq(
	    ledger_revoke_permit(ledger, seq, &patient, "3311", "revoked"),
	    LEDGER_OK);

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		facts.claim.permit_count = 1;
		strcpy(facts.claim.permits[0], cases[i].number);
		gather();
		cr_assert_eq(facts.permit_covers_item, cases[i].item, "%s",
			     cases[i].number);
		cr_assert_eq(facts.permit_covers_holiday, cases[i].holiday,
			     "%s", cases[i].number);
	}

	facts.claim.permit_count = 3;
	strcpy(facts.claim.permits[0], "unknown");
	strcpy(facts.claim.permits[1], "holiday");
	strcpy(facts.claim.permits[2], "now");
	gather();
	cr_assert(facts.permit_covers_item && facts.permit_covers_holiday);
	strcpy(facts.claim.insured.uzovi, "3312");
	gather();
	cr_assert(!facts.permit_covers_item && !facts.permit_covers_holiday);
}

/* An old decision is judged on the day from which the ledger then counted. */
Test(dossier, since_is_that_of_the_time)
{
	struct ledger_config config = {
	    .path = fixture_path,
	    .since = civil_from_ymd(2015, 1, 1),
	};
	struct err e;

	supply(today());
	fixture_commit(ledger);
	ledger_close(ledger);
	cr_assert(ledger_open(&config, &ledger, &e), "%s", e.message);
	dossier_gather(ledger, &patient, (struct as_of){1, 0}, &facts);
	cr_assert_eq(facts.ledger_since, today());
	cr_assert_eq(facts.history_count, 0);
	dossier_gather(ledger, &patient, (struct as_of){2, 0}, &facts);
	cr_assert_eq(facts.ledger_since, civil_from_ymd(2015, 1, 1));
	cr_assert_eq(facts.history_count, 1);
}
