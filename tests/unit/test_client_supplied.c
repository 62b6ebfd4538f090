/* Which changes between snapshots are about what was supplied. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "client/snapshot_supplied.h"
#include "snapshot_fixture.h"

static struct fixture f, g;
static struct snapshot *was, *is;

static void set_up(void)
{
	fixture_begin(&f);
	fixture_begin(&g);
}

static void tear_down(void)
{
	snapshot_close(was);
	snapshot_close(is);
	fixture_end(&f);
	fixture_end(&g);
}

TestSuite(client_supplied, .init = set_up, .fini = tear_down);

static void open_both(void)
{
	was = fixture_open(&f);
	is = fixture_open(&g);
}

static struct supplied supplied;

static void read_supplied(const char *json)
{
	struct doc *doc;
	struct err e;

	cr_assert(doc_parse(json, strlen(json), &doc, &e));
	cr_assert(supplied_read(doc_root(doc), &supplied, &e), "%s", e.message);
	doc_free(doc);
	supplied_look_up(&supplied, was, is);
}

static void add_found(void *ctx, const struct snapshot_change *change)
{
	const struct supplied_article *article =
	    supplied_find(&supplied, change);
	struct text *lines = ctx;

	text_str(lines, snapshot_table((int)change->table)->name);
	text_char(lines, ' ');
	text_str(lines, article != NULL ? article->zi : "-");
	text_char(lines, '\n');
}

static void expect_found(const char *json, const char *should)
{
	static char memory[4096];
	struct text lines;
	struct err e;

	read_supplied(json);
	text_init(&lines, memory, sizeof(memory));
	cr_assert(snapshot_diff(was, is, add_found, &lines, &e));
	cr_expect_str_eq(memory, should);
	supplied_clear(&supplied);
}

#define FROM "{\"from\":\"2026-09-01\",\"articles\":["

Test(client_supplied, changes_find_the_article_that_was_supplied)
{
	/* Of PRK p1, of which 90000013 is designated no longer. */
	fixture_edit(&g, "preference.csv",
		     "3311,p1,90000013,2024-01-01,"
		     "2025-06-30\n",
		     "");
	fixture_edit(&g, "price.csv", "90000021,2024-01-01,,700",
		     "90000021,2024-01-01,,701");
	fixture_edit(&g, "average_tariff.csv", "990", "991");
	fixture_edit(&g, "device.csv", "120000", "120001");
	open_both();
	expect_found(FROM "{\"zi\":\"90000005\",\"claims\":2},"
			  "{\"zi\":\"90000021\",\"claims\":1}]}",
		     "price 90000021\npreference 90000005\n"
		     "average_tariff 90000005\ndevice -\n");
	expect_found(FROM "{\"zi\":\"90000013\",\"claims\":2},"
			  "{\"zi\":\"90000005\",\"claims\":1}]}",
		     "price -\npreference 90000013\n"
		     "average_tariff 90000005\ndevice -\n");
	/* One that no snapshot knows, and none. */
	expect_found(FROM "{\"zi\":\"99999999\",\"claims\":2}]}",
		     "price -\npreference -\naverage_tariff -\ndevice -\n");
	expect_found(FROM "]}",
		     "price -\npreference -\naverage_tariff -\ndevice -\n");
}

Test(client_supplied, conditions_find_all_whom_they_cover)
{
	static const char *const rows[] = {
	    "9,atc,A10,vooraf,artsenverklaring,Tekst,18",
	    "3,zi,90000005,achteraf,,Tekst,,12",
	    "5,prk,p1,toestemming,apotheekinstructie,Tekst",
	    "7,gpk,g1,vooraf,verklaring_dieetpreparaten,Tekst",
	    "6,substance,metformin,vooraf,,Tekst",
	    "8,atc,A10BB,vooraf,,Tekst"};
	static char csv[4096];

	strcpy(csv, "id,scope,value,procedure,form,text_nl,age_from,age_below,"
		    "valid_from,valid_to\n");
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *text = strstr(rows[i], "Tekst");
		int commas = 0;
		for (const char *c = text; *c != '\0'; c++)
			commas += *c == ',';
		snprintf(csv + strlen(csv), 256, "%.*sAnders%s%s2024-01-01,\n",
			 (int)(text - rows[i]), rows[i], text + strlen("Tekst"),
			 commas == 0   ? ",,,"
			 : commas == 1 ? ",,"
				       : ",");
	}
	fixture_write(&g, "condition.csv", csv);
	open_both();
	/* By number: 3 zi, 5 prk, 6 substance, 7 gpk, 8 and 9 atc. */
	expect_found(FROM "{\"zi\":\"90000021\",\"claims\":3},"
			  "{\"zi\":\"90000013\",\"claims\":2}]}",
		     "condition -\ncondition 90000013\ncondition 90000013\n"
		     "condition 90000013\ncondition -\ncondition 90000013\n");
	expect_found(FROM "{\"zi\":\"90000005\",\"claims\":2}]}",
		     "condition 90000005\ncondition 90000005\n"
		     "condition 90000005\ncondition 90000005\n"
		     "condition -\ncondition 90000005\n");
}

Test(client_supplied, an_answer_that_is_none_is_refused)
{
	static const char *const answers[] = {
	    "{}", "{\"from\":\"2026-09-01\"}",
	    "{\"from\":\"\",\"articles\":[]}",
	    FROM "{\"zi\":\"1\",\"claims\":1}]}", FROM "7]}"};

	for (size_t i = 0; i < ARRAY_LEN(answers); i++) {
		struct supplied bad = {.known = false};
		struct doc *doc;
		struct err e;
		cr_assert(doc_parse(answers[i], strlen(answers[i]), &doc, &e));
		cr_expect(!supplied_read(doc_root(doc), &bad, &e), "%s",
			  answers[i]);
		doc_free(doc);
		supplied_clear(&bad);
	}
}
