#include "client/pem_file.h"

#include <openssl/pem.h>

#include "client/files.h"

/* Writes what stands in the memory BIO, and frees that with its contents. */
static bool write_bio(const char *folder, const char *name, BIO *bio,
		      unsigned mode, struct err *e)
{
	char *bytes;
	long len = BIO_get_mem_data(bio, &bytes);
	bool ok = file_write_new(folder, name, bytes, (size_t)len, mode, e);

	BIO_free(bio);
	return ok;
}

static bool failed(BIO *bio, const char *name, struct err *e)
{
	BIO_free(bio);
	return err_set(e, ERR_FAILED, "OpenSSL could not encode %s", name);
}

bool pem_write_key(const char *folder, const char *name, EVP_PKEY *key,
		   struct err *e)
{
	BIO *bio = BIO_new(BIO_s_secmem());

	if (bio == NULL ||
	    PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL) != 1)
		return failed(bio, name, e);
	return write_bio(folder, name, bio, 0600, e);
}

bool pem_write_certificate(const char *folder, const char *name,
			   X509 *certificate, struct err *e)
{
	BIO *bio = BIO_new(BIO_s_mem());

	if (bio == NULL || PEM_write_bio_X509(bio, certificate) != 1)
		return failed(bio, name, e);
	return write_bio(folder, name, bio, 0644, e);
}

bool pem_write_crl(const char *folder, const char *name, X509_CRL *crl,
		   struct err *e)
{
	BIO *bio = BIO_new(BIO_s_mem());

	if (bio == NULL || PEM_write_bio_X509_CRL(bio, crl) != 1)
		return failed(bio, name, e);
	return write_bio(folder, name, bio, 0644, e);
}
