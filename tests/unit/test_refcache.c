/* What the desk remembers of a snapshot is what the snapshot would say. */
#include <criterion/criterion.h>

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "desk/refcache.h"
#include "snapshot_fixture.h"

static struct fixture f;
static struct snapshot *snapshot;
static struct refcache *cache;
static struct claim claim;
static struct reference_key key;

static void set_up(void)
{
	fixture_begin(&f);
	fixture_append(&f, "device.csv",
		       "90000005,2024-01-01,,overig,Per zi,\n"
		       "X,2024-01-01,,overig,Hulpmiddel,\n");
	fixture_append(&f, "service.csv",
		       "90000005,2024-01-01,,7.1,Dienst,ja,100\n"
		       "X,2024-01-01,,7.1,Andere dienst,ja,100\n");
	snapshot = fixture_open(&f);
	cache = refcache_new();
	memset(&claim, 0, sizeof(claim));
	strcpy(claim.insured.uzovi, "3311");
	strcpy(claim.insured.polis, "196");
	claim.date = civil_from_ymd(2024, 6, 1);
}

static void tear_down(void)
{
	refcache_free(cache);
	snapshot_close(snapshot);
	fixture_end(&f);
}

TestSuite(refcache, .init = set_up, .fini = tear_down);

static struct known *get(struct reference *out)
{
	struct err e;
	struct known *known;

	memset(out, 0x55, sizeof(*out));
	reference_key_of(&claim, "02012345", &key);
	known = refcache_get(cache, snapshot, &key, out, &e);
	cr_assert_not_null(known);
	return known;
}

/* All but what lies behind the last of each list. */
static void expect_same(const struct reference *got)
{
	static struct reference fresh;
	struct err e;

	cr_assert(snapshot_reference(snapshot, &key, &fresh, &e));
	cr_expect(memcmp(got, &fresh, offsetof(struct reference, preferred)) ==
		  0);
	cr_expect(memcmp(got->preferred, fresh.preferred,
			 (size_t)fresh.preferred_count *
			     sizeof(fresh.preferred[0])) == 0);
	cr_expect(memcmp(got->components, fresh.components,
			 (size_t)fresh.component_count *
			     sizeof(fresh.components[0])) == 0);
}

/* The same codes under every kind, each asked for again when all are known. */
Test(refcache, kinds_of_the_same_code_are_kept_apart)
{
	static const char *const codes[] = {"90000005", "90000013", "X"};
	static struct reference got;

	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < ARRAY_LEN(codes); i++)
			for (int kind = 0; kind < KIND_COUNT; kind++) {
				claim.item =
				    (struct item){.kind = (enum item_kind)kind};
				strcpy(claim.item.zi, codes[i]);
				strcpy(claim.item.code, codes[i]);
				get(&got);
				expect_same(&got);
			}
}

Test(refcache, a_service_is_kept_by_its_medicine_too)
{
	static const char *const for_zi[] = {"", "90000005", "90000013"};
	static struct reference got;

	for (int round = 0; round < 2; round++)
		for (size_t i = 0; i < ARRAY_LEN(for_zi); i++) {
			claim.item = (struct item){.kind = KIND_SERVICE};
			strcpy(claim.item.code, "X");
			strcpy(claim.item.for_zi, for_zi[i]);
			get(&got);
			expect_same(&got);
			cr_expect_str_eq(got.article.zi, for_zi[i]);
		}
}

Test(refcache, preparations_are_asked_for_each_time)
{
	static const char *const substances[] = {"kamfer", "other", "kamfer"};
	static struct reference got;

	for (size_t i = 0; i < ARRAY_LEN(substances); i++) {
		claim.item = (struct item){.kind = KIND_PREPARATION,
					   .ingredient_count = (int)i + 1};
		for (size_t k = 0; k <= i; k++)
			strcpy(claim.item.ingredients[k].substance,
			       substances[i]);
		get(&got);
		expect_same(&got);
		cr_expect(got.components[i].irrational == (i != 1));
	}
}

static struct ledger *open_ledger(void)
{
	static char path[FIXTURE_PATH + 16];
	struct ledger_config config = {.path = path, .since = CIVIL_NONE};
	struct ledger *ledger;
	struct err e;

	snprintf(path, sizeof(path), "%s/ledger.db", f.dir);
	cr_assert(ledger_open(&config, &ledger, &e), "%s", e.message);
	return ledger;
}

static int64_t row_of(struct ledger *ledger)
{
	static struct reference got;
	struct known *known = get(&got);
	int64_t row = 0;

	cr_assert_eq(refcache_row(cache, known, &got, ledger, &row), LEDGER_OK);
	return row;
}

/* Facts that are alike share a row, whether they were remembered or not. */
Test(refcache, rows_in_the_ledger)
{
	struct ledger *ledger = open_ledger();
	cr_assert_eq(ledger_begin(ledger), LEDGER_OK);
	strcpy(claim.item.zi, "90000005");
	int64_t medicine = row_of(ledger);
	claim.item.kind = KIND_DIET;
	int64_t diet = row_of(ledger);
	claim.item.kind = KIND_MEDICINE;
	cr_expect_eq(row_of(ledger), medicine);
	claim.item =
	    (struct item){.kind = KIND_PREPARATION, .ingredient_count = 1};
	strcpy(claim.item.ingredients[0].substance, "kamfer");
	int64_t irrational = row_of(ledger);
	strcpy(claim.item.ingredients[0].substance, "water");
	int64_t plain = row_of(ledger);
	cr_expect_neq(irrational, plain);
	strcpy(claim.item.ingredients[0].substance, "kamfer");
	cr_expect_eq(row_of(ledger), irrational);
	cr_expect_neq(medicine, diet);
	cr_expect(medicine != 0 && diet != 0 && plain != 0);
	ledger_rollback(ledger);
	ledger_close(ledger);
}

/* After a rollback the rows are made again. */
Test(refcache, forgotten_rows_are_put_again)
{
	const char *body;
	size_t len;

	struct ledger *ledger = open_ledger();
	strcpy(claim.item.zi, "90000005");
	cr_assert_eq(ledger_begin(ledger), LEDGER_OK);
	cr_expect_neq(row_of(ledger), 0);
	ledger_rollback(ledger);
	refcache_forget_rows(cache);
	cr_assert_eq(ledger_begin(ledger), LEDGER_OK);
	cr_expect(ledger_reference_get(ledger, row_of(ledger), &body, &len));
	cr_assert_eq(ledger_commit(ledger), LEDGER_OK);
	ledger_close(ledger);
}
