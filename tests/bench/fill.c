/*
 * fill: a ledger of many claims in little time, by the ledger's own means and
 * without judging: what `load --population` asks for has a history in it.
 *
 *   fill -k KEY -r REQUESTS [options] LEDGER
 *     -k KEY       the daemon's patient.key
 *     -r REQUESTS  a file that requests.sh made, with its .articles beside
 *     -n CLAIMS    default 1000000; 0: none
 *     -i INSURED   default: a thirtieth of the claims, and 61 more
 *     -D DATE      the day after the newest supply (default: today)
 *
 * The supplies of the population (population.h) are recorded in the order of
 * their dates: the newest CLAIMS of them as claims with all that belongs to
 * one, those before as imported ones. So `-n 0 -i INSURED` makes a ledger
 * that is empty but for histories. LEDGER must not exist.
 *
 * Progress goes to stderr; at the end one JSON object on stdout: claims,
 * imported supplies, insured (for --population of load), bytes, seconds, and
 * share5, the share of that load's requests that will meet a history of five
 * supplies or more of the same substance and form.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/ensure.h"
#include "fill_lines.h"
#include "fill_plan.h"
#include "rules/decision.h"
#include "store/ledger.h"

enum {
	PHARMACIES = 8,
	CLAIMS_PER_COMMIT = 10000,
	IMPORTS_PER_ENTRY = 100000,
	PROGRESS_MS = 5000,
	MS_PER_DAY = 86400000,
	SHARE_REQUESTS = 100000,
	/*
	 * Rows of look-ups that wait to be sorted into their table. Many are
	 * one pass over all of it. A claim has at most two.
	 */
	WAITING_ROWS_MAX = 4000000,
};

static struct fill {
	const char *key_path, *requests, *path;
	size_t claims;
	struct population population;
	civil_day newest;
	struct identity *identity;
	struct fill_lines lines;
	struct plan plan;
	struct patient_key *keys; /* of each insured */
	uint64_t *claimed;	  /* of each insured a bit for each supply */
	struct ledger *ledger;
	size_t imported, done;
	int64_t began_ms, told_ms;
} fill;

static char body_memory[FILL_TEXT_MAX], reply_memory[FILL_TEXT_MAX],
    reference_memory[FILL_TEXT_MAX];
static struct text body, reply, reference;

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void must(enum ledger_result result)
{
	if (result == LEDGER_OK)
		return;
	fprintf(stderr, "fill: %s: cannot be written\n", fill.path);
	exit(1);
}

static void open_ledger(size_t waiting_rows)
{
	civil_day first = fill.newest - fill.plan.oldest_days_ago;
	struct ledger_config config = {
	    .path = fill.path,
	    .since = CIVIL_NONE,
	    .today = first,
	    .recent_rows = waiting_rows,
	};
	struct err e;

	if (ledger_open(&config, &fill.ledger, &e))
		return;
	fprintf(stderr, "fill: %s\n", e.message);
	exit(1);
}

static void tell_progress(void)
{
	int64_t now = now_ms();

	if (now - fill.told_ms < PROGRESS_MS)
		return;
	fill.told_ms = now;
	fprintf(stderr, "fill: %zu of %zu claims, %.0f a second\n", fill.done,
		fill.claims,
		(double)fill.done * 1e3 / (double)(now - fill.began_ms));
}

/* --- imported supplies --------------------------------------------------- */

static int by_key(const void *a, const void *b)
{
	return memcmp(&fill.keys[*(const uint32_t *)a],
		      &fill.keys[*(const uint32_t *)b],
		      sizeof(struct patient_key));
}

static void import_supply(uint64_t seq, uint32_t k, unsigned supply)
{
	struct population_supply past;
	bool added;

	population_supply(&fill.population, k, supply, &past);
	const struct fill_line *line = &fill.lines.lines[past.line];
	struct import_row row = {
	    .patient = fill.keys[k],
	    .date = fill.newest - past.days_ago,
	    .days = POPULATION_SUPPLY_DAYS,
	};
	memcpy(row.substance, line->substance, sizeof(row.substance));
	memcpy(row.form, line->form, sizeof(row.form));
	must(ledger_add_import(fill.ledger, seq, &row, &added));
	fill.imported++;
}

/* The entry that stands for rows. */
static void append_import(uint64_t seq, size_t rows)
{
	char id[32], text[64];

	snprintf(id, sizeof(id), "operator-%" PRIu64, seq);
	int len = snprintf(text, sizeof(text),
			   "{\"op\":\"history_import\",\"rows\":%zu}", rows);
	struct entry entry = {
	    .kind = ENTRY_IMPORT,
	    .seq = seq,
	    .pharmacy = "",
	    .request_id = id,
	    .body = text,
	    .body_len = (size_t)len,
	    .reply = "",
	    .snapshot = "gvs-20261101-000017",
	    .rules = RULES_VERSION,
	    .recorded_at_ms =
		(int64_t)(fill.newest - fill.plan.oldest_days_ago) * MS_PER_DAY,
	};

	identity_digest(fill.identity, NULL, text, (size_t)len, &entry.digest);
	must(ledger_append(fill.ledger, &entry));
}

/* In the order of keys, which is that of the table where they end. */
static void import_all(void)
{
	size_t count = fill.population.insured, rows = 0;
	uint32_t *order = calloc(count, sizeof(*order));

	ensure(order != NULL);
	for (uint32_t k = 0; k < count; k++)
		order[k] = k;
	qsort(order, count, sizeof(*order), by_key);
	must(ledger_begin(fill.ledger));
	for (size_t i = 0; i < count; i++) {
		uint32_t k = order[i];
		for (unsigned s = 0; s < population_supplies(k); s++)
			if ((fill.claimed[k] >> s & 1) == 0) {
				import_supply(ledger_next_seq(fill.ledger), k,
					      s);
				rows++;
			}
		bool is_last = i + 1 == count;
		if (rows > 0 && (is_last || rows >= IMPORTS_PER_ENTRY)) {
			append_import(ledger_next_seq(fill.ledger), rows);
			must(ledger_commit(fill.ledger));
			must(ledger_tend(fill.ledger, false));
			must(ledger_begin(fill.ledger));
			rows = 0;
		}
	}
	ledger_rollback(fill.ledger);
	free(order);
}

/* --- claims -------------------------------------------------------------- */

static void append_claim(const struct fill_line *line, uint32_t k,
			 civil_day date, uint64_t seq)
{
	char id[FILL_ID_LEN + 1], pharmacy[LEN_AGB + 1];
	struct entry entry = {
	    .kind = ENTRY_CLAIM,
	    .seq = seq,
	    .pharmacy = pharmacy,
	    .request_id = id,
	    .has_patient = true,
	    .patient = fill.keys[k],
	    .snapshot = "gvs-20261101-000017",
	    .rules = RULES_VERSION,
	    /* Numbers rise with the clock; a day has fewer claims. */
	    .recorded_at_ms =
		(int64_t)date * MS_PER_DAY + (int64_t)(seq % MS_PER_DAY),
	};

	snprintf(pharmacy, sizeof(pharmacy), "0201234%u", k % PHARMACIES);
	fill_id(seq, id);
	fill_body(line, id, date, &body);
	fill_reply(id, seq, date, &reply);
	fill_reference(line, k % FILL_REFERENCES, &reference);
	entry.body = body.data;
	entry.body_len = body.len;
	entry.reply = reply.data;
	entry.reply_len = reply.len;
	identity_digest(fill.identity, &entry.patient, body.data, body.len,
			&entry.digest);
	must(ledger_reference_put(fill.ledger, reference.data, reference.len,
				  &entry.reference));
	must(ledger_append(fill.ledger, &entry));
}

static void claim(const struct planned *planned)
{
	struct population_supply past;
	uint32_t k = planned->insured;
	uint64_t seq = ledger_next_seq(fill.ledger);

	population_supply(&fill.population, k, planned->supply, &past);
	const struct fill_line *line = &fill.lines.lines[past.line];
	struct supply supply = {
	    .date = fill.newest - past.days_ago,
	    .days = POPULATION_SUPPLY_DAYS,
	    .last_supplied = CIVIL_NONE,
	    .first_supplied = CIVIL_NONE,
	};
	memcpy(supply.prk, line->prk, sizeof(supply.prk));
	append_claim(line, k, supply.date, seq);
	must(ledger_add_supply(fill.ledger, seq, &fill.keys[k], line->substance,
			       line->form, &supply));
	/* A quarter of the medicines costs more than its limit. */
	if (past.line % 4 == 0)
		must(ledger_add_contribution(fill.ledger, seq, &fill.keys[k],
					     supply.date, 385));
}

static void claim_some(const struct planned *planned, size_t count)
{
	must(ledger_begin(fill.ledger));
	for (size_t i = 0; i < count; i++)
		claim(&planned[i]);
	must(ledger_commit(fill.ledger));
	must(ledger_tend(fill.ledger, false));
	fill.done += count;
	tell_progress();
}

static size_t min_size(size_t a, size_t b)
{
	return a < b ? a : b;
}

/*
 * Most of them with many rows waiting; then, opened anew with as few as the
 * daemon has, enough for those that still wait to be merged: two of them with
 * each row that comes, until no more wait than in any ledger.
 */
static void claim_all(void)
{
	const struct planned *planned =
	    fill.plan.supplies + fill.plan.count - fill.claims;
	size_t waiting = min_size(fill.claims / 4 + 1, WAITING_ROWS_MAX);
	size_t last = min_size(fill.claims, waiting);

	ledger_close(fill.ledger);
	open_ledger(waiting);
	while (fill.done < fill.claims) {
		size_t left = fill.claims - fill.done;
		if (left == last) {
			ledger_close(fill.ledger);
			open_ledger(0);
		}
		size_t until = left > last ? left - last : left;
		claim_some(planned + fill.done,
			   min_size(until, CLAIMS_PER_COMMIT));
	}
}

/* --- the run ------------------------------------------------------------- */

static void name_insured(void)
{
	fill.keys = calloc(fill.population.insured, sizeof(*fill.keys));
	fill.claimed = calloc(fill.population.insured, sizeof(*fill.claimed));
	ensure(fill.keys != NULL);
	ensure(fill.claimed != NULL);
	for (uint64_t k = 0; k < fill.population.insured; k++) {
		char bsn[LEN_BSN + 1];
		snprintf(bsn, sizeof(bsn), "%09u", population_bsn(k));
		identity_patient(fill.identity, bsn, &fill.keys[k]);
	}
	for (size_t i = fill.plan.count - fill.claims; i < fill.plan.count; i++)
		fill.claimed[fill.plan.supplies[i].insured] |=
		    UINT64_C(1) << fill.plan.supplies[i].supply;
}

static double share5(void)
{
	static unsigned groups[TEMPLATES_MAX];

	for (size_t i = 0; i < fill.lines.count; i++)
		groups[i] = fill.lines.lines[i].group;
	return population_share(&fill.population, groups, SHARE_REQUESTS, 5);
}

static void print_result(void)
{
	struct ledger_stats stats;

	ledger_stats(fill.ledger, &stats);
	printf("{\"claims\":%" PRIu64 ",\"imported\":%zu,\"insured\":%" PRIu64
	       ",\"bytes\":%" PRId64 ",\"seconds\":%.1f,\"share5\":%.3f}\n",
	       stats.claims, fill.imported, fill.population.insured,
	       stats.file_bytes, (double)(now_ms() - fill.began_ms) / 1e3,
	       share5());
}

static int run(void)
{
	struct err e;

	if (!fill_lines_load(&fill.lines, fill.requests, &e) ||
	    !identity_load(fill.key_path, &fill.identity, &e)) {
		fprintf(stderr, "fill: %s\n", e.message);
		return 1;
	}
	fill.population.lines = fill.lines.count;
	plan_make(&fill.plan, &fill.population);
	if (fill.claims > fill.plan.count) {
		fprintf(stderr, "fill: so many insured had only %zu supplies\n",
			fill.plan.count);
		return 2;
	}
	fill.began_ms = fill.told_ms = now_ms();
	name_insured();
	open_ledger(0);
	import_all();
	claim_all();
	print_result();
	ledger_close(fill.ledger);
	identity_free(fill.identity);
	fill_lines_free(&fill.lines);
	plan_free(&fill.plan);
	free(fill.keys);
	free(fill.claimed);
	return 0;
}

static bool option(int opt)
{
	switch (opt) {
	case 'k':
		fill.key_path = optarg;
		return true;
	case 'r':
		fill.requests = optarg;
		return true;
	case 'n':
		fill.claims = strtoull(optarg, NULL, 10);
		return true;
	case 'i':
		fill.population.insured = strtoull(optarg, NULL, 10);
		return fill.population.insured > 0;
	case 'D':
		return civil_parse(optarg, strlen(optarg), &fill.newest);
	default:
		return false;
	}
}

static void defaults(void)
{
	fill.claims = 1000000;
	fill.newest = (civil_day)(time(NULL) / 86400);
	text_init(&body, body_memory, sizeof(body_memory));
	text_init(&reply, reply_memory, sizeof(reply_memory));
	text_init(&reference, reference_memory, sizeof(reference_memory));
}

int main(int argc, char **argv)
{
	defaults();
	for (int opt; (opt = getopt(argc, argv, "k:r:n:i:D:")) != -1;)
		if (!option(opt)) {
			fprintf(stderr, "fill: wrong option; see fill.c\n");
			return 2;
		}
	if (fill.population.insured == 0)
		fill.population.insured =
		    fill.claims / 30 + POPULATION_SUPPLIES_MAX + 1;
	if (optind + 1 != argc || fill.key_path == NULL ||
	    fill.requests == NULL ||
	    fill.population.insured > POPULATION_INSURED_MAX) {
		fprintf(stderr, "usage: fill -k KEY -r REQUESTS [-n CLAIMS] "
				"[-i INSURED] [-D DATE] LEDGER\n");
		return 2;
	}
	fill.path = argv[optind];
	if (access(fill.path, F_OK) == 0) {
		fprintf(stderr, "fill: %s is there already\n", fill.path);
		return 1;
	}
	return run();
}
