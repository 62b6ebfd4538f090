/*
 * The command "supplied": how often each article was supplied in the last
 * days, by the claims that stand (recorded, whatever was decided, and not
 * reversed). What is prepared from an article counts as supplying it.
 *
 * Reading a claim takes some 20 µs, so the ledger is walked a slice a turn.
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
	bool sorted;
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

/* The most supplied first, then by number. */
static int compare(const void *a, const void *b)
{
	const struct place *left = a, *right = b;

	if (left->claims != right->claims)
		return left->claims > right->claims ? -1 : 1;
	return strcmp(left->zi, right->zi);
}

static void sort(struct supplied *supplied)
{
	struct place *places = supplied->places;
	size_t used = 0;

	for (size_t i = 0; i < PLACES; i++)
		if (places[i].zi[0] != '\0')
			places[used++] = places[i];
	ensure(used == supplied->count);
	qsort(places, used, sizeof(places[0]), compare);
	supplied->sorted = true;
}

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

enum ledger_result control_supplied(struct desk *desk, struct job *job,
				    struct text *reply)
{
	struct err e;

	job->again = false;
	if (job->supplied == NULL && !begin(desk, job, &e))
		return command_refuse(desk, &e, reply);
	struct supplied *supplied = job->supplied;
	if (supplied->sorted) {
		write_supplied(supplied, reply);
		return LEDGER_OK;
	}
	if (supplied->next == supplied->end)
		sort(supplied);
	else if (!count_slice(desk, supplied, &e))
		return command_refuse(desk, &e, reply);
	job->again = true;
	text_str(reply, "{}"); /* nobody gets it */
	return LEDGER_OK;
}
