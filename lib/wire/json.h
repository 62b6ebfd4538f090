/* Bytes to a JSON tree, strictly. Private to lib/wire. */
#ifndef CLAIMD_WIRE_JSON_H
#define CLAIMD_WIRE_JSON_H

#include <jansson.h>

#include "base/err.h"
#include "base/text.h"

/*
 * NULL and bad_json with the column (in characters, from 1) for all that is
 * not well-formed: duplicate keys, \u0000, invalid UTF-8, numbers beyond 64
 * bits, trailing bytes and more than 2048 levels (jansson's bound) included.
 * The message never repeats bytes of the input, for a BSN may stand in it.
 * ERR_BUSY when there is no memory. json_decref the result.
 */
json_t *json_read(const char *bytes, size_t len, struct err *e);

/*
 * A request whose members are all known: sorted members, no blanks, without
 * insured.bsn.
 */
void canonical_write(struct text *out, json_t *request);

#endif
