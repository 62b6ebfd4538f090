/* Changes between snapshots in words, and which of them were supplied. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/snapshot_supplied.h"
#include "client/snapshot_words.h"
#include "snapshot_fixture.h"

/* ---- the table of words -------------------------------------------------- */

static bool is_of_period(const struct table *table, int column)
{
	int keys = table_key_columns(table);

	return table->periods && (column == keys || column == keys + 1);
}

Test(client_diff, every_column_of_every_table_has_its_words)
{
	int id = 0;

	for (int t = 0; t < TABLE_COUNT; t++) {
		const struct table *table = snapshot_table(t);
		for (int i = 0; i < table->column_count; i++, id++) {
			bool named = i >= table_key_columns(table) &&
				     !is_of_period(table, i);
			for (int l = 0; l < LANGUAGE_COUNT; l++) {
				const char *words = words_column(
				    (enum column_id)id, (enum language)l);
				cr_expect((words != NULL) == named, "%s.%s",
					  table->name, table->columns[i].name);
				cr_expect(!named || words[0] != '\0');
			}
		}
	}
	cr_expect_eq(id, COLUMN_COUNT);
}

Test(client_diff, every_table_has_a_title_and_names_its_key)
{
	for (int t = 0; t < TABLE_COUNT; t++) {
		const struct table *table = snapshot_table(t);
		for (int i = 0; i < 2 * table_key_columns(table); i++) {
			enum language l = (enum language)(i % 2);
			const char *title = words_title((enum table_id)t, l);
			const char *subject =
			    words_subject((enum table_id)t, l);
			char name[64];
			snprintf(name, sizeof(name), "{%s}",
				 table->columns[i / 2].name);
			cr_assert(title != NULL && title[0] != '\0', "%s",
				  table->name);
			cr_assert_not_null(subject);
			cr_expect_not_null(strstr(subject, name), "%s: %s",
					   table->name, name);
		}
	}
}

/* ---- sentences ----------------------------------------------------------- */

static struct fixture f, g;
static struct words words;

static void set_up(void)
{
	fixture_begin(&f);
	fixture_begin(&g);
}

static void tear_down(void)
{
	snapshot_close(words.was);
	snapshot_close(words.is);
	words = (struct words){.was = NULL};
	fixture_end(&f);
	fixture_end(&g);
}

struct lines {
	char memory[65536];
	struct text text;
};

static void add_line(void *ctx, const struct snapshot_change *change)
{
	struct lines *lines = ctx;

	words_change(&words, change, &lines->text);
	text_char(&lines->text, '\n');
}

static void open_both(void)
{
	words.was = fixture_open(&f);
	words.is = fixture_open(&g);
}

static void expect_lines(enum language language, const char *should)
{
	static struct lines lines;
	struct err e;

	words.language = language;
	text_init(&lines.text, lines.memory, sizeof(lines.memory));
	cr_assert(snapshot_diff(words.was, words.is, add_line, &lines, &e));
	cr_expect_str_eq(lines.memory, should);
}

TestSuite(client_diff_words, .init = set_up, .fini = tear_down);

Test(client_diff_words, a_price_is_told_in_euros_and_from_its_day)
{
	fixture_edit(&g, "price.csv", "90000013,2024-01-01,,500,900,0",
		     "90000013,2024-01-01,2026-11-30,500,900,0\n"
		     "90000013,2026-12-01,,123456,2100,1234567");
	open_both();
	expect_lines(LANGUAGE_NL,
		     "prijs van Twee (ZI 90000013): inkoopprijs € 5,00 → "
		     "€ 1.234,56; btw 9% → 21%; vergoedingslimiet per eenheid "
		     "€ 0 → € 1,234567, vanaf 2026-12-01\n");
	expect_lines(LANGUAGE_EN,
		     "price of Twee (ZI 90000013): list price € 5.00 → "
		     "€ 1,234.56; VAT 9% → 21%; reimbursement limit of a unit "
		     "€ 0 → € 1.234567, from 2026-12-01\n");
	words.this_zi = "90000013";
	expect_lines(LANGUAGE_EN,
		     "price of this article: list price € 5.00 → "
		     "€ 1,234.56; VAT 9% → 21%; reimbursement limit of a unit "
		     "€ 0 → € 1.234567, from 2026-12-01\n");
}

Test(client_diff_words, what_is_empty_is_none)
{
	fixture_edit(&g, "price.csv", "90000021,2024-01-01,,700,900,",
		     "90000021,2024-01-01,,700,900,5");
	fixture_edit(&g, "article.csv", "14000,,0,1,1B", "14000,7500,1,1,");
	open_both();
	expect_lines(LANGUAGE_NL,
		     "Twee (ZI 90000013): kleinste verpakking geen → 7,5; "
		     "deelbaar nee → ja; in het GVS bijlage 1B (zonder "
		     "limiet) → geen, vanaf 2024-03-01\n"
		     "prijs van Drie (ZI 90000021): vergoedingslimiet per "
		     "eenheid geen → € 0,000005, vanaf 2024-01-01\n");
}

Test(client_diff_words, days_have_two_ends_or_one)
{
	fixture_edit(&g, "preference.csv", "2024-01-01,2025-06-30",
		     "2024-01-02,2025-07-01");
	open_both();
	expect_lines(LANGUAGE_NL,
		     "aanwijzing door verzekeraar 3311 binnen PRK p1 van Twee "
		     "(ZI 90000013): vervallen op 2024-01-01\n"
		     "aanwijzing door verzekeraar 3311 binnen PRK p1 van Twee "
		     "(ZI 90000013): nieuw op 2025-07-01\n");
	expect_lines(LANGUAGE_EN,
		     "designation by insurer 3311 within PRK p1 of Twee "
		     "(ZI 90000013): gone on 2024-01-01\n"
		     "designation by insurer 3311 within PRK p1 of Twee "
		     "(ZI 90000013): new on 2025-07-01\n");
}

Test(client_diff_words, other_tables_have_their_own_words)
{
	fixture_edit(&f, "meta.csv", "tests", "others");
	fixture_edit(&g, "policy.csv", "2026-06-30,Polis", "2026-07-31,Polis");
	fixture_edit(&g, "parameter.csv", "first_supply_days,2024-01-01,,1",
		     "first_supply_days,2024-01-01,,15");
	fixture_edit(&g, "supplier.csv", "06012345,Ziekenhuis",
		     "06012345,Kliniek");
	fixture_edit(&g, "contract.csv", "3311,02012345,prestatie:x",
		     "3311,06012345,prestatie:x");
	open_both();
	expect_lines(
	    LANGUAGE_NL,
	    "publisher: others → tests\n"
	    "polis 196 van verzekeraar 3311: nieuw van 2026-07-01 t/m "
	    "2026-07-31; naam Polis; reglement r-1\n"
	    "eerste levering hoogstens (r-1): 1 dag → 15 dagen, vanaf "
	    "2024-01-01\n"
	    "Kliniek (AGB 06012345): naam Ziekenhuis → Kliniek\n"
	    "contract van Apotheek (AGB 02012345) met verzekeraar 3311 voor "
	    "prestatie:x: vervallen vanaf 2024-01-01\n"
	    "contract van Kliniek (AGB 06012345) met verzekeraar 3311 voor "
	    "prestatie:x: nieuw vanaf 2024-01-01\n");
}

Test(client_diff_words, the_last_tables_too)
{
	fixture_edit(&g, "condition.csv", "3,zi,90000005,achteraf,,Tekst,,12",
		     "3,zi,90000005,vooraf,artsenverklaring,Tekst,,13");
	fixture_edit(&g, "average_tariff.csv", "2024-12-31,990",
		     "2024-12-31,991");
	fixture_edit(&g, "irrational_substance.csv", "kamfer", "menthol");
	fixture_edit(&g, "registered_equivalent.csv", "other,90000021,0,1",
		     "other,90000021,1,1");
	fixture_edit(&g, "service.csv", "indien_gecontracteerd,", "ja,1250");
	fixture_edit(&g, "device.csv", "Pomp,120000", "Pomp 2,120000");
	open_both();
	expect_lines(
	    LANGUAGE_NL,
	    "voorwaarde 3 bij zi Eén, \"goed\" (ZI 90000005): procedure "
	    "controle achteraf → verklaring vooraf; formulier geen → "
	    "artsenverklaring; tot leeftijd 12 jaar → 13 jaar\n"
	    "tarief van Eén, \"goed\" (ZI 90000005) bij verzekeraar 3311: "
	    "bedrag € 9,90 → € 9,91, van 2024-01-01 t/m 2024-12-31\n"
	    "kamfer: vervallen; grond literatuur\n"
	    "menthol: nieuw; grond literatuur\n"
	    "Drie (ZI 90000021) als equivalent bij other: in het GVS nee → "
	    "ja\n"
	    "Iets (x): verzekerd indien gecontracteerd → ja; tarief geen → "
	    "€ 12,50, vanaf 2024-01-01\n"
	    "Pomp 2 (POMP1): naam Pomp → Pomp 2, vanaf 2024-01-01\n");
}

/* 79 times "é" are 158 bytes: the cut must not leave half of one. */
Test(client_diff_words, a_long_text_is_cut_between_characters)
{
	char text[256] = "x", line[512];
	char should[512];

	for (int i = 0; i < 79; i++)
		strcat(text, "é");
	snprintf(line, sizeof(line), "6,substance,metformin,vooraf,,%s", text);
	fixture_edit(&g, "condition.csv", "6,substance,metformin,vooraf,,Tekst",
		     line);
	open_both();
	snprintf(should, sizeof(should),
		 "condition 6 on substance metformin: text (Dutch) Tekst → "
		 "%.79s…\n",
		 text);
	expect_lines(LANGUAGE_EN, should);
	words.full = true;
	snprintf(should, sizeof(should),
		 "condition 6 on substance metformin: text (Dutch) Tekst → "
		 "%s\n",
		 text);
	expect_lines(LANGUAGE_EN, should);
}

/* A parameter's value is told in its own unit, and every one can be. */
Test(client_diff_words, every_parameter_has_its_words)
{
	static char csv[FIXTURE_TEXT];
	static struct lines lines;
	struct err e;
	int count = 0;

	strcpy(csv, "reglement,name,valid_from,valid_to,value,article,note\n");
	for (int i = 0; i < PARAM_COUNT; i++) {
		const struct param_info *info = param_info((enum param)i);
		snprintf(csv + strlen(csv), 128, "r-1,%s,2024-01-01,,%lld,,\n",
			 info->name, (long long)(info->min == 1 ? 2 : 0));
	}
	fixture_write(&g, "parameter.csv", csv);
	open_both();
	words.language = LANGUAGE_EN;
	text_init(&lines.text, lines.memory, sizeof(lines.memory));
	cr_assert(snapshot_diff(words.was, words.is, add_line, &lines, &e));
	for (const char *at = lines.memory; *at != '\0'; count++) {
		cr_expect_neq(*at, ' ', "%s", at);
		at = strchr(at, '\n') + 1;
	}
	cr_expect_eq(count, PARAM_COUNT);
	cr_expect_not_null(strstr(lines.memory,
				  "insurer bills the contribution (r-1): yes → "
				  "no, from 2024-01-01\n"));
	cr_expect_not_null(
	    strstr(lines.memory, "ordinary period (r-1): 1 month → 2 months"));
}

/* ---- what was supplied ----------------------------------------------------
 */

static struct supplied supplied;

static void read_supplied(const char *json)
{
	struct doc *doc;
	struct err e;

	cr_assert(doc_parse(json, strlen(json), &doc, &e));
	cr_assert(supplied_read(doc_root(doc), &supplied, &e), "%s", e.message);
	doc_free(doc);
	supplied_look_up(&supplied, words.was, words.is);
}

static void add_found(void *ctx, const struct snapshot_change *change)
{
	const struct supplied_article *article =
	    supplied_find(&supplied, change);
	struct lines *lines = ctx;

	text_str(&lines->text, snapshot_table((int)change->table)->name);
	text_char(&lines->text, ' ');
	text_str(&lines->text, article != NULL ? article->zi : "-");
	text_char(&lines->text, '\n');
}

static void expect_found(const char *json, const char *should)
{
	static struct lines lines;
	struct err e;

	read_supplied(json);
	text_init(&lines.text, lines.memory, sizeof(lines.memory));
	cr_assert(snapshot_diff(words.was, words.is, add_found, &lines, &e));
	cr_expect_str_eq(lines.memory, should);
	supplied_clear(&supplied);
}

#define FROM "{\"from\":\"2026-09-01\",\"articles\":["

Test(client_diff_words, changes_find_the_article_that_was_supplied)
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

Test(client_diff_words, conditions_find_all_whom_they_cover)
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

Test(client_diff, an_answer_that_is_none_is_refused)
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
