/* Replies of the daemon in words, for people. */
#ifndef CLAIMD_CLIENT_REPLY_PRINT_H
#define CLAIMD_CLIENT_REPLY_PRINT_H

#include "wire/doc.h"

/*
 * Prints a reply: its id, outcome and claim number in one line, then, for a
 * decision, what is approved, every amount, each reason with its article and
 * Dutch text, and the advice.
 */
void reply_print(const struct doc_node *reply);

/* The same without the first line, indented so many blanks. */
void reply_print_decision(const struct doc_node *reply, int indent);

/* "approve", "reversed", "error", "retry" and so on. */
const char *reply_outcome(const struct doc_node *reply);

#endif
