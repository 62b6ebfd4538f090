#include "sentences.h"

#include <criterion/criterion.h>

#include <string.h>

void check_sentences(const struct sentence_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct scenario s;
		rows[i].arrange(&s);
		scenario_decide(&s);
		const struct reason *r = scenario_reason(&s, rows[i].code);
		cr_assert_not_null(r, "%s", rule_name(rows[i].code));
		const char *text = sentence(&s, r, LANGUAGE_NL);
		cr_expect_not_null(strstr(text, rows[i].says), "%s", text);
	}
}
