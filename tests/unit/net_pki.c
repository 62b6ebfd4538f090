#include "net_pki.h"

#include <criterion/criterion.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

long pki_from_days = -1, pki_to_days = 30;

enum { DAY_SECONDS = 86400 };

static void set_name(X509_NAME *name, const char *text)
{
	cr_assert(X509_NAME_add_entry_by_txt(
	    name, "CN", MBSTRING_UTF8, (const unsigned char *)text, -1, -1, 0));
}

static void add_extension(X509 *certificate, const X509 *issuer, int nid,
			  const char *value)
{
	X509V3_CTX context;

	X509V3_set_ctx(&context, (X509 *)(uintptr_t)issuer, certificate, NULL,
		       NULL, 0);
	X509_EXTENSION *extension =
	    X509V3_EXT_conf_nid(NULL, &context, nid, value);
	cr_assert_not_null(extension, "%s", value);
	cr_assert(X509_add_ext(certificate, extension, -1));
	X509_EXTENSION_free(extension);
}

struct identity pki_make(const char *name, const char *san, const char *usage,
			 const struct identity *issuer)
{
	static long serial = 1;
	struct identity made = {EVP_EC_gen("P-256"), X509_new()};
	X509 *c = made.certificate;
	const struct identity *signer = issuer == NULL ? &made : issuer;

	cr_assert_not_null(made.key);
	X509_set_version(c, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(c), serial++);
	X509_gmtime_adj(X509_getm_notBefore(c), pki_from_days * DAY_SECONDS);
	X509_gmtime_adj(X509_getm_notAfter(c), pki_to_days * DAY_SECONDS);
	set_name(X509_get_subject_name(c), name);
	X509_set_issuer_name(c, X509_get_subject_name(signer->certificate));
	X509_set_pubkey(c, made.key);
	if (issuer == NULL) {
		add_extension(c, c, NID_basic_constraints, "critical,CA:TRUE");
		add_extension(c, c, NID_key_usage,
			      "critical,keyCertSign,cRLSign");
	}
	if (usage != NULL)
		add_extension(c, signer->certificate, NID_ext_key_usage, usage);
	if (san != NULL)
		add_extension(c, signer->certificate, NID_subject_alt_name,
			      san);
	cr_assert(X509_sign(c, signer->key, EVP_sha256()) > 0);
	return made;
}

void pki_free(struct identity *identity)
{
	EVP_PKEY_free(identity->key);
	X509_free(identity->certificate);
}

static FILE *open_for(const char *path)
{
	FILE *file = fopen(path, "w");

	cr_assert_not_null(file, "%s", path);
	return file;
}

void pki_write_crl(const char *path, const struct identity *issuer,
		   const struct identity *revoked)
{
	X509_CRL *crl = X509_CRL_new();
	ASN1_TIME *now = X509_gmtime_adj(NULL, -60);
	ASN1_TIME *next = X509_gmtime_adj(NULL, DAY_SECONDS);

	X509_CRL_set_version(crl, 1);
	X509_CRL_set_issuer_name(crl,
				 X509_get_subject_name(issuer->certificate));
	X509_CRL_set1_lastUpdate(crl, now);
	X509_CRL_set1_nextUpdate(crl, next);
	if (revoked != NULL) {
		X509_REVOKED *entry = X509_REVOKED_new();
		X509_REVOKED_set_serialNumber(
		    entry, X509_get_serialNumber(revoked->certificate));
		X509_REVOKED_set_revocationDate(entry, now);
		cr_assert(X509_CRL_add0_revoked(crl, entry));
	}
	cr_assert(X509_CRL_sign(crl, issuer->key, EVP_sha256()) > 0);
	FILE *file = open_for(path);
	cr_assert(PEM_write_X509_CRL(file, crl));
	fclose(file);
	ASN1_TIME_free(now);
	ASN1_TIME_free(next);
	X509_CRL_free(crl);
}

void pki_write(const char *certificate_path, const char *key_path,
	       const struct identity *identity)
{
	FILE *file = open_for(certificate_path);

	cr_assert(PEM_write_X509(file, identity->certificate));
	fclose(file);
	file = open_for(key_path);
	cr_assert(PEM_write_PrivateKey(file, identity->key, NULL, NULL, 0, NULL,
				       NULL));
	fclose(file);
}
