/*
 * The key of privacy.key is never used itself. Two keys are derived from it,
 * each HMAC-SHA-256(key, label), so that a patient's key and a request's
 * digest can never be taken for one another:
 *
 *   patient key = HMAC-SHA-256(sub-key "claimd patient 1", BSN)
 *   digest      = HMAC-SHA-256(sub-key "claimd request 1",
 *                              n || patient key || canonical bytes)
 *
 * n is one byte, 32 with a patient and 0 without, so that no request can pass
 * for another. The labels are part of every ledger: they never change.
 *
 * Each sub-key is a keyed context made once, and never written again. A call
 * works on a copy of it; one copy is kept and begun anew by whoever comes
 * next, which takes half the time that a new one does.
 */
#include "store/identity.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ensure.h"
#include "store/files.h"

static const char patient_label[] = "claimd patient 1";
static const char request_label[] = "claimd request 1";

struct sub_key {
	EVP_MAC_CTX *keyed;
	_Atomic(EVP_MAC_CTX *) spare; /* a copy that nobody uses, or NULL */
};

struct identity {
	struct sub_key *patient;
	struct sub_key *request;
};

/* A context that has taken the key; only memory could be lacking. */
static EVP_MAC_CTX *keyed(const uint8_t key[IDENTITY_KEY_BYTES])
{
	char sha256[] = "SHA256";
	OSSL_PARAM params[] = {
	    OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, sha256, 0),
	    OSSL_PARAM_construct_end(),
	};
	EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	ensure(mac);
	EVP_MAC_CTX *ctx = EVP_MAC_CTX_new(mac);
	ensure(ctx);
	EVP_MAC_free(mac);
	ensure(EVP_MAC_init(ctx, key, IDENTITY_KEY_BYTES, params) == 1);
	return ctx;
}

static void update(EVP_MAC_CTX *ctx, const void *bytes, size_t len)
{
	ensure(EVP_MAC_update(ctx, bytes, len) == 1);
}

static void finish(EVP_MAC_CTX *ctx, uint8_t out[DIGEST_BYTES])
{
	size_t len;

	ensure(EVP_MAC_final(ctx, out, &len, DIGEST_BYTES) == 1);
	ensure(len == DIGEST_BYTES);
}

static EVP_MAC_CTX *copy_of(const EVP_MAC_CTX *keyed_ctx)
{
	EVP_MAC_CTX *ctx = EVP_MAC_CTX_dup(keyed_ctx);

	ensure(ctx);
	return ctx;
}

/* Without a key it begins again with its own. */
static EVP_MAC_CTX *take(struct sub_key *key)
{
	EVP_MAC_CTX *ctx = atomic_exchange(&key->spare, NULL);

	if (!ctx)
		return copy_of(key->keyed);
	ensure(EVP_MAC_init(ctx, NULL, 0, NULL) == 1);
	return ctx;
}

/* Another thread may have put one back meanwhile. */
static void put_back(struct sub_key *key, EVP_MAC_CTX *ctx)
{
	EVP_MAC_CTX_free(atomic_exchange(&key->spare, ctx));
}

static struct sub_key *derive(const EVP_MAC_CTX *master, const char *label)
{
	struct sub_key *derived = calloc(1, sizeof(*derived));
	EVP_MAC_CTX *ctx = copy_of(master);
	uint8_t key[DIGEST_BYTES];

	_Static_assert(IDENTITY_KEY_BYTES == DIGEST_BYTES, "keys are digests");
	ensure(derived);
	update(ctx, label, strlen(label));
	finish(ctx, key);
	EVP_MAC_CTX_free(ctx);
	derived->keyed = keyed(key);
	OPENSSL_cleanse(key, sizeof(key));
	return derived;
}

struct identity *identity_from_bytes(const uint8_t key[IDENTITY_KEY_BYTES])
{
	struct identity *identity = malloc(sizeof(*identity));
	EVP_MAC_CTX *master = keyed(key);

	ensure(identity);
	identity->patient = derive(master, patient_label);
	identity->request = derive(master, request_label);
	EVP_MAC_CTX_free(master);
	return identity;
}

/* OpenSSL wipes the keys of contexts that it frees. */
static void sub_key_free(struct sub_key *key)
{
	EVP_MAC_CTX_free(key->keyed);
	EVP_MAC_CTX_free(atomic_load(&key->spare));
	free(key);
}

void identity_free(struct identity *identity)
{
	if (!identity)
		return;
	sub_key_free(identity->patient);
	sub_key_free(identity->request);
	free(identity);
}

static bool check_file(int fd, const char *path, struct err *e)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return err_set(e, ERR_FAILED, "%s: %s", path, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return err_set(e, ERR_REFUSED,
			       "%s: not a regular file, expected the patient "
			       "key",
			       path);
	if (st.st_mode & (S_IRWXG | S_IRWXO))
		return err_set(e, ERR_REFUSED,
			       "%s: mode %04o lets others at the patient key, "
			       "expected 0600 (hint: chmod 600 %s)",
			       path, (unsigned)(st.st_mode & 07777), path);
	if (st.st_size != IDENTITY_KEY_BYTES)
		return err_set(e, ERR_REFUSED, "%s: %lld bytes, expected %d",
			       path, (long long)st.st_size, IDENTITY_KEY_BYTES);
	return true;
}

static bool read_key(const char *path, uint8_t key[IDENTITY_KEY_BYTES],
		     struct err *e)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return err_set(e, ERR_FAILED,
			       "%s: %s (hint: privacy.key names "
			       "the file, claimctl init makes one)",
			       path, strerror(errno));
	bool ok = check_file(fd, path, e);
	if (ok && read(fd, key, IDENTITY_KEY_BYTES) != IDENTITY_KEY_BYTES)
		ok = err_set(e, ERR_FAILED, "%s: cannot be read", path);
	close(fd);
	return ok;
}

bool identity_load(const char *path, struct identity **out, struct err *e)
{
	uint8_t key[IDENTITY_KEY_BYTES];

	*out = NULL;
	bool ok = read_key(path, key, e);
	if (ok)
		*out = identity_from_bytes(key);
	OPENSSL_cleanse(key, sizeof(key));
	return ok;
}

bool identity_create(const char *path, struct err *e)
{
	uint8_t key[IDENTITY_KEY_BYTES];

	if (RAND_priv_bytes(key, sizeof(key)) != 1)
		return err_set(e, ERR_FAILED, "OpenSSL has no random bytes");
	bool ok = file_create(path, key, sizeof(key), 0600, e);
	OPENSSL_cleanse(key, sizeof(key));
	return ok;
}

void identity_patient(const struct identity *identity, const char *bsn,
		      struct patient_key *out)
{
	EVP_MAC_CTX *ctx = take(identity->patient);

	update(ctx, bsn, strlen(bsn));
	finish(ctx, out->bytes);
	put_back(identity->patient, ctx);
}

void identity_digest(const struct identity *identity,
		     const struct patient_key *patient, const char *canonical,
		     size_t len, struct digest *out)
{
	EVP_MAC_CTX *ctx = take(identity->request);
	uint8_t n = patient ? PATIENT_KEY_BYTES : 0;

	update(ctx, &n, 1);
	if (patient)
		update(ctx, patient->bytes, PATIENT_KEY_BYTES);
	update(ctx, canonical, len);
	finish(ctx, out->bytes);
	put_back(identity->request, ctx);
}
