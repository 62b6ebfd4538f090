#include "wire/explain_rules.h"

#include <string.h>

#include "base/ensure.h"
#include "wire/put.h"

/* ---- rules -------------------------------------------------------------- */

static const char *status_name(enum rule_status status)
{
	static const char *const names[] = {
	    [RULE_NOT_REACHED] = "not_reached",
	    [RULE_NOT_APPLICABLE] = "not_applicable",
	    [RULE_PASSED] = "passed",
	    [RULE_BIT] = "bit",
	};

	return names[status];
}

static void put_word(struct text *out, const struct spot *spot,
		     enum sight sight)
{
	char memory[SIGHT_TEXT_MAX];
	struct text word;

	text_init(&word, memory, sizeof(memory));
	sight_word(spot, sight, &word);
	ensure(!word.overflow);
	put_str(out, sight_info(sight)->name, memory);
}

static void put_sight(struct text *out, const struct spot *spot,
		      enum sight sight)
{
	const struct sight_info *info = sight_info(sight);

	if (!sight_known(spot, sight))
		return;
	if (info->form == FORM_WORD)
		put_word(out, spot, sight);
	else if (info->form == FORM_YES_NO)
		put_bool(out, info->name, sight_number(spot, sight) != 0);
	else if (info->form == FORM_DATE)
		put_date(out, info->name, (civil_day)sight_number(spot, sight));
	else
		put_int(out, info->name, sight_number(spot, sight));
}

static void put_saw(struct text *out, const struct spot *spot)
{
	size_t count;
	const enum sight *sights = rule_sights(spot->code, &count);

	put_open(out, "saw", '{');
	for (size_t i = 0; i < count; i++)
		put_sight(out, spot, sights[i]);
	text_char(out, '}');
}

static void put_rule(struct text *out, const struct judgement *j,
		     enum rule_code code, enum rule_status status)
{
	struct spot spot = {.j = j, .code = code, .index = -1};
	bool judges = rule_judges(code, claim_of(j)->item.kind);

	put_separator(out);
	text_char(out, '{');
	put_str(out, "code", rule_name(code));
	put_str(out, "article", rule_article(code));
	put_str(out, "status", status_name(status));
	if (!judges)
		put_bool(out, "of_kind", false);
	else if (status != RULE_NOT_REACHED)
		put_saw(out, &spot);
	text_char(out, '}');
}

void put_rules(struct text *out, const struct judgement *j,
	       const struct decision *decision)
{
	put_open(out, "rules", '[');
	for (int i = 0; i < RULE_COUNT; i++)
		put_rule(out, j, (enum rule_code)i, decision->status[i]);
	text_char(out, ']');
}

/* ---- arithmetic --------------------------------------------------------- */

/* The lines up to the one that is written, and where it stands. */
struct sum {
	const struct judgement *j;
	const struct figure_line *lines;
	int count; /* lines above */
};

static void put_each(struct text *out, const struct sum *sum, const char *name)
{
	put_open(out, name, '[');
	for (int i = 0; i < sum->count; i++)
		if (strcmp(sum->lines[i].name, name) == 0) {
			put_separator(out);
			text_int(out, sum->lines[i].value);
		}
	text_char(out, ']');
}

static void put_operand(struct text *out, const struct sum *sum,
			const char *name)
{
	struct spot spot = {
	    .j = sum->j,
	    .code = RULE_COUNT,
	    .index = sum->lines[sum->count].index,
	};
	enum sight sight = sight_find(name);
	size_t each = strlen(OPERAND_EACH);

	if (strncmp(name, OPERAND_EACH, each) == 0) {
		put_each(out, sum, name + each);
		return;
	}
	for (int i = 0; i < sum->count; i++)
		if (strcmp(sum->lines[i].name, name) == 0) {
			put_int(out, name, sum->lines[i].value);
			return;
		}
	ensure(sight < SIGHT_COUNT);
	ensure(sight_known(&spot, sight));
	put_sight(out, &spot, sight);
}

/* A name that a formula uses twice is one operand. */
static bool used_before(const char *formula, const char *end, const char *name)
{
	char known[OPERAND_NAME_MAX + 1];
	size_t plain;

	while (formula_next(&formula, &plain, known) && formula < end)
		if (strcmp(known, name) == 0)
			return true;
	return false;
}

static void put_operands(struct text *out, const struct sum *sum)
{
	const char *formula = sum->lines[sum->count].formula;
	char name[OPERAND_NAME_MAX + 1];
	const char *at = formula;
	size_t plain;

	put_open(out, "operands", '{');
	while (formula_next(&at, &plain, name))
		if (!used_before(formula, at, name))
			put_operand(out, sum, name);
	text_char(out, '}');
}

static void put_line(struct text *out, const struct sum *sum)
{
	const struct figure_line *line = &sum->lines[sum->count];

	put_separator(out);
	text_char(out, '{');
	put_str(out, "figure", line->name);
	put_int(out, "cents", line->value);
	if (line->index >= 0)
		put_str(
		    out, "ingredient",
		    claim_of(sum->j)->item.ingredients[line->index].substance);
	put_str(out, "formula", line->formula);
	put_operands(out, sum);
	text_char(out, '}');
}

void put_arithmetic(struct text *out, const struct judgement *j)
{
	struct figure_line lines[FIGURE_LINES_MAX];
	int count = figure_lines(j, lines);
	struct sum sum = {.j = j, .lines = lines};

	put_open(out, "arithmetic", '[');
	for (; sum.count < count; sum.count++)
		put_line(out, &sum);
	text_char(out, ']');
}
