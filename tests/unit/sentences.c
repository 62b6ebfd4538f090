#include "sentences.h"

#include <criterion/criterion.h>

#include <string.h>

static const char *sentence(const struct scenario *s, const struct reason *r,
			    enum language language)
{
	static char memory[2048];
	struct text out;

	text_init(&out, memory, sizeof(memory));
	reason_text(&s->facts, r, language, &out);
	cr_assert_not(out.overflow);
	return memory;
}

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
