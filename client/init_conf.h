/* The claimd.conf that init writes. */
#ifndef CLAIMD_CLIENT_INIT_CONF_H
#define CLAIMD_CLIENT_INIT_CONF_H

#include <stdint.h>

#include "base/err.h"

struct init_conf {
	const char *folder; /* absolute: where the files will be */
	int64_t port;
	const char *since;	 /* YYYY-MM-DD, or empty */
	const char *signing_key; /* the publisher's, public, in base64 */
};

/* Writes claimd.conf into a folder, which may be another. */
MUSTCHECK bool init_conf_write(const struct init_conf *conf, const char *into,
			       struct err *e);

#endif
