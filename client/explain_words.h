/* explain: values, names and sentences in the reader's language. */
#ifndef CLAIMD_CLIENT_EXPLAIN_WORDS_H
#define CLAIMD_CLIENT_EXPLAIN_WORDS_H

#include "rules/decision.h"
#include "wire/doc.h"

enum saying {
#define SAY(symbol, nl, en) SAY_##symbol,
#include "client/explain_words.def"
#undef SAY
	SAY_COUNT
};

enum {
	/* A value in words: every list of a rule fits, and every name. */
	EXPLAIN_VALUE_MAX = 4096,
};

const char *say(enum saying saying, enum language language);
/* Appends a sentence with each %s replaced by the next word. */
void say_with(struct text *out, enum saying saying, enum language language,
	      const char *const *words);

/* Appends the label of a member; its name in plain letters if it has none. */
void explain_label(struct text *out, const char *name, enum language language);

/*
 * Appends the value of a member in words: its name says what it is. Objects
 * and arrays are written member by member, parted by semicolons and commas.
 */
void explain_value(struct text *out, const char *name,
		   const struct doc_node *value, enum language language);

/* Appends "artikel 9.1", "lezing 6" and so on. */
void explain_article(struct text *out, const char *article, bool brief,
		     enum language language);

#endif
