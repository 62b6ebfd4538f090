/*
 * The power fails at every place of a run: a ledger that is opened anew on
 * what the disk then holds has all that was acknowledged, once, and of the
 * batch that was being written all or nothing.
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
#include "power.h"
#include "trial.h"

enum {
	SPARE = 8,	  /* entries for what is written after a recovery */
	BATCH_MAX = 9,	  /* entries */
	RECENT = 40,	  /* rows of a generation: they are merged often */
	RUNS = 3,	  /* of the process; the ledger is closed in between */
	DRAWN = 20,	  /* for each sync */
	AGAIN_ONE_IN = 8, /* states in which the power fails once more */
};

/* What is wrong on purpose. */
enum lie {
	LIE_NONE,
	LIE_WAL_NOT_SYNCED,
	LIE_MAIN_NOT_SYNCED,
	LIE_ACKED_EARLY,  /* before the commit */
	LIE_TORN_AFTER,	  /* what was synced is torn */
	LIE_OTHER_BYTES,  /* the plan says other bytes than were written */
	LIE_OTHER_LOOKUP, /* it says that a supply is not there */
	LIES
};

static const char *const lie_names[LIES] = {
    "no lie",
    "syncs of the WAL do nothing",
    "syncs of the database do nothing",
    "acknowledged before the commit",
    "a torn page that was synced",
    "a reply of other bytes",
    "a claim that adds nothing to the look-ups",
};

/* In memory that is shared: a ledger that cannot be read ends its process. */
struct tally {
	size_t writes, syncs;
	uint64_t considered, states, second_states, wrong;
	size_t at; /* the op before which the power failed */
	const char *what;
};

static struct {
	struct plan *plan;
	uint64_t claims, seed;
	struct disk *disk;  /* the run's */
	struct disk *found; /* what stands after the power failed */
	struct disk *base;  /* a copy of that, for a second time */
	struct disk *again;
	struct record record, second;
	enum lie lie;
	uint64_t wanted, all; /* states: so many of all are drawn */
	uint64_t drawing;
	struct tally *tally;
} test;

static struct ledger *open_ledger(char flaw[FLAW_MAX])
{
	struct err e;
	struct ledger *ledger = trial_open(RECENT, &e);

	if (ledger == NULL)
		snprintf(flaw, FLAW_MAX, "not opened: %.200s", e.message);
	return ledger;
}

/* --- the run ------------------------------------------------------------ */

static void commit(struct ledger *ledger, uint64_t first, uint64_t last)
{
	disk_vfs_mark(DEED_BEGUN, last);
	ensure(plan_append(ledger, test.plan, first, last) == LEDGER_OK);
	if (test.lie == LIE_ACKED_EARLY)
		disk_vfs_mark(DEED_ACKED, last);
	ensure(ledger_commit(ledger) == LEDGER_OK);
	disk_vfs_mark(DEED_ACKED, last);
}

static uint64_t batch_end(uint64_t first, uint64_t end, uint64_t *state)
{
	uint64_t last = first + draw_below(state, BATCH_MAX);

	return last < end ? last : end;
}

/* Entries up to the last, by a process that ends in an orderly way. */
static void run_until(uint64_t end, uint64_t *state)
{
	char flaw[FLAW_MAX];
	struct ledger *ledger = open_ledger(flaw);

	ensure(ledger != NULL);
	while (ledger_head(ledger).seq < end) {
		uint64_t first = ledger_next_seq(ledger);

		commit(ledger, first, batch_end(first, end, state));
		ensure(ledger_tend(ledger, draw_below(state, 4) == 0) ==
		       LEDGER_OK);
	}
	ledger_close(ledger);
}

static void run(void)
{
	uint64_t state = test.seed;

	disk_vfs_use(test.disk, &test.record);
	for (uint64_t i = 1; i <= RUNS; i++)
		run_until(test.claims * i / RUNS, &state);
	disk_vfs_use(test.found, NULL);
}

/* --- one state ---------------------------------------------------------- */

static void report(const char *what, size_t at, const char *flaw)
{
	test.tally->wrong++;
	if (test.lie == LIE_NONE)
		printf("WRONG: seed %llu, after op %zu of %zu, %s: %s\n",
		       (unsigned long long)test.seed, at, test.record.count,
		       what, flaw);
}

/* Opens what is found there; the head, or -1 with the flaw. */
static int64_t reopen(struct disk *disk, struct record *record, uint64_t acked,
		      uint64_t begun, char flaw[FLAW_MAX])
{
	disk_vfs_use(disk, record);
	struct ledger *ledger = open_ledger(flaw);
	if (ledger == NULL)
		return -1;
	uint64_t head = ledger_head(ledger).seq;
	bool good = head == acked || head == begun;
	if (!good)
		snprintf(flaw, FLAW_MAX,
			 "it ends with %llu, acknowledged %llu, begun %llu",
			 (unsigned long long)head, (unsigned long long)acked,
			 (unsigned long long)begun);
	good = good && examine(ledger, test.plan, head, flaw);
	if (good && record != NULL) {
		disk_vfs_mark(DEED_ACKED, head);
		commit(ledger, head + 1, head + 3);
		good = examine(ledger, test.plan, head + 3, flaw) &&
		       ledger_tend(ledger, true) == LEDGER_OK;
	}
	ledger_close(ledger);
	return good ? (int64_t)head : -1;
}

/* The power fails again while the ledger recovers, or just after. */
static void fail_again(const char *what, uint64_t acked, uint64_t begun,
		       size_t at)
{
	char flaw[FLAW_MAX];
	struct power power;

	disk_copy(test.base, test.found);
	record_clear(&test.second);
	if (reopen(test.found, &test.second, acked, begun, flaw) < 0) {
		report(what, at, flaw);
		return;
	}
	power_start(&power, &test.second, test.base);
	power.acked = acked;
	power.begun = begun;
	size_t ops = draw_below(&test.drawing, test.second.count + 1);
	while (power.next < ops && power_step(&power))
		;
	power_drawn(&power, &test.drawing, test.again);
	if (reopen(test.again, NULL, power.acked, power.begun, flaw) < 0)
		report("then again", at, flaw);
	power_end(&power);
	test.tally->states++;
	test.tally->second_states++;
}

/* In the sample? */
static bool is_drawn(void)
{
	test.tally->considered++;
	return test.wanted == 0 ||
	       draw_below(&test.drawing, test.all) < test.wanted;
}

/* test.found holds what was found. */
static void look(const struct power *power, const char *what)
{
	char flaw[FLAW_MAX];

	test.tally->states++;
	test.tally->at = power->next;
	test.tally->what = what;
	if (draw_below(&test.drawing, AGAIN_ONE_IN) == 0 &&
	    test.lie == LIE_NONE)
		fail_again(what, power->acked, power->begun, power->next);
	else if (reopen(test.found, NULL, power->acked, power->begun, flaw) < 0)
		report(what, power->next, flaw);
}

/* A sector of the main file or the WAL loses what was synced. */
static void tear_synced(const struct power *power)
{
	enum disk_name file = (enum disk_name)draw_below(&test.drawing, 2);
	uint8_t zeros[DISK_SECTOR] = {0};
	uint64_t sectors =
	    (uint64_t)power->durable->files[file].len / DISK_SECTOR;

	power_none(power, test.found);
	if (sectors > 0)
		disk_write(test.found, file,
			   (int64_t)draw_below(&test.drawing, sectors) *
			       DISK_SECTOR,
			   zeros, sizeof(zeros));
	look(power, "torn");
}

/* --- all states --------------------------------------------------------- */

/* The next op is a sync, which does not happen. */
static void look_before_sync(const struct power *power)
{
	int tears = power_tears(power);

	for (int tear = 0; tear < tears; tear++) {
		if (!is_drawn())
			continue;
		power_torn(power, tear, test.found);
		look(power, "torn");
	}
	for (int i = 0; i < DRAWN; i++) {
		if (!is_drawn())
			continue;
		power_drawn(power, &test.drawing, test.found);
		look(power, "some of it");
	}
}

static void look_here(const struct power *power)
{
	enum deed last = DEED_ACKED;

	if (power->next > 0)
		last = test.record.ops[power->next - 1].deed;
	if (last <= DEED_REMOVE && is_drawn()) {
		power_all(power, test.found);
		look(power, "all of it");
	}
	if (last > DEED_REMOVE && is_drawn()) {
		power_none(power, test.found);
		look(power, "what was synced");
	}
	if (test.lie == LIE_TORN_AFTER && last == DEED_ACKED && is_drawn())
		tear_synced(power);
	if (power->next < test.record.count &&
	    test.record.ops[power->next].deed == DEED_SYNC)
		look_before_sync(power);
}

static bool is_enough(void)
{
	return test.lie != LIE_NONE && test.tally->wrong > 0;
}

static void look_everywhere(void)
{
	struct disk *nothing = disk_new();
	struct power power;

	power_start(&power, &test.record, nothing);
	do {
		look_here(&power);
	} while (!is_enough() && power_step(&power));
	power_end(&power);
	disk_free(nothing);
}

/* --- the whole ---------------------------------------------------------- */

/* The plan says something else than what was written. */
static void change_plan(void)
{
	for (uint64_t seq = 1; seq <= test.claims; seq++) {
		struct planned *planned = &test.plan->entries[seq - 1];

		if (test.lie == LIE_OTHER_BYTES)
			planned->reply[0] ^= 1;
		else if (planned->added == ADDED_SUPPLY)
			planned->added = ADDED_NOTHING;
	}
}

static uint64_t count_states(void)
{
	size_t syncs = record_count(&test.record, DEED_SYNC);

	return test.record.count + syncs * (DRAWN + 9);
}

static unsigned lost_syncs(void)
{
	if (test.lie == LIE_WAL_NOT_SYNCED)
		return 1U << DISK_WAL;
	return test.lie == LIE_MAIN_NOT_SYNCED ? 1U << DISK_MAIN : 0;
}

static void run_and_look(uint64_t states)
{
	test.plan = plan_new(test.claims + SPARE, test.seed);
	test.disk = disk_new();
	disk_vfs_lose_syncs(lost_syncs());
	run();
	disk_vfs_lose_syncs(0);
	if (test.lie == LIE_OTHER_BYTES || test.lie == LIE_OTHER_LOOKUP)
		change_plan();
	test.tally->writes = record_count(&test.record, DEED_WRITE);
	test.tally->syncs = record_count(&test.record, DEED_SYNC);
	test.wanted = states;
	test.all = count_states();
	look_everywhere();
	disk_free(test.disk);
	plan_free(test.plan);
	record_free(&test.record);
	record_free(&test.second);
}

/* In a process of its own; whether something was wrong. */
static bool finds_wrong(enum lie lie, uint64_t claims, uint64_t states)
{
	int status;

	*test.tally = (struct tally){0};
	test.lie = lie;
	test.claims = claims;
	test.drawing = test.seed;
	fflush(NULL);
	pid_t pid = fork();
	ensure(pid >= 0);
	if (pid == 0) {
		if (lie != LIE_NONE) /* what is told there is no trouble */
			trial_silence();
		run_and_look(states);
		exit(EXIT_SUCCESS);
	}
	ensure(waitpid(pid, &status, 0) == pid);
	if (status != 0 && lie == LIE_NONE)
		printf("WRONG: seed %llu, after op %zu, %s: the process ended "
		       "(status %d)\n",
		       (unsigned long long)test.seed, test.tally->at,
		       test.tally->what ? test.tally->what : "the run", status);
	test.tally->wrong += status != 0;
	return test.tally->wrong > 0;
}

/* Whoever looks must see when something is wrong. */
static bool notices_lies(void)
{
	bool all = true;

	for (int lie = LIE_NONE + 1; lie < LIES; lie++) {
		bool seen = finds_wrong((enum lie)lie, 60, 300);

		printf("notices: %s: %s in %llu states\n", lie_names[lie],
		       seen ? "seen" : "NOT SEEN",
		       (unsigned long long)test.tally->states);
		all = all && seen;
	}
	return all;
}

static void print_numbers(void)
{
	const struct tally *tally = test.tally;

	printf("power_loss seed=%llu claims=%llu writes=%zu syncs=%zu "
	       "places=%llu states=%llu twice=%llu wrong=%llu\n",
	       (unsigned long long)test.seed, (unsigned long long)test.claims,
	       tally->writes, tally->syncs,
	       (unsigned long long)tally->considered,
	       (unsigned long long)tally->states,
	       (unsigned long long)tally->second_states,
	       (unsigned long long)tally->wrong);
}

int main(void)
{
	test.seed = trial_number("FAULT_SEED", 1);
	trial_begin();
	test.found = disk_new();
	test.base = disk_new();
	test.again = disk_new();
	test.tally = shared_memory(sizeof(*test.tally));
	bool good = notices_lies() &&
		    !finds_wrong(LIE_NONE, trial_number("FAULT_CLAIMS", 500),
				 trial_number("FAULT_STATES", 400));
	print_numbers();
	disk_free(test.found);
	disk_free(test.base);
	disk_free(test.again);
	trial_end();
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}
