/* The parts of the import: places of fields, limits, codes, character sets. */
#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#include "gstandaard/articles.h"
#include "gstandaard/codes.h"

struct said {
	int count;
	char first[512];
};

static void keep(void *ctx, enum gst_kind kind, const char *text)
{
	struct said *said = ctx;

	(void)kind;
	if (said->count++ == 0)
		snprintf(said->first, sizeof(said->first), "%s", text);
}

/* --- the typed delivery -------------------------------------------------- */

/* As published, from 1; the directory in HAND_DIR must lead there. */
static const struct {
	enum gst_field field;
	int first, last;
} known[] = {
    {GST_BST004T_ATKODE, 6, 13},    {GST_BST004T_HPKODE, 14, 21},
    {GST_BST004T_ATNMNR, 22, 28},   {GST_BST004T_VPINHV, 29, 36},
    {GST_BST004T_VPKWGM, 76, 76},   {GST_BST004T_WTGKOD, 167, 167},
    {GST_BST004T_PGBTWK, 168, 168}, {GST_BST004T_GVSKOD, 231, 241},
    {GST_BST004T_GVSVGL, 242, 253}, {GST_BST004T_PGIKPR, 254, 261},
    {GST_BST020T_NMNR, 6, 12},	    {GST_BST020T_NMNAAM, 86, 135},
    {GST_BST031T_HPKODE, 6, 13},    {GST_BST031T_PRKODE, 14, 21},
    {GST_BST031T_XSEENH, 236, 241}, {GST_BST052T_PRKODE, 6, 13},
    {GST_BST052T_GPKODE, 21, 28},   {GST_BST711T_GPKODE, 6, 13},
    {GST_BST711T_GPKTVR, 25, 27},   {GST_BST711T_GPKTWG, 31, 33},
    {GST_BST711T_GPSTNR, 41, 47},   {GST_BST711T_ATCODE, 119, 126},
    {GST_BST161T_ZINR, 6, 13},	    {GST_BST161T_ZRUZOVI, 14, 17},
    {GST_BST161T_ZRPRFSTS, 22, 27}, {GST_BST161T_PRKODE, 36, 43},
    {GST_BST713T_GPKODE, 6, 13},    {GST_BST713T_PRKODE, 14, 21},
    {GST_BST713T_GPKNEW, 48, 55},   {GST_BST713T_PRKNEW, 56, 63},
};

static void open_hand(struct gst_delivery *delivery, struct gst_report *report,
		      struct said *said)
{
	struct err e;

	*said = (struct said){.count = 0};
	*report = (struct gst_report){.say = keep, .ctx = said};
	*delivery = (struct gst_delivery){.dir = HAND_DIR, .report = report};
	cr_assert(gst_charset_open("iso-8859-1", &delivery->charset, &e));
	cr_assert(gst_delivery_open(delivery), "%s", said->first);
	cr_assert_eq(said->count, 0, "%s", said->first);
}

Test(gstandaard, fields_stand_where_they_are_published)
{
	struct gst_delivery delivery;
	struct gst_report report;
	struct said said;

	open_hand(&delivery, &report, &said);
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		struct gst_span span = delivery.layout.at[known[i].field];
		cr_expect_eq(span.start + 1, known[i].first, "%s",
			     gst_field_info(known[i].field)->names);
		cr_expect_eq(span.start + span.len, known[i].last, "%s",
			     gst_field_info(known[i].field)->names);
	}
	cr_expect(!gst_has(&delivery, GST_BST014T_HPKODE));
	cr_expect_eq(delivery.layout.records[GST_BST004T], 1);
	cr_expect_eq(delivery.layout.record_bytes[GST_BST004T], 320);
	gst_charset_close(delivery.charset);
}

static void look_at(void *ctx, const struct gst_record *record)
{
	int *count = ctx;
	int64_t number;
	char text[GST_TEXT_MAX];

	*count += 1;
	cr_expect_eq(record->line, 1);
	cr_expect(!record->deleted);
	cr_expect(gst_number(record, GST_BST004T_GVSVGL, &number));
	cr_expect_eq(number, 1962780);
	cr_expect(gst_text(record, GST_BST004T_GVSKOD, text));
	cr_expect_str_eq(text, "0C09AAAO V");
	/* A cluster is no number. */
	cr_expect(!gst_number(record, GST_BST004T_GVSKOD, &number));
}

Test(gstandaard, a_record_says_what_was_typed)
{
	struct gst_delivery delivery;
	struct gst_report report;
	struct said said;
	int count = 0;

	open_hand(&delivery, &report, &said);
	gst_records_read(&delivery, GST_BST004T, look_at, &count);
	cr_expect_eq(count, 1);
	cr_expect_str_eq(said.first,
			 "BST004T:1: GVSKOD: '0C09AAAO V ', expected digits "
			 "only");
	cr_expect_eq(report.faults, 1);
	gst_charset_close(delivery.charset);
}

/* --- limits --------------------------------------------------------------- */

Test(gstandaard, limits_of_a_unit_are_rounded_half_up)
{
	static const struct {
		int64_t package_limit, package_milli, micro;
	} rows[] = {
	    {0, 30000, 0},
	    {1962780, 30000, 654260},
	    {1, 20000, 1}, /* a half */
	    {1, 20001, 0},
	    {1, 19999, 1},
	    {3, 20000, 2}, /* one and a half */
	    {29999, 200000000, 1},
	    {30000, 200000000, 2},
	    {30001, 200000000, 2},
	    {1, 1, 10000},
	    {100000000, 1, INT64_C(1000000000000)},
	    {100000001, 1, -1},
	    {INT64_C(9999999999999), 1, -1},
	    {INT64_C(9999999999999), 1000000000, 100000000},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		cr_expect_eq(gst_limit_micro(rows[i].package_limit,
					     rows[i].package_milli),
			     rows[i].micro, "row %zu: %lld", i,
			     (long long)gst_limit_micro(rows[i].package_limit,
							rows[i].package_milli));
}

/* --- codes ---------------------------------------------------------------- */

Test(gstandaard, codes_become_ours)
{
	cr_expect_str_eq(gst_code(GST_CODE_VAT, "1"), "900");
	cr_expect_str_eq(gst_code(GST_CODE_VAT, "2"), "2100");
	cr_expect_str_eq(gst_code(GST_CODE_SUPPLY, "R"), "1");
	cr_expect_str_eq(gst_code(GST_CODE_GVS, "XXXXXXXXXXX"), "1B");
	cr_expect_null(gst_code(GST_CODE_VAT, "3"));
	cr_expect_null(gst_code(GST_CODE_TARIFF, "0"));
	cr_expect_null(gst_code(GST_CODE_GVS, "XXXXXXXXXX"));
}

/* A chain one longer than is followed ends nowhere. */
Test(gstandaard, changes_are_followed_so_far)
{
	struct gst_products products = {
	    .prescriptions = {.item_size = sizeof(int64_t)}};
	struct gst_report report = {.say = NULL};
	int64_t gpk = 0, out;

	gst_catalog_add(&products.prescriptions, 1000, 1, &gpk);
	gst_catalog_close(&products.prescriptions, "f", "c", &report);
	for (int64_t i = 0; i < GST_CHANGES_MAX; i++) {
		int64_t next = i + 1 < GST_CHANGES_MAX ? i + 1 : 1000;
		gst_index_add(&products.prk_changes, i, (size_t)next);
	}
	gst_index_sort(&products.prk_changes);
	cr_expect_eq(gst_follow_prk(&products, 1, &out), GST_MOVED);
	cr_expect_eq(out, 1000);
	cr_expect_eq(gst_follow_prk(&products, 0, &out), GST_GONE);
	cr_expect_eq(out, 0);
	cr_expect_eq(gst_follow_prk(&products, 1000, &out), GST_SAME);
	gst_catalog_free(&products.prescriptions);
	gst_index_free(&products.prk_changes);
}

Test(gstandaard, a_code_twice_is_told_with_both_lines)
{
	struct said said = {.count = 0};
	struct gst_report report = {.say = keep, .ctx = &said};
	struct gst_catalog catalog = {.item_size = sizeof(int)};

	for (int i = 0; i < 200; i++)
		gst_catalog_add(&catalog, i % 199, i + 1, &i);
	gst_catalog_close(&catalog, "BST004T", "ATKODE", &report);
	cr_expect_eq(report.faults, 1);
	cr_expect_str_eq(said.first,
			 "BST004T:200: ATKODE: 0, expected each code once: "
			 "line 1 has it too");
	for (int i = 0; i < 199; i++)
		cr_expect_eq(*(int *)gst_catalog_find(&catalog, i), i);
	cr_expect_null(gst_catalog_find(&catalog, -1));
	cr_expect_null(gst_catalog_find(&catalog, 199));
	gst_catalog_free(&catalog);
}

/* --- character sets ------------------------------------------------------- */

Test(gstandaard, character_sets)
{
	struct gst_charset *charset;
	char out[8];
	struct err e;

	cr_assert(gst_charset_open("iso-8859-1", &charset, &e));
	cr_expect(gst_charset_convert(charset, "\xe9", 1, out, sizeof(out)));
	cr_expect_str_eq(out, "é");
	/* Room for three of two bytes and a NUL, not for four. */
	cr_expect(gst_charset_convert(charset, "\xe9\xe9\xe9", 3, out, 8));
	cr_expect(!gst_charset_convert(charset, "\xe9\xe9\xe9\xe9", 4, out, 8));
	cr_expect(gst_charset_convert(charset, "", 0, out, 1));
	gst_charset_close(charset);
	cr_assert(gst_charset_open("cp850", &charset, &e));
	cr_expect(gst_charset_convert(charset, "\x82", 1, out, sizeof(out)));
	cr_expect_str_eq(out, "é");
	gst_charset_close(charset);
	cr_expect(!gst_charset_open("latin-1", &charset, &e));
	cr_expect_eq(e.code, ERR_USAGE);
}

/* --- what is told --------------------------------------------------------- */

Test(gstandaard, values_are_quoted_so_that_a_terminal_can_show_them)
{
	struct said said = {.count = 0};
	struct gst_report report = {.say = keep, .ctx = &said};
	struct gst_place at = {"BST020T", 7, "NMNAAM"};
	char value[100];

	memset(value, 'a', sizeof(value));
	value[0] = '\x1b';
	value[1] = '\xe9';
	gst_fault_value(&report, &at, "text", value, sizeof(value));
	cr_expect_eq(strncmp(said.first, "BST020T:7: NMNAAM: '??aa", 24), 0,
		     "%s", said.first);
	cr_expect_not_null(strstr(said.first, "aaa...', expected text"));
	/* Many are counted, not all are told. */
	for (int i = 0; i < 2000; i++)
		gst_fault(&report, &at, "text", "%d", i);
	for (int i = 0; i < 2000; i++)
		gst_note(&report, &at, "x", "is no more");
	cr_expect_eq(report.faults, 2001);
	cr_expect_eq(report.notes, 2000);
	cr_expect_eq(said.count, 1000 + GST_NOTES_LISTED_MAX);
}
