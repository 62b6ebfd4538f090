/*
 * Who speaks: the subject-alternative names of a certificate give one
 * pharmacy, or none. Read-only after it is made; any thread.
 */
#ifndef CLAIMD_NET_NAMES_H
#define CLAIMD_NET_NAMES_H

#include <openssl/x509.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/limits.h"

/* One client entry of the configuration. */
struct net_client {
	const char *san;      /* "DNS:…" or "URI:…" */
	const char *pharmacy; /* 8 digits */
};

struct names;

/* Copies the entries; fails when one name is given to two pharmacies: e->field
 * is then "/client/N", with the place of the second. */
MUSTCHECK bool names_create(const struct net_client *clients, size_t count,
			    bool accept_agb_uri, struct names **out,
			    struct err *e);
void names_free(struct names *names); /* NULL is fine */

/* What the names looked at so far say; begins as {0}. */
struct names_match {
	char pharmacy[LEN_AGB + 1]; /* empty: none yet */
	bool conflict;		    /* two different ones */
};

/* One name of a certificate; bytes may hold anything, NUL included. */
void names_consider(const struct names *names, const char *kind,
		    const char *bytes, size_t len, struct names_match *match);

/* How many pharmacies a certificate maps to. */
enum names_found { NAMES_NONE, NAMES_ONE, NAMES_TWO };

/* pharmacy is set if it is one. */
MUSTCHECK enum names_found names_of_certificate(const struct names *names,
						const X509 *certificate,
						char pharmacy[LEN_AGB + 1]);

#endif
