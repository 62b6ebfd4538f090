#include <string.h>

#include "random_facts.h"
#include "random_values.h"

static civil_day today(const struct random_facts *f)
{
	return f->facts.claim.date;
}

static int param(const struct random_facts *f, enum param which)
{
	return (int)f->facts.reference.param[which];
}

static bool has_history(const struct random_facts *f)
{
	enum item_kind kind = f->facts.claim.item.kind;

	return (kind == KIND_MEDICINE || kind == KIND_SERVICE) &&
	       f->facts.reference.article_known;
}

/* Keeps them by date, behind those of the same day. */
struct supply *add_supply(struct random_facts *f, civil_day date, int days)
{
	size_t at = f->facts.history_count;

	if (at == RANDOM_SUPPLIES_MAX)
		return &f->supplies[at - 1];
	if (date > today(f))
		date = today(f);
	for (; at > 0 && f->supplies[at - 1].date > date; at--)
		f->supplies[at] = f->supplies[at - 1];
	f->facts.history_count++;
	f->supplies[at] = (struct supply){
	    .date = date,
	    .days = days < 0	      ? 0
		    : days > DAYS_MAX ? DAYS_MAX
				      : days,
	    .last_supplied = CIVIL_NONE,
	    .first_supplied = CIVIL_NONE,
	};
	strcpy(f->supplies[at].prk, "1001");
	return &f->supplies[at];
}

void make_new(struct random_facts *f)
{
	f->facts.history_count = 0;
	f->facts.claim.item.last_supplied = CIVIL_NONE;
	f->facts.claim.item.first_supplied = CIVIL_NONE;
	/* Known once, but no more. */
	if (once_in(3)) {
		int months = param(f, PARAM_NEW_AFTER_MONTHS) + 1;
		civil_day date = months_ago(today(f), months) - 3;
		add_supply(f, date, (int)between(1, 15));
	}
}

void make_started(struct random_facts *f, int ago, int days)
{
	make_new(f);
	add_supply(f, today(f) - ago, days);
}

void make_established(struct random_facts *f, int begun, int stock)
{
	int since = (int)between(1, begun < 60 ? 1 + begun : 60);

	make_new(f);
	add_supply(f, today(f) - begun, begun - since);
	if (begun > since)
		add_supply(f, today(f) - since, since + stock);
}

/* The date of another supply: where something begins or ends. */
static civil_day date_of_interest(const struct random_facts *f)
{
	int window = param(f, PARAM_FIRST_SUPPLY_DAYS) -
		     param(f, PARAM_FIRST_EARLY_DAYS);
	int grace = 31 * param(f, PARAM_MAX_SUPPLY_MONTHS);

	switch (random_number() % 6) {
	case 0:
		return months_ago(today(f), param(f, PARAM_NEW_AFTER_MONTHS));
	case 1:
		return months_ago(today(f), param(f, PARAM_SETUP_MONTHS));
	case 2:
		return today(f) - (civil_day)about(window, 20);
	case 3:
		return today(f) - (civil_day)about(grace + 90, 40);
	case 4:
		return today(f) - (civil_day)about(90, 80);
	default:
		return today(f) - (civil_day)between(0, 800);
	}
}

static void vary(struct supply *s)
{
	if (once_in(6))
		strcpy(s->prk, once_in(2) ? "1002" : "");
	s->dose_changed = s->prk[0] != '\0' && once_in(8);
	if (once_in(8))
		s->days = 0;
	if (s->prk[0] == '\0' || !once_in(6))
		return;
	/* Attested then: no later than that supply. */
	s->last_supplied = s->date - (civil_day)between(0, 400);
	if (once_in(2))
		s->first_supplied =
		    s->last_supplied - (civil_day)between(0, 900);
	if (once_in(4))
		s->last_supplied = CIVIL_NONE;
}

static void chaos(struct random_facts *f)
{
	int more = (int)between(1, once_in(6) ? RANDOM_SUPPLIES_MAX : 5);

	for (int i = 0; i < more; i++) {
		civil_day date = date_of_interest(f);
		int days = (int)about_from(0, once_in(2) ? 15 : 90, 15);
		vary(add_supply(f, date, days));
	}
}

static void random_attested(struct random_facts *f)
{
	struct item *item = &f->facts.claim.item;

	if (once_in(5))
		item->last_supplied = date_of_interest(f);
	if (item->last_supplied > today(f))
		item->last_supplied = today(f);
	if (!once_in(5))
		return;
	item->first_supplied = date_of_interest(f);
	if (item->first_supplied > today(f))
		item->first_supplied = today(f);
	if (item->last_supplied != CIVIL_NONE &&
	    item->first_supplied > item->last_supplied)
		item->first_supplied =
		    item->last_supplied - (civil_day)between(0, 300);
}

void random_history(struct random_facts *f)
{
	int ago;

	if (!has_history(f))
		return;
	switch (random_number() % 6) {
	case 0:
		make_new(f);
		break;
	case 1:
		ago = (int)about_from(0, 10, 5);
		make_started(f, ago, (int)about_from(1, 15, 14));
		break;
	case 2:
	case 3:
		ago = (int)between(30, 700);
		make_established(f, ago, (int)about(14, 30));
		break;
	default:
		chaos(f);
	}
	if (f->facts.claim.item.kind == KIND_MEDICINE && once_in(3))
		random_attested(f);
}

void random_past_services(struct random_facts *f)
{
	if (f->facts.claim.item.kind != KIND_SERVICE || !once_in(3))
		return;
	int count = (int)between(1, once_in(8) ? RANDOM_SERVICES_MAX : 2);
	for (int i = 0; i < count; i++) {
		struct past_service *p = &f->services[i];
		p->claim = (uint64_t)(i + 1) * 10;
		p->date = once_in(3)
			      ? civil_from_ymd(civil_year(today(f)), 1, 1) +
				    (civil_day)between(-1, 366)
			      : today(f) - (civil_day)between(-20, 400);
		if (!once_in(4))
			strcpy(p->for_zi, once_in(2) ? "90000001" : "90000002");
		if (!once_in(3))
			strcpy(p->event, once_in(2) ? "E1" : "E2");
	}
	f->facts.service_count = (size_t)count;
}
