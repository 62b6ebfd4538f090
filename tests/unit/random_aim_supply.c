/* Aims at the rules of article 9: what was supplied, and what is asked. */
#include "random_aim.h"
#include "random_values.h"

/* Nothing of article 9 hides behind a package or a holiday. */
static void simple_supply(struct random_facts *f)
{
	struct prescription *p = &claim_of(f)->prescription;

	if (once_in(6))
		return;
	article_of(f)->divisible = true;
	article_of(f)->smallest_package_milli = 1000 * between(1, 10);
	p->holiday = p->palliative = false;
	claim_of(f)->item.weekly = false;
	claim_of(f)->item.last_supplied = CIVIL_NONE;
	claim_of(f)->item.first_supplied = CIVIL_NONE;
}

void first_supply(struct random_facts *f)
{
	simple_supply(f);
	make_new(f);
	ask_days(f, (int)about_from(1, 30, 60));
}

void first_running(struct random_facts *f)
{
	int first = param(f, PARAM_FIRST_SUPPLY_DAYS);
	int window = first - param(f, PARAM_FIRST_EARLY_DAYS);
	int ago = (int)about_from(0, once_in(2) ? window - 1 : 3, 5);

	simple_supply(f);
	make_started(f, ago, (int)about_from(1, first, 4));
	claim_of(f)->item.dose_changed = false;
	ask_days(f, (int)between(1, 60));
}

void dose_changed(struct random_facts *f)
{
	int begun = (int)between(0, 400);

	simple_supply(f);
	if (begun < 30)
		make_started(f, begun / 2, (int)between(1, 20));
	else
		make_established(f, begun, (int)between(0, 60));
	claim_of(f)->item.dose_changed = true;
	ask_days(f, (int)between(1, 120));
}

void palliative(struct random_facts *f)
{
	simple_supply(f);
	prescribed(f)->palliative = true;
	claim_of(f)->prescription.palliative_agreement = false;
	ask_days(f,
		 (int)about_from(1, param(f, PARAM_PALLIATIVE_DAYS) + 1, 40));
}

static void make_expensive(struct random_facts *f)
{
	cents limit = param(f, PARAM_EXPENSIVE_MONTH_CENTS);

	claim_of(f)->item.has_price = false;
	set_month_price(f,
			once_in(3) ? limit + between(0, 50) : 2 * limit + 1000);
}

void set_up(struct random_facts *f)
{
	int days = 31 * param(f, PARAM_SETUP_SUPPLY_MONTHS);
	int begun = (int)between(12, 31 * param(f, PARAM_SETUP_MONTHS) + 12);

	simple_supply(f);
	make_established(f, begun, (int)between(0, 14));
	/* Begun somewhere else: only what the insured says is known. */
	if (once_in(3)) {
		f->facts.history_count = 0;
		claim_of(f)->item.last_supplied = claim_of(f)->date - begun;
	}
	ask_days(f, (int)about_from(1, days + 1, 60));
	make_expensive(f);
}

void supply_period(struct random_facts *f)
{
	struct article *a = article_of(f);
	bool longer = once_in(4);
	int months = param(f, longer ? PARAM_LONG_SUPPLY_MONTHS
				     : PARAM_MAX_SUPPLY_MONTHS);

	int begun = (int)between(200, 600);

	simple_supply(f);
	make_established(f, begun, (int)between(0, 14));
	a->long_supply = longer;
	a->oral_contraceptive = longer && once_in(2);
	ask_days(f, (int)about_from(1, 31 * months + 1, 90));
}

void stock_left(struct random_facts *f)
{
	int early = param(f, PARAM_EARLY_DAYS);
	int stock = once_in(2) ? (int)between(early + 1, early + 120)
			       : (int)about_from(0, early + 1, 10);

	simple_supply(f);
	make_established(f, (int)between(100, 600), stock);
	claim_of(f)->item.dose_changed = false;
	ask_days(f, (int)about_from(1, 90, 60));
}

void on_holiday(struct random_facts *f)
{
	int max = 31 * param(f, PARAM_HOLIDAY_MONTHS);

	once_in(3) ? first_supply(f) : supply_period(f);
	prescribed(f)->holiday = true;
	ask_days(f, (int)about_from(1, max, 90));
	set_month_price(f, 3000);
}

void holiday_permit(struct random_facts *f)
{
	on_holiday(f);
	without_permit(f);
	if (once_in(2))
		claim_of(f)->item.weekly = true;
	else
		make_expensive(f);
}

void holiday_max(struct random_facts *f)
{
	int max = 31 * param(f, PARAM_HOLIDAY_MONTHS);

	on_holiday(f);
	article_of(f)->long_supply = article_of(f)->oral_contraceptive = false;
	ask_days(f, (int)about_from(1, max + 1, 100));
}

void days_unknown(struct random_facts *f)
{
	if (once_in(2))
		make_new(f);
	claim_of(f)->item.days = 0;
}

void history_unknown(struct random_facts *f)
{
	int months = param(f, PARAM_NEW_AFTER_MONTHS);

	simple_supply(f);
	f->facts.history_count = 0;
	claim_of(f)->item.last_supplied = CIVIL_NONE;
	claim_of(f)->item.first_supplied = CIVIL_NONE;
	f->facts.ledger_since =
	    once_in(2) ? months_ago(claim_of(f)->date, months)
		       : claim_of(f)->date - (civil_day)between(0, 300);
}
