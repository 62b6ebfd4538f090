/*
 * The arithmetic of a decision, line by line: each amount with the formula by
 * which it came about (figures.def).
 */
#ifndef CLAIMD_RULES_FIGURES_H
#define CLAIMD_RULES_FIGURES_H

#include "rules/sights.h"

enum {
	/* Every figure, and one line for each ingredient. */
	FIGURE_LINES_MAX = 48,
	/* The longest name within a formula. */
	OPERAND_NAME_MAX = 40,
};

struct figure_line {
	const char *name;
	const char *formula; /* empty: nothing to compute */
	cents value;
	int index; /* of an ingredient; -1: of none */
};

/* The lines of a judgement, in order; how many. */
int figure_lines(const struct judgement *j,
		 struct figure_line lines[FIGURE_LINES_MAX]);

/* What a figure or a sight is called, and its form; NULL: there is none. */
const char *operand_label(const char *name, enum language language);
enum form operand_form(const char *name);

/*
 * The next operand of a formula from *at on: *plain_len bytes stand before it.
 * Moves *at behind it; false at the end, with the rest of the bytes plain.
 */
bool formula_next(const char **at, size_t *plain_len,
		  char name[OPERAND_NAME_MAX + 1]);

/* Before the name of a figure: the sum of its lines, one an ingredient. */
#define OPERAND_EACH "each:"

#endif
