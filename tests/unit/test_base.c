#include <criterion/criterion.h>

#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "base/err.h"
#include "base/money.h"
#include "base/text.h"

static civil_day day(const char *text)
{
	civil_day parsed;

	cr_assert(civil_parse(text, strlen(text), &parsed), "%s", text);
	return parsed;
}

static void expect_day(civil_day got, const char *expected)
{
	char text[LEN_CIVIL + 1];

	civil_format(got, text);
	cr_expect_str_eq(text, expected);
}

Test(civil, every_day_of_eight_centuries_survives_the_round_trip)
{
	civil_day expected = day("1800-01-01");

	for (int year = 1800; year < 2600; year++)
		for (int month = 1; month <= 12; month++) {
			civil_day first = civil_from_ymd(year, month, 1);
			cr_assert_eq(first, expected);
			expected = civil_first_of_next_month(first);
			for (civil_day d = first; d < expected; d++) {
				int y, m, dom;
				civil_to_ymd(d, &y, &m, &dom);
				cr_assert_eq(civil_from_ymd(y, m, dom), d);
				cr_assert(y == year && m == month);
			}
		}
}

Test(civil, epoch)
{
	cr_expect_eq(day("1970-01-01"), 0);
	cr_expect_eq(day("2000-03-01"), 11017);
}

Test(civil, refuses_what_is_no_date)
{
	static const char *const bad[] = {
		"2026-02-29", "2100-02-29", "2026-13-01", "2026-00-10",
		"2026-01-00", "2026-01-32", "2026-04-31", "26-01-01",
		"2026/01/01", "2026-1-01", "2026-01-1x", "1799-12-31",
		"+026-01-01", "",
	};

	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		civil_day parsed;
		cr_expect_not(civil_parse(bad[i], strlen(bad[i]), &parsed),
			      "%s", bad[i]);
	}
	expect_day(day("2024-02-29"), "2024-02-29");
}

Test(civil, months_are_clamped_at_the_end)
{
	expect_day(civil_add_months(day("2026-01-31"), 1), "2026-02-28");
	expect_day(civil_add_months(day("2024-01-31"), 1), "2024-02-29");
	expect_day(civil_add_months(day("2026-11-30"), 3), "2027-02-28");
	expect_day(civil_add_months(day("2026-12-15"), 12), "2027-12-15");
	expect_day(civil_add_months(day("2024-02-29"), 12), "2025-02-28");
}

Test(civil, a_leap_day_child_has_his_birthday_on_the_first_of_march)
{
	civil_day born = day("2004-02-29");

	cr_expect_eq(civil_age(born, day("2025-02-28")), 20);
	cr_expect_eq(civil_age(born, day("2025-03-01")), 21);
	cr_expect_eq(civil_age(born, day("2024-02-29")), 20);
	cr_expect_eq(civil_age(born, born), 0);
}

Test(money, halves_go_up)
{
	cr_expect_eq(round_half_up(1, 2), 1);
	cr_expect_eq(round_half_up(5, 10), 1);
	cr_expect_eq(round_half_up(49, 100), 0);
	cr_expect_eq(round_half_up((wide)1 << 100, (wide)1 << 60),
		     (int64_t)1 << 40);
	cr_expect_eq(round_down(99, 100), 0);
}

Test(text, never_writes_past_its_end)
{
	char memory[8];
	struct text t;

	text_init(&t, memory, sizeof(memory));
	text_str(&t, "claim");
	cr_expect_not(t.overflow);
	text_str(&t, "daemon");
	cr_expect(t.overflow);
	cr_expect_str_eq(memory, "claimda");
}

Test(text, one_character_more_than_fits)
{
	char memory[4];
	struct text t;

	text_init(&t, memory, sizeof(memory));
	for (char c = 'a'; c <= 'c'; c++)
		text_char(&t, c);
	cr_expect_not(t.overflow);
	text_char(&t, 'd');
	cr_expect(t.overflow);
	cr_expect_str_eq(memory, "abc");
}

Test(text, room_is_given_when_all_fits)
{
	char memory[8];
	struct text t;

	text_init(&t, memory, sizeof(memory));
	text_str(&t, "ab");
	cr_expect_eq(text_room(&t, 6), NULL);
	cr_expect(t.overflow);
	cr_expect_str_eq(memory, "ab");
	text_clear(&t);
	char *room = text_room(&t, 7);
	cr_assert_eq(room, memory);
	memcpy(room, "1234567", 7);
	cr_expect_not(t.overflow);
	cr_expect_str_eq(memory, "1234567");
	cr_expect_eq(t.len, 7);
	cr_expect_eq(text_room(&t, 1), NULL);
}

Test(text, numbers_and_euros)
{
	char memory[256];
	struct text t;

	text_init(&t, memory, sizeof(memory));
	text_int(&t, INT64_MIN);
	text_char(&t, ' ');
	text_int_padded(&t, 42, 5);
	text_char(&t, ' ');
	text_euro_nl(&t, 123456);
	text_char(&t, ' ');
	text_euro_en(&t, 100000007);
	text_char(&t, ' ');
	text_euro_nl(&t, 5);
	cr_expect_str_eq(memory, "-9223372036854775808 00042 € 1.234,56 "
				 "€ 1,000,000.07 € 0,05");
}

Test(text, json_strings_are_escaped)
{
	char memory[64];
	struct text t;

	text_init(&t, memory, sizeof(memory));
	text_json_string(&t, "a\"b\\c\n\x01é");
	cr_expect_str_eq(memory, "\"a\\\"b\\\\c\\n\\u0001é\"");
}

Test(text, every_byte_of_a_json_string)
{
	static const char letters[] = "\"\"\\\\\nn\rr\tt";
	char memory[16], expected[16];
	struct text t;

	for (int c = 1; c < 256; c++) {
		char str[2] = {(char)c, '\0'};
		const char *letter = NULL;
		for (size_t i = 0; letters[i] != '\0'; i += 2)
			if (letters[i] == str[0])
				letter = letters + i + 1;
		if (letter != NULL)
			snprintf(expected, sizeof(expected), "\"\\%c\"",
				 *letter);
		else
			snprintf(expected, sizeof(expected),
				 c < 0x20 ? "\"\\u%04x\"" : "\"%c\"", c);
		text_init(&t, memory, sizeof(memory));
		text_json_string(&t, str);
		cr_expect_str_eq(memory, expected, "%d", c);
	}
}

Test(err, names_classes_and_exits)
{
	struct err e;

	cr_expect_not(err_field(&e, ERR_BAD_FIELD, "/item/zi", "8 %s",
				"digits"));
	cr_expect_str_eq(e.field, "/item/zi");
	cr_expect_str_eq(e.message, "8 digits");
	cr_expect_not(err_set(&e, ERR_BUSY, "queue full"));
	cr_expect_str_eq(e.field, "");
	cr_expect_str_eq(err_name(e.code), "busy");
	cr_expect_eq(err_class(e.code), ERR_CLASS_RETRY);
	cr_expect_eq(err_exit_status(ERR_TIMED_OUT), 8);
	for (int code = ERR_NONE + 1; code < ERR_CODE_COUNT; code++)
		cr_expect_eq(err_by_name(err_name((enum err_code)code)),
			     (enum err_code)code);
}
