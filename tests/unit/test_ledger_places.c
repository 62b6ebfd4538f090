/* Rows of trace, packed in parts: long histories, and damaged ones. */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ledger_fixture.h"

enum { SUPPLIES = 211, FIRST_DAY = 20000 };

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

/* Straight into trace, and not in the order of their dates. How many are new.
 */
static int import_all(void)
{
	uint64_t seq = ledger_next_seq(ledger);
	int count = 0;

	fixture_begin(ledger);
	cr_assert_eq(fixture_append_kind(ledger, ENTRY_IMPORT, 0, NULL),
		     LEDGER_OK);
	for (int i = 0; i < SUPPLIES; i++) {
		struct import_row row = {
		    .patient = fixture_patient(1),
		    .substance = "S",
		    .form = "tablet",
		    .date = FIRST_DAY + i * 97 % SUPPLIES,
		    .days = i,
		};
		bool added;
		cr_assert_eq(ledger_add_import(ledger, seq, &row, &added),
			     LEDGER_OK);
		count += added;
	}
	fixture_commit(ledger);
	return count;
}

static size_t look_up(const struct supply **rows)
{
	struct patient_key key = fixture_patient(1);

	return ledger_history(ledger, &key, "S", "tablet", FIRST_DAY + SUPPLIES,
			      fixture_now(ledger), rows);
}

Test(ledger_places, a_history_of_many_parts_is_whole_and_in_order)
{
	const struct supply *rows;

	cr_expect_eq(import_all(), SUPPLIES);
	cr_assert_eq(look_up(&rows), SUPPLIES);
	for (int i = 0; i < SUPPLIES; i++) {
		cr_expect_eq(rows[i].date, FIRST_DAY + i);
		cr_expect_eq(rows[i].days * 97 % SUPPLIES, i);
	}
	cr_expect_eq(import_all(), 0, "each is found where it is");
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
	int status;

	cr_expect_eq(import_all(), SUPPLIES);
	ledger_close(ledger);
	fixture_edit(
	    "UPDATE trace SET rows = substr(rows, 1, length(rows) - 1)");
	pid_t child = fork();
	if (child == 0)
		look_and_exit();
	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == EXIT_FAILURE);
	ledger = fixture_open();
}
