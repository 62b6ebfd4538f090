/* Walking over the claims of a range. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "ledger_fixture.h"

static struct ledger *ledger;

/* 1 claim, 2 permit, 3 claim of patient 2, 4 reversal of 1, 5 and 6 claims */
static void set_up(void)
{
	fixture_make_folder();
	ledger = fixture_open();
	fixture_begin(ledger);
	cr_assert_eq(fixture_append_kind(ledger, ENTRY_CLAIM, 1, "one"),
		     LEDGER_OK);
	cr_assert_eq(fixture_append_kind(ledger, ENTRY_PERMIT, 1, NULL),
		     LEDGER_OK);
	cr_assert_eq(fixture_append_kind(ledger, ENTRY_CLAIM, 2, "three"),
		     LEDGER_OK);
	cr_assert_eq(fixture_append_kind(ledger, ENTRY_REVERSAL, 1, NULL),
		     LEDGER_OK);
	cr_assert_eq(ledger_add_reversal(ledger, 4, 1), LEDGER_OK);
	cr_assert_eq(fixture_append(ledger, "five"), LEDGER_OK);
	cr_assert_eq(fixture_append(ledger, "six"), LEDGER_OK);
	fixture_commit(ledger);
}

static void tear_down(void)
{
	ledger_close(ledger);
	fixture_remove_folder();
}

TestSuite(ledger_claims, .init = set_up, .fini = tear_down);

struct walk {
	char seen[128];
	int left; /* so many more */
};

/* Each as ledger_get has it. */
static bool note(void *ctx, const struct ledger_claim *claim)
{
	struct walk *walk = ctx;
	size_t used = strlen(walk->seen);

	snprintf(walk->seen + used, sizeof(walk->seen) - used, "%s%llu%s",
		 used > 0 ? " " : "", (unsigned long long)claim->seq,
		 claim->reversed ? "r" : "");
	return --walk->left > 0;
}

static void expect_walk(uint64_t from, uint64_t to, int most, const char *seen,
			uint64_t next)
{
	struct walk walk = {.left = most};

	cr_expect_eq(ledger_claims(ledger, from, to, note, &walk), next);
	cr_expect_str_eq(walk.seen, seen);
}

Test(ledger_claims, only_claims_and_only_of_the_range)
{
	expect_walk(1, 7, 99, "1r 3 5 6", 7);
	expect_walk(2, 6, 99, "3 5", 6);
	expect_walk(3, 5, 99, "3", 5);
	expect_walk(2, 3, 99, "", 3);
	expect_walk(5, 5, 99, "", 5);
	expect_walk(7, 100, 99, "", 100);
}

Test(ledger_claims, it_goes_on_where_it_was_stopped)
{
	expect_walk(1, 7, 1, "1r", 2);
	expect_walk(2, 7, 2, "3 5", 6);
	expect_walk(6, 7, 1, "6", 7);
}

static bool compare(void *ctx, const struct ledger_claim *claim)
{
	struct ledger_claim *kept = ctx;
	struct patient_key second = fixture_patient(2);

	*kept = *claim;
	cr_expect_str_eq(claim->request_id, "three");
	cr_expect_arr_eq(claim->patient.bytes, second.bytes,
			 sizeof(second.bytes));
	cr_expect_gt(claim->body_len, 0);
	cr_expect_gt(claim->reply_len, 0);
	return true;
}

Test(ledger_claims, a_claim_is_what_its_entry_is)
{
	struct ledger_claim claim;
	struct stored stored;

	ledger_claims(ledger, 3, 4, compare, &claim);
	cr_assert(ledger_get(ledger, 3, &stored));
	cr_expect_eq(claim.seq, 3);
	cr_expect_eq(claim.body_len, stored.entry.body_len);
	cr_expect_eq(claim.reply_len, stored.entry.reply_len);
	cr_expect_not(claim.reversed);
}
