#include <criterion/criterion.h>

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "property.h"
#include "wire/facts_json.h"

enum {
	FACTS = 1000000,
	/* Where a sanitizer watches, or nothing is optimised. */
	FACTS_SLOW = 250000,
	/* In a million. */
	COUNT_MIN = 1000,
};

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SLOW 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || !defined(__OPTIMIZE__)
#define SLOW 1
#endif
#ifndef SLOW
#define SLOW 0
#endif

/* For the handler alone: what was being judged when something aborted. */
static char judged[64];

static uint64_t facts_wanted(void)
{
	const char *wanted = getenv("PROPERTY_FACTS");

	if (wanted != NULL)
		return strtoull(wanted, NULL, 10);
	return SLOW ? FACTS_SLOW : FACTS;
}

static void say_index(int signal_number)
{
	if (write(STDERR_FILENO, judged, strlen(judged)) < 0)
		_exit(2);
	signal(signal_number, SIG_DFL);
	raise(signal_number);
}

static void run_one(property *check, uint64_t index)
{
	static struct random_facts f;
	static struct decision d;

	snprintf(judged, sizeof(judged), "PROPERTY_INDEX=%" PRIu64 "\n", index);
	random_facts(&f, index);
	cr_assert_null(facts_lack(&f.facts));
	adjudicate(&f.facts, &d);
	check(&f, &d);
}

void property_run(property *check)
{
	const char *only = getenv("PROPERTY_INDEX");

	signal(SIGABRT, say_index);
	if (only != NULL) {
		run_one(check, strtoull(only, NULL, 10));
		return;
	}
	for (uint64_t i = 0; i < facts_wanted(); i++)
		run_one(check, i);
}

/* The whole facts, as an explanation shows them. */
static void print_facts(const struct random_facts *f)
{
	static char bytes[EXPLAIN_JSON_MAX];
	static struct decision d;
	struct text out;

	text_init(&out, bytes, sizeof(bytes));
	adjudicate(&f->facts, &d);
	explain_write(&out, &f->facts, &d);
	fprintf(stderr, "%s\n", bytes);
}

void property_violated(const struct random_facts *f, const char *what,
		       const char *file, int line)
{
	fprintf(stderr, "%s:%d: %s\n%sseed %d, kind %s, aimed at %s\n", file,
		line, what, judged, RANDOM_SEED,
		item_kind_name(f->facts.claim.item.kind),
		f->aim == RULE_COUNT ? "nothing" : rule_name(f->aim));
	print_facts(f);
	cr_assert_fail("%s:%d: %s does not hold", file, line, what);
}

void property_counts(const char *title, const char *(*name)(int row),
		     const int64_t *counts, int rows)
{
	int64_t least = (int64_t)facts_wanted() * COUNT_MIN / FACTS;

	if (getenv("PROPERTY_INDEX") != NULL)
		least = 0;
	printf("%s, of %" PRIu64 " facts; at least %" PRId64 " each:\n", title,
	       facts_wanted(), least);
	for (int i = 0; i < rows; i++) {
		printf("  %-30s %8" PRId64 "\n", name(i), counts[i]);
		cr_expect_geq(counts[i], least, "%s: %s %" PRId64, title,
			      name(i), counts[i]);
	}
	fflush(stdout);
}

const struct reason *reason_of(const struct decision *d, enum rule_code code)
{
	for (int i = 0; i < d->reason_count; i++)
		if (d->reasons[i].code == code)
			return &d->reasons[i];
	return NULL;
}

bool has_effect(const struct decision *d, enum effect effect)
{
	for (int i = 0; i < d->reason_count; i++)
		if (d->reasons[i].effect == effect)
			return true;
	return false;
}

int denials(const struct decision *d)
{
	int count = 0;

	for (int i = 0; i < d->reason_count; i++)
		count += d->reasons[i].effect == EFFECT_DENY;
	return count;
}
