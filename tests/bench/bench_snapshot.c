/*
 * How long a snapshot takes: bench_snapshot build DIR FILE, open FILE,
 * reference FILE N. Prints seconds or microseconds, and the memory peak.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "store/snapshot.h"
#include "store/snapshot_build.h"

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void print_fault(void *ctx, const char *fault)
{
	(void)ctx;
	puts(fault);
}

static bool build(const char *dir, const char *file, struct err *e)
{
	struct snapshot_build_stats stats;
	double start = now();

	if (!snapshot_build(dir, file, print_fault, NULL, &stats, e))
		return false;
	printf("built: %lld rows in %.2f s\n", (long long)stats.rows,
	       now() - start);
	return true;
}

static void ask(struct snapshot *snapshot, long count, struct err *e)
{
	struct reference_key key = {.uzovi = "3001",
				    .polis = "196",
				    .pharmacy = "02000123",
				    .date = 20000};
	struct reference reference;
	uint64_t state = 1;
	long known = 0;
	double start = now();

	for (long i = 0; i < count; i++) {
		state = state * 6364136223846793005u + 1442695040888963407u;
		snprintf(key.zi, sizeof(key.zi), "%08u",
			 10000000 + (unsigned)((state >> 33) % 100000));
		if (!snapshot_reference(snapshot, &key, &reference, e)) {
			puts(e->message);
			return;
		}
		known += reference.article_known;
	}
	printf("%.2f us each, %ld known\n",
	       (now() - start) / (double)count * 1e6, known);
}

static bool open_and_ask(const char *file, long count, struct err *e)
{
	struct snapshot *snapshot;
	double start = now();

	if (!snapshot_open(file, &snapshot, e))
		return false;
	printf("opened %s in %.2f s\n", snapshot_info(snapshot)->id,
	       now() - start);
	if (count > 0)
		ask(snapshot, count, e);
	snapshot_close(snapshot);
	return true;
}

/* KiB that the process holds now. */
static long resident(void)
{
	char line[128];
	long kib = 0;
	FILE *file = fopen("/proc/self/status", "re");

	while (file != NULL && fgets(line, sizeof(line), file) != NULL)
		if (strncmp(line, "VmRSS:", 6) == 0)
			kib = strtol(line + 6, NULL, 10);
	if (file != NULL)
		fclose(file);
	return kib;
}

int main(int argc, char **argv)
{
	struct err e = {.code = ERR_USAGE, .message = "see the source"};
	struct rusage usage;
	bool ok = false;

	if (argc == 4 && strcmp(argv[1], "build") == 0)
		ok = build(argv[2], argv[3], &e);
	else if (argc == 3 && strcmp(argv[1], "open") == 0)
		ok = open_and_ask(argv[2], 0, &e);
	else if (argc == 4 && strcmp(argv[1], "reference") == 0)
		ok = open_and_ask(argv[2], strtol(argv[3], NULL, 10), &e);
	if (!ok)
		fprintf(stderr, "%s\n", e.message);
	getrusage(RUSAGE_SELF, &usage);
	printf("peak %ld KiB, at the end %ld KiB\n", usage.ru_maxrss,
	       resident());
	return ok ? 0 : 1;
}
