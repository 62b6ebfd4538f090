#include "client/pki.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "base/ensure.h"
#include "base/limits.h"
#include "client/pem_file.h"

struct pki {
	EVP_PKEY *key;
	X509 *certificate;
};

/* What tells the certificates apart. */
struct profile {
	const char *common_name;
	int days;
	const char *basic_constraints;
	const char *key_usage;
	const char *extended_key_usage; /* NULL: none */
	const char *subject_alt_name;	/* NULL: none */
};

enum {
	SERIAL_BITS = 127,   /* unpredictable, and positive in 16 bytes */
	CLOCK_SKEW_S = 3600, /* certificates are valid a little earlier */
	DAY_S = 24 * 3600,
};

static bool failed(struct err *e, const char *what)
{
	return err_set(e, ERR_FAILED, "OpenSSL could not %s", what);
}

static bool add_extension(X509 *x, X509V3_CTX *ctx, int nid, const char *value)
{
	X509_EXTENSION *extension;

	if (value == NULL)
		return true;
	extension = X509V3_EXT_conf_nid(NULL, ctx, nid, value);
	if (extension == NULL)
		return false;
	int added = X509_add_ext(x, extension, -1);
	X509_EXTENSION_free(extension);
	return added == 1;
}

/* In the order in which certificates usually have them. */
static bool add_extensions(X509 *x, X509 *issuer, const struct profile *p)
{
	X509V3_CTX ctx;

	X509V3_set_ctx_nodb(&ctx);
	X509V3_set_ctx(&ctx, issuer, x, NULL, NULL, 0);
	return add_extension(x, &ctx, NID_basic_constraints,
			     p->basic_constraints) &&
	       add_extension(x, &ctx, NID_key_usage, p->key_usage) &&
	       add_extension(x, &ctx, NID_ext_key_usage,
			     p->extended_key_usage) &&
	       add_extension(x, &ctx, NID_subject_key_identifier, "hash") &&
	       add_extension(x, &ctx, NID_authority_key_identifier,
			     "keyid:always") &&
	       add_extension(x, &ctx, NID_subject_alt_name,
			     p->subject_alt_name);
}

static bool set_serial(X509 *x)
{
	BIGNUM *number = BN_new();
	bool ok = number != NULL &&
		  BN_rand(number, SERIAL_BITS, BN_RAND_TOP_ONE,
			  BN_RAND_BOTTOM_ANY) == 1 &&
		  BN_to_ASN1_INTEGER(number, X509_get_serialNumber(x)) != NULL;

	BN_free(number);
	return ok;
}

static bool set_subject(X509 *x, const char *common_name)
{
	X509_NAME *name = X509_get_subject_name(x);

	return X509_NAME_add_entry_by_txt(name, "O", MBSTRING_UTF8,
					  (const unsigned char *)"claimd", -1,
					  -1, 0) == 1 &&
	       X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
					  (const unsigned char *)common_name,
					  -1, -1, 0) == 1;
}

static bool set_dates(X509 *x, int days)
{
	long seconds = (long)days * DAY_S;

	return X509_gmtime_adj(X509_getm_notBefore(x), -CLOCK_SKEW_S) != NULL &&
	       X509_gmtime_adj(X509_getm_notAfter(x), seconds) != NULL;
}

/*
 * A certificate for the key, signed by the issuer; issuer NULL: by itself.
 * NULL when OpenSSL fails.
 */
static X509 *certify(const struct pki *issuer, EVP_PKEY *key,
		     const struct profile *profile)
{
	X509 *x = X509_new();

	if (x == NULL)
		return NULL;
	X509 *issuer_cert = issuer != NULL ? issuer->certificate : x;
	EVP_PKEY *issuer_key = issuer != NULL ? issuer->key : key;
	bool ok =
	    X509_set_version(x, X509_VERSION_3) == 1 && set_serial(x) &&
	    set_dates(x, profile->days) &&
	    set_subject(x, profile->common_name) &&
	    X509_set_issuer_name(x, X509_get_subject_name(issuer_cert)) == 1 &&
	    X509_set_pubkey(x, key) == 1 &&
	    add_extensions(x, issuer_cert, profile) &&
	    X509_sign(x, issuer_key, EVP_sha256()) > 0;
	if (ok)
		return x;
	X509_free(x);
	return NULL;
}

static bool crl_extensions(X509_CRL *crl, X509 *issuer)
{
	X509V3_CTX ctx;
	ASN1_INTEGER *number = ASN1_INTEGER_new();
	X509_EXTENSION *authority;

	X509V3_set_ctx_nodb(&ctx);
	X509V3_set_ctx(&ctx, issuer, NULL, NULL, crl, 0);
	authority = X509V3_EXT_conf_nid(
	    NULL, &ctx, NID_authority_key_identifier, "keyid:always");
	bool ok = authority != NULL && number != NULL &&
		  X509_CRL_add_ext(crl, authority, -1) == 1 &&
		  ASN1_INTEGER_set(number, 1) == 1 &&
		  X509_CRL_add1_ext_i2d(crl, NID_crl_number, number, 0, 0) == 1;
	X509_EXTENSION_free(authority);
	ASN1_INTEGER_free(number);
	return ok;
}

/* An empty list of revocations, good as long as the CA. */
static X509_CRL *make_crl(const struct pki *pki)
{
	X509_CRL *crl = X509_CRL_new();
	ASN1_TIME *from = X509_gmtime_adj(NULL, -CLOCK_SKEW_S);
	ASN1_TIME *to = X509_gmtime_adj(NULL, (long)PKI_CA_DAYS * DAY_S);
	X509_NAME *name = X509_get_subject_name(pki->certificate);

	bool ok = crl != NULL && from != NULL && to != NULL &&
		  X509_CRL_set_version(crl, X509_CRL_VERSION_2) == 1 &&
		  X509_CRL_set_issuer_name(crl, name) == 1 &&
		  X509_CRL_set1_lastUpdate(crl, from) == 1 &&
		  X509_CRL_set1_nextUpdate(crl, to) == 1 &&
		  crl_extensions(crl, pki->certificate) &&
		  X509_CRL_sign(crl, pki->key, EVP_sha256()) > 0;
	ASN1_TIME_free(from);
	ASN1_TIME_free(to);
	if (ok)
		return crl;
	X509_CRL_free(crl);
	return NULL;
}

static bool write_crl(const struct pki *pki, const char *folder, struct err *e)
{
	X509_CRL *crl = make_crl(pki);

	if (crl == NULL)
		return failed(e, "make a list of revocations");
	bool ok = pem_write_crl(folder, "crl.pem", crl, e);
	X509_CRL_free(crl);
	return ok;
}

static const struct profile ca_profile = {
    .common_name = "claimd first-run authority",
    .days = PKI_CA_DAYS,
    .basic_constraints = "critical,CA:TRUE,pathlen:0",
    .key_usage = "critical,keyCertSign,cRLSign",
};

bool pki_create(const char *folder, struct pki **out, struct err *e)
{
	struct pki *pki = calloc(1, sizeof(*pki));

	ensure(pki != NULL);
	pki->key = EVP_EC_gen("P-256");
	if (pki->key != NULL)
		pki->certificate = certify(NULL, pki->key, &ca_profile);
	bool ok = pki->certificate != NULL ||
		  failed(e, "make a certificate authority");
	ok = ok && pem_write_key(folder, "ca.key", pki->key, e) &&
	     pem_write_certificate(folder, "ca.pem", pki->certificate, e) &&
	     write_crl(pki, folder, e);
	if (ok)
		*out = pki;
	else
		pki_free(pki);
	return ok;
}

void pki_free(struct pki *pki)
{
	if (pki == NULL)
		return;
	X509_free(pki->certificate);
	EVP_PKEY_free(pki->key);
	free(pki);
}

/* A leaf as NAME.pem and NAME.key. */
static bool issue(struct pki *pki, const char *folder, const char *name,
		  const struct profile *profile, struct err *e)
{
	char key_file[64], certificate_file[64];
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *x = key != NULL ? certify(pki, key, profile) : NULL;

	snprintf(key_file, sizeof(key_file), "%s.key", name);
	snprintf(certificate_file, sizeof(certificate_file), "%s.pem", name);
	bool ok = x != NULL || failed(e, "make a certificate");
	ok = ok && pem_write_key(folder, key_file, key, e) &&
	     pem_write_certificate(folder, certificate_file, x, e);
	X509_free(x);
	EVP_PKEY_free(key);
	return ok;
}

/* This host's name, if it can stand in a certificate; else "localhost". */
static void host_name(char out[256])
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789.-";

	if (gethostname(out, 255) != 0)
		out[0] = '\0';
	out[255] = '\0';
	if (out[0] == '\0' || out[strspn(out, letters)] != '\0')
		snprintf(out, 256, "localhost");
}

bool pki_server(struct pki *pki, const char *folder, struct err *e)
{
	char host[256], names[400];

	host_name(host);
	snprintf(names, sizeof(names), "DNS:localhost,IP:127.0.0.1%s%s",
		 strcmp(host, "localhost") != 0 ? ",DNS:" : "",
		 strcmp(host, "localhost") != 0 ? host : "");
	return issue(pki, folder, "server",
		     &(struct profile){
			 .common_name = "claimd server",
			 .days = PKI_LEAF_DAYS,
			 .basic_constraints = "critical,CA:FALSE",
			 .key_usage = "critical,digitalSignature",
			 .extended_key_usage = "serverAuth",
			 .subject_alt_name = names,
		     },
		     e);
}

bool pki_client(struct pki *pki, const char *folder, const char *agb,
		struct err *e)
{
	char name[32], common_name[32], uri[32];

	ensure(strlen(agb) == LEN_AGB && strspn(agb, "0123456789") == LEN_AGB);
	snprintf(name, sizeof(name), "client-%s", agb);
	snprintf(common_name, sizeof(common_name), "pharmacy %s", agb);
	snprintf(uri, sizeof(uri), "URI:agb:%s", agb);
	return issue(pki, folder, name,
		     &(struct profile){
			 .common_name = common_name,
			 .days = PKI_LEAF_DAYS,
			 .basic_constraints = "critical,CA:FALSE",
			 .key_usage = "critical,digitalSignature",
			 .extended_key_usage = "clientAuth",
			 .subject_alt_name = uri,
		     },
		     e);
}
