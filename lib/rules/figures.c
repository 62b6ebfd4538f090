#include "rules/figures.h"

#include <string.h>

#include "base/attr.h"
#include "base/ensure.h"
#include "rules/settle.h"
#include "rules/view.h"

static bool owns_nothing(const struct view *v)
{
	return !own_by_days(v) && !v->j->constraints.all_own &&
	       v->j->constraints.own_cents == 0;
}

static bool has_limited_ingredient(const struct view *v)
{
	for (int i = 0; i < v->ref->component_count; i++)
		if (v->ref->components[i].limited)
			return true;
	return false;
}

/* Whether a contribution can be due at all. */
static bool owes(const struct view *v)
{
	return has_limit(v) || has_limited_ingredient(v);
}

/* ---- the table ---------------------------------------------------------- */

static const struct figure {
	const char *name;
	const char *formula;
	const char *label[LANGUAGE_COUNT];
	bool each; /* one line for each ingredient */
} figures[] = {
#define FIGURE(name, when, value, formula, nl, en)                             \
	{#name, formula, {nl, en}, false},
#define FIGURE_EACH(name, when, value, formula, nl, en)                        \
	{#name, formula, {nl, en}, true},
#include "rules/figures.def"
#undef FIGURE
#undef FIGURE_EACH
};

/* The conditions and values of all rows for one spot, in their order. */
struct found {
	bool holds[ARRAY_LEN(figures)];
	cents value[ARRAY_LEN(figures)];
};

#define ROW(each, when, amount)                                                \
	{                                                                      \
		found->holds[row] = (each) == (v->i >= 0) && (when);           \
		found->value[row] = found->holds[row] ? (amount) : 0;          \
		row++;                                                         \
	}

static size_t find_figures(const struct view *v, struct found *found)
{
	size_t row = 0;

#define FIGURE(name, when, value, formula, nl, en)	ROW(false, when, value)
#define FIGURE_EACH(name, when, value, formula, nl, en) ROW(true, when, value)
#include "rules/figures.def"
#undef FIGURE
#undef FIGURE_EACH
	return row;
}

static void find_at(const struct judgement *j, int index, struct found *found)
{
	struct spot spot = {j, RULE_COUNT, index};
	struct view v;

	view_init(&v, &spot);
	size_t rows = find_figures(&v, found);
	ensure(rows == ARRAY_LEN(figures));
}

static void add_line(struct figure_line *lines, int *count, size_t row,
		     cents value, int index)
{
	ensure(*count < FIGURE_LINES_MAX);
	lines[(*count)++] = (struct figure_line){
	    .name = figures[row].name,
	    .formula = figures[row].formula,
	    .value = value,
	    .index = index,
	};
}

static void add_each(const struct judgement *j, struct figure_line *lines,
		     int *count, size_t row)
{
	for (int i = 0; i < reference_of(j)->component_count; i++) {
		struct found found;
		find_at(j, i, &found);
		if (found.holds[row])
			add_line(lines, count, row, found.value[row], i);
	}
}

int figure_lines(const struct judgement *j,
		 struct figure_line lines[FIGURE_LINES_MAX])
{
	struct found found;
	int count = 0;

	find_at(j, -1, &found);
	for (size_t row = 0; row < ARRAY_LEN(figures); row++) {
		if (figures[row].each)
			add_each(j, lines, &count, row);
		else if (found.holds[row])
			add_line(lines, &count, row, found.value[row], -1);
	}
	return count;
}

static const struct figure *find_figure(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(figures); i++)
		if (strcmp(figures[i].name, name) == 0)
			return &figures[i];
	return NULL;
}

const char *operand_label(const char *name, enum language language)
{
	const struct figure *figure = find_figure(name);
	enum sight sight = sight_find(name);

	if (figure != NULL)
		return figure->label[language];
	return sight < SIGHT_COUNT ? sight_info(sight)->label[language] : NULL;
}

enum form operand_form(const char *name)
{
	enum sight sight = sight_find(name);

	if (find_figure(name) != NULL || sight == SIGHT_COUNT)
		return FORM_EURO;
	return sight_info(sight)->form;
}

bool formula_next(const char **at, size_t *plain_len,
		  char name[OPERAND_NAME_MAX + 1])
{
	const char *from = *at;

	*plain_len = strcspn(from, "{");
	*at = from + *plain_len;
	if (**at == '\0')
		return false;
	size_t len = strcspn(++*at, "}");
	ensure(len <= OPERAND_NAME_MAX);
	memcpy(name, *at, len);
	name[len] = '\0';
	*at += len + 1;
	return true;
}
