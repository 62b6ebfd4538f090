/*
 * Base64 of a known length by OpenSSL, which reads sloppily: blanks, other
 * padding and stray bits are refused by writing anew what was read.
 */
#ifndef CLAIMD_TRUST_BASE64_H
#define CLAIMD_TRUST_BASE64_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"

enum { BASE64_BYTES_MAX = 64 }; /* the longest here is a signature */

/* The text's length, without a NUL. */
#define BASE64_LEN(bytes) (((bytes) + 2) / 3 * 4)

/* out holds BASE64_LEN(len) + 1; len <= BASE64_BYTES_MAX. */
void base64_write(const uint8_t *bytes, size_t len, char *out);
/* Whether text_len bytes of text are the base64 of exactly len bytes. */
MUSTCHECK bool base64_read(const char *text, size_t text_len, uint8_t *out,
			   size_t len);

#endif
