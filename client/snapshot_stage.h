/*
 * A snapshot on its way into the folder. Copies are made in a folder beside,
 * then given their names: signature and manifest first, the file last, so
 * that a file that is there is there with its seal, whenever one is killed.
 */
#ifndef CLAIMD_CLIENT_SNAPSHOT_STAGE_H
#define CLAIMD_CLIENT_SNAPSHOT_STAGE_H

#include "client/limits.h"
#include "client/snapshot_policy.h"

enum stage_part { STAGE_SIGNATURE, STAGE_MANIFEST, STAGE_FILE, STAGE_PARTS };

struct stage {
	char folder[PATH_BYTES_MAX]; /* of the copies; empty: none was made */
	/* The copy with its own name, whole and verifiable; the installed
	 * file itself where that is there already. */
	char copy[PATH_BYTES_MAX];
	char path[PATH_BYTES_MAX]; /* the file under its final name */
	const char *dir;
	char names[STAGE_PARTS][LEN_SNAPSHOT_FILE + 16];
	bool wanted[STAGE_PARTS];  /* it must be brought */
	bool brought[STAGE_PARTS]; /* it has its final name */
	bool kept[STAGE_PARTS];	   /* an older one is kept in the folder */
};

/*
 * Finds out what of the verified snapshot at path must be brought: all, its
 * newer manifest alone, or nothing. ERR_REFUSED when another content is
 * installed under its ID.
 */
MUSTCHECK bool stage_plan(struct stage *stage, const struct policy *policy,
			  const char *path, const struct manifest *manifest,
			  struct err *e);
bool stage_is_needed(const struct stage *stage);

/* Copies, each synced, readable for the daemon by the folder's group. */
MUSTCHECK bool stage_copy(struct stage *stage, const char *path,
			  const struct manifest *manifest, struct err *e);
/* Gives the copies their names, for good when it returns true. */
MUSTCHECK bool stage_name(struct stage *stage, struct err *e);
/* Takes back what stage_name brought. */
void stage_undo(struct stage *stage);
/* Removes the folder of the copies. */
void stage_end(struct stage *stage);

#endif
