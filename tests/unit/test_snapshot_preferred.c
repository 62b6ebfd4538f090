/* Which preferred articles may stand for the one that was asked for. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#include "base/attr.h"
#include "snapshot_fixture.h"

/* What the preferred article 91000002 is, beside 91000001 of the same prk. */
struct other {
	const char *what;
	const char *gpk, *atc, *substance, *form;
	const char *package, *divisible; /* of both */
	const char *other_package, *other_smallest;
	const char *own_flags, *flags; /* annex to insulin */
	const char *aip;
	bool unlike, dearer;
};

#define SAME_FLAGS			 "1A,0,,0,,0,0,0"
#define CODES(gpk, atc, substance, form) gpk, atc, substance, form
#define SAME_CODES			 CODES("g8", "N05AA01", "S8", "T8")

static const struct other others[] = {
    {"all the same", SAME_CODES, "30000", "1", "30000", "", SAME_FLAGS,
     SAME_FLAGS, "1000", false, false},
    {"a cent dearer", SAME_CODES, "30000", "1", "30000", "", SAME_FLAGS,
     SAME_FLAGS, "1001", false, true},
    {"three times the package and price", SAME_CODES, "30000", "1", "90000", "",
     SAME_FLAGS, SAME_FLAGS, "3000", false, false},
    {"that and a cent", SAME_CODES, "30000", "1", "90000", "", SAME_FLAGS,
     SAME_FLAGS, "3001", false, true},
    {"another package, whole", SAME_CODES, "30000", "0", "90000", "",
     SAME_FLAGS, SAME_FLAGS, "3000", true, false},
    {"the same package, whole", SAME_CODES, "30000", "0", "30000", "",
     SAME_FLAGS, SAME_FLAGS, "1000", false, false},
    {"for nothing", SAME_CODES, "30000", "1", "30000", "", SAME_FLAGS,
     SAME_FLAGS, "0", true, false},
    {"no annex", SAME_CODES, "30000", "1", "30000", "", SAME_FLAGS,
     ",0,,0,,0,0,0", "1000", true, false},
    {"the other annex", SAME_CODES, "30000", "1", "30000", "", SAME_FLAGS,
     "1B,0,,0,,0,0,0", "1000", false, false},
    {"self-care", SAME_CODES, "30000", "1", "30000", "", SAME_FLAGS,
     "1A,1,,0,,0,0,0", "1000", true, false},
    {"a group of 4.4.4", SAME_CODES, "30000", "1", "30000", "", SAME_FLAGS,
     "1A,0,diarree,0,,0,0,0", "1000", true, false},
    {"another smallest package", SAME_CODES, "30000", "1", "30000", "10000",
     SAME_FLAGS, SAME_FLAGS, "1000", false, false},
    {"another smallest package, and first days on own account", SAME_CODES,
     "30000", "1", "30000", "10000", "1A,0,diarree,0,,0,0,0",
     "1A,0,diarree,0,,0,0,0", "1000", true, false},
    {"the same smallest package, likewise", SAME_CODES, "30000", "1", "30000",
     "", "1A,0,diarree,0,,0,0,0", "1A,0,diarree,0,,0,0,0", "1000", false,
     false},
    {"for hospitals", SAME_CODES, "30000", "1", "30000", "", SAME_FLAGS,
     "1A,0,,1,,0,0,0", "1000", true, false},
    {"excluded", SAME_CODES, "30000", "1", "30000", "", SAME_FLAGS,
     "1A,0,,0,reizen,0,0,0", "1000", true, false},
    {"long supply", SAME_CODES, "30000", "1", "30000", "", SAME_FLAGS,
     "1A,0,,0,,1,0,0", "1000", true, false},
    {"a pill", SAME_CODES, "30000", "1", "30000", "", SAME_FLAGS,
     "1A,0,,0,,0,1,0", "1000", true, false},
    {"insulin", SAME_CODES, "30000", "1", "30000", "", SAME_FLAGS,
     "1A,0,,0,,0,0,1", "1000", true, false},
    {"another substance", CODES("g8", "N05AA01", "S9", "T8"), "30000", "1",
     "30000", "", SAME_FLAGS, SAME_FLAGS, "1000", true, false},
    {"another form", CODES("g8", "N05AA01", "S8", "T9"), "30000", "1", "30000",
     "", SAME_FLAGS, SAME_FLAGS, "1000", true, false},
    {"another gpk, without conditions", CODES("g9", "N05AA01", "S8", "T8"),
     "30000", "1", "30000", "", SAME_FLAGS, SAME_FLAGS, "1000", false, false},
    {"a gpk with a condition", CODES("g1", "N05AA01", "S8", "T8"), "30000", "1",
     "30000", "", SAME_FLAGS, SAME_FLAGS, "1000", true, false},
    {"an atc with a condition", CODES("g8", "A10BA02", "S8", "T8"), "30000",
     "1", "30000", "", SAME_FLAGS, SAME_FLAGS, "1000", true, false},
};

static void write_pair(struct fixture *f, const struct other *o)
{
	char rows[1024];

	snprintf(rows, sizeof(rows),
		 "91000001,2024-01-01,,Een,,p8,g8,N05AA01,S8,T8,stuk,%s,,%s,0,"
		 "%s,overig,\n"
		 "91000002,2024-01-01,,Twee,,p8,%s,%s,%s,%s,stuk,%s,%s,%s,0,%s,"
		 "overig,\n",
		 o->package, o->divisible, o->own_flags, o->gpk, o->atc,
		 o->substance, o->form, o->other_package, o->other_smallest,
		 o->divisible, o->flags);
	fixture_append(f, "article.csv", rows);
	snprintf(rows, sizeof(rows),
		 "91000001,2024-01-01,,1000,900,\n"
		 "91000002,2024-01-01,,%s,900,\n",
		 o->aip);
	fixture_append(f, "price.csv", rows);
	fixture_append(f, "preference.csv", "3311,p8,91000002,2024-01-01,\n");
}

static void check_pair(struct fixture *f, const struct other *o)
{
	struct reference_key key = {.kind = KIND_MEDICINE,
				    .uzovi = "3311",
				    .polis = "196",
				    .zi = "91000001",
				    .pharmacy = "02012345"};
	struct reference r;

	write_pair(f, o);
	cr_assert(civil_parse("2024-06-01", 10, &key.date));
	struct snapshot *snapshot = fixture_open(f);
	cr_assert(snapshot_reference(snapshot, &key, &r, &f->e));
	cr_assert_eq(r.preferred_count, 1, "%s", o->what);
	cr_expect_eq(r.preferred[0].unlike, o->unlike, "%s", o->what);
	cr_expect_eq(r.preferred[0].dearer, o->dearer, "%s", o->what);
	snapshot_close(snapshot);
}

Test(snapshot_preferred, what_may_stand_for_what_was_asked_for)
{
	struct fixture f;

	fixture_begin(&f);
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		check_pair(&f, &others[i]);
	fixture_end(&f);
}
