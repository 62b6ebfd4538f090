/*
 * Section 4 of the rulebook without a sorted list of dates. The supplies come
 * by date, but what they attest does not; so the last episode's beginning is
 * found backwards, one scan a step:
 *
 *   No episode begins in (t, x] when something known on t reaches beyond x.
 *   So look for the earliest date t before x that reaches beyond x, and go on
 *   from t; when there is none, the episode begins on x, unless the date
 *   before x is a first_supplied, which bridges the gap.
 *
 * Two steps go back by at least new_after_months, and a scan is linear: a few
 * short passes over a real patient, and no memory.
 */
#include "rules/history.h"

#include <string.h>

#include "base/ensure.h"

enum { DAYS_A_MONTH = 31 };

/* The last day that can be written: a cover never ends later. */
static const civil_day last_day = 2932896; /* 9999-12-31 */

static size_t supply_count(const struct matter *m)
{
	return m->facts->history_count + (m->added != NULL);
}

static const struct supply *supply_at(const struct matter *m, size_t i)
{
	return i < m->facts->history_count ? &m->facts->history[i] : m->added;
}

/* The latest day t with t + months <= day, months clamped as ever. */
static civil_day months_before(civil_day day, int months)
{
	int year, month, day_of_month;

	civil_to_ymd(day, &year, &month, &day_of_month);
	int total = year * 12 + (month - 1) - months;
	civil_day first = civil_from_ymd(total / 12, total % 12 + 1, 1);
	civil_day same = first + day_of_month - 1;
	/* No month ends before its 28th: nothing is clamped. */
	if (day_of_month < 28)
		return same;
	civil_day last = civil_first_of_next_month(first) - 1;
	/* The whole end of a longer month is clamped to a month's last day. */
	if (civil_first_of_next_month(day) == day + 1)
		return last;
	return same < last ? same : last;
}

/* One scan over the known dates before a limit, seen from the day x. */
struct look {
	civil_day limit;
	civil_day x;
	civil_day recent; /* a later date reaches beyond x by the months */
	int64_t grace;	  /* days beyond a supply's own days */
	/* found: */
	civil_day earliest; /* that reaches beyond x; CIVIL_FOREVER: none */
	civil_day previous; /* the last before the limit; CIVIL_NONE: none */
	bool previous_is_first; /* ... and it is a first_supplied */
};

static void look_at(struct look *l, civil_day t, bool reaches, bool is_first)
{
	if (t >= l->limit)
		return;
	if (reaches && t < l->earliest)
		l->earliest = t;
	if (t > l->previous) {
		l->previous = t;
		l->previous_is_first = is_first;
	} else if (t == l->previous) {
		l->previous_is_first = l->previous_is_first || is_first;
	}
}

static void look_at_attested(struct look *l, civil_day last, civil_day first)
{
	if (last != CIVIL_NONE)
		look_at(l, last, last > l->recent, false);
	if (first != CIVIL_NONE)
		look_at(l, first, first > l->recent, true);
}

/* An unknown number of days counts as none here. */
static void look_at_supply(struct look *l, const struct supply *s)
{
	bool reaches =
	    s->date > l->recent || s->date + s->days + l->grace > l->x;

	look_at(l, s->date, reaches, false);
	look_at_attested(l, s->last_supplied, s->first_supplied);
}

/* Looks from x at the known dates before limit. */
static void look_from(const struct matter *m, struct look *l, civil_day limit,
		      civil_day x)
{
	const int64_t *param = m->facts->reference.param;
	const struct item *item = &m->claim->item;
	size_t count = supply_count(m);

	l->limit = limit;
	l->x = x;
	l->recent = months_before(x, (int)param[PARAM_NEW_AFTER_MONTHS]);
	l->grace = DAYS_A_MONTH * param[PARAM_MAX_SUPPLY_MONTHS];
	l->earliest = CIVIL_FOREVER;
	l->previous = CIVIL_NONE;
	l->previous_is_first = false;
	look_at_attested(l, item->last_supplied, item->first_supplied);
	for (size_t i = 0; i < count; i++)
		look_at_supply(l, supply_at(m, i));
}

/* The beginning of the last episode, which holds the known date from. */
static civil_day episode_start(const struct matter *m, civil_day from)
{
	struct look l;
	civil_day x = from;

	for (;;) {
		look_from(m, &l, x, x);
		if (l.earliest != CIVIL_FOREVER)
			x = l.earliest;
		else if (l.previous != CIVIL_NONE && l.previous_is_first)
			x = l.previous;
		else
			return x;
	}
}

/* An imported supply names no prk and matches every one. */
static bool same_prk(const struct matter *m, const struct supply *s)
{
	return s->prk[0] == '\0' ||
	       strcmp(s->prk, m->facts->reference.article.prk) == 0;
}

static void add_supply_of_prk(const struct matter *m, struct history *h,
			      const struct supply *s)
{
	const int64_t *param = m->facts->reference.param;

	h->has_supply_of_prk = true;
	if (s->dose_changed) {
		h->used_days = 0;
		h->cover_end = s->date;
	}
	h->used_days += s->days > 0 ? s->days : param[PARAM_FIRST_SUPPLY_DAYS];
	civil_day from = h->cover_end > s->date ? h->cover_end : s->date;
	h->cover_end = from < last_day - s->days ? from + s->days : last_day;
}

/* What the supplies of the last episode add up to. */
static void read_episode(const struct matter *m, struct history *h)
{
	const int64_t *param = m->facts->reference.param;
	civil_day first_supply = CIVIL_FOREVER;
	size_t count = supply_count(m);

	for (size_t i = 0; i < count; i++) {
		const struct supply *s = supply_at(m, i);
		if (s->date < h->first)
			continue;
		if (first_supply == CIVIL_FOREVER)
			first_supply = s->date;
		h->used_all_days +=
		    s->days > 0 ? s->days : param[PARAM_CG_OWN_DAYS];
		if (same_prk(m, s))
			add_supply_of_prk(m, h, s);
	}
	/* The earliest date is either a supply's or an attested one. */
	h->attested = first_supply > h->first;
}

void history_read(const struct matter *m, struct history *h)
{
	struct look l;
	civil_day date = m->claim->date;

	*h = (struct history){.cover_end = CIVIL_NONE};
	look_from(m, &l, date + 1, date);
	h->anything_known = l.previous != CIVIL_NONE;
	h->is_new = l.earliest == CIVIL_FOREVER;
	if (h->is_new)
		return;
	h->first = episode_start(m, l.earliest);
	read_episode(m, h);
}

bool history_attested_first(const struct matter *m, civil_day day)
{
	if (m->claim->item.first_supplied == day)
		return true;
	for (size_t i = 0; i < supply_count(m); i++)
		if (supply_at(m, i)->first_supplied == day)
			return true;
	return false;
}

bool history_supplied_on(const struct matter *m, civil_day day)
{
	for (size_t i = 0; i < supply_count(m); i++)
		if (supply_at(m, i)->date == day)
			return true;
	return false;
}
