/* What the things of a snapshot are called, whatever the day. */
#ifndef CLAIMD_STORE_SNAPSHOT_NAMES_H
#define CLAIMD_STORE_SNAPSHOT_NAMES_H

#include "store/snapshot.h"

/* By its newest row: its name, and how conditions and preferences may know
 * it; empty where the row has none. */
struct article_names {
	char name[LEN_NAME + 1];
	char prk[LEN_CODE + 1];
	char gpk[LEN_CODE + 1];
	char atc[LEN_ATC + 1];
	char substance[LEN_CODE + 1];
};

/* False: the snapshot does not know it, or cannot be read. */
MUSTCHECK bool snapshot_article_names(struct snapshot *snapshot, const char *zi,
				      struct article_names *out);
MUSTCHECK bool snapshot_supplier_name(struct snapshot *snapshot,
				      const char *agb, char out[LEN_NAME + 1]);
MUSTCHECK bool snapshot_service_name(struct snapshot *snapshot,
				     const char *code, char out[LEN_NAME + 1]);

#endif
