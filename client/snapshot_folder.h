/* The folder of installed snapshots: whose turn it is, and what lies in it. */
#ifndef CLAIMD_CLIENT_SNAPSHOT_FOLDER_H
#define CLAIMD_CLIENT_SNAPSHOT_FOLDER_H

#include "client/limits.h"
#include "client/snapshot_policy.h"

/*
 * Takes the folder's lock, which the kernel gives back when its holder dies.
 * ERR_TRY_AGAIN when another install has it for longer than INSTALL_WAIT_S.
 */
MUSTCHECK bool folder_lock(const char *dir, int *lock, struct err *e);
void folder_unlock(int lock);

/*
 * Removes what an install that was killed left behind: folders of copies, and
 * manifests or signatures without their file. Needs the lock.
 */
void folder_tidy(const char *dir);
/* Removes an installed snapshot; the file goes first. */
void folder_forget(const char *dir, const char *id);

/* What a name in the folder's own list says. */
struct installed {
	char id[LEN_SNAPSHOT_ID + 1];
	enum err_code fault;	  /* of manifest and signature, or none */
	struct manifest manifest; /* of what is not faulty */
};

struct installed_list {
	size_t count;
	struct installed *at; /* newest first */
};

/* All NAME.gvs of the folder; their content is not looked at. */
MUSTCHECK bool folder_list(const char *dir, const struct trusted *trusted,
			   struct installed_list *out, struct err *e);
void folder_list_free(struct installed_list *list);

/* dir/ID.gvs */
MUSTCHECK bool folder_path(const char *dir, const char *id,
			   char out[PATH_BYTES_MAX], struct err *e);
/* Whether a text has the form gvs-YYYYMMDD-NNNNNN. */
bool folder_is_id(const char *text);

#endif
