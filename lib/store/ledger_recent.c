#include "store/ledger_recent.h"

#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"

enum { BUCKETS = 8192 /* a power of two */, NOBODY = -1 };

struct row {
	struct trace trace;
	int next;    /* of the same bucket, added earlier; NOBODY: none */
	size_t rank; /* in the order of trace; of a frozen generation */
};

struct generation {
	struct row *rows;
	size_t count, cap;
	int64_t last_piece; /* in table recent */
	int buckets[BUCKETS];
};

/* What goes back to its old value when a transaction does. */
struct mark {
	size_t active; /* rows */
	size_t merged; /* of the frozen generation */
	int64_t next_piece;
	int64_t obsolete_from; /* pieces that can go; up to obsolete_to */
};

struct recent {
	size_t generation_rows;
	struct generation generations[2];
	struct generation *active, *frozen;
	struct row **order; /* of the frozen generation, as it is merged */
	struct mark now, committed;
	int64_t obsolete_to;
};

static void clear(struct generation *g)
{
	g->count = 0;
	for (size_t i = 0; i < BUCKETS; i++)
		g->buckets[i] = NOBODY;
}

struct recent *recent_new(size_t rows)
{
	struct recent *recent = calloc(1, sizeof(*recent));

	ensure(recent != NULL);
	recent->generation_rows = rows != 0 ? rows : RECENT_ROWS;
	recent->active = &recent->generations[0];
	recent->frozen = &recent->generations[1];
	recent->now.next_piece = 1;
	recent->now.obsolete_from = 1;
	recent->committed = recent->now;
	clear(recent->active);
	clear(recent->frozen);
	return recent;
}

void recent_free(struct recent *recent)
{
	if (recent == NULL)
		return;
	free(recent->generations[0].rows);
	free(recent->generations[1].rows);
	free(recent->order);
	free(recent);
}

/* Keys are HMACs: any of their bits are as good as others. */
static size_t bucket_of(const struct patient_key *patient)
{
	uint32_t bits;

	memcpy(&bits, patient->bytes, sizeof(bits));
	return bits & (BUCKETS - 1);
}

static bool is_its_claim(const struct trace *last, const struct trace *row)
{
	return (row->topic == TOPIC_SUPPLY || row->topic == TOPIC_SERVICE) &&
	       last->topic == TOPIC_CLAIM && last->seq == row->seq &&
	       memcmp(&last->patient, &row->patient, sizeof(last->patient)) ==
		   0;
}

void recent_add(struct recent *recent, const struct trace *trace)
{
	struct generation *g = recent->active;
	size_t bucket = bucket_of(&trace->patient);

	if (g->count > recent->committed.active &&
	    is_its_claim(&g->rows[g->count - 1].trace, trace)) {
		g->rows[g->count - 1].trace = *trace;
		return;
	}
	if (g->count == g->cap) {
		g->cap = g->cap == 0 ? recent->generation_rows : 2 * g->cap;
		g->rows = realloc(g->rows, g->cap * sizeof(*g->rows));
		ensure(g->rows != NULL);
	}
	g->rows[g->count] =
	    (struct row){.trace = *trace, .next = g->buckets[bucket]};
	g->buckets[bucket] = (int)g->count++;
	recent->now.active = g->count;
}

static bool same_patient(const struct row *row,
			 const struct patient_key *patient)
{
	return memcmp(&row->trace.patient, patient, sizeof(*patient)) == 0;
}

void recent_of(const struct recent *recent, const struct patient_key *patient,
	       recent_each *each, void *ctx)
{
	size_t bucket = bucket_of(patient);
	const struct generation *g = recent->frozen;

	for (int i = g->buckets[bucket]; i != NOBODY; i = g->rows[i].next)
		if (g->rows[i].rank >= recent->now.merged &&
		    same_patient(&g->rows[i], patient))
			each(ctx, &g->rows[i].trace);
	g = recent->active;
	for (int i = g->buckets[bucket]; i != NOBODY; i = g->rows[i].next)
		if (same_patient(&g->rows[i], patient))
			each(ctx, &g->rows[i].trace);
}

/* Rows that are merged too: a rollback may take the merging back. */
void recent_reverse(struct recent *recent, const struct patient_key *patient,
		    uint64_t claim, uint64_t seq)
{
	size_t bucket = bucket_of(patient);

	for (size_t n = 0; n < ARRAY_LEN(recent->generations); n++) {
		struct generation *g = &recent->generations[n];
		for (int i = g->buckets[bucket]; i != NOBODY;
		     i = g->rows[i].next)
			if (g->rows[i].trace.seq == claim &&
			    same_patient(&g->rows[i], patient))
				g->rows[i].trace.reversed_by = seq;
	}
}

size_t recent_new_count(const struct recent *recent)
{
	return recent->now.active - recent->committed.active;
}

const struct trace *recent_new_row(const struct recent *recent, size_t index)
{
	ensure(index < recent_new_count(recent));
	return &recent->active->rows[recent->committed.active + index].trace;
}

int64_t recent_take_piece(struct recent *recent)
{
	return recent->now.next_piece++;
}

size_t recent_merge_due(const struct recent *recent)
{
	size_t left = recent->frozen->count - recent->now.merged;
	size_t added = recent_new_count(recent);
	size_t room = recent->generation_rows;

	if (recent->committed.active + added >= room)
		return left;
	room -= recent->committed.active;
	return (left * added + room - 1) / room;
}

size_t recent_merge_next(struct recent *recent, const struct trace **rows,
			 size_t max)
{
	struct mark *now = &recent->now;
	size_t count = 0;

	while (count < max && now->merged < recent->frozen->count) {
		const struct row *next = recent->order[now->merged];
		if (count > 0 && !same_patient(next, &rows[0]->patient))
			break;
		rows[count++] = &next->trace;
		now->merged++;
	}
	return count;
}

bool recent_take_obsolete(struct recent *recent, int64_t *from, int64_t *to)
{
	if (recent->now.obsolete_from > recent->obsolete_to)
		return false;
	*from = recent->now.obsolete_from;
	*to = min_i64(*from + RECENT_PIECES_REMOVED - 1, recent->obsolete_to);
	recent->now.obsolete_from = *to + 1;
	return true;
}

/* --- generations -------------------------------------------------------- */

static int compare_int(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* By patient, as trace is, and within them so that what is alike stands side
 * by side; imported rows never come here. */
static int compare_rows(const void *left, const void *right)
{
	const struct trace *a = &(*(struct row *const *)left)->trace;
	const struct trace *b = &(*(struct row *const *)right)->trace;
	int by = memcmp(&a->patient, &b->patient, sizeof(a->patient));

	if (by == 0)
		by = compare_int(a->topic, b->topic);
	if (by == 0)
		by = strcmp(a->code, b->code);
	if (by == 0)
		by = strcmp(a->form, b->form);
	if (by == 0)
		by = compare_int(a->date, b->date);
	if (by == 0)
		by = compare_int((int64_t)a->seq, (int64_t)b->seq);
	return by;
}

static void sort(struct recent *recent)
{
	struct generation *g = recent->frozen;

	recent->order = realloc(recent->order, g->count * sizeof(struct row *));
	ensure(recent->order != NULL);
	for (size_t i = 0; i < g->count; i++)
		recent->order[i] = &g->rows[i];
	qsort(recent->order, g->count, sizeof(struct row *), compare_rows);
	for (size_t i = 0; i < g->count; i++)
		recent->order[i]->rank = i;
}

/* Its rows are all in trace, durably: it takes new ones from now on. */
static void forget_frozen(struct recent *recent)
{
	recent->obsolete_to = recent->frozen->last_piece;
	clear(recent->frozen);
	recent->now.merged = 0;
}

static void freeze(struct recent *recent)
{
	struct generation *full = recent->active;

	full->last_piece = recent->now.next_piece - 1;
	recent->active = recent->frozen;
	recent->frozen = full;
	clear(recent->active);
	recent->now.active = 0;
	sort(recent);
}

void recent_commit(struct recent *recent)
{
	if (recent->frozen->count > 0 &&
	    recent->now.merged == recent->frozen->count)
		forget_frozen(recent);
	if (recent->frozen->count == 0 &&
	    recent->active->count >= recent->generation_rows)
		freeze(recent);
	recent->committed = recent->now;
}

void recent_tell_progress(const struct recent *recent,
			  struct recent_progress *out)
{
	const struct generation *frozen = recent->frozen;

	*out = (struct recent_progress){
	    .merged_to = recent->obsolete_to,
	    .frozen_to =
		frozen->count > 0 ? frozen->last_piece : recent->obsolete_to,
	    .merged = (int64_t)recent->now.merged,
	};
}

bool recent_resume(struct recent *recent,
		   const struct recent_progress *progress)
{
	if (progress->merged < 0 ||
	    (size_t)progress->merged > recent->active->count)
		return false;
	if (recent->active->count == 0)
		return true;
	recent->now.next_piece = progress->frozen_to + 1;
	freeze(recent);
	recent->now.merged = (size_t)progress->merged;
	return true;
}

void recent_loaded(struct recent *recent, int64_t first_piece,
		   int64_t last_piece, const struct recent_progress *progress)
{
	recent->now.obsolete_from = first_piece;
	recent->obsolete_to = progress->merged_to;
	recent->now.next_piece = last_piece + 1;
	recent_commit(recent);
}

static void forget_reversals(struct generation *g, uint64_t head)
{
	for (size_t i = 0; i < g->count; i++)
		if (g->rows[i].trace.reversed_by > head)
			g->rows[i].trace.reversed_by = 0;
}

void recent_rollback(struct recent *recent, uint64_t head)
{
	struct generation *g = recent->active;

	while (g->count > recent->committed.active) {
		const struct row *last = &g->rows[--g->count];
		g->buckets[bucket_of(&last->trace.patient)] = last->next;
	}
	forget_reversals(recent->active, head);
	forget_reversals(recent->frozen, head);
	recent->now = recent->committed;
}
