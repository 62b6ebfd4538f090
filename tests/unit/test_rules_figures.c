/*
 * Every line of arithmetic is true: its formula, with the numbers filled in
 * as people read them, is computed anew from the text and gives its figure;
 * and the figures are the amounts of the decision.
 */
#include <criterion/criterion.h>

#include <string.h>

#include "base/attr.h"
#include "formula.h"
#include "random_facts.h"
#include "rules/figures.h"
#include "scenario.h"

enum { CASES = 100000, TEXT_MAX = 1024 };

static struct decision decision;
static struct judgement j;
static struct figure_line lines[FIGURE_LINES_MAX];
static int count;
static enum item_kind kind;

/* ---- a formula as people read it ---------------------------------------- */

static void write_operand(int line, const char *name, enum language l,
			  struct text *out)
{
	struct spot spot = {&j, RULE_COUNT, lines[line].index};
	bool each = strncmp(name, OPERAND_EACH, strlen(OPERAND_EACH)) == 0;
	const char *figure = each ? name + strlen(OPERAND_EACH) : name;
	bool found = false;

	for (int i = 0; i < line; i++) {
		if (strcmp(lines[i].name, figure) != 0)
			continue;
		if (found)
			text_str(out, " + ");
		form_write(out, FORM_EURO, lines[i].value, l);
		found = true;
	}
	if (found)
		return;
	enum sight sight = sight_find(name);
	cr_assert_lt(sight, SIGHT_COUNT, "%s in %s", name, lines[line].formula);
	cr_assert(sight_known(&spot, sight), "%s in %s", name,
		  lines[line].formula);
	form_write(out, sight_info(sight)->form, sight_number(&spot, sight), l);
}

static void write_line(int line, enum language l, struct text *out)
{
	const char *at = lines[line].formula;
	char name[OPERAND_NAME_MAX + 1];
	const char *plain = at;
	size_t len;

	while (formula_next(&at, &len, name)) {
		text_bytes(out, plain, len);
		write_operand(line, name, l, out);
		plain = at;
	}
	text_bytes(out, plain, len);
	cr_assert_not(out->overflow);
}

Test(figures, the_parser_reads_what_people_do)
{
	cr_expect_eq(formula_value("€ 26,70 × 90 / 30 × (1 + 9%)", LANGUAGE_NL),
		     8731);
	cr_expect_eq(formula_value("€ 1,234.50 − max(0; 1 − 2)", LANGUAGE_EN),
		     123450);
	cr_expect_eq(
	    formula_value("min(€ 1,00; € 0,99) × 1 dag / 2 dagen", LANGUAGE_NL),
	    50);
}

/* ---- any facts ---------------------------------------------------------- */

static void judge_random(uint64_t index)
{
	static struct random_facts f;

	random_facts(&f, index);
	sights_judge(&f.facts, &j, &decision);
	count = figure_lines(&j, lines);
	kind = f.facts.claim.item.kind;
}

/* ---- what holds of every line ------------------------------------------- */

static void check_line(int line, enum language l)
{
	char memory[TEXT_MAX];
	struct text out;

	if (lines[line].formula[0] == '\0') {
		cr_assert_eq(lines[line].value, 0, "%s", lines[line].name);
		return;
	}
	text_init(&out, memory, sizeof(memory));
	write_line(line, l, &out);
	cr_assert_eq(formula_value(memory, l), lines[line].value,
		     "%s = %lld: %s", lines[line].name,
		     (long long)lines[line].value, memory);
}

static const struct figure_line *line_of(const char *name)
{
	const struct figure_line *found = NULL;

	for (int i = 0; i < count; i++) {
		if (strcmp(lines[i].name, name) != 0)
			continue;
		cr_assert(found == NULL || lines[i].index >= 0, "%s twice",
			  name);
		found = &lines[i];
	}
	return found;
}

static void expect_amount(const char *name, cents amount)
{
	const struct figure_line *line = line_of(name);

	cr_assert_not_null(line, "no %s", name);
	cr_assert_eq(line->value, amount, "%s", name);
}

/* The amounts of the reply are all there, made by a line. */
static void check_amounts(void)
{
	const struct amounts *a = &decision.amounts;

	expect_amount("claimed_cents", a->claimed);
	expect_amount("reimbursed_cents", a->reimbursed);
	expect_amount("refused_cents", a->refused);
	if (j.denied)
		return;
	expect_amount("eigen_bijdrage_cents", a->eigen_bijdrage);
	expect_amount("own_account_cents", a->own_account);
	expect_amount("together_cents", a->claimed);
	expect_amount("eigen_risico_cents", decision.eigen_risico);
	expect_amount("from_insured_cents", decision.collect.from_insured);
	expect_amount("billed_by_insurer_cents",
		      decision.collect.billed_by_insurer);
	expect_amount("advanced_cents", decision.collect.advanced);
}

static void check_working(void)
{
	const struct working *w = &decision.working;

	if (j.denied)
		return;
	expect_amount("base_cents", w->base_cents);
	expect_amount("approved_price_cents", w->approved_price);
	expect_amount("own_cents", w->own_cents);
	expect_amount("contribution_uncut_cents", w->contribution_uncut);
	if (line_of("list_cents") != NULL)
		expect_amount("list_cents", w->list_cents);
	if (line_of("contribution_room_cents") != NULL)
		expect_amount("contribution_room_cents", w->contribution_room);
	cr_assert_eq(line_of("tariff_cents") != NULL, w->tariff_cents != -1);
	if (w->tariff_cents != -1)
		expect_amount("tariff_cents", w->tariff_cents);
}

Test(figures, every_formula_gives_its_figure_whatever_the_facts)
{
	static int denied[KIND_COUNT], settled[KIND_COUNT];
	int most = 0;

	for (int i = 0; i < CASES; i++) {
		judge_random((uint64_t)i);
		for (int line = 0; line < count; line++)
			check_line(line, i % 2 ? LANGUAGE_NL : LANGUAGE_EN);
		check_amounts();
		check_working();
		(j.denied ? denied : settled)[kind]++;
		most = count > most ? count : most;
	}
	for (int i = 0; i < KIND_COUNT; i++)
		cr_expect(denied[i] > 50 && settled[i] > 200,
			  "kind %d: %d denied, %d settled", i, denied[i],
			  settled[i]);
	cr_expect_leq(most, FIGURE_LINES_MAX);
}

/* Each row of the table holds for some facts, and has a label. */
Test(figures, every_row_is_used)
{
	static const struct {
		const char *name, *formula;
	} rows[] = {
#define FIGURE(name, when, value, formula, nl, en)	{#name, formula},
#define FIGURE_EACH(name, when, value, formula, nl, en) {#name, formula},
#include "rules/figures.def"
#undef FIGURE
#undef FIGURE_EACH
	};
	static bool used[ARRAY_LEN(rows)];

	for (int i = 0; i < CASES; i++) {
		judge_random((uint64_t)i);
		for (int line = 0; line < count; line++)
			for (size_t k = 0; k < ARRAY_LEN(rows); k++)
				if (strcmp(rows[k].name, lines[line].name) ==
					0 &&
				    strcmp(rows[k].formula,
					   lines[line].formula) == 0)
					used[k] = true;
	}
	for (size_t k = 0; k < ARRAY_LEN(rows); k++) {
		cr_expect(used[k], "%s = %s", rows[k].name, rows[k].formula);
		cr_expect_eq(operand_form(rows[k].name), FORM_EURO);
		cr_expect_not_null(operand_label(rows[k].name, LANGUAGE_NL));
	}
}

/* A formula's operand is a figure, or else a sight. */
Test(figures, operands_have_labels_and_forms)
{
	cr_expect_str_eq(operand_label("own_days", LANGUAGE_EN),
			 sight_info(SIGHT_own_days)->label[LANGUAGE_EN]);
	cr_expect_eq(operand_form("own_days"), FORM_DAYS);
	cr_expect_null(operand_label("nothing", LANGUAGE_NL));
	cr_expect_eq(operand_form("nothing"), FORM_EURO);
}

/* The rulebook's own example (section 6, checked figures). */
Test(figures, the_checked_example)
{
	static struct scenario s;
	char memory[TEXT_MAX];
	struct text out;

	scenario_init(&s);
	scenario_price(&s, 2670, 654260);
	sights_judge(&s.facts, &j, &decision);
	count = figure_lines(&j, lines);
	cr_expect_eq(lines[0].index, -1);
	expect_amount("list_cents", 8731);
	expect_amount("contribution_uncut_cents", 2313);
	text_init(&out, memory, sizeof(memory));
	write_line(0, LANGUAGE_NL, &out);
	cr_expect_str_eq(memory, "€ 26,70 × 90 / 30 × (1 + 9%)");
}
