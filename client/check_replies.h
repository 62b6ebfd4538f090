/* What a daemon answered to the steps of cases, read from a file. */
#ifndef CLAIMD_CLIENT_CHECK_REPLIES_H
#define CLAIMD_CLIENT_CHECK_REPLIES_H

#include "base/text.h"
#include "client/check_steps.h"

struct check_replies;

MUSTCHECK bool check_replies_read(const char *path, struct check_replies **out,
				  struct err *e);
void check_replies_free(struct check_replies *replies); /* NULL is fine */

/*
 * Appends the reply to the case's request, and notes in the steps which claims
 * the earlier ones became. False with *e when a reply is
 * missing or a given went otherwise than meant.
 */
MUSTCHECK bool check_replies_get(const struct check_replies *replies,
				 const char *id, const char *path,
				 struct check_steps *steps, struct text *reply,
				 struct err *e);

#endif
