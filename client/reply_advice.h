/* The advice of a reply as a sentence. */
#ifndef CLAIMD_CLIENT_REPLY_ADVICE_H
#define CLAIMD_CLIENT_REPLY_ADVICE_H

#include "rules/decision.h"
#include "wire/doc.h"

/* The longest: eight articles with their names. */
enum { REPLY_ADVICE_MAX = 2048 };

/* Appends an element of the reply's member advice in words. */
void reply_advice_text(struct text *out, const struct doc_node *advice,
		       enum language language);

#endif
