/*
 * Keys instead of persons: a BSN becomes an HMAC as soon as a request is
 * read, and the ledger never sees the number itself. Thread-safe after load.
 */
#ifndef CLAIMD_STORE_IDENTITY_H
#define CLAIMD_STORE_IDENTITY_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { IDENTITY_KEY_BYTES = 32, PATIENT_KEY_BYTES = 32, DIGEST_BYTES = 32 };

struct identity; /* the key of privacy.key, and what is derived from it */

struct patient_key {
	uint8_t bytes[PATIENT_KEY_BYTES];
};

struct digest {
	uint8_t bytes[DIGEST_BYTES];
};

/* The file must be 32 bytes and mode 0600 or stricter. */
MUSTCHECK bool identity_load(const char *path, struct identity **out,
			     struct err *e);
/* Makes such a file from OpenSSL's random bytes; refuses to replace one. */
MUSTCHECK bool identity_create(const char *path, struct err *e);
/* For tests: from bytes. */
struct identity *identity_from_bytes(const uint8_t key[IDENTITY_KEY_BYTES]);
void identity_free(struct identity *identity); /* wipes; NULL is fine */

/* HMAC-SHA-256 of the BSN. */
void identity_patient(const struct identity *identity, const char *bsn,
		      struct patient_key *out);
/* Keyed digest of a request: its patient (NULL: none) and canonical bytes. */
void identity_digest(const struct identity *identity,
		     const struct patient_key *patient, const char *canonical,
		     size_t len, struct digest *out);

#endif
