/*
 * Microseconds of a request by step: what the processor does for it outside
 * of network and ledger. Every pharmacy's insured has a history here.
 *
 *   wire_bench SNAPSHOT REQUESTS [rounds]
 *   wire_bench SNAPSHOT REQUESTS print
 *
 * REQUESTS has a request a line. print shows what becomes of each line, for
 * comparing two builds by cmp.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/ensure.h"
#include "store/identity.h"
#include "store/snapshot.h"
#include "wire/facts_json.h"
#include "wire/reply.h"

enum { REQUESTS_MAX = 20000, HISTORY = 6, LINE_MAX_BYTES = 65536 };

static struct {
	char *line;
	size_t len;
	bool judged; /* a claim whose reference facts are known */
	struct facts *facts;
} requests[REQUESTS_MAX];

static int count;
static struct request request;
static struct decision decision;
static struct identity *identity;
static struct text canonical, reply;
static struct patient_key patient;
static struct digest digest;
static struct err e;

static void keep_line(const char *line, size_t len)
{
	requests[count].line = malloc(len + 1);
	requests[count].facts = calloc(1, sizeof(struct facts));
	ensure(requests[count].line != NULL && requests[count].facts != NULL);
	memcpy(requests[count].line, line, len + 1);
	requests[count].len = len;
	count++;
}

static bool load(const char *path)
{
	FILE *file = fopen(path, "re");
	char *line = NULL;
	size_t cap = 0;
	ssize_t len;

	if (file == NULL)
		return false;
	while (count < REQUESTS_MAX && (len = getline(&line, &cap, file)) > 0)
		keep_line(line, strcspn(line, "\n"));
	free(line);
	fclose(file);
	return count > 0;
}

static void add_history(struct facts *facts)
{
	static struct supply supplies[REQUESTS_MAX][HISTORY];
	struct supply *of = supplies[facts->history_count];

	for (int i = 0; i < HISTORY; i++) {
		of[i] = (struct supply){
		    .date = facts->claim.date - (HISTORY - i) * 20,
		    .days = 20,
		    .last_supplied = CIVIL_NONE,
		    .first_supplied = CIVIL_NONE,
		};
		memcpy(of[i].prk, facts->reference.article.prk,
		       sizeof(of[i].prk));
	}
	facts->history = of;
	facts->history_count = HISTORY;
}

/* Once, not measured: what the snapshot and the ledger would say. */
static void gather(struct snapshot *snapshot, int i)
{
	struct facts *facts = requests[i].facts;
	struct reference_key key;

	if (!request_parse(requests[i].line, requests[i].len, &request,
			   &canonical, &e) ||
	    (request.op != OP_DISPENSE && request.op != OP_SIMULATE))
		return;
	reference_key_of(&request.claim, "02012345", &key);
	ensure(snapshot_reference(snapshot, &key, &facts->reference, &e));
	facts->claim = request.claim;
	memcpy(facts->pharmacy, key.pharmacy, sizeof(facts->pharmacy));
	facts->ledger_since = facts->claim.date - 400;
	if (facts->reference.article_known) {
		facts->history_count = (size_t)i;
		add_history(facts);
	}
	requests[i].judged = facts_lack(facts) == NULL;
}

/* ---- the steps ---------------------------------------------------------- */

static void parse(int i)
{
	if (!request_parse(requests[i].line, requests[i].len, &request,
			   &canonical, &e))
		canonical.len = 0;
}

static void make_keys(int i)
{
	(void)i;
	identity_patient(identity, "999990019", &patient);
	identity_digest(identity, &patient, canonical.data, canonical.len,
			&digest);
}

static void judge(int i)
{
	if (requests[i].judged)
		adjudicate(requests[i].facts, &decision);
}

static void render(int i)
{
	struct reply_context context = {
	    .id = "2026-11-20/1",
	    .claim_number = (uint64_t)i + 1,
	    .snapshot = "gvs-20261101-000017",
	    .rules = RULES_VERSION,
	};

	text_clear(&reply);
	if (requests[i].judged)
		reply_decision(&reply, &context, requests[i].facts, &decision);
}

typedef void step(int i);

static const struct {
	const char *name;
	step *prepare; /* NULL: nothing; not measured */
	step *run;
} steps[] = {
    {"parse", NULL, parse},
    {"keys", parse, make_keys},
    {"judge", NULL, judge},
    {"render", judge, render},
};

/* ---- measuring ---------------------------------------------------------- */

static double now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

/* As often for each request that the clock's own time does not count. */
static double measure(size_t which, int rounds)
{
	double spent = 0;

	for (int i = 0; i < count; i++) {
		if (steps[which].prepare != NULL)
			steps[which].prepare(i);
		double begin = now_us();
		for (int round = 0; round < rounds; round++)
			steps[which].run(i);
		spent += now_us() - begin;
	}
	return spent / count / rounds;
}

static void print(int i)
{
	static char explained[EXPLAIN_JSON_MAX];
	struct text explanation;

	memset(&digest, 0, sizeof(digest));
	if (!request_parse(requests[i].line, requests[i].len, &request,
			   &canonical, &e)) {
		text_clear(&reply);
		reply_error(&reply, request.id, &e);
		puts(reply.data);
		return;
	}
	identity_patient(identity, request.bsn, &patient);
	identity_digest(identity, &patient, canonical.data, canonical.len,
			&digest);
	puts(canonical.data);
	text_clear(&reply);
	text_hex(&reply, digest.bytes, sizeof(digest.bytes));
	puts(reply.data);
	if (!requests[i].judged)
		return;
	judge(i);
	render(i);
	puts(reply.data);
	text_init(&explanation, explained, sizeof(explained));
	explain_write(&explanation, requests[i].facts, &decision);
	puts(explanation.data);
}

static void run(int rounds)
{
	double sum = 0;

	for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
		double us = measure(i, rounds);
		printf("%-7s %6.2f us\n", steps[i].name, us);
		sum += us;
	}
	printf("%-7s %6.2f us\n", "all", sum);
}

int main(int argc, char **argv)
{
	static char memory[LINE_MAX_BYTES], reply_memory[REPLY_MAX];
	static const uint8_t key[IDENTITY_KEY_BYTES] = {1, 2, 3};
	struct snapshot *snapshot;

	if (argc < 3 || !load(argv[2])) {
		fputs("usage: wire_bench SNAPSHOT REQUESTS [ROUNDS|print]\n",
		      stderr);
		return 2;
	}
	if (!snapshot_open(argv[1], &snapshot, &e)) {
		fprintf(stderr, "%s\n", e.message);
		return 1;
	}
	text_init(&canonical, memory, sizeof(memory));
	text_init(&reply, reply_memory, sizeof(reply_memory));
	identity = identity_from_bytes(key);
	for (int i = 0; i < count; i++)
		gather(snapshot, i);
	if (argc > 3 && strcmp(argv[3], "print") == 0)
		for (int i = 0; i < count; i++)
			print(i);
	else
		run(argc > 3 ? atoi(argv[3]) : 200);
	return 0;
}
