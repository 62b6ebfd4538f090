/*
 * A small authority for a first run: P-256 keys, one CA, its empty list of
 * revocations, a server's and some pharmacies' certificates, all of which
 * pass OpenSSL's strict checks. Private keys are written with mode 0600.
 */
#ifndef CLAIMD_CLIENT_PKI_H
#define CLAIMD_CLIENT_PKI_H

#include "base/err.h"

struct pki; /* the CA's key and certificate */

enum {
	PKI_CA_DAYS = 3650,  /* a demo outlives nobody's patience */
	PKI_LEAF_DAYS = 730, /* two years: then run init again */
};

/*
 * Makes an authority and writes ca.pem, ca.key and crl.pem into the folder.
 * Free with pki_free.
 */
MUSTCHECK bool pki_create(const char *folder, struct pki **out, struct err *e);
void pki_free(struct pki *pki); /* NULL is fine */

/* server.pem and server.key: localhost, 127.0.0.1 and this host's name. */
MUSTCHECK bool pki_server(struct pki *pki, const char *folder, struct err *e);

/* client-AGB.pem and client-AGB.key, with the name URI:agb:AGB. */
MUSTCHECK bool pki_client(struct pki *pki, const char *folder, const char *agb,
			  struct err *e);

#endif
