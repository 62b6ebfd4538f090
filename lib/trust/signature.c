#include "trust/signature.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/ensure.h"
#include "store/files.h"
#include "trust/base64.h"
#include "trust/bounded.h"

enum { KEY_BYTES = 32, SIGNATURE_BYTES = 64 };

struct signing_key {
	EVP_PKEY *pkey;
	char public[LEN_PUBLIC_KEY + 1];
};

/* What OpenSSL queued would be taken for a fault of a later TLS call. */
static bool failed(struct err *e, const char *what)
{
	ERR_clear_error();
	return err_set(e, ERR_FAILED, "OpenSSL could not %s", what);
}

static bool public_text(EVP_PKEY *pkey, char out[LEN_PUBLIC_KEY + 1])
{
	uint8_t raw[KEY_BYTES];
	size_t len = sizeof(raw);

	if (EVP_PKEY_get_raw_public_key(pkey, raw, &len) != 1 ||
	    len != sizeof(raw))
		return false;
	base64_write(raw, sizeof(raw), out);
	return true;
}

static bool write_private(EVP_PKEY *pkey, const char *path, struct err *e)
{
	BIO *bio = BIO_new(BIO_s_secmem());
	char *bytes;

	if (bio == NULL || PEM_write_bio_PrivateKey(bio, pkey, NULL, NULL, 0,
						    NULL, NULL) != 1) {
		BIO_free(bio);
		return failed(e, "encode the key");
	}
	long len = BIO_get_mem_data(bio, &bytes);
	bool ok = file_create(path, bytes, (size_t)len, 0600, e);
	BIO_free(bio);
	return ok;
}

static bool write_public(EVP_PKEY *pkey, const char *path, struct err *e)
{
	char line[LEN_PUBLIC_KEY + 2];

	if (!public_text(pkey, line))
		return failed(e, "encode the key");
	line[LEN_PUBLIC_KEY] = '\n';
	return file_create(path, line, LEN_PUBLIC_KEY + 1, 0644, e);
}

bool signing_key_create(const char *path, const char *public_path,
			struct err *e)
{
	EVP_PKEY *pkey = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");

	if (pkey == NULL)
		return failed(e, "make a key");
	bool ok = write_private(pkey, path, e);
	if (ok && !write_public(pkey, public_path, e)) {
		unlink(path);
		ok = false;
	}
	EVP_PKEY_free(pkey);
	return ok;
}

/* Nobody is asked for a pass phrase: a key that has one cannot be read. */
static int no_pass_phrase(char *buffer, int size, int writing, void *ctx)
{
	(void)buffer;
	(void)size;
	(void)writing;
	(void)ctx;
	return -1;
}

static EVP_PKEY *read_private(const char *pem)
{
	BIO *bio = BIO_new_mem_buf(pem, -1);
	EVP_PKEY *pkey;

	ensure(bio != NULL);
	pkey = PEM_read_bio_PrivateKey(bio, NULL, no_pass_phrase, NULL);
	BIO_free(bio);
	if (pkey != NULL && !EVP_PKEY_is_a(pkey, "ED25519")) {
		EVP_PKEY_free(pkey);
		pkey = NULL;
	}
	ERR_clear_error();
	return pkey;
}

static bool check_mode(const char *path, const struct stat *about,
		       struct err *e)
{
	if ((about->st_mode & (S_IRWXG | S_IRWXO)) == 0)
		return true;
	return err_set(e, ERR_NOT_PERMITTED,
		       "%s: mode %04o lets others at the signing key, "
		       "expected 0600 (hint: chmod 600 %s)",
		       path, (unsigned)(about->st_mode & 07777), path);
}

bool signing_key_load(const char *path, struct signing_key **out, struct err *e)
{
	char pem[KEY_FILE_BYTES_MAX + 1];
	struct stat about;
	EVP_PKEY *pkey = NULL;

	*out = NULL;
	bool ok = bounded_read(path, ERR_REFUSED, pem, KEY_FILE_BYTES_MAX,
			       &about, e) &&
		  check_mode(path, &about, e);
	if (ok) {
		pkey = read_private(pem);
		ok = pkey != NULL ||
		     err_set(e, ERR_REFUSED,
			     "%s: expected an Ed25519 key in PEM without a "
			     "pass phrase",
			     path);
	}
	OPENSSL_cleanse(pem, sizeof(pem));
	if (!ok)
		return false;
	*out = calloc(1, sizeof(**out));
	ensure(*out != NULL);
	(*out)->pkey = pkey;
	ensure(public_text(pkey, (*out)->public));
	return true;
}

/* OpenSSL wipes what it frees of a key. */
void signing_key_free(struct signing_key *key)
{
	if (key == NULL)
		return;
	EVP_PKEY_free(key->pkey);
	free(key);
}

const char *signing_key_public(const struct signing_key *key)
{
	return key->public;
}

bool signature_make(const struct signing_key *key, const char *bytes,
		    size_t len, char out[LEN_SIGNATURE + 1], struct err *e)
{
	uint8_t raw[SIGNATURE_BYTES];
	size_t raw_len = sizeof(raw);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	ensure(ctx != NULL);
	bool ok = EVP_DigestSignInit(ctx, NULL, NULL, NULL, key->pkey) == 1 &&
		  EVP_DigestSign(ctx, raw, &raw_len,
				 (const unsigned char *)bytes, len) == 1 &&
		  raw_len == sizeof(raw);
	EVP_MD_CTX_free(ctx);
	if (!ok)
		return failed(e, "sign");
	base64_write(raw, sizeof(raw), out);
	return true;
}

static bool verify(EVP_PKEY *pkey, const uint8_t *signature, const char *bytes,
		   size_t len)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	ensure(ctx != NULL);
	bool ok = EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, pkey) == 1 &&
		  EVP_DigestVerify(ctx, signature, SIGNATURE_BYTES,
				   (const unsigned char *)bytes, len) == 1;
	EVP_MD_CTX_free(ctx);
	return ok;
}

bool signature_check(const char *key, const char *bytes, size_t len,
		     const char *signature, struct err *e)
{
	uint8_t raw_key[KEY_BYTES], raw[SIGNATURE_BYTES];
	size_t signature_len = strlen(signature);

	if (signature_len > 0 && signature[signature_len - 1] == '\n')
		signature_len--;
	if (!base64_read(key, strlen(key), raw_key, sizeof(raw_key)))
		return err_set(e, ERR_SIGNATURE_INVALID,
			       "the key is not 32 bytes in base64");
	if (!base64_read(signature, signature_len, raw, sizeof(raw)))
		return err_set(e, ERR_SIGNATURE_INVALID,
			       "the signature is not 64 bytes in base64");
	EVP_PKEY *pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL,
						     raw_key, sizeof(raw_key));
	bool ok = pkey != NULL && verify(pkey, raw, bytes, len);
	EVP_PKEY_free(pkey);
	ERR_clear_error();
	return ok || err_set(e, ERR_SIGNATURE_INVALID,
			     "the signature is not made with key %s over "
			     "these bytes",
			     key);
}

bool public_key_valid(const char *key)
{
	uint8_t raw[KEY_BYTES];

	return base64_read(key, strlen(key), raw, sizeof(raw));
}

bool public_key_load(const char *path, char out[LEN_PUBLIC_KEY + 1],
		     struct err *e)
{
	char line[KEY_FILE_BYTES_MAX + 1];

	out[0] = '\0';
	if (!bounded_read(path, ERR_REFUSED, line, KEY_FILE_BYTES_MAX, NULL, e))
		return false;
	size_t len = strlen(line);
	if (len > 0 && line[len - 1] == '\n')
		line[len - 1] = '\0';
	if (!public_key_valid(line))
		return err_set(e, ERR_REFUSED,
			       "%s: expected one line, a public key of 32 "
			       "bytes in base64",
			       path);
	memcpy(out, line, LEN_PUBLIC_KEY + 1);
	return true;
}
