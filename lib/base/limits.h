/*
 * The limits that every layer shares, each with its reason. Sizes of strings
 * are without the closing NUL. claimd.conf(5) lists them.
 */
#ifndef CLAIMD_BASE_LIMITS_H
#define CLAIMD_BASE_LIMITS_H

enum {
	/* Identifiers, as the protocol and the snapshot fix them. */
	LEN_AGB = 8,
	LEN_BSN = 9,
	LEN_UZOVI = 4,
	LEN_POLIS = 32,
	LEN_ZI = 8,
	LEN_REQUEST_ID = 64,
	LEN_CLAIM_NUMBER = 15,
	LEN_PERMIT = 64,
	LEN_SCOPE = 64,
	LEN_CODE = 16, /* substance, form, hpk, prk, gpk, GPH code */
	LEN_ATC = 7,
	LEN_NAME = 128,
	LEN_INDICATION = 32,
	LEN_REASON = 128,
	LEN_SERVICE = 32, /* service code; contract scope without its prefix */
	LEN_EVENT = 32,
	LEN_REGLEMENT = 32,
	LEN_SNAPSHOT_ID = 32,

	/* A request. */
	PERMITS_MAX = 4,
	INGREDIENTS_MAX = 16, /* of a preparation */
	DAYS_MAX = 400,
	QUANTITY_MILLI_MAX = 1000000000,
	PRICE_CENTS_MAX = 100000000,

	/* What the core judges: more than any real article or patient has. */
	PREFERRED_MAX = 32,   /* preferred articles of one prk; bits */
	CONDITIONS_MAX = 16,  /* annex 2 rows that match one article */
	HISTORY_MAX = 16384,  /* supplies of one (substance, form) */
	SERVICES_MAX = 1024,  /* earlier claims of one service code */
	ADVICE_NAMED_MAX = 8, /* articles that one advice names */

	/* A reply: 32 reasons in two languages fit many times over. */
	REPLY_MAX = 65536,
};

#endif
