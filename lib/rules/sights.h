/*
 * What each rule saw: facts and limits by name, for explanations. The tables
 * are sights.def (each once) and sees.def (which rule saw which).
 */
#ifndef CLAIMD_RULES_SIGHTS_H
#define CLAIMD_RULES_SIGHTS_H

#include <stddef.h>

#include "rules/forms.h"
#include "rules/judge.h"

enum sight {
#define SIGHT(name, form, known, value, nl, en) SIGHT_##name,
#define SIGHT_WORD(name, known, value, nl, en)	SIGHT_##name,
#define SIGHT_LIST(name, known, write, nl, en)	SIGHT_##name,
#include "rules/sights.def"
#undef SIGHT
#undef SIGHT_WORD
#undef SIGHT_LIST
	SIGHT_COUNT
};

enum {
	/* The most that one rule sees, and one value as text: four permit
	 * numbers, or 32 articles. */
	SIGHTS_OF_RULE_MAX = 24,
	SIGHT_TEXT_MAX = 512,
};

struct sight_info {
	const char *name; /* in JSON; ends in its unit */
	enum form form;	  /* FORM_WORD: a text, words parted by ", " */
	const char *label[LANGUAGE_COUNT];
};

/* Static memory. */
const struct sight_info *sight_info(enum sight sight);
/* SIGHT_COUNT when no sight has this name. */
enum sight sight_find(const char *name);

/* The sights of a rule in their order; static memory. */
const enum sight *rule_sights(enum rule_code code, size_t *count);
/* What the rule is about, in a few words. */
const char *rule_title(enum rule_code code, enum language language);

/*
 * Judges the facts again, for the functions below. The decision is complete
 * but for its advice; both must outlive the judgement.
 */
void sights_judge(const struct facts *facts, struct judgement *j,
		  struct decision *decision);

/* Where one looks from. */
struct spot {
	const struct judgement *j;
	enum rule_code code; /* the rule that looks; RULE_COUNT: none */
	int index;	     /* the ingredient looked at; -1: none */
};

/* Whether the sight has a meaning for these facts; else it has no value. */
bool sight_known(const struct spot *spot, enum sight sight);
/* The value of a sight of any form but FORM_WORD. */
int64_t sight_number(const struct spot *spot, enum sight sight);
/* Appends the value of a sight of FORM_WORD: words of the protocol. */
void sight_word(const struct spot *spot, enum sight sight, struct text *out);

#endif
