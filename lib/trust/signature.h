/* Ed25519 by OpenSSL: keys in files, signatures in base64. */
#ifndef CLAIMD_TRUST_SIGNATURE_H
#define CLAIMD_TRUST_SIGNATURE_H

#include "trust/manifest.h"

/* 64 bytes in base64 */
enum { LEN_SIGNATURE = 88 };

struct signing_key; /* private */

/*
 * Makes a pair: path (PEM, PKCS #8, mode 0600) and public_path (one line, the
 * public key in base64, mode 0644). Replaces neither; leaves none alone.
 */
MUSTCHECK bool signing_key_create(const char *path, const char *public_path,
				  struct err *e);
/* Refuses a file that others may read (ERR_NOT_PERMITTED). */
MUSTCHECK bool signing_key_load(const char *path, struct signing_key **out,
				struct err *e);
void signing_key_free(struct signing_key *key); /* wipes; NULL is fine */
/* In base64; lives as long as the key. */
const char *signing_key_public(const struct signing_key *key);

MUSTCHECK bool signature_make(const struct signing_key *key, const char *bytes,
			      size_t len, char out[LEN_SIGNATURE + 1],
			      struct err *e);
/*
 * Whether signature (base64, with or without one line feed) is key's over
 * these bytes; else ERR_SIGNATURE_INVALID.
 */
MUSTCHECK bool signature_check(const char *key, const char *bytes, size_t len,
			       const char *signature, struct err *e);

/* Exactly 32 bytes in canonical base64. */
bool public_key_valid(const char *key);
/* The line of a file made by signing_key_create. */
MUSTCHECK bool public_key_load(const char *path, char out[LEN_PUBLIC_KEY + 1],
			       struct err *e);

#endif
