#include "sight_values.h"

#include <criterion/criterion.h>

static const char *show(const struct spot *spot, enum sight sight)
{
	static char memory[SIGHT_TEXT_MAX];
	struct text out;

	text_init(&out, memory, sizeof(memory));
	text_char(&out, '='); /* sights append */
	if (!sight_known(spot, sight))
		text_char(&out, '-');
	else if (sight_info(sight)->form == FORM_WORD)
		sight_word(spot, sight, &out);
	else if (sight_info(sight)->form == FORM_DATE)
		text_date(&out, (civil_day)sight_number(spot, sight));
	else
		text_int(&out, sight_number(spot, sight));
	cr_assert_not(out.overflow);
	return memory + 1;
}

void check_sights(const struct scenario *s, enum rule_code code, int index,
		  const struct shown *rows, size_t count)
{
	struct judgement j;
	struct decision again;

	sights_judge(&s->facts, &j, &again);
	struct spot spot = {&j, code, index};
	for (size_t i = 0; i < count; i++)
		cr_expect_str_eq(show(&spot, rows[i].sight), rows[i].text, "%s",
				 sight_info(rows[i].sight)->name);
}
