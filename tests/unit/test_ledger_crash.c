/* What stands after a crash: of the disk, of the process, of the power. */
#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ledger_fixture.h"
#include "store/ledger_impl.h"
#include "tests/fault/sync_vfs.h"

static void set_up(void)
{
	fixture_make_folder();
	sync_vfs_register();
	sync_vfs_reset();
}

TestSuite(ledger_crash, .init = set_up, .fini = fixture_remove_folder);

/* --- a scenario, in a process that ends without warning ---------------------
 */

/* So few recent rows that most commits merge some into place. */
enum { COMMITS = 8, PER_COMMIT = 3, RECENT = 4 };

/* What the child says of commit n through the pipe. */
enum { SAID_OK = 'o', SAID_FULL = 'f', SAID_BROKEN = 'b' };

/* Every third claim is a service, the others are supplies. */
static enum ledger_result one_claim(struct ledger *ledger, int n)
{
	struct patient_key patient = fixture_patient(n + 1);
	uint64_t seq = ledger_next_seq(ledger);
	struct supply supply = {.date = 20000, .days = n};
	struct past_service service = {.claim = seq, .date = n};
	char id[16];

	snprintf(id, sizeof(id), "id-%d", n);
	enum ledger_result result =
	    fixture_append_kind(ledger, ENTRY_CLAIM, n + 1, id);
	if (result != LEDGER_OK)
		return result;
	return n % 3 == 2
		   ? ledger_add_service(ledger, seq, &patient, "x", &service)
		   : ledger_add_supply(ledger, seq, &patient, "S", "t",
				       &supply);
}

static enum ledger_result one_commit(struct ledger *ledger, int n)
{
	enum ledger_result result = ledger_begin(ledger);
	int64_t reference;

	if (result == LEDGER_OK)
		result = ledger_reference_put(ledger, (const char *)&n,
					      sizeof(n), &reference);
	for (int i = 0; i < PER_COMMIT && result == LEDGER_OK; i++)
		result = one_claim(ledger, n * PER_COMMIT + i);
	if (result != LEDGER_OK) {
		ledger_rollback(ledger);
		return result;
	}
	return ledger_commit(ledger);
}

static char word_of(enum ledger_result result)
{
	static const char words[] = {SAID_OK, SAID_FULL, SAID_BROKEN};

	return words[result];
}

/* Tells each commit's result; stops at once when the ledger is broken. */
static void run_scenario(struct ledger *ledger, int pipe_end)
{
	for (int n = 0; n < COMMITS; n++) {
		char word = word_of(one_commit(ledger, n));

		if (write(pipe_end, &word, 1) != 1 || word == SAID_BROKEN)
			return;
		if (ledger_checkpoint(ledger, SQLITE_CHECKPOINT_PASSIVE) ==
		    LEDGER_BROKEN)
			return;
	}
}

struct outcome {
	char said[COMMITS + 1];
	bool fired;
};

/* No assertions here: Criterion waits for ever when a child's fails. */
static struct ledger *open_in_child(const char *vfs)
{
	struct ledger_config config = {
	    .path = fixture_path,
	    .since = CIVIL_NONE,
	    .vfs = vfs,
	    .recent_rows = RECENT,
	};
	struct ledger *ledger;
	struct err e;

	if (!ledger_open(&config, &ledger, &e)) {
		fprintf(stderr, "%s\n", e.message);
		_exit(2);
	}
	return ledger;
}

/* The child opens, then the fault is set; ended with or without a close. */
NORETURN static void child(struct sync_fault fault, bool orderly, int pipe_end)
{
	struct ledger *ledger = open_in_child(SYNC_VFS);

	sync_vfs_fail(fault);
	run_scenario(ledger, pipe_end);
	if (orderly)
		ledger_close(ledger);
	_exit(sync_vfs_failed() ? 1 : 0);
}

static struct outcome run_child(struct sync_fault fault, bool orderly)
{
	struct outcome outcome = {.fired = false};
	int ends[2], status;

	cr_assert_eq(pipe(ends), 0);
	pid_t pid = fork();
	cr_assert(pid >= 0);
	if (pid == 0)
		child(fault, orderly, ends[1]);
	close(ends[1]);
	for (int i = 0; read(ends[0], &outcome.said[i], 1) == 1;)
		i++;
	close(ends[0]);
	cr_assert_eq(waitpid(pid, &status, 0), pid);
	cr_assert(WIFEXITED(status) && WEXITSTATUS(status) <= 1,
		  "the child failed");
	outcome.fired = WEXITSTATUS(status) == 1;
	return outcome;
}

/* A claim that stands is found as what it was recorded as. */
static void check_traced(struct ledger *ledger, int n)
{
	struct patient_key patient = fixture_patient(n + 1);
	struct as_of now = fixture_now(ledger);
	const struct past_service *services;
	const struct supply *supplies;
	size_t served = ledger_services(ledger, &patient, "x", now, &services);
	size_t supplied =
	    ledger_history(ledger, &patient, "S", "t", 30000, now, &supplies);

	cr_assert_eq(served, n % 3 == 2);
	cr_assert_eq(supplied, n % 3 != 2);
	cr_assert_eq(served ? services[0].date : supplies[0].days, n);
}

/* How many of a commit's claims the reopened ledger has. */
static int found(struct ledger *ledger, int commit)
{
	struct stored stored;
	int count = 0;
	char id[16];

	for (int i = 0; i < PER_COMMIT; i++) {
		int n = commit * PER_COMMIT + i;

		snprintf(id, sizeof(id), "id-%d", n);
		if (!ledger_find(ledger, "02012345", id, &stored))
			continue;
		check_traced(ledger, n);
		count++;
	}
	return count;
}

/* Acknowledged: all there. Full: nothing. Broken: all or nothing. */
static void check_reopened(const struct outcome *outcome, const char *where)
{
	struct ledger *ledger = fixture_open();
	struct err e;

	cr_assert(ledger_verify(ledger, &e), "%s: %s", where, e.message);
	for (int n = 0; n < COMMITS && outcome->said[n] != '\0'; n++) {
		int count = found(ledger, n);
		char word = outcome->said[n];

		cr_assert(count == 0 || count == PER_COMMIT, "%s: commit %d",
			  where, n);
		if (word == SAID_OK)
			cr_assert_eq(count, PER_COMMIT, "%s: %d lost", where,
				     n);
		if (word == SAID_FULL)
			cr_assert_eq(count, 0, "%s: %d stands", where, n);
	}
	ledger_close(ledger);
	cr_assert_eq(unlink(fixture_path), 0);
}

/* The n-th write or sync fails, for every n until none does any more. */
static void fail_at_every_place(struct sync_fault fault, bool orderly)
{
	bool fired = true;

	for (fault.at = 1; fired; fault.at++) {
		char where[64];
		struct outcome outcome = run_child(fault, orderly);

		fired = outcome.fired;
		snprintf(where, sizeof(where), "code %d at %d", fault.code,
			 (int)fault.at);
		if (fault.code == SQLITE_FULL && !fault.lasting)
			cr_assert(strlen(outcome.said) > 0);
		check_reopened(&outcome, where);
		cr_assert_lt(fault.at, 2000);
	}
	cr_assert_gt(fault.at, 60, "the faults hit hardly anything");
}

Test(ledger_crash, every_write_or_sync_may_fail_before_a_crash)
{
	fail_at_every_place((struct sync_fault){.code = SQLITE_IOERR}, false);
}

Test(ledger_crash, every_write_or_sync_may_fail_before_an_orderly_end)
{
	fail_at_every_place((struct sync_fault){.code = SQLITE_IOERR}, true);
}

Test(ledger_crash, the_disk_may_fill_for_a_moment_at_every_write)
{
	fail_at_every_place((struct sync_fault){.code = SQLITE_FULL}, false);
}

Test(ledger_crash, the_disk_may_fill_for_good_at_every_write)
{
	fail_at_every_place(
	    (struct sync_fault){.code = SQLITE_FULL, .lasting = true}, true);
}

/* The commit's frame is the last in its write: it lacks a byte, or is not
 * there at all, or others lack too. */
Test(ledger_crash, the_disk_may_fill_within_every_write)
{
	static const int lacks[] = {1, 4096, 4097, 9000};

	for (size_t i = 0; i < ARRAY_LEN(lacks); i++) {
		fail_at_every_place(
		    (struct sync_fault){.code = SQLITE_FULL, .lacks = lacks[i]},
		    i % 2 == 0);
	}
}

/* --- kill -9 and the power --------------------------------------------------
 */

/* Commits until it is killed; the pipe has a byte for each that returned. */
static pid_t start_committing(int pipe_end, int read_end)
{
	pid_t pid = fork();

	cr_assert(pid >= 0);
	if (pid != 0)
		return pid;
	close(read_end);
	struct ledger *ledger = open_in_child(NULL);
	for (int n = 0;; n++) {
		char byte = 'x';

		if (one_commit(ledger, n) != LEDGER_OK ||
		    write(pipe_end, &byte, 1) != 1 ||
		    ledger_tend(ledger, n % 7 == 0) != LEDGER_OK)
			_exit(1);
	}
}

/* Reads until at least some commits were acknowledged; returns how many. */
static int wait_for(int read_end, int some)
{
	int count = 0;
	char bytes[64];

	while (count < some) {
		ssize_t n = read(read_end, bytes, sizeof(bytes));
		cr_assert(n > 0);
		count += (int)n;
	}
	return count;
}

Test(ledger_crash, what_was_acknowledged_outlives_kill_9)
{
	for (int round = 0; round < 8; round++) {
		int ends[2], status;
		struct err e;

		cr_assert_eq(pipe(ends), 0);
		pid_t pid = start_committing(ends[1], ends[0]);
		close(ends[1]);
		int acknowledged = wait_for(ends[0], 5 + 13 * round);
		cr_assert_eq(kill(pid, SIGKILL), 0);
		cr_assert_eq(waitpid(pid, &status, 0), pid);
		cr_assert(WIFSIGNALED(status));
		char byte;
		while (read(ends[0], &byte, 1) == 1)
			acknowledged++;
		close(ends[0]);

		struct ledger *ledger = fixture_open();
		cr_assert(ledger_verify(ledger, &e), "%s", e.message);
		for (int n = 0; n < acknowledged; n++)
			cr_assert_eq(found(ledger, n), PER_COMMIT, "%d of %d",
				     n, acknowledged);
		uint64_t head = ledger_head(ledger).seq;
		cr_assert_eq(head % PER_COMMIT, 0);
		cr_assert_geq(head, (uint64_t)acknowledged * PER_COMMIT);
		ledger_close(ledger);
		cr_assert_eq(unlink(fixture_path), 0);
	}
}

/* Writes that were not synced are gone with the process. */
static struct outcome cut_power(bool lose_syncs)
{
	struct outcome outcome;

	ledger_close(fixture_open());
	sync_vfs_cache_writes(true);
	sync_vfs_lose_syncs(lose_syncs);
	outcome = run_child((struct sync_fault){0}, false);
	sync_vfs_reset();
	cr_assert_eq(strspn(outcome.said, "o"), COMMITS);
	return outcome;
}

Test(ledger_crash, what_was_acknowledged_outlives_a_power_cut)
{
	for (int i = 0; i < 5; i++) {
		struct outcome outcome = cut_power(false);

		check_reopened(&outcome, "power cut");
	}
}

/* The same cut must be felt when syncs are lost, or it proves nothing. */
Test(ledger_crash, a_power_cut_without_syncs_loses_commits)
{
	struct ledger *ledger;

	cut_power(true);
	ledger = fixture_open();
	cr_assert_eq(ledger_head(ledger).seq, 0);
	ledger_close(ledger);
}
