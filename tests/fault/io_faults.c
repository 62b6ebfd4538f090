/*
 * The n-th call of a kind fails, once or from then on, for every n until none
 * does: whoever asked the ledger meanwhile got a right answer, was told to try
 * again, or got none since the process ended; and what stands afterwards has
 * all that was acknowledged.
 *
 * README.md says what the environment may ask for; the last line has numbers.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/ensure.h"
#include "disk_vfs.h"
#include "examine.h"
#include "trial.h"

enum {
	SPARE = 4,     /* entries written after the recovery */
	BATCH_MAX = 4, /* entries */
	RECENT = 12,   /* rows of a generation: they are merged often */
	TRIES = 3,     /* of a batch that was told to come again */
	RUNS = 3,      /* of the ledger; the first ends without closing it */
	EXIT_NOT_OPENED = 3,
	EXIT_BROKEN = 74,
	EXIT_WRONG = 99,
};

/* How a process ended. */
enum ending {
	ENDED_DONE,	  /* all was written */
	ENDED_RETRY,	  /* clients gave up trying again */
	ENDED_BROKEN,	  /* without an answer */
	ENDED_UNREADABLE, /* the same, by a read */
	ENDED_NOT_OPENED,
	ENDINGS
};

static const char *const ending_names[ENDINGS] = {"done", "retry", "broken",
						  "unreadable", "not_opened"};

/* In memory that the process shares, which ends in the midst. */
struct told {
	struct disk_fault fault;
	uint64_t acked, begun;
	bool in_commit;
	bool acked_broken; /* though its commit met an I/O error */
	uint64_t full;	   /* batches that were told to come again */
	enum ending ending;
	char flaw[FLAW_MAX];
};

static struct {
	uint64_t seed, claims, drawing;
	uint64_t wanted, all; /* places: so many of all are drawn */
	struct plan *plan;
	struct disk *disk, *synced;
	struct told *told;
	bool answers_broken; /* wrong on purpose */
	uint64_t places, runs, fired, wrong;
	uint64_t endings[ENDINGS];
} test;

static bool is_wrong_on_purpose(void)
{
	return test.answers_broken || test.told->fault.error == DISK_LIE;
}

/* --- the process with the fault ----------------------------------------- */

NORETURN static void end_as(enum ending ending, int status)
{
	test.told->ending = ending;
	_exit(status);
}

static struct ledger *open_or_end(void)
{
	struct err e;
	struct ledger *ledger = trial_open(RECENT, &e);

	if (ledger != NULL)
		return ledger;
	/* Anything else would send the operator for a backup. */
	if (e.code != ERR_LEDGER_UNAVAILABLE) {
		snprintf(test.told->flaw, FLAW_MAX, "opening: %s: %.200s",
			 err_name(e.code), e.message);
		_exit(EXIT_WRONG);
	}
	end_as(ENDED_NOT_OPENED, EXIT_NOT_OPENED);
}

/* What the desk asks before it judges, of the patients of the batch. */
static void ask(struct ledger *ledger, uint64_t first, uint64_t last)
{
	uint64_t head = ledger_head(ledger).seq;

	for (uint64_t seq = first; seq <= last; seq++) {
		int patient = plan_at(test.plan, seq)->patient;

		if (!examine_patient(ledger, test.plan, head, patient,
				     test.told->flaw))
			_exit(EXIT_WRONG);
	}
}

static enum ledger_result commit(struct ledger *ledger, uint64_t first,
				 uint64_t last)
{
	struct told *told = test.told;
	uint64_t fatal = told->fault.fatal;

	told->begun = last;
	enum ledger_result result = plan_write(ledger, test.plan, first, last);
	if (result == LEDGER_BROKEN && test.answers_broken)
		result = LEDGER_OK;
	if (result == LEDGER_OK) {
		told->acked_broken |= told->fault.fatal > fatal;
		told->acked = last;
	}
	return result;
}

/* A batch as the desk runs it: broken ends the process, full is tried again
 * by the client, who sees meanwhile what was there before. */
static bool run_batch(struct ledger *ledger, uint64_t first, uint64_t last)
{
	for (int i = 0; i < TRIES; i++) {
		ask(ledger, first, last);
		enum ledger_result result = commit(ledger, first, last);
		if (result == LEDGER_BROKEN)
			end_as(ENDED_BROKEN, EXIT_BROKEN);
		if (result == LEDGER_OK)
			return true;
		test.told->full++;
		test.told->begun = test.told->acked;
		if (ledger_tend(ledger, i % 2 == 1) == LEDGER_BROKEN)
			end_as(ENDED_BROKEN, EXIT_BROKEN);
	}
	return false;
}

/* Closed, or left as kill -9 leaves it. False: the disk stays full. */
static bool run_until(uint64_t end, bool killed, uint64_t *state)
{
	struct ledger *ledger = open_or_end();
	bool written = true;

	while (written && ledger_head(ledger).seq < end) {
		uint64_t first = ledger_next_seq(ledger);
		uint64_t last = first + draw_below(state, BATCH_MAX);

		written = run_batch(ledger, first, last < end ? last : end);
		if (ledger_tend(ledger, draw_below(state, 2) == 0) ==
		    LEDGER_BROKEN)
			end_as(ENDED_BROKEN, EXIT_BROKEN);
	}
	if (!killed)
		ledger_close(ledger);
	return written;
}

NORETURN static void run(void)
{
	uint64_t state = test.seed;
	bool written = true;

	trial_silence();
	disk_vfs_fail(&test.told->fault);
	for (uint64_t i = 1; i <= RUNS && written; i++)
		written = run_until(test.claims * i / RUNS, i == 1, &state);
	end_as(written ? ENDED_DONE : ENDED_RETRY, EXIT_SUCCESS);
}

/* --- what stands afterwards --------------------------------------------- */

static bool examine_rest(struct ledger *ledger)
{
	struct told *told = test.told;
	uint64_t head = ledger_head(ledger).seq;

	if (head != told->acked && head != told->begun) {
		snprintf(told->flaw, FLAW_MAX,
			 "it ends with %llu, acknowledged %llu, begun %llu",
			 (unsigned long long)head,
			 (unsigned long long)told->acked,
			 (unsigned long long)told->begun);
		return false;
	}
	return examine(ledger, test.plan, head, told->flaw) &&
	       plan_write(ledger, test.plan, head + 1, head + SPARE) ==
		   LEDGER_OK &&
	       examine(ledger, test.plan, head + SPARE, told->flaw);
}

/* In a process of its own too: what cannot be read ends it. */
NORETURN static void recover(void)
{
	struct err e;

	disk_vfs_fail(NULL);
	if (is_wrong_on_purpose())
		trial_silence();
	struct ledger *ledger = trial_open(RECENT, &e);
	if (ledger == NULL) {
		snprintf(test.told->flaw, FLAW_MAX, "not opened: %.200s",
			 e.message);
		_exit(EXIT_WRONG);
	}
	bool good = examine_rest(ledger);
	ledger_close(ledger);
	_exit(good ? EXIT_SUCCESS : EXIT_WRONG);
}

/* --- one fault ---------------------------------------------------------- */

static int status_of(void (*child)(void))
{
	int status;
	pid_t pid = fork();

	ensure(pid >= 0);
	if (pid == 0)
		child();
	ensure(waitpid(pid, &status, 0) == pid);
	return status;
}

static bool is_expected(int status)
{
	struct told *told = test.told;

	if (!WIFEXITED(status))
		return false;
	switch (WEXITSTATUS(status)) {
	case EXIT_SUCCESS:
	case EXIT_NOT_OPENED:
	case EXIT_BROKEN:
		return true;
	case EXIT_FAILURE: /* ledger_cannot_read */
		told->ending = ENDED_UNREADABLE;
		return true;
	default:
		return false;
	}
}

static const char *part_name(enum disk_part part)
{
	static const char *const names[PART_COUNT] = {"nothing", "half",
						      "almost all", "all"};

	return names[part];
}

static void report(const char *when, int status)
{
	const struct disk_fault *fault = &test.told->fault;

	test.wrong++;
	if (is_wrong_on_purpose())
		return;
	printf("WRONG: seed %llu, %s %llu%s, %s, %s of it written%s: %s, "
	       "status %d: %s\n",
	       (unsigned long long)test.seed, disk_call_name(fault->call),
	       (unsigned long long)fault->at, fault->lasting ? " and on" : "",
	       disk_error_name(fault->error), part_name(fault->part),
	       fault->synced ? ", pages given up" : "", when, status,
	       test.told->flaw);
}

/* False: it did not fire, there are no more such calls. */
static bool try(struct disk_fault fault)
{
	struct told *told = test.told;

	*told = (struct told){.fault = fault};
	for (int i = 0; i < DISK_FILES; i++)
		disk_truncate(test.disk, (enum disk_name)i, 0);
	test.runs++;
	int status = status_of(run);
	bool fired = told->fault.fired > 0;
	test.fired += fired;
	if (!is_expected(status)) {
		report("the run", status);
		return fired;
	}
	test.endings[told->ending]++;
	if (told->ending == ENDED_NOT_OPENED && told->acked > 0 &&
	    fault.error == DISK_ENOSPC)
		report("a full disk kept a ledger from being opened", 0);
	if (told->acked_broken)
		report("acknowledged though the commit met an I/O error", 0);
	status = status_of(recover);
	if (status != 0)
		report("afterwards", status);
	return fired;
}

/* --- all faults --------------------------------------------------------- */

/* In the sample? */
static bool is_drawn(void)
{
	test.places++;
	return test.wanted == 0 ||
	       draw_below(&test.drawing, test.all) < test.wanted;
}

/* Every n; the one behind the last too, which must not fire. */
static void fail_at_every_place(struct disk_fault fault, uint64_t calls)
{
	for (fault.at = 1; fault.at <= calls + 1; fault.at++) {
		fault.part =
		    (enum disk_part)draw_below(&test.drawing, PART_COUNT);
		if (fault.at <= calls && !is_drawn())
			continue;
		bool fired = try(fault);
		if (fired != (fault.at <= calls))
			report(fired ? "it fired" : "it did not fire", 0);
	}
}

/* How often each is called when nothing fails. */
static void count_calls(uint64_t calls[DISK_CALLS])
{
	ensure(!try((struct disk_fault){.at = 0}));
	ensure(test.told->ending == ENDED_DONE);
	memcpy(calls, test.told->fault.calls, sizeof(test.told->fault.calls));
}

static void fail_every_call(const uint64_t calls[DISK_CALLS])
{
	for (int call = 0; call < DISK_CALLS; call++) {
		for (int i = 0; i < 4; i++) {
			struct disk_fault fault = {
			    .call = (enum disk_call)call,
			    .lasting = i % 2 == 1,
			    .error = i < 2 ? DISK_EIO : DISK_ENOSPC,
			};

			/* Only writes know a full disk. */
			if (call != CALL_WRITE && i >= 2)
				continue;
			fail_at_every_place(fault, calls[call]);
			fault.synced = test.synced;
			if (call == CALL_SYNC)
				fail_at_every_place(fault, calls[call]);
		}
	}
}

/* --- whoever looks must see --------------------------------------------- */

/* Some place must show it. */
static bool notices(const char *what, struct disk_fault fault, uint64_t calls)
{
	uint64_t before = test.wrong;

	for (fault.at = 1; fault.at <= calls && test.wrong == before;
	     fault.at += 3)
		(void)try(fault);
	printf("notices: %s: %s\n", what,
	       test.wrong > before ? "seen" : "NOT SEEN");
	bool seen = test.wrong > before;
	test.wrong = before;
	return seen;
}

static bool notices_lies(const uint64_t calls[DISK_CALLS])
{
	bool write =
	    notices("a write that is lost",
		    (struct disk_fault){.call = CALL_WRITE, .error = DISK_LIE},
		    calls[CALL_WRITE]);

	test.answers_broken = true;
	bool sync =
	    notices("an answer though the sync failed",
		    (struct disk_fault){.call = CALL_SYNC}, calls[CALL_SYNC]);
	test.answers_broken = false;
	test.runs = test.fired = 0;
	memset(test.endings, 0, sizeof(test.endings));
	return write && sync;
}

/* --- the whole ---------------------------------------------------------- */

static void print_numbers(void)
{
	printf("io_faults seed=%llu claims=%llu places=%llu runs=%llu "
	       "fired=%llu",
	       (unsigned long long)test.seed, (unsigned long long)test.claims,
	       (unsigned long long)test.places, (unsigned long long)test.runs,
	       (unsigned long long)test.fired);
	for (int i = 0; i < ENDINGS; i++)
		printf(" %s=%llu", ending_names[i],
		       (unsigned long long)test.endings[i]);
	printf(" wrong=%llu\n", (unsigned long long)test.wrong);
}

static uint64_t count_places(const uint64_t calls[DISK_CALLS])
{
	uint64_t all = 2 * (calls[CALL_WRITE] + calls[CALL_SYNC]);

	for (int call = 0; call < DISK_CALLS; call++)
		all += 2 * calls[call];
	return all;
}

int main(void)
{
	uint64_t calls[DISK_CALLS];

	test.seed = test.drawing = trial_number("FAULT_SEED", 1);
	test.claims = trial_number("FAULT_CLAIMS", 40);
	trial_begin();
	test.disk = disk_new();
	test.synced = disk_new();
	test.told = shared_memory(sizeof(*test.told));
	test.plan = plan_new(test.claims + SPARE, test.seed);
	disk_vfs_use(test.disk, NULL);
	count_calls(calls);
	test.wanted = trial_number("FAULT_STATES", 200);
	test.all = count_places(calls);
	bool good = notices_lies(calls);
	fail_every_call(calls);
	print_numbers();
	plan_free(test.plan);
	disk_free(test.disk);
	disk_free(test.synced);
	trial_end();
	return good && test.wrong == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
