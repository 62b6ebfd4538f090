/*
 * The command "supplied": how often each article was supplied in the last
 * days, by the claims that stand (recorded, whatever was decided, and not
 * reversed). What is prepared from an article counts as supplying it.
 *
 * Reading a claim takes some 20 µs, so the ledger is walked a slice a turn, and
 * the articles are put into order likewise.
 */
#include "desk/supplied.h"

#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "desk/clock.h"
#include "desk/commands.h"

/* Twice the articles that are counted: a chain of collisions stays short. */
enum { PLACES = 2 * SUPPLIED_ARTICLES_MAX };

struct place {
	char zi[LEN_ZI + 1]; /* empty: free */
	int64_t claims;
};

struct supplied {
	civil_day from;
	uint64_t next, end; /* entries to look at; end is not one of them */
	size_t count;	    /* articles */
	int64_t others;	    /* supplies of articles beyond the bound */
	size_t unsorted;    /* of them, in PHASE_SORT: the first ones */
	enum { PHASE_COUNT, PHASE_SORT, PHASE_WRITE } phase;
	struct place places[PLACES];
};

void supplied_free(struct supplied *supplied)
{
	free(supplied);
}

static size_t hash(const char *zi)
{
	uint32_t h = 2166136261;

	for (; *zi != '\0'; zi++)
		h = (h ^ (unsigned char)*zi) * 16777619;
	return h % PLACES;
}

static void count(struct supplied *supplied, const char *zi)
{
	size_t at = hash(zi);

	if (zi[0] == '\0')
		return;
	while (supplied->places[at].zi[0] != '\0' &&
	       strcmp(supplied->places[at].zi, zi) != 0)
		at = (at + 1) % PLACES;
	struct place *place = &supplied->places[at];
	if (place->zi[0] == '\0') {
		if (supplied->count == SUPPLIED_ARTICLES_MAX) {
			supplied->others++;
			return;
		}
		supplied->count++;
		memcpy(place->zi, zi, strlen(zi) + 1);
	}
	place->claims++;
}

/* Of two ingredients from one article the second does not count. */
static bool is_repeated(const struct item *item, int i)
{
	for (int k = 0; k < i; k++)
		if (strcmp(item->ingredients[k].zi, item->ingredients[i].zi) ==
		    0)
			return true;
	return false;
}

/* False when the entry does not hold what a claim should. */
static bool count_claim(struct desk *desk, struct supplied *supplied,
			const struct stored *stored, struct err *e)
{
	struct request request;

	if (!request_parse_canonical(stored->entry.body, stored->entry.body_len,
				     &request, e))
		return false;
	if (ledger_reversal_of(desk->ledger, supplied->next) != 0)
		return true;
	const struct item *item = &request.claim.item;
	count(supplied, item->zi);
	for (int i = 0; i < item->ingredient_count; i++)
		if (!is_repeated(item, i))
			count(supplied, item->ingredients[i].zi);
	return true;
}

static bool count_slice(struct desk *desk, struct supplied *supplied,
			struct err *e)
{
	struct stored stored;

	for (int n = 0; n < SUPPLIED_SLICE && supplied->next < supplied->end;
	     n++, supplied->next++) {
		ensure(ledger_get(desk->ledger, supplied->next, &stored));
		if (stored.entry.kind == ENTRY_CLAIM &&
		    !count_claim(desk, supplied, &stored, e))
			return false;
	}
	return true;
}

/* ---- the order: the most supplied first, then by number ------------------ */

static bool comes_later(const struct place *a, const struct place *b)
{
	if (a->claims != b->claims)
		return a->claims < b->claims;
	return strcmp(a->zi, b->zi) > 0;
}

/* Below this place, the root of a heap again: it comes later than all. */
static void sift(struct place *places, size_t at, size_t count)
{
	for (size_t child; (child = 2 * at + 1) < count; at = child) {
		if (child + 1 < count &&
		    comes_later(&places[child + 1], &places[child]))
			child++;
		if (!comes_later(&places[child], &places[at]))
			return;
		struct place kept = places[at];
		places[at] = places[child];
		places[child] = kept;
	}
}

/* The articles stand together at the beginning, as a heap. */
static void gather(struct supplied *supplied)
{
	struct place *places = supplied->places;
	size_t used = 0;

	for (size_t i = 0; i < PLACES; i++)
		if (places[i].zi[0] != '\0')
			places[used++] = places[i];
	ensure(used == supplied->count);
	for (size_t i = used / 2; i-- > 0;)
		sift(places, i, used);
	supplied->unsorted = used;
	supplied->phase = PHASE_SORT;
}

static void sort_slice(struct supplied *supplied)
{
	struct place *places = supplied->places;

	for (int n = 0; n < SUPPLIED_SORT_SLICE && supplied->unsorted > 0;
	     n++) {
		struct place last = places[0];
		places[0] = places[--supplied->unsorted];
		places[supplied->unsorted] = last;
		sift(places, 0, supplied->unsorted);
	}
	if (supplied->unsorted == 0)
		supplied->phase = PHASE_WRITE;
}

/* ---- the command ----------------------------------------------------------
 */

static void write_supplied(const struct supplied *supplied, struct text *reply)
{
	text_str(reply, "{\"ok\":true");
	put_date(reply, "from", supplied->from);
	put_open(reply, "articles", '[');
	for (size_t i = 0; i < supplied->count; i++) {
		put_separator(reply);
		text_char(reply, '{');
		put_str(reply, "zi", supplied->places[i].zi);
		put_int(reply, "claims", supplied->places[i].claims);
		text_char(reply, '}');
	}
	text_char(reply, ']');
	put_int(reply, "others", supplied->others);
	text_char(reply, '}');
}

/* What is recorded from now on is left out, or the walk might never end. */
static bool begin(struct desk *desk, struct job *job, struct err *e)
{
	int64_t days = doc_get_int(doc_root(job->command), "days", 0);

	if (days < 1 || days > SUPPLIED_DAYS_MAX)
		return err_field(e, ERR_BAD_FIELD, "/days",
				 "expected 1 to %d days", SUPPLIED_DAYS_MAX);
	job->supplied = calloc(1, sizeof(*job->supplied));
	ensure(job->supplied != NULL);
	job->supplied->from = desk->today - (civil_day)days + 1;
	job->supplied->next = ledger_first_since(
	    desk->ledger, clock_day_begins(job->supplied->from));
	job->supplied->end = ledger_next_seq(desk->ledger);
	return true;
}

static bool run_slice(struct desk *desk, struct supplied *supplied,
		      struct err *e)
{
	if (supplied->phase == PHASE_SORT) {
		sort_slice(supplied);
		return true;
	}
	if (supplied->next == supplied->end) {
		gather(supplied);
		return true;
	}
	return count_slice(desk, supplied, e);
}

enum ledger_result control_supplied(struct desk *desk, struct job *job,
				    struct text *reply)
{
	struct err e;

	job->again = false;
	if (job->supplied == NULL && !begin(desk, job, &e))
		return command_refuse(desk, &e, reply);
	if (job->supplied->phase == PHASE_WRITE) {
		write_supplied(job->supplied, reply);
		return LEDGER_OK;
	}
	if (!run_slice(desk, job->supplied, &e))
		return command_refuse(desk, &e, reply);
	job->again = true;
	text_str(reply, "{}"); /* nobody gets it */
	return LEDGER_OK;
}
