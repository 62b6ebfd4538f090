/* Sentences with the values that decided: a table of them. */
#ifndef CLAIMD_TESTS_SENTENCES_H
#define CLAIMD_TESTS_SENTENCES_H

#include <stddef.h>

#include "kinds.h"

struct sentence_row {
	void (*arrange)(struct scenario *s);
	enum rule_code code;
	const char *says; /* in Dutch, a part of it */
};

void check_sentences(const struct sentence_row *rows, size_t count);

#endif
