/* What is looked up: history, contributions, reversals, permits, imports. */
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

TestSuite(ledger_trace, .init = set_up, .fini = tear_down);

static civil_day day(int n)
{
	return civil_from_ymd(2026, 1, 1) + n;
}

/* A claim of a patient that counts as a supply of "S" "tablet". */
static uint64_t supply_on(int patient, civil_day date, int days)
{
	struct patient_key key = fixture_patient(patient);
	uint64_t seq = ledger_next_seq(ledger);
	struct supply supply = {
	    .date = date,
	    .days = days,
	    .prk = "12345678",
	    .dose_changed = days == 7,
	    .last_supplied = CIVIL_NONE,
	    .first_supplied = date - 1,
	};

	cr_assert_eq(fixture_append_kind(ledger, ENTRY_CLAIM, patient, NULL),
		     LEDGER_OK);
	cr_assert_eq(
	    ledger_add_supply(ledger, seq, &key, "S", "tablet", &supply),
	    LEDGER_OK);
	return seq;
}

static uint64_t reverse(int patient, uint64_t claim)
{
	uint64_t seq = ledger_next_seq(ledger);

	cr_assert_eq(fixture_append_kind(ledger, ENTRY_REVERSAL, patient, NULL),
		     LEDGER_OK);
	cr_assert_eq(ledger_add_reversal(ledger, seq, claim), LEDGER_OK);
	return seq;
}

/* The days of the history as text: "30 7 15". */
static const char *history(int patient, civil_day until, struct as_of as_of)
{
	static char text[256];
	struct patient_key key = fixture_patient(patient);
	const struct supply *rows;
	size_t used = 0;
	size_t count =
	    ledger_history(ledger, &key, "S", "tablet", until, as_of, &rows);

	text[0] = '\0';
	for (size_t i = 0; i < count; i++)
		used += (size_t)snprintf(text + used, sizeof(text) - used,
					 "%s%d", i ? " " : "", rows[i].days);
	return text;
}

static struct as_of before(uint64_t seq)
{
	return (struct as_of){seq, 0};
}

Test(ledger_trace, history_is_by_date_then_by_recording)
{
	supply_on(1, day(20), 1);
	supply_on(1, day(10), 2);
	supply_on(2, day(10), 3);
	supply_on(1, day(20), 4);
	supply_on(1, day(0), 5);
	struct as_of now = fixture_now(ledger);

	cr_assert_str_eq(history(1, day(30), now), "5 2 1 4");
	cr_assert_str_eq(history(1, day(20), now), "5 2 1 4");
	cr_assert_str_eq(history(1, day(19), now), "5 2");
	cr_assert_str_eq(history(1, day(0), now), "5");
	cr_assert_str_eq(history(1, day(-1), now), "");
	cr_assert_str_eq(history(2, day(30), now), "3");
	cr_assert_str_eq(history(3, day(30), now), "");
	cr_assert_str_eq(history(1, day(30), before(1)), "");
	cr_assert_str_eq(history(1, day(30), before(2)), "1");
	cr_assert_str_eq(history(1, day(30), before(5)), "2 1 4");
	fixture_commit(ledger);
	cr_assert_str_eq(history(1, day(30), now), "5 2 1 4");
}

Test(ledger_trace, history_keeps_every_column)
{
	struct patient_key key = fixture_patient(1);
	const struct supply *rows;
	struct as_of now;

	supply_on(1, day(20), 7);
	now = fixture_now(ledger);
	cr_assert_eq(
	    ledger_history(ledger, &key, "S", "tablet", day(20), now, &rows),
	    1);
	cr_assert_eq(rows[0].date, day(20));
	cr_assert_eq(rows[0].days, 7);
	cr_assert_str_eq(rows[0].prk, "12345678");
	cr_assert(rows[0].dose_changed);
	cr_assert_eq(rows[0].last_supplied, CIVIL_NONE);
	cr_assert_eq(rows[0].first_supplied, day(19));
	cr_assert_eq(
	    ledger_history(ledger, &key, "S", "drank", day(20), now, &rows), 0);
	cr_assert_eq(
	    ledger_history(ledger, &key, "T", "tablet", day(20), now, &rows),
	    0);
	cr_assert_eq(ledger_history(ledger, &key, "", "", day(20), now, &rows),
		     0);
	fixture_commit(ledger);
}

/* Older supplies go first when there are more than the rules look at. */
Test(ledger_trace, history_keeps_the_newest)
{
	struct patient_key key = fixture_patient(1);
	uint64_t seq = ledger_next_seq(ledger);
	const struct supply *rows;
	bool added;

	cr_assert_eq(fixture_append_kind(ledger, ENTRY_IMPORT, 0, NULL),
		     LEDGER_OK);
	for (int i = 0; i < HISTORY_MAX + 5; i++) {
		struct import_row row = {.patient = key,
					 .substance = "S",
					 .form = "tablet",
					 .date = day(i)};
		cr_assert_eq(ledger_add_import(ledger, seq, &row, &added),
			     LEDGER_OK);
		cr_assert(added);
	}
	cr_assert_eq(ledger_history(ledger, &key, "S", "tablet",
				    day(HISTORY_MAX + 100), fixture_now(ledger),
				    &rows),
		     HISTORY_MAX);
	cr_assert_eq(rows[0].date, day(5));
	cr_assert_eq(rows[HISTORY_MAX - 1].date, day(HISTORY_MAX + 4));
	fixture_commit(ledger);
}

Test(ledger_trace, reversed_supplies_do_not_count_from_the_reversal_on)
{
	uint64_t first = supply_on(1, day(1), 1);
	uint64_t second = supply_on(1, day(2), 2);
	uint64_t reversal = reverse(1, first);

	supply_on(1, day(3), 3);
	struct as_of now = fixture_now(ledger);
	cr_assert_str_eq(history(1, day(9), now), "2 3");
	cr_assert_str_eq(history(1, day(9), before(reversal + 1)), "2");
	cr_assert_str_eq(history(1, day(9), before(reversal)), "1 2");
	cr_assert_str_eq(history(1, day(9), before(second)), "1");
	cr_assert_str_eq(history(1, day(9), (struct as_of){reversal, first}),
			 "2");
	cr_assert_str_eq(
	    history(1, day(9), (struct as_of){now.before_seq, second}), "3");
	cr_assert_eq(ledger_reversal_of(ledger, first), reversal);
	cr_assert_eq(ledger_reversal_of(ledger, second), 0);
	fixture_commit(ledger);
}

Test(ledger_trace, a_rolled_back_reversal_counts_again)
{
	uint64_t first = supply_on(1, day(1), 1);

	fixture_commit(ledger);
	fixture_begin(ledger);
	reverse(1, first);
	cr_assert_str_eq(history(1, day(9), fixture_now(ledger)), "");
	ledger_rollback(ledger);
	cr_assert_str_eq(history(1, day(9), fixture_now(ledger)), "1");
	cr_assert_eq(ledger_reversal_of(ledger, first), 0);
}

static uint64_t contribute(int patient, civil_day date, cents amount)
{
	struct patient_key key = fixture_patient(patient);
	uint64_t seq = ledger_next_seq(ledger);

	cr_assert_eq(fixture_append_kind(ledger, ENTRY_CLAIM, patient, NULL),
		     LEDGER_OK);
	cr_assert_eq(ledger_add_contribution(ledger, seq, &key, date, amount),
		     LEDGER_OK);
	return seq;
}

static cents contributed(int patient, int year, struct as_of as_of)
{
	struct patient_key key = fixture_patient(patient);

	return ledger_contributions(ledger, &key, year, as_of);
}

Test(ledger_trace, contributions_are_by_calendar_year)
{
	contribute(1, civil_from_ymd(2025, 12, 31), 1);
	uint64_t first = contribute(1, civil_from_ymd(2026, 1, 1), 20);
	uint64_t last = contribute(1, civil_from_ymd(2026, 12, 31), 300);
	contribute(1, civil_from_ymd(2027, 1, 1), 4000);
	contribute(2, civil_from_ymd(2026, 6, 1), 50000);
	uint64_t reversal = reverse(1, first);
	struct as_of now = fixture_now(ledger);

	cr_assert_eq(contributed(1, 2025, now), 1);
	cr_assert_eq(contributed(1, 2026, now), 300);
	cr_assert_eq(contributed(1, 2027, now), 4000);
	cr_assert_eq(contributed(1, 2028, now), 0);
	cr_assert_eq(contributed(2, 2026, now), 50000);
	cr_assert_eq(contributed(1, 2026, before(reversal)), 320);
	cr_assert_eq(contributed(1, 2026, before(last)), 20);
	cr_assert_eq(contributed(1, 2026, before(first)), 0);
	cr_assert_eq(contributed(1, 2026, (struct as_of){reversal, last}), 20);
	fixture_commit(ledger);
}

Test(ledger_trace, claims_of_a_patient_in_order)
{
	struct patient_key key = fixture_patient(1);
	uint64_t one = supply_on(1, day(9), 1);
	uint64_t out[8];

	supply_on(2, day(1), 1);
	reverse(1, one);
	uint64_t two = supply_on(1, day(5), 1);
	uint64_t three = contribute(1, day(1), 5);
	uint64_t four = ledger_next_seq(ledger);
	struct past_service service = {.claim = four, .date = day(1)};

	cr_assert_eq(fixture_append(ledger, NULL), LEDGER_OK);
	cr_assert_eq(ledger_add_service(ledger, four, &key, "x", &service),
		     LEDGER_OK);
	cr_assert_eq(ledger_claims_after(ledger, &key, 0, out, 8), 4);
	cr_assert(out[0] == one && out[1] == two && out[2] == three);
	cr_assert_eq(out[3], four);
	cr_assert_eq(ledger_claims_after(ledger, &key, one, out, 8), 3);
	cr_assert_eq(out[0], two);
	cr_assert_eq(ledger_claims_after(ledger, &key, 0, out, 2), 2);
	cr_assert_eq(ledger_claims_after(ledger, &key, four, out, 8), 0);
	fixture_commit(ledger);
}

/* --- permits -------------------------------------------------------------- */

static uint64_t add_permit(int patient, const char *uzovi, const char *number,
			   const char *scope)
{
	struct patient_key key = fixture_patient(patient);
	uint64_t seq = ledger_next_seq(ledger);
	struct permit_row row = {.from = day(0), .to = day(365)};

	snprintf(row.uzovi, sizeof(row.uzovi), "%s", uzovi);
	snprintf(row.number, sizeof(row.number), "%s", number);
	snprintf(row.scope, sizeof(row.scope), "%s", scope);
	cr_assert_eq(fixture_append_kind(ledger, ENTRY_PERMIT, patient, NULL),
		     LEDGER_OK);
	cr_assert_eq(ledger_add_permit(ledger, seq, &key, &row), LEDGER_OK);
	return seq;
}

static uint64_t revoke_permit(int patient, const char *uzovi,
			      const char *number)
{
	struct patient_key key = fixture_patient(patient);
	uint64_t seq = ledger_next_seq(ledger);

	cr_assert_eq(
	    fixture_append_kind(ledger, ENTRY_REVOCATION, patient, NULL),
	    LEDGER_OK);
	cr_assert_eq(ledger_revoke_permit(ledger, seq, &key, uzovi, number),
		     LEDGER_OK);
	return seq;
}

static bool permit(int patient, const char *uzovi, const char *number,
		   struct as_of as_of, struct permit_row *out)
{
	struct patient_key key = fixture_patient(patient);

	return ledger_permit(ledger, &key, uzovi, number, as_of, out);
}

Test(ledger_trace, permits_come_and_go)
{
	uint64_t added = add_permit(1, "3311", "M1", "zi:90000001");
	uint64_t other = add_permit(1, "3311", "M2", "any");
	uint64_t revoked = revoke_permit(1, "3311", "M1");
	struct as_of now = fixture_now(ledger);
	struct permit_row row;

	cr_assert(permit(1, "3311", "M1", now, &row));
	cr_assert_str_eq(row.number, "M1");
	cr_assert_str_eq(row.uzovi, "3311");
	cr_assert_str_eq(row.scope, "zi:90000001");
	cr_assert_eq(row.from, day(0));
	cr_assert_eq(row.to, day(365));
	cr_assert_eq(row.added_by, added);
	cr_assert_eq(row.revoked_by, revoked);
	cr_assert(permit(1, "3311", "M1", before(revoked), &row));
	cr_assert_eq(row.revoked_by, 0);
	cr_assert(permit(1, "3311", "M1", before(revoked + 1), &row));
	cr_assert_eq(row.revoked_by, revoked);
	cr_assert(!permit(1, "3311", "M1", before(added), &row));
	cr_assert(permit(1, "3311", "M2", now, &row));
	cr_assert_eq(row.revoked_by, 0);
	cr_assert_eq(row.added_by, other);
	cr_assert(!permit(2, "3311", "M1", now, &row));
	cr_assert(!permit(1, "3312", "M1", now, &row));
	cr_assert(!permit(1, "3311", "M", now, &row));
	fixture_commit(ledger);
}

Test(ledger_trace, a_number_added_again_is_a_new_row)
{
	struct permit_row row;
	uint64_t revoked, again;

	add_permit(1, "3311", "M1", "any");
	revoked = revoke_permit(1, "3311", "M1");
	again = add_permit(1, "3311", "M1", "holiday");
	cr_assert(permit(1, "3311", "M1", fixture_now(ledger), &row));
	cr_assert_str_eq(row.scope, "holiday");
	cr_assert_eq(row.revoked_by, 0);
	cr_assert(permit(1, "3311", "M1", before(again), &row));
	cr_assert_str_eq(row.scope, "any");
	cr_assert_eq(row.revoked_by, revoked);
	fixture_commit(ledger);
}

struct listing {
	char text[128];
	int stop_after;
};

static bool list_permit(void *ctx, const struct permit_row *row)
{
	struct listing *listing = ctx;

	strcat(listing->text, row->number);
	strcat(listing->text, row->revoked_by ? "- " : " ");
	return --listing->stop_after != 0;
}

Test(ledger_trace, permits_are_listed_newest_first)
{
	struct patient_key key = fixture_patient(1);
	struct listing all = {.stop_after = -1}, two = {.stop_after = 2},
		       own = {.stop_after = -1};
	struct ledger_stats stats;

	add_permit(1, "3311", "A", "any");
	add_permit(2, "3311", "B", "any");
	add_permit(1, "3311", "C", "any");
	revoke_permit(1, "3311", "A");
	ledger_permits(ledger, NULL, list_permit, &all);
	cr_assert_str_eq(all.text, "C B A- ");
	ledger_permits(ledger, NULL, list_permit, &two);
	cr_assert_str_eq(two.text, "C B ");
	ledger_permits(ledger, &key, list_permit, &own);
	cr_assert_str_eq(own.text, "C A- ");
	ledger_stats(ledger, &stats);
	cr_assert_eq(stats.permits, 3);
	fixture_commit(ledger);
}

/* --- imports -------------------------------------------------------------- */

static bool import(uint64_t seq, civil_day date, int days, int64_t quantity)
{
	struct import_row row = {
	    .patient = fixture_patient(1),
	    .substance = "S",
	    .form = "tablet",
	    .date = date,
	    .days = days,
	    .quantity_milli = quantity,
	};
	bool added;

	cr_assert_eq(ledger_add_import(ledger, seq, &row, &added), LEDGER_OK);
	return added;
}

static uint64_t begin_import(void)
{
	uint64_t seq = ledger_next_seq(ledger);

	cr_assert_eq(fixture_append_kind(ledger, ENTRY_IMPORT, 0, NULL),
		     LEDGER_OK);
	return seq;
}

Test(ledger_trace, the_same_imported_row_changes_nothing)
{
	uint64_t first = begin_import();

	cr_assert(import(first, day(1), 30, 1000));
	cr_assert(!import(first, day(1), 30, 1000));
	cr_assert(import(first, day(1), 30, 2000));
	cr_assert(import(first, day(1), 0, 1000));
	cr_assert(import(first, day(2), 30, 1000));
	uint64_t second = begin_import();
	cr_assert(!import(second, day(1), 30, 1000));
	cr_assert(!import(second, day(2), 30, 1000));
	cr_assert(import(second, day(3), 9, 0));
	cr_assert_str_eq(history(1, day(9), fixture_now(ledger)),
			 "0 30 30 30 9");
	cr_assert_str_eq(history(1, day(9), before(second)), "0 30 30 30");
	cr_assert_str_eq(history(1, day(9), before(first)), "");
	fixture_commit(ledger);
}

/* A recorded supply of the same day is no import. */
Test(ledger_trace, imports_stand_beside_claims)
{
	const struct supply *rows;
	struct patient_key key = fixture_patient(1);

	supply_on(1, day(1), 30);
	cr_assert(import(begin_import(), day(1), 30, 0));
	cr_assert_eq(ledger_history(ledger, &key, "S", "tablet", day(1),
				    fixture_now(ledger), &rows),
		     2);
	cr_assert_str_eq(rows[0].prk, "12345678");
	cr_assert_str_eq(rows[1].prk, "");
	cr_assert_eq(rows[1].last_supplied, CIVIL_NONE);
	cr_assert_eq(rows[1].first_supplied, CIVIL_NONE);
	fixture_commit(ledger);
}

Test(ledger_trace, an_import_that_is_rolled_back_leaves_nothing)
{
	uint64_t seq;

	fixture_commit(ledger);
	fixture_begin(ledger);
	seq = begin_import();
	for (int i = 0; i < 500; i++)
		cr_assert(import(seq, day(i), 1, 0));
	ledger_rollback(ledger);
	cr_assert_str_eq(history(1, day(999), fixture_now(ledger)), "");
	fixture_begin(ledger);
	cr_assert(import(begin_import(), day(0), 1, 0));
	fixture_commit(ledger);
}
