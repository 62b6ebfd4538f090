/*
 * Claims a second that the ledger records, by claims a commit. Each claim is
 * looked for (a replay?), reads history and contributions, puts its reference
 * facts, and adds an entry, a supply and a contribution: what the desk does,
 * without judging.
 *
 *   ledger_bench FILE [prefill [claims [insured]]]
 *
 * FILE must be on a disk, not on tmpfs. If it exists, what is recorded comes
 * behind what it holds. Between commits the ledger is tended as the desk
 * does it when somebody waits.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/ensure.h"
#include "store/ledger.h"

enum {
	INSURED = 100000,
	REFERENCES = 2000,
	REFERENCE_BYTES = 1500,
	BODY_BYTES = 450,
	REPLY_BYTES = 900,
	PHARMACIES = 8,
	COMMITS_MAX = 1000000,
};

static char reference[REFERENCE_BYTES], body[BODY_BYTES], reply[REPLY_BYTES];
static double commits_ms[COMMITS_MAX], tends_ms[COMMITS_MAX];
static uint64_t insured = INSURED;

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double processor_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static uint64_t next_random(void)
{
	static uint64_t state = 88172645463325252u;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static struct patient_key random_patient(void)
{
	struct patient_key patient;
	uint64_t mixed = next_random() % insured;

	for (size_t i = 0; i < PATIENT_KEY_BYTES; i += 8) {
		mixed = (mixed + 1) * 0x9E3779B97F4A7C15u;
		mixed ^= mixed >> 31;
		memcpy(patient.bytes + i, &mixed, 8);
	}
	return patient;
}

static void append(struct ledger *ledger, const struct patient_key *patient,
		   uint64_t seq)
{
	char pharmacy[LEN_AGB + 1], id[32];
	struct entry entry = {
	    .kind = ENTRY_CLAIM,
	    .seq = seq,
	    .pharmacy = pharmacy,
	    .request_id = id,
	    .has_patient = true,
	    .patient = *patient,
	    .body = body,
	    .body_len = sizeof(body),
	    .reply = reply,
	    .reply_len = sizeof(reply),
	    .snapshot = "gvs-20261101-000017",
	    .rules = "2026.1",
	    .recorded_at_ms = (int64_t)seq,
	};
	struct stored stored;
	uint64_t which = next_random() % REFERENCES;

	snprintf(pharmacy, sizeof(pharmacy), "0201234%d",
		 (int)(seq % PHARMACIES));
	snprintf(id, sizeof(id), "2026-%08llu-1", (unsigned long long)seq);
	ensure(!ledger_find(ledger, pharmacy, id, &stored));
	memcpy(reference, &which, sizeof(which));
	ensure(ledger_reference_put(ledger, reference, sizeof(reference),
				    &entry.reference) == LEDGER_OK);
	ensure(ledger_append(ledger, &entry) == LEDGER_OK);
}

static void record(struct ledger *ledger)
{
	struct patient_key patient = random_patient();
	uint64_t seq = ledger_next_seq(ledger);
	struct as_of now = {seq, 0};
	struct supply supply = {
	    .date = 20000 + (civil_day)(seq / 1000 % 300),
	    .days = 30,
	    .prk = "12345678",
	    .last_supplied = CIVIL_NONE,
	    .first_supplied = CIVIL_NONE,
	};
	char substance[LEN_CODE + 1];
	const struct supply *history;

	snprintf(substance, sizeof(substance), "S%d", (int)(next_random() % 4));
	ledger_history(ledger, &patient, substance, "tablet", supply.date, now,
		       &history);
	ensure(ledger_contributions(ledger, &patient, 2026, now) >= 0);
	append(ledger, &patient, seq);
	ensure(ledger_add_supply(ledger, seq, &patient, substance, "tablet",
				 &supply) == LEDGER_OK);
	ensure(ledger_add_contribution(ledger, seq, &patient, supply.date,
				       385) == LEDGER_OK);
}

static int compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return x < y ? -1 : x > y;
}

/* p50, p99 and the longest; sorts. */
static void print_waits(const char *what, double *waits, int count)
{
	qsort(waits, (size_t)count, sizeof(waits[0]), compare);
	printf("; %s p50 %.2f p99 %.2f max %.2f", what, waits[count / 2],
	       waits[count - 1 - count / 100], waits[count - 1]);
}

static void run(struct ledger *ledger, int claims, int per_commit)
{
	int commits = claims / per_commit;
	double begin = now_ms(), used = processor_us();

	for (int i = 0; i < commits; i++) {
		double from = now_ms();
		ensure(ledger_begin(ledger) == LEDGER_OK);
		for (int j = 0; j < per_commit; j++)
			record(ledger);
		ensure(ledger_commit(ledger) == LEDGER_OK);
		double committed = now_ms();
		ensure(ledger_tend(ledger, false) == LEDGER_OK);
		commits_ms[i] = committed - from;
		tends_ms[i] = now_ms() - committed;
	}
	int done = commits * per_commit;
	printf("%3d a commit: %6.0f claims/s, %5.1f us of a processor each",
	       per_commit, done / (now_ms() - begin) * 1e3,
	       (processor_us() - used) / done);
	print_waits("commit", commits_ms, commits);
	print_waits("tend", tends_ms, commits);
	printf(" ms\n");
}

int main(int argc, char **argv)
{
	static const int sizes[] = {1, 8, 16, 64};
	int prefill = argc > 2 ? atoi(argv[2]) : 100000;
	int claims = argc > 3 ? atoi(argv[3]) : 32000;
	struct ledger_stats stats;
	struct ledger *ledger;
	struct err e;

	if (argc < 2 || prefill < 0 || claims < 64 || claims > COMMITS_MAX) {
		fprintf(stderr, "usage: ledger_bench FILE [prefill [claims "
				"[insured]]]\n");
		return 2;
	}
	if (argc > 4)
		insured = strtoull(argv[4], NULL, 10);
	double begin = now_ms();
	struct ledger_config config = {.path = argv[1], .since = 0};
	if (!ledger_open(&config, &ledger, &e)) {
		fprintf(stderr, "%s\n", e.message);
		return 1;
	}
	printf("opened in %.1f ms\n", now_ms() - begin);
	if (prefill > 0)
		run(ledger, prefill, 256);
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++)
		run(ledger, sizes[i] == 1 ? claims / 4 : claims, sizes[i]);
	ledger_stats(ledger, &stats);
	printf("%llu entries, file %lld MB, WAL %lld MB\n",
	       (unsigned long long)stats.entries,
	       (long long)stats.file_bytes / 1000000,
	       (long long)stats.wal_bytes / 1000000);
	ledger_close(ledger);
	return 0;
}
