/* Certificates for tests, made on the spot. */
#ifndef CLAIMD_TEST_NET_PKI_H
#define CLAIMD_TEST_NET_PKI_H

#include <openssl/x509.h>

struct identity {
	EVP_PKEY *key;
	X509 *certificate;
};

/* san may be NULL; issuer NULL: signs itself, and is an authority. */
struct identity pki_make(const char *name, const char *san, const char *usage,
			 const struct identity *issuer);
/* A list of issuer that holds the certificate of revoked, if not NULL. */
void pki_write_crl(const char *path, const struct identity *issuer,
		   const struct identity *revoked);
void pki_write(const char *certificate_path, const char *key_path,
	       const struct identity *identity);
void pki_free(struct identity *identity);
/* From how many days ago to how many days ahead, for the next pki_make. */
extern long pki_from_days, pki_to_days;

#endif
