/* Rows of trace, packed in parts: long histories, and damaged ones. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ledger_fixture.h"

/* More than are remembered between look-ups; and fewer, in several parts. */
enum { SUPPLIES = 509, SUPPLIES_KNOWN = 211, FIRST_DAY = 20000 };

static struct ledger *ledger;

static void set_up(void)
{
	fixture_make_folder();
	ledger = fixture_open();
}

static void tear_down(void)
{
	ledger_close(ledger);
	fixture_remove_folder();
}

TestSuite(ledger_places, .init = set_up, .fini = tear_down);

static struct import_row nth_row(struct patient_key patient, int i)
{
	return (struct import_row){
	    .patient = patient,
	    .substance = "S",
	    .form = "tablet",
	    .date = FIRST_DAY + i * 97 % SUPPLIES,
	    .days = i,
	};
}

static bool import(const struct import_row *row)
{
	/* The entry is the last of the transaction. */
	uint64_t seq = ledger_head(ledger).seq;
	bool added;

	cr_assert_eq(ledger_add_import(ledger, seq, row, &added), LEDGER_OK);
	return added;
}

static void begin_import(void)
{
	fixture_begin(ledger);
	cr_assert_eq(fixture_append_kind(ledger, ENTRY_IMPORT, 0, NULL),
		     LEDGER_OK);
}

/* Straight into trace, and not in the order of their dates. How many are new.
 */
static int import_all(void)
{
	int count = 0;

	begin_import();
	for (int i = 0; i < SUPPLIES; i++) {
		struct import_row row = nth_row(fixture_patient(1), i);
		count += import(&row);
	}
	fixture_commit(ledger);
	return count;
}

static size_t look_up_patient(const struct patient_key *key,
			      const struct supply **rows)
{
	return ledger_history(ledger, key, "S", "tablet", FIRST_DAY + SUPPLIES,
			      fixture_now(ledger), rows);
}

static size_t look_up(const struct supply **rows)
{
	struct patient_key key = fixture_patient(1);

	return look_up_patient(&key, rows);
}

Test(ledger_places, a_history_of_many_parts_is_whole_and_in_order)
{
	const struct supply *rows;

	cr_expect_eq(import_all(), SUPPLIES);
	cr_assert_eq(look_up(&rows), SUPPLIES);
	cr_assert_eq(look_up(&rows), SUPPLIES, "once more");
	for (int i = 0; i < SUPPLIES; i++) {
		cr_expect_eq(rows[i].date, FIRST_DAY + i);
		cr_expect_eq(rows[i].days * 97 % SUPPLIES, i);
	}
	cr_expect_eq(import_all(), 0, "each is found where it is");
}

/* Keys that differ in their last byte only: their parts have numbers of one
 * row. */
Test(ledger_places, patients_whose_keys_begin_alike_are_kept_apart)
{
	enum { ALIKE = 3 };
	struct patient_key keys[ALIKE];
	const struct supply *rows;

	begin_import();
	for (int k = 0; k < ALIKE; k++) {
		keys[k] = fixture_patient(1);
		keys[k].bytes[PATIENT_KEY_BYTES - 1] = (uint8_t)k;
	}
	for (int i = 0; i < SUPPLIES; i++) {
		struct import_row row = nth_row(keys[i % ALIKE], i);
		cr_expect(import(&row));
		cr_expect_not(import(&row));
	}
	fixture_commit(ledger);
	for (int k = 0; k < ALIKE; k++) {
		size_t count = look_up_patient(&keys[k], &rows);
		cr_assert_eq(count, (size_t)(SUPPLIES - k + ALIKE - 1) / ALIKE);
		for (size_t i = 0; i < count; i++)
			cr_expect_eq(rows[i].days % ALIKE, k);
	}
}

Test(ledger_places, every_change_is_seen_and_taken_back)
{
	const struct supply *rows;
	struct import_row row = nth_row(fixture_patient(1), 0);

	for (size_t n = 0; n < SUPPLIES_KNOWN; n++) {
		row.days = (int)n + 1;
		begin_import();
		cr_expect_eq(look_up(&rows), n);
		cr_expect(import(&row));
		cr_expect_eq(look_up(&rows), n + 1);
		ledger_rollback(ledger);
		cr_expect_eq(look_up(&rows), n);
		begin_import();
		cr_expect(import(&row));
		fixture_commit(ledger);
		cr_expect_eq(look_up(&rows), n + 1);
	}
}

static void look_and_exit(void)
{
	const struct supply *rows;

	ledger = fixture_open();
	(void)look_up(&rows);
	_exit(EXIT_SUCCESS);
}

Test(ledger_places, nobody_is_answered_from_damaged_rows)
{
	static const char *const edits[] = {
	    "UPDATE trace SET rows = substr(rows, 1, length(rows) - 1)",
	    /* shorter than a patient's key */
	    "UPDATE trace SET rows = substr(rows, 1, 31)",
	    "UPDATE trace SET rows = x''",
	    /* a part of somebody else */
	    "UPDATE trace SET rows = CAST(x'ff' || substr(rows, 2) AS BLOB)",
	};
	int status;

	for (size_t i = 0; i < ARRAY_LEN(edits); i++) {
		cr_expect_eq(import_all(), SUPPLIES);
		ledger_close(ledger);
		fixture_edit(edits[i]);
		pid_t child = fork();
		if (child == 0)
			look_and_exit();
		cr_assert_eq(waitpid(child, &status, 0), child);
		cr_expect(WIFEXITED(status) &&
			      WEXITSTATUS(status) == EXIT_FAILURE,
			  "%s", edits[i]);
		unlink(fixture_path);
		ledger = fixture_open();
	}
}
