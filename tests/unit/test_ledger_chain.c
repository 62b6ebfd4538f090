/* The chain, and what is refused when a ledger is opened. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ledger_fixture.h"

#define KNOWN_HASH                                                             \
	"7145af4cb9bc7a3bb6f850b9c6ee40dc"                                     \
	"e879b377ca33955ef471117bf8272d1e"

TestSuite(ledger_chain, .init = fixture_make_folder,
	  .fini = fixture_remove_folder);

/* Fails to open fixture_path and returns why. */
static struct err refusal(void)
{
	struct ledger_config config = {.path = fixture_path,
				       .since = CIVIL_NONE};
	struct ledger *ledger;
	struct err e = {0};

	cr_assert(!ledger_open(&config, &ledger, &e));
	cr_assert(ledger == NULL);
	return e;
}

/* --- the chain ----------------------------------------------------------- */

static enum ledger_result append_with(struct ledger *ledger, uint64_t seq,
				      int64_t reference)
{
	char id[8];
	struct entry entry = {
	    .kind = ENTRY_CLAIM,
	    .seq = seq,
	    .pharmacy = "02012345",
	    .request_id = id,
	    .digest = {{1}},
	    .has_patient = true,
	    .patient = fixture_patient(1),
	    .body = "body",
	    .body_len = 4,
	    .reply = "reply",
	    .reply_len = 5,
	    .snapshot = "s",
	    .rules = "2026.1",
	    .reference = reference,
	    .recorded_at_ms = 5,
	};

	snprintf(id, sizeof(id), "%d", (int)seq);
	return ledger_append(ledger, &entry);
}

/* A new ledger with four claims and two sets of reference facts. */
static void write_four(void)
{
	struct ledger *ledger = fixture_open();
	int64_t one, two;
	struct err e;

	fixture_begin(ledger);
	cr_assert_eq(ledger_reference_put(ledger, "ref 1", 5, &one), LEDGER_OK);
	cr_assert_eq(ledger_reference_put(ledger, "ref 2", 5, &two), LEDGER_OK);
	for (uint64_t seq = 1; seq <= 4; seq++)
		cr_assert_eq(append_with(ledger, seq, one), LEDGER_OK);
	fixture_commit(ledger);
	cr_assert(ledger_verify(ledger, &e), "%s", e.message);
	ledger_close(ledger);
}

static bool is_verified(struct err *e)
{
	struct ledger_config config = {.path = fixture_path,
				       .since = CIVIL_NONE};
	struct ledger *ledger;

	if (!ledger_open(&config, &ledger, e))
		return false;
	bool ok = ledger_verify(ledger, e);
	ledger_close(ledger);
	return ok;
}

/* Every column of an entry and its reference: an edit must be seen. */
Test(ledger_chain, verify_finds_every_edit)
{
	static const char *const edits[] = {
	    "UPDATE entry SET kind = 2 WHERE seq = 2",
	    "UPDATE entry SET pharmacy = '02012346' WHERE seq = 2",
	    "UPDATE entry SET request_id = 'other' WHERE seq = 2",
	    "UPDATE entry SET request_id = request_id || char(0) || 'x' "
	    "WHERE seq = 2",
	    "UPDATE entry SET digest = zeroblob(32) WHERE seq = 2",
	    "UPDATE entry SET digest = x'00' WHERE seq = 2",
	    "UPDATE entry SET patient = zeroblob(32) WHERE seq = 2",
	    "UPDATE entry SET patient = NULL WHERE seq = 2",
	    "UPDATE entry SET body = x'7b7d' WHERE seq = 2",
	    "UPDATE entry SET reply = x'7b7d' WHERE seq = 2",
	    "UPDATE entry SET body = CAST(body || x'7b' AS BLOB), "
	    "reply = substr(reply, 2) WHERE seq = 2",
	    "UPDATE entry SET snapshot = 'other' WHERE seq = 2",
	    "UPDATE entry SET rules = '2027.1' WHERE seq = 2",
	    "UPDATE entry SET reference = 0 WHERE seq = 2",
	    "UPDATE entry SET reference = 2 WHERE seq = 2",
	    "UPDATE entry SET since = since + 1 WHERE seq = 2",
	    "UPDATE entry SET recorded_at_ms = 1 WHERE seq = 2",
	    "UPDATE entry SET previous = zeroblob(32) WHERE seq = 2",
	    "UPDATE entry SET hash = zeroblob(32) WHERE seq = 2",
	    "UPDATE reference SET body = x'7b7d' WHERE id = 1",
	    "UPDATE reference SET digest = zeroblob(32) WHERE id = 1",
	    "DELETE FROM reference WHERE id = 1",
	    "DELETE FROM entry WHERE seq = 2",
	    "UPDATE entry SET seq = 9 WHERE seq = 2;"
	    "UPDATE entry SET seq = 2 WHERE seq = 3;"
	    "UPDATE entry SET seq = 3 WHERE seq = 9",
	};

	for (size_t i = 0; i < ARRAY_LEN(edits); i++) {
		struct err e = {0};

		write_four();
		fixture_edit(edits[i]);
		cr_assert(!is_verified(&e), "%s", edits[i]);
		cr_assert_eq(e.code, ERR_NOT_VERIFIED, "%s: %s", edits[i],
			     e.message);
		cr_assert_eq(unlink(fixture_path), 0);
	}
}

Test(ledger_chain, an_edited_head_is_not_opened)
{
	fixture_fill(3);
	fixture_edit("UPDATE entry SET reply = x'7b7d' WHERE seq = 3");
	struct err e = refusal();
	cr_assert_eq(e.code, ERR_NOT_VERIFIED);
	cr_assert(strstr(e.message, "entry 3"), "%s", e.message);
}

Test(ledger_chain, verify_in_slices_covers_all)
{
	struct ledger_head from = {0};
	struct ledger *ledger;
	struct err e;
	int slices = 0;

	fixture_fill(10);
	ledger = fixture_open();
	while (from.seq < ledger_head(ledger).seq) {
		cr_assert(ledger_verify_next(ledger, &from, 3, &e));
		slices++;
	}
	cr_assert_eq(slices, 4);
	ledger_close(ledger);

	fixture_edit("UPDATE entry SET body = x'00' WHERE seq = 7");
	ledger = fixture_open();
	from = (struct ledger_head){0};
	cr_assert(ledger_verify_next(ledger, &from, 6, &e));
	cr_assert(!ledger_verify_next(ledger, &from, 1, &e));
	cr_assert(strstr(e.message, "entry 7"), "%s", e.message);
	ledger_close(ledger);
}

/* The chain's format is for ever: computed by hand from its comment. */
Test(ledger_chain, hash_of_a_known_entry)
{
	struct ledger_config config = {
	    .path = fixture_path,
	    .since = civil_from_ymd(2026, 11, 21),
	};
	struct entry entry = {
	    .kind = ENTRY_CLAIM,
	    .seq = 1,
	    .pharmacy = "02012345",
	    .request_id = "r-1",
	    .digest = {{1, 2, 3}},
	    .has_patient = true,
	    .patient = fixture_patient(1),
	    .body = "{}",
	    .body_len = 2,
	    .reply = "{\"v\":1}",
	    .reply_len = 7,
	    .snapshot = "gvs-20261101-000017",
	    .rules = "2026.1",
	    .recorded_at_ms = 1790000000123,
	};
	struct ledger *ledger;
	char text[65];
	struct err e;

	cr_assert(ledger_open(&config, &ledger, &e), "%s", e.message);
	fixture_begin(ledger);
	cr_assert_eq(ledger_reference_put(ledger, "ref", 3, &entry.reference),
		     LEDGER_OK);
	cr_assert_eq(ledger_append(ledger, &entry), LEDGER_OK);
	fixture_commit(ledger);
	struct ledger_head head = ledger_head(ledger);
	for (int i = 0; i < DIGEST_BYTES; i++)
		snprintf(text + 2 * i, 3, "%02x", head.hash.bytes[i]);
	cr_assert_str_eq(text, KNOWN_HASH);
	ledger_close(ledger);
}

/* --- what is refused ------------------------------------------------------ */

static void overwrite(const char *text)
{
	FILE *f = fopen(fixture_path, "w");

	cr_assert(f);
	cr_assert(fputs(text, f) >= 0);
	cr_assert_eq(fclose(f), 0);
}

Test(ledger_chain, other_files_are_refused)
{
	static const struct {
		const char *edit;
		const char *says;
	} cases[] = {
	    {"PRAGMA application_id = 7", "not a ledger"},
	    {"PRAGMA user_version = 1",
	     "version 1, expected 3 (hint: an older"},
	    {"PRAGMA user_version = 4", "version 4, expected 3 (hint: a newer"},
	    {"CREATE TABLE extra (a)", "unexpected"},
	    {"CREATE INDEX extra ON entry (since)", "unexpected"},
	    {"DROP INDEX permit_added", "schema"},
	    {"ALTER TABLE meta ADD COLUMN note TEXT", "unexpected"},
	    {"CREATE TRIGGER t AFTER INSERT ON entry BEGIN "
	     "DELETE FROM trace; END",
	     "unexpected"},
	};

	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		unlink(fixture_path);
		fixture_fill(1);
		fixture_edit(cases[i].edit);
		struct err e = refusal();
		cr_assert_eq(e.code, ERR_REFUSED, "%s", cases[i].edit);
		cr_assert(strstr(e.message, cases[i].says), "%s: %s",
			  cases[i].edit, e.message);
	}
	unlink(fixture_path);
	overwrite("this is no database at all, but some text of some length; "
		  "this is no database at all, but some text of some length\n");
	cr_assert_eq(refusal().code, ERR_REFUSED);
}

Test(ledger_chain, what_cannot_be_opened_says_why)
{
	struct err e;

	strcat(fixture_path, "/below/a/file");
	e = refusal();
	cr_assert_eq(e.code, ERR_LEDGER_UNAVAILABLE);
	cr_assert(strstr(e.message, "No such file"), "%s", e.message);
}

/* The second is another process: that is whom the lock keeps out. */
Test(ledger_chain, a_second_process_hears_that_it_is_in_use)
{
	struct ledger *ledger = fixture_open();
	pid_t child = fork();
	int status;

	cr_assert(child >= 0);
	if (child == 0) {
		struct ledger_config config = {.path = fixture_path,
					       .since = CIVIL_NONE};
		struct ledger *second;
		struct err e;
		bool ok = ledger_open(&config, &second, &e);

		_exit(!ok && e.code == ERR_LEDGER_UNAVAILABLE &&
			      strstr(e.message, "in use")
			  ? 0
			  : 1);
	}
	cr_assert_eq(waitpid(child, &status, 0), child);
	cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	fixture_begin(ledger);
	cr_assert_eq(fixture_append(ledger, NULL), LEDGER_OK);
	fixture_commit(ledger);
	ledger_close(ledger);
}
