/* What a folder made by `claimctl init` tells a client: --dir. */
#ifndef CLAIMD_CLIENT_INIT_DIR_H
#define CLAIMD_CLIENT_INIT_DIR_H

#include "base/err.h"
#include "base/limits.h"
#include "client/limits.h"

struct init_dir {
	char folder[PATH_BYTES_MAX];
	char socket[PATH_BYTES_MAX];
	char ca[PATH_BYTES_MAX];
	int port;
};

/* Reads the folder's claimd.conf. */
MUSTCHECK bool init_dir_read(const char *folder, struct init_dir *out,
			     struct err *e);

/*
 * The certificate and key of a pharmacy; agb NULL: of the only one that there
 * is, and a usage error when there are several.
 */
MUSTCHECK bool init_dir_client(const struct init_dir *dir, const char *agb,
			       char certificate[PATH_BYTES_MAX],
			       char key[PATH_BYTES_MAX], struct err *e);

#endif
