#include "net/tls.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/ensure.h"
#include "net/limits.h"
#include "net/log.h"

struct tls {
	SSL_CTX *context;
	struct names *names;
	atomic_int references;
};

/* AEAD with forward secrecy; 128 bits first: they are faster, and enough. */
#define SUITES_13                                                              \
	"TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:"                       \
	"TLS_CHACHA20_POLY1305_SHA256"
#define SUITES_12                                                              \
	"ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"           \
	"ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"           \
	"ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"

void tls_last_error(char *out, size_t cap)
{
	unsigned long first = ERR_peek_error();
	unsigned long last = ERR_peek_last_error();
	const char *reason = ERR_reason_error_string(last);
	char system[128];

	/* Else it says which library, not what it met with. */
	if (ERR_GET_REASON(last) == ERR_R_ASN1_LIB)
		reason = "malformed ASN.1";
	/* What follows a failed system call only says that one failed. */
	if (ERR_SYSTEM_ERROR(first))
		reason =
		    strerror_r(ERR_GET_REASON(first), system, sizeof(system));
	snprintf(out, cap, "%s", reason != NULL ? reason : "unknown cause");
	ERR_clear_error();
}

static bool fail(struct err *e, const char *key, const char *path)
{
	char reason[256], field[32];

	tls_last_error(reason, sizeof(reason));
	snprintf(field, sizeof(field), "/tls/%s", key);
	return err_field(e, ERR_USAGE, field, "tls.%s: %s: %s", key, path,
			 reason);
}

/*
 * A revoked certificate must not come back by resumption: no tickets, no
 * cache, no early data, no renegotiation.
 */
static bool set_options(SSL_CTX *context, bool allow_tls12)
{
	/* Curves only: a client that asks for a large group of numbers would
	 * have us work ten times as long as for the rest of its handshake. */
	int groups[] = {NID_X25519, NID_X9_62_prime256v1, NID_secp384r1,
			NID_secp521r1};

	SSL_CTX_set_options(context,
			    SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION |
				SSL_OP_NO_COMPRESSION |
				SSL_OP_CIPHER_SERVER_PREFERENCE |
				SSL_OP_NO_SESSION_RESUMPTION_ON_RENEGOTIATION);
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE |
				      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
				      SSL_MODE_RELEASE_BUFFERS);
	/* One read(2) takes header, record and whatever came with them. */
	SSL_CTX_set_read_ahead(context, 1);
	/* Whatever the system's openssl.cnf allows. */
	SSL_CTX_set_security_level(context, SECURITY_LEVEL);
	SSL_CTX_set_max_cert_list(context, CERTIFICATES_MAX);
	return SSL_CTX_set_num_tickets(context, 0) == 1 &&
	       SSL_CTX_set_max_early_data(context, 0) == 1 &&
	       SSL_CTX_set_min_proto_version(
		   context, allow_tls12 ? TLS1_2_VERSION : TLS1_3_VERSION) ==
		   1 &&
	       SSL_CTX_set1_groups(context, groups,
				   sizeof(groups) / sizeof(groups[0])) == 1 &&
	       SSL_CTX_set_ciphersuites(context, SUITES_13) == 1 &&
	       SSL_CTX_set_cipher_list(context, SUITES_12) == 1;
}

static bool load_own(SSL_CTX *context, const struct tls_config *config,
		     struct err *e)
{
	if (SSL_CTX_use_certificate_chain_file(context, config->certificate) !=
	    1)
		return fail(e, "certificate", config->certificate);
	if (SSL_CTX_use_PrivateKey_file(context, config->key,
					SSL_FILETYPE_PEM) != 1)
		return fail(e, "key", config->key);
	if (SSL_CTX_check_private_key(context) != 1)
		return fail(e, "key", config->key);
	return true;
}

/* An expired list refuses everybody: the operator hears of it at once. */
static void warn_of_expiry(const char *path)
{
	BIO *file = BIO_new_file(path, "r");
	X509_CRL *crl;

	while (file != NULL &&
	       (crl = PEM_read_bio_X509_CRL(file, NULL, NULL, NULL)) != NULL) {
		const ASN1_TIME *next = X509_CRL_get0_nextUpdate(crl);
		if (next != NULL && X509_cmp_current_time(next) < 0)
			log_line(LOG_WARNING,
				 "tls.crl: %s has expired: nobody is admitted",
				 path);
		X509_CRL_free(crl);
	}
	BIO_free(file);
	ERR_clear_error();
}

static bool load_clients(SSL_CTX *context, const struct tls_config *config,
			 struct err *e)
{
	X509_STORE *store = SSL_CTX_get_cert_store(context);
	STACK_OF(X509_NAME) *authorities =
	    SSL_load_client_CA_file(config->client_ca);

	/* It is the context's from here on. */
	SSL_CTX_set_client_CA_list(context, authorities);
	if (authorities == NULL ||
	    X509_STORE_load_file(store, config->client_ca) != 1)
		return fail(e, "client_ca", config->client_ca);
	SSL_CTX_set_verify(
	    context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
	SSL_CTX_set_verify_depth(context, CHAIN_DEPTH_MAX);
	if (SSL_CTX_set_purpose(context, X509_PURPOSE_SSL_CLIENT) != 1)
		return fail(e, "client_ca", config->client_ca);
	if (config->crl[0] == '\0')
		return true;
	warn_of_expiry(config->crl);
	X509_LOOKUP *lookup = X509_STORE_add_lookup(store, X509_LOOKUP_file());
	if (lookup == NULL ||
	    X509_load_crl_file(lookup, config->crl, X509_FILETYPE_PEM) < 1)
		return fail(e, "crl", config->crl);
	/* From now on a certificate without a valid list is refused too, and so
	 * is one below an authority that is revoked or has no list. */
	X509_STORE_set_flags(store,
			     X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
	return true;
}

bool tls_create(const struct tls_config *config, struct tls **out,
		struct err *e)
{
	struct tls *tls = calloc(1, sizeof(*tls));

	if (tls == NULL)
		return err_set(e, ERR_FAILED, "tls: out of memory");
	/* What an earlier failure left must not name the cause of the next. */
	ERR_clear_error();
	atomic_init(&tls->references, 1);
	tls->context = SSL_CTX_new(TLS_server_method());
	if (tls->context == NULL ||
	    !set_options(tls->context, config->allow_tls12)) {
		tls_release(tls);
		return fail(e, "min_version", "no context");
	}
	if (load_own(tls->context, config, e) &&
	    load_clients(tls->context, config, e) &&
	    names_create(config->clients, config->client_count,
			 config->accept_agb_uri, &tls->names, e)) {
		*out = tls;
		return true;
	}
	tls_release(tls);
	return false;
}

struct tls *tls_hold(struct tls *tls)
{
	atomic_fetch_add(&tls->references, 1);
	return tls;
}

void tls_release(struct tls *tls)
{
	if (tls == NULL || atomic_fetch_sub(&tls->references, 1) > 1)
		return;
	SSL_CTX_free(tls->context);
	names_free(tls->names);
	free(tls);
}

SSL *tls_accept(struct tls *tls, int fd)
{
	SSL *ssl = SSL_new(tls->context);

	ensure(ssl != NULL);
	ensure(SSL_set_fd(ssl, fd) == 1);
	SSL_set_accept_state(ssl);
	return ssl;
}

const struct names *tls_names(const struct tls *tls)
{
	return tls->names;
}

bool tls_still_admits(struct tls *tls, STACK_OF(X509) * certificates)
{
	X509_STORE_CTX *check = X509_STORE_CTX_new();
	bool admitted = check != NULL &&
			X509_STORE_CTX_init(
			    check, SSL_CTX_get_cert_store(tls->context),
			    sk_X509_value(certificates, 0), certificates) == 1;

	if (admitted) {
		X509_STORE_CTX_set_depth(check, CHAIN_DEPTH_MAX);
		X509_VERIFY_PARAM_set_auth_level(
		    X509_STORE_CTX_get0_param(check), SECURITY_LEVEL);
		X509_STORE_CTX_set_purpose(check, X509_PURPOSE_SSL_CLIENT);
		admitted = X509_verify_cert(check) == 1;
	}
	X509_STORE_CTX_free(check);
	ERR_clear_error();
	return admitted;
}
