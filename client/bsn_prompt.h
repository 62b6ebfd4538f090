/* Takes a BSN from the person at the keyboard, or from a pipe. */
#ifndef CLAIMD_CLIENT_BSN_PROMPT_H
#define CLAIMD_CLIENT_BSN_PROMPT_H

#include <stddef.h>

#include "base/err.h"
#include "base/limits.h"

/*
 * Asks without echo when standard input is a terminal, else reads its first
 * line. Checks the eleven-test; no message repeats the number. Wipe it with
 * bsn_wipe.
 */
MUSTCHECK bool bsn_read(char bsn[LEN_BSN + 1], struct err *e);
void bsn_wipe(void *bytes, size_t len);

#endif
