/*
 * Rows on their way into trace: look-ups must never notice where they stand.
 * A long random life of a ledger is compared with a plain list of what was
 * recorded.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ledger_fixture.h"
#include "store/ledger_recent.h"

enum {
	PATIENTS = 300,
	/* Rows enough for three generations. */
	CLAIMS = 25000,
	BATCH_MAX_CLAIMS = 40,
	DAYS = 700,
};

/* What a claim must be found as. */
struct known {
	int patient;
	uint64_t seq;
	civil_day date;
	int days;
	cents contribution;
	bool is_service;
	uint64_t reversed_by;
};

static struct ledger *ledger;
static struct known known[CLAIMS];
static int known_count;
static uint32_t seed = 20261121;

static int random_below(int bound)
{
	seed = seed * 1664525u + 1013904223u;
	return (int)((seed >> 8) % (uint32_t)bound);
}

static void add_supply(const struct known *k)
{
	struct patient_key key = fixture_patient(k->patient);
	struct supply supply = {
	    .date = k->date,
	    .days = k->days,
	    .prk = "7001",
	    .last_supplied = CIVIL_NONE,
	    .first_supplied = CIVIL_NONE,
	};

	cr_assert_eq(ledger_add_supply(ledger, k->seq, &key,
				       k->patient % 2 ? "S" : "T", "tablet",
				       &supply),
		     LEDGER_OK);
	if (k->contribution > 0)
		cr_assert_eq(ledger_add_contribution(ledger, k->seq, &key,
						     k->date, k->contribution),
			     LEDGER_OK);
}

/* The event keeps the days, as text. */
static void add_service(const struct known *k)
{
	struct patient_key key = fixture_patient(k->patient);
	struct past_service service = {.claim = k->seq, .date = k->date};

	strcpy(service.for_zi, "90000001");
	snprintf(service.event, sizeof(service.event), "%d", k->days);
	cr_assert_eq(ledger_add_service(ledger, k->seq, &key,
					k->patient % 2 ? "x" : "y", &service),
		     LEDGER_OK);
}

static void record_claim(void)
{
	struct known *k = &known[known_count++];
	*k = (struct known){
	    .patient = 1 + random_below(PATIENTS),
	    .seq = ledger_next_seq(ledger),
	    .date = civil_from_ymd(2025, 1, 1) + random_below(DAYS),
	    .days = 1 + random_below(90),
	    .contribution = random_below(3) == 0 ? 100 + random_below(900) : 0,
	    .is_service = random_below(4) == 0,
	};
	cr_assert_eq(fixture_append_kind(ledger, ENTRY_CLAIM, k->patient, NULL),
		     LEDGER_OK);
	if (k->is_service)
		add_service(k);
	else
		add_supply(k);
}

static void reverse_one(int before)
{
	struct known *k = &known[random_below(before)];
	uint64_t seq = ledger_next_seq(ledger);

	if (k->reversed_by != 0)
		return;
	cr_assert_eq(
	    fixture_append_kind(ledger, ENTRY_REVERSAL, k->patient, NULL),
	    LEDGER_OK);
	cr_assert_eq(ledger_add_reversal(ledger, seq, k->seq), LEDGER_OK);
	k->reversed_by = seq;
}

/* One transaction in eight is taken back. */
static void live_a_transaction(void)
{
	int before = known_count;
	int claims = 1 + random_below(BATCH_MAX_CLAIMS);
	uint64_t head = ledger_head(ledger).seq;

	fixture_begin(ledger);
	for (int i = 0; i < claims && known_count < CLAIMS; i++)
		record_claim();
	if (before > 0)
		reverse_one(before);
	if (random_below(8) != 0) {
		fixture_commit(ledger);
		return;
	}
	ledger_rollback(ledger);
	known_count = before;
	for (int i = 0; i < known_count; i++)
		if (known[i].reversed_by > head)
			known[i].reversed_by = 0;
}

static bool stood(const struct known *k, int patient, struct as_of as_of)
{
	return k->patient == patient && k->seq < as_of.before_seq &&
	       k->seq != as_of.without &&
	       (k->reversed_by == 0 || k->reversed_by >= as_of.before_seq);
}

/* Days and dates in order, and the sum of a year. */
static void compare_patient(int patient, struct as_of as_of)
{
	struct patient_key key = fixture_patient(patient);
	civil_day until = civil_from_ymd(2026, 6, 30);
	const struct supply *rows;
	size_t count = ledger_history(ledger, &key, patient % 2 ? "S" : "T",
				      "tablet", until, as_of, &rows);
	size_t expected = 0;
	int64_t days = 0, expected_days = 0;
	cents sum = 0;

	for (int i = 0; i < known_count; i++) {
		if (known[i].is_service || !stood(&known[i], patient, as_of))
			continue;
		if (civil_year(known[i].date) == 2026)
			sum += known[i].contribution;
		if (known[i].date > until)
			continue;
		expected++;
		expected_days += (int64_t)known[i].days * known[i].date;
	}
	for (size_t i = 0; i < count; i++) {
		cr_assert(i == 0 || rows[i - 1].date <= rows[i].date);
		days += (int64_t)rows[i].days * rows[i].date;
	}
	cr_assert_eq(count, expected, "patient %d: %zu supplies, expected %zu",
		     patient, count, expected);
	cr_assert_eq(days, expected_days);
	cr_assert_eq(ledger_contributions(ledger, &key, 2026, as_of), sum);
}

/* In order of recording, and each with what it came with. */
static void compare_services(int patient, struct as_of as_of)
{
	struct patient_key key = fixture_patient(patient);
	const struct past_service *rows;
	size_t count = ledger_services(ledger, &key, patient % 2 ? "x" : "y",
				       as_of, &rows);
	size_t found = 0;

	for (int i = 0; i < known_count; i++) {
		const struct known *k = &known[i];
		if (!k->is_service || !stood(k, patient, as_of))
			continue;
		cr_assert_lt(found, count);
		cr_assert_eq(rows[found].claim, k->seq);
		cr_assert_eq(rows[found].date, k->date);
		cr_assert_str_eq(rows[found].for_zi, "90000001");
		cr_assert_eq(atoi(rows[found].event), k->days);
		found++;
	}
	cr_assert_eq(found, count, "patient %d: %zu services, expected %zu",
		     patient, count, found);
}

static void compare_claims(int patient)
{
	struct patient_key key = fixture_patient(patient);
	uint64_t numbers[20];
	uint64_t after = known[random_below(known_count)].seq;
	size_t count = ledger_claims_after(ledger, &key, after, numbers,
					   ARRAY_LEN(numbers));
	size_t found = 0;

	for (int i = 0; i < known_count && found < ARRAY_LEN(numbers); i++) {
		if (known[i].patient != patient || known[i].seq <= after)
			continue;
		cr_assert_lt(found, count);
		cr_assert_eq(numbers[found], known[i].seq);
		found++;
	}
	cr_assert_eq(found, count);
}

static void compare_some(void)
{
	for (int i = 0; i < 5; i++) {
		int patient = 1 + random_below(PATIENTS);
		const struct known *k = &known[random_below(known_count)];
		struct as_of then = {.before_seq = k->seq + 1};
		struct as_of without = {ledger_next_seq(ledger), k->seq};

		compare_patient(patient, fixture_now(ledger));
		compare_patient(k->patient, then);
		compare_patient(k->patient, without);
		compare_services(patient, fixture_now(ledger));
		compare_services(k->patient, then);
		compare_services(k->patient, without);
		compare_claims(patient);
	}
}

Test(ledger_recent, look_ups_never_notice_where_rows_stand)
{
	struct err e;

	fixture_make_folder();
	ledger = fixture_open();
	for (int n = 0; known_count < CLAIMS; n++) {
		live_a_transaction();
		if (known_count > 0 && n % 5 == 0)
			compare_some();
		/* In the middle of a merge, too. */
		if (n % 97 == 96) {
			ledger_close(ledger);
			ledger = fixture_open();
			compare_some();
		}
	}
	for (int patient = 1; patient <= PATIENTS; patient++) {
		compare_patient(patient, fixture_now(ledger));
		compare_services(patient, fixture_now(ledger));
	}
	cr_expect(ledger_verify(ledger, &e), "%s", e.message);
	ledger_close(ledger);
	fixture_remove_folder();
}

Test(ledger_recent, supplies_of_one_day_keep_the_order_of_recording)
{
	const struct supply *rows;
	struct patient_key key = fixture_patient(1);
	struct supply supply = {.date = 20000,
				.last_supplied = CIVIL_NONE,
				.first_supplied = CIVIL_NONE};

	fixture_make_folder();
	ledger = fixture_open();
	for (supply.days = 1; supply.days <= 20; supply.days++) {
		fixture_begin(ledger);
		uint64_t seq = ledger_next_seq(ledger);
		cr_assert_eq(fixture_append(ledger, NULL), LEDGER_OK);
		cr_assert_eq(
		    ledger_add_supply(ledger, seq, &key, "S", "t", &supply),
		    LEDGER_OK);
		fixture_commit(ledger);
	}
	cr_assert_eq(ledger_history(ledger, &key, "S", "t", 20000,
				    fixture_now(ledger), &rows),
		     20u);
	for (int i = 0; i < 20; i++)
		cr_expect_eq(rows[i].days, i + 1);
	ledger_close(ledger);
	fixture_remove_folder();
}

Test(ledger_recent, damaged_pieces_are_noticed)
{
	static const char *const edits[] = {
	    "UPDATE recent SET rows = substr(rows, 1, length(rows) - 1)",
	    /* without a head */
	    "UPDATE recent SET rows = substr(rows, 33)",
	    /* more were merged than there are */
	    ("UPDATE recent SET rows = CAST(substr(rows, 1, 24) || "
	     "x'0000000000000009' || substr(rows, 33) AS BLOB)"),
	};
	struct ledger_config config = {.path = fixture_path,
				       .since = CIVIL_NONE};
	struct err e;

	for (size_t i = 0; i < ARRAY_LEN(edits); i++) {
		fixture_make_folder();
		ledger = fixture_open();
		fixture_begin(ledger);
		record_claim();
		fixture_commit(ledger);
		ledger_close(ledger);
		fixture_edit(edits[i]);
		cr_assert_not(ledger_open(&config, &ledger, &e), "%s",
			      edits[i]);
		cr_expect_eq(e.code, ERR_NOT_VERIFIED);
		fixture_remove_folder();
	}
}
