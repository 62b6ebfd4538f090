#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "client/files.h"
#include "client/pki.h"

static char folder[64];

static void make_all(void)
{
	struct pki *pki;
	struct err e;

	strcpy(folder, "/tmp/test_pki.XXXXXX");
	cr_assert_not_null(mkdtemp(folder));
	cr_assert(pki_create(folder, &pki, &e), "%s", e.message);
	cr_assert(pki_server(pki, folder, &e), "%s", e.message);
	cr_assert(pki_client(pki, folder, "02012345", &e), "%s", e.message);
	pki_free(pki);
}

static void remove_all(void)
{
	folder_remove(folder);
}

TestSuite(pki, .init = make_all, .fini = remove_all);

static FILE *open_pem(const char *name)
{
	char path[PATH_BYTES_MAX];
	struct err e;

	cr_assert(path_join(path, folder, name, &e));
	FILE *f = fopen(path, "r");
	cr_assert_not_null(f, "%s", path);
	return f;
}

static X509 *certificate(const char *name)
{
	FILE *f = open_pem(name);
	X509 *x = PEM_read_X509(f, NULL, NULL, NULL);

	fclose(f);
	cr_assert_not_null(x);
	return x;
}

static X509_CRL *revocations(void)
{
	FILE *f = open_pem("crl.pem");
	X509_CRL *crl = PEM_read_X509_CRL(f, NULL, NULL, NULL);

	fclose(f);
	cr_assert_not_null(crl);
	return crl;
}

/* X509_V_OK, or why the certificate does not serve the purpose. */
static int verify(const char *name, int purpose)
{
	X509_STORE *store = X509_STORE_new();
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	X509 *ca = certificate("ca.pem"), *leaf = certificate(name);
	X509_CRL *crl = revocations();

	X509_STORE_add_cert(store, ca);
	X509_STORE_add_crl(store, crl);
	X509_STORE_set_flags(store, X509_V_FLAG_X509_STRICT |
					X509_V_FLAG_CRL_CHECK |
					X509_V_FLAG_CHECK_SS_SIGNATURE);
	X509_STORE_CTX_init(ctx, store, leaf, NULL);
	X509_STORE_CTX_set_purpose(ctx, purpose);
	X509_verify_cert(ctx);
	int result = X509_STORE_CTX_get_error(ctx);
	X509_STORE_CTX_free(ctx);
	X509_STORE_free(store);
	X509_CRL_free(crl);
	X509_free(ca);
	X509_free(leaf);
	return result;
}

Test(pki, leaves_pass_the_strict_checks_for_their_own_purpose)
{
	cr_expect_eq(verify("server.pem", X509_PURPOSE_SSL_SERVER), X509_V_OK);
	cr_expect_eq(verify("client-02012345.pem", X509_PURPOSE_SSL_CLIENT),
		     X509_V_OK);
	cr_expect_eq(verify("server.pem", X509_PURPOSE_SSL_CLIENT),
		     X509_V_ERR_INVALID_PURPOSE);
	cr_expect_eq(verify("client-02012345.pem", X509_PURPOSE_SSL_SERVER),
		     X509_V_ERR_INVALID_PURPOSE);
}

Test(pki, the_server_answers_to_its_names)
{
	X509 *x = certificate("server.pem");

	cr_expect_eq(X509_check_host(x, "localhost", 0, 0, NULL), 1);
	cr_expect_eq(X509_check_ip_asc(x, "127.0.0.1", 0), 1);
	cr_expect_eq(X509_check_host(x, "elsewhere.example", 0, 0, NULL), 0);
	cr_expect_eq(X509_check_ip_asc(x, "127.0.0.2", 0), 0);
	X509_free(x);
}

Test(pki, the_client_is_named_by_its_agb)
{
	X509 *x = certificate("client-02012345.pem");
	GENERAL_NAMES *names =
	    X509_get_ext_d2i(x, NID_subject_alt_name, NULL, NULL);

	cr_assert_eq(sk_GENERAL_NAME_num(names), 1);
	const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, 0);
	cr_assert_eq(name->type, GEN_URI);
	cr_expect_eq(ASN1_STRING_length(name->d.ia5), 12);
	cr_expect_arr_eq(ASN1_STRING_get0_data(name->d.ia5), "agb:02012345",
			 12);
	GENERAL_NAMES_free(names);
	X509_free(x);
}

Test(pki, keys_are_for_their_owner_only_and_fit)
{
	static const char *const pairs[][2] = {
	    {"ca.key", "ca.pem"},
	    {"server.key", "server.pem"},
	    {"client-02012345.key", "client-02012345.pem"},
	};

	for (size_t i = 0; i < ARRAY_LEN(pairs); i++) {
		struct stat st;
		FILE *f = open_pem(pairs[i][0]);
		cr_expect_eq(fstat(fileno(f), &st), 0);
		cr_expect_eq(st.st_mode & 07777, 0600, "%s", pairs[i][0]);
		EVP_PKEY *key = PEM_read_PrivateKey(f, NULL, NULL, NULL);
		X509 *x = certificate(pairs[i][1]);
		cr_expect_eq(X509_check_private_key(x, key), 1, "%s",
			     pairs[i][0]);
		X509_free(x);
		EVP_PKEY_free(key);
		fclose(f);
	}
}

Test(pki, serials_differ_and_nothing_is_replaced)
{
	X509 *a = certificate("server.pem");
	X509 *b = certificate("client-02012345.pem");
	struct pki *pki;
	struct err e;

	cr_expect_neq(ASN1_INTEGER_cmp(X509_get0_serialNumber(a),
				       X509_get0_serialNumber(b)),
		      0);
	X509_free(a);
	X509_free(b);
	cr_expect_not(pki_create(folder, &pki, &e));
	cr_expect(strstr(e.message, "ca.key") != NULL, "%s", e.message);
}

Test(pki, the_list_of_revocations_is_empty_and_lasts)
{
	X509_CRL *crl = revocations();
	time_t in_nine_years = time(NULL) + 9L * 365 * 24 * 3600;

	cr_expect_null(X509_CRL_get_REVOKED(crl));
	cr_expect_eq(
	    X509_cmp_time(X509_CRL_get0_nextUpdate(crl), &in_nine_years), 1);
	X509_CRL_free(crl);
}
