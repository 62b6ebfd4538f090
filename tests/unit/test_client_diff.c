/* Changes between snapshots in words. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/snapshot_swap.h"
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

/* ---- one article instead of another -------------------------------------- */

static void add_swap(void *ctx, const struct snapshot_change *change,
		     const struct snapshot_change *instead)
{
	struct lines *lines = ctx;

	if (instead != NULL)
		words_swap(&words, change, instead, &lines->text);
	else
		words_change(&words, change, &lines->text);
	text_char(&lines->text, '\n');
}

static void feed(void *ctx, const struct snapshot_change *change)
{
	swap_feed(ctx, change);
}

#define PREFERENCES "uzovi,prk,zi,valid_from,valid_to\n"
#define WAS	    "designation by insurer 3311 within PRK p1"
#define FROM_2026   ",2026-01-01,\n"

/* preferences of the old and of the new one, and what is told of them */
static void expect_swaps(const char *old_rows, const char *new_rows,
			 const char *should)
{
	static struct lines lines;
	struct swap swap = {.tell = add_swap, .ctx = &lines};
	char csv[1024];
	struct err e;

	snprintf(csv, sizeof(csv), PREFERENCES "%s", old_rows);
	fixture_write(&f, "preference.csv", csv);
	snprintf(csv, sizeof(csv), PREFERENCES "%s", new_rows);
	fixture_write(&g, "preference.csv", csv);
	open_both();
	words.language = LANGUAGE_EN;
	text_init(&lines.text, lines.memory, sizeof(lines.memory));
	cr_assert(snapshot_diff(words.was, words.is, feed, &swap, &e));
	swap_end(&swap);
	cr_expect_str_eq(lines.memory, should);
	snapshot_close(words.was);
	snapshot_close(words.is);
	words.was = words.is = NULL;
}

Test(client_diff_words, one_article_takes_the_place_of_another)
{
	static const char one[] = "3311,p1,90000005" FROM_2026;
	static const char two[] = "3311,p1,90000013" FROM_2026;

	expect_swaps(one, two,
		     WAS ": Twee (ZI 90000013) instead of Eén, \"goed\" "
			 "(ZI 90000005), from 2026-01-01\n");
	expect_swaps(two, one,
		     WAS ": Eén, \"goed\" (ZI 90000005) instead of Twee "
			 "(ZI 90000013), from 2026-01-01\n");
}

Test(client_diff_words, another_day_or_kind_is_no_swap)
{
	expect_swaps("3311,p1,90000005" FROM_2026,
		     "3311,p1,90000013,2026-01-02,\n",
		     WAS " of Eén, \"goed\" (ZI 90000005): gone from "
			 "2026-01-01\n" WAS
			 " of Twee (ZI 90000013): new from 2026-01-02\n");
	expect_swaps("3311,p1,90000005" FROM_2026,
		     "3311,p1,90000013,2026-01-01,2026-12-31\n",
		     WAS " of Eén, \"goed\" (ZI 90000005): gone from "
			 "2026-01-01\n" WAS " of Twee (ZI 90000013): new "
			 "from 2026-01-01 up to and including 2026-12-31\n");
	expect_swaps("",
		     "3311,p1,90000005" FROM_2026 "3311,p1,90000013" FROM_2026,
		     WAS " of Eén, \"goed\" (ZI 90000005): new from "
			 "2026-01-01\n" WAS
			 " of Twee (ZI 90000013): new from 2026-01-01\n");
}

Test(client_diff_words, neither_another_product_nor_a_third_is_one)
{
	expect_swaps("3311,p1,90000005" FROM_2026, "3311,p2,90000021" FROM_2026,
		     WAS " of Eén, \"goed\" (ZI 90000005): gone from "
			 "2026-01-01\n"
			 "designation by insurer 3311 within PRK p2 of Drie "
			 "(ZI 90000021): new from 2026-01-01\n");
	expect_swaps("3311,p1,90000005" FROM_2026 "3311,p1,90000013" FROM_2026,
		     "3311,p1,90000021" FROM_2026 "3312,p1,90000021" FROM_2026,
		     WAS " of Eén, \"goed\" (ZI 90000005): gone from "
			 "2026-01-01\n" WAS
			 " of Twee (ZI 90000013): gone from 2026-01-01\n" WAS
			 " of Drie (ZI 90000021): new from 2026-01-01\n"
			 "designation by insurer 3312 within PRK p1 of Drie "
			 "(ZI 90000021): new from 2026-01-01\n");
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
