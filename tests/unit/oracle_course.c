/* Section 4: a sorted list of dates, walked in order. */
#include <stdlib.h>
#include <string.h>

#include "oracle.h"

struct known_date {
	civil_day date;
	civil_day bound; /* keeps the medicine known until */
	bool is_supply;
	bool is_first; /* first_supplied: an uninterrupted course */
};

enum { KNOWN_MAX = 3 * (RANDOM_SUPPLIES_MAX + 2) };

struct walk {
	const struct facts *facts;
	int count;
	struct known_date dates[KNOWN_MAX];
};

static int64_t param(const struct walk *w, enum param which)
{
	return w->facts->reference.param[which];
}

static civil_day later(civil_day a, civil_day b)
{
	return a > b ? a : b;
}

static void add_attested(struct walk *w, civil_day date, bool is_first)
{
	if (date == CIVIL_NONE)
		return;
	w->dates[w->count++] = (struct known_date){
	    .date = date,
	    .bound =
		civil_add_months(date, (int)param(w, PARAM_NEW_AFTER_MONTHS)),
	    .is_first = is_first,
	};
}

static void add_supplied(struct walk *w, const struct supply *s)
{
	civil_day long_supply =
	    s->date + s->days +
	    (civil_day)(31 * param(w, PARAM_MAX_SUPPLY_MONTHS));
	civil_day months =
	    civil_add_months(s->date, (int)param(w, PARAM_NEW_AFTER_MONTHS));

	w->dates[w->count++] = (struct known_date){
	    .date = s->date,
	    .bound = later(months, long_supply),
	    .is_supply = true,
	};
	add_attested(w, s->last_supplied, false);
	add_attested(w, s->first_supplied, true);
}

static int by_date(const void *a, const void *b)
{
	const struct known_date *x = a, *y = b;

	return (x->date > y->date) - (x->date < y->date);
}

static void list_dates(struct walk *w)
{
	const struct item *item = &w->facts->claim.item;

	add_attested(w, item->last_supplied, false);
	add_attested(w, item->first_supplied, true);
	for (size_t i = 0; i < w->facts->history_count; i++)
		add_supplied(w, &w->facts->history[i]);
	qsort(w->dates, (size_t)w->count, sizeof(w->dates[0]), by_date);
}

/* The known date before this one was a first_supplied: there is no gap. */
static bool bridged(const struct walk *w, int at)
{
	int i = at - 1;

	if (i < 0)
		return false;
	for (int k = i; k >= 0 && w->dates[k].date == w->dates[i].date; k--)
		if (w->dates[k].is_first)
			return true;
	return false;
}

/* Where the last episode begins; the latest bound of all dates as well. */
static int last_episode(const struct walk *w, civil_day *bound)
{
	int start = 0;

	*bound = w->dates[0].bound;
	for (int i = 1; i < w->count; i++) {
		if (w->dates[i].date >= *bound && !bridged(w, i))
			start = i;
		*bound = later(*bound, w->dates[i].bound);
	}
	return start;
}

/* An attested date before its first supply, or no supply at all. */
static bool is_attested(const struct walk *w, int start)
{
	for (int i = start; i < w->count; i++)
		if (w->dates[i].is_supply)
			return w->dates[i].date > w->dates[start].date;
	return true;
}

static void count_supplies(const struct walk *w, struct course *c)
{
	const struct facts *facts = w->facts;

	for (size_t i = 0; i < facts->history_count; i++) {
		const struct supply *s = &facts->history[i];
		if (s->date < c->first)
			continue;
		c->used_all +=
		    s->days > 0 ? s->days : param(w, PARAM_CG_OWN_DAYS);
		if (s->prk[0] != '\0' &&
		    strcmp(s->prk, facts->reference.article.prk) != 0)
			continue;
		c->has_prk = true;
		if (s->dose_changed) {
			c->used = 0;
			c->cover_end = s->date;
		}
		c->used +=
		    s->days > 0 ? s->days : param(w, PARAM_FIRST_SUPPLY_DAYS);
		c->cover_end = later(c->cover_end, s->date) + s->days;
	}
}

void oracle_course(const struct facts *facts, struct course *c)
{
	struct walk w = {.facts = facts};
	civil_day bound = CIVIL_NONE;
	int start = 0;

	*c = (struct course){.cover_end = CIVIL_NONE};
	list_dates(&w);
	c->known = w.count > 0;
	if (c->known)
		start = last_episode(&w, &bound);
	c->is_new = bound <= facts->claim.date;
	if (c->is_new)
		return;
	c->first = w.dates[start].date;
	c->attested = is_attested(&w, start);
	count_supplies(&w, c);
}
