/* Services that are looked up: by code, in the order of recording. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "ledger_fixture.h"

static struct ledger *ledger;

static void set_up(void)
{
	fixture_make_folder();
	ledger = fixture_open();
	fixture_begin(ledger);
}

static void tear_down(void)
{
	struct err e;

	cr_assert(ledger_verify(ledger, &e), "%s", e.message);
	ledger_close(ledger);
	fixture_remove_folder();
}

TestSuite(ledger_services, .init = set_up, .fini = tear_down);

static civil_day day(int n)
{
	return civil_from_ymd(2026, 1, 1) + n;
}

static struct as_of before(uint64_t seq)
{
	return (struct as_of){seq, 0};
}

static uint64_t reverse(int patient, uint64_t claim)
{
	uint64_t seq = ledger_next_seq(ledger);

	cr_assert_eq(fixture_append_kind(ledger, ENTRY_REVERSAL, patient, NULL),
		     LEDGER_OK);
	cr_assert_eq(ledger_add_reversal(ledger, seq, claim), LEDGER_OK);
	return seq;
}

static uint64_t serve(int patient, const char *code, civil_day date,
		      const char *event)
{
	struct patient_key key = fixture_patient(patient);
	uint64_t seq = ledger_next_seq(ledger);
	struct past_service service = {.claim = seq, .date = date};

	strcpy(service.event, event);
	cr_assert_eq(fixture_append_kind(ledger, ENTRY_CLAIM, patient, NULL),
		     LEDGER_OK);
	cr_assert_eq(ledger_add_service(ledger, seq, &key, code, &service),
		     LEDGER_OK);
	return seq;
}

/* The events of the services as text: "a c b". */
static const char *services(int patient, const char *code, struct as_of as_of)
{
	static char text[256];
	struct patient_key key = fixture_patient(patient);
	const struct past_service *rows;
	size_t used = 0;
	size_t count = ledger_services(ledger, &key, code, as_of, &rows);

	text[0] = '\0';
	for (size_t i = 0; i < count; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
					 "%s%s", i ? " " : "", rows[i].event);
	return text;
}

/* Whatever their dates: an earlier claim may be of a later day. */
Test(ledger_services, are_in_the_order_of_recording)
{
	uint64_t first = serve(1, "7.4", day(20), "a");
	serve(1, "7.4", day(10), "b");
	serve(2, "7.4", day(10), "c");
	serve(1, "7.5", day(10), "d");
	serve(1, "7.4", day(30), "e");
	struct as_of now = fixture_now(ledger);

	cr_assert_str_eq(services(1, "7.4", now), "a b e");
	cr_assert_str_eq(services(2, "7.4", now), "c");
	cr_assert_str_eq(services(1, "7.5", now), "d");
	cr_assert_str_eq(services(1, "7", now), "");
	cr_assert_str_eq(services(3, "7.4", now), "");
	cr_assert_str_eq(services(1, "7.4", before(first)), "");
	cr_assert_str_eq(services(1, "7.4", before(first + 1)), "a");
	cr_assert_str_eq(services(1, "7.4", before(first + 4)), "a b");
	fixture_commit(ledger);
	cr_assert_str_eq(services(1, "7.4", now), "a b e");
}

Test(ledger_services, keep_every_column)
{
	static const char code[] = "abcdefghijklmnopqrstuvwxyz-45678";
	static const char event[] = "12345678901234567890123456789012";
	struct patient_key key = fixture_patient(1);
	uint64_t seq = ledger_next_seq(ledger);
	struct past_service service = {.claim = seq, .date = day(3)};
	const struct past_service *rows;

	strcpy(service.for_zi, "90000001");
	strcpy(service.event, event);
	cr_assert_eq(fixture_append(ledger, NULL), LEDGER_OK);
	cr_assert_eq(ledger_add_service(ledger, seq, &key, code, &service),
		     LEDGER_OK);
	serve(1, code, day(4), "");
	for (int i = 0; i < 2; i++) {
		cr_assert_eq(ledger_services(ledger, &key, code,
					     fixture_now(ledger), &rows),
			     2);
		cr_assert_eq(rows[0].claim, seq);
		cr_assert_eq(rows[0].date, day(3));
		cr_assert_str_eq(rows[0].for_zi, "90000001");
		cr_assert_str_eq(rows[0].event, event);
		cr_assert_eq(rows[1].claim, seq + 1);
		cr_assert_str_eq(rows[1].for_zi, "");
		cr_assert_str_eq(rows[1].event, "");
		/* The second time as a reopened ledger reads them. */
		if (i > 0)
			break;
		fixture_commit(ledger);
		ledger_close(ledger);
		ledger = fixture_open();
	}
}

Test(ledger_services, are_no_supplies_and_no_contributions)
{
	const struct supply *rows;
	struct patient_key key = fixture_patient(1);

	serve(1, "S", day(1), "a");
	struct as_of now = fixture_now(ledger);
	cr_assert_eq(ledger_history(ledger, &key, "S", "", day(9), now, &rows),
		     0);
	cr_assert_str_eq(services(1, "S", now), "a");
	cr_assert_eq(ledger_contributions(ledger, &key, 2026, now), 0);
	fixture_commit(ledger);
}

Test(ledger_services, reversed_ones_do_not_count_from_the_reversal_on)
{
	uint64_t first = serve(1, "x", day(1), "a");
	uint64_t second = serve(1, "x", day(2), "b");
	uint64_t reversal = reverse(1, first);

	serve(1, "x", day(3), "c");
	struct as_of now = fixture_now(ledger);
	cr_assert_str_eq(services(1, "x", now), "b c");
	cr_assert_str_eq(services(1, "x", before(reversal + 1)), "b");
	cr_assert_str_eq(services(1, "x", before(reversal)), "a b");
	cr_assert_str_eq(services(1, "x", (struct as_of){reversal, first}),
			 "b");
	cr_assert_str_eq(
	    services(1, "x", (struct as_of){now.before_seq, second}), "c");
	fixture_commit(ledger);
	fixture_begin(ledger);
	reverse(1, second);
	cr_assert_str_eq(services(1, "x", fixture_now(ledger)), "c");
	ledger_rollback(ledger);
	cr_assert_str_eq(services(1, "x", fixture_now(ledger)), "b c");
}

/* The oldest are those that are forgotten, wherever they stand. */
Test(ledger_services, keep_the_newest)
{
	struct patient_key key = fixture_patient(1);
	const struct past_service *rows;
	uint64_t first = ledger_next_seq(ledger);

	for (int i = 0; i < SERVICES_MAX; i++)
		serve(1, "x", day(i), "");
	cr_assert_eq(
	    ledger_services(ledger, &key, "x", fixture_now(ledger), &rows),
	    SERVICES_MAX);
	cr_assert_eq(rows[0].claim, first);
	for (int i = 0; i < 5; i++)
		serve(1, "x", day(-i), "");
	cr_assert_eq(
	    ledger_services(ledger, &key, "x", fixture_now(ledger), &rows),
	    SERVICES_MAX);
	for (size_t i = 0; i < SERVICES_MAX; i++)
		cr_assert_eq(rows[i].claim, first + 5 + i);
	fixture_commit(ledger);
}
