/* Writes PEM files, which must not exist yet: on disk when they return. */
#ifndef CLAIMD_CLIENT_PEM_FILE_H
#define CLAIMD_CLIENT_PEM_FILE_H

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "base/err.h"

MUSTCHECK bool pem_write_key(const char *folder, const char *name,
			     EVP_PKEY *key, struct err *e); /* mode 0600 */
MUSTCHECK bool pem_write_certificate(const char *folder, const char *name,
				     X509 *certificate, struct err *e);
MUSTCHECK bool pem_write_crl(const char *folder, const char *name,
			     X509_CRL *crl, struct err *e);

#endif
