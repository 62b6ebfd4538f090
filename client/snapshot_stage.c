#include "client/snapshot_stage.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ensure.h"
#include "client/files.h"
#include "client/snapshot_copy.h"
#include "client/snapshot_folder.h"

/* Beside the copies: what stood under a name before. */
static const char kept_begin[] = "kept-";

static bool failed(const char *path, const char *what, struct err *e)
{
	return err_set(e,
		       errno == EACCES || errno == EPERM ? ERR_NOT_PERMITTED
							 : ERR_FAILED,
		       "%s: cannot %s: %s", path, what, strerror(errno));
}

static void name_parts(struct stage *stage, const struct manifest *manifest)
{
	static const char *const ends[STAGE_PARTS] = {
	    [STAGE_SIGNATURE] = ".manifest.sig",
	    [STAGE_MANIFEST] = ".manifest",
	    [STAGE_FILE] = ".gvs",
	};
	bool is_signed = manifest->key[0] != '\0';

	for (int i = 0; i < STAGE_PARTS; i++) {
		snprintf(stage->names[i], sizeof(stage->names[i]), "%s%s",
			 manifest->snapshot_id, ends[i]);
		stage->wanted[i] = is_signed || i == STAGE_FILE;
	}
}

/* Whether what lies beside the installed file holds as long as this one. */
static bool is_sealed(const struct stage *stage, const struct policy *policy,
		      const struct manifest *manifest)
{
	char manifest_path[PATH_BYTES_MAX], signature_path[PATH_BYTES_MAX];
	struct manifest installed;
	struct err e;

	return seal_paths(stage->path, manifest_path, signature_path,
			  PATH_BYTES_MAX, &e) &&
	       seal_read(manifest_path, signature_path, &policy->trusted,
			 &installed, &e) &&
	       strcmp(installed.sha256, manifest->sha256) == 0 &&
	       installed.expires_s >= manifest->expires_s;
}

bool stage_plan(struct stage *stage, const struct policy *policy,
		const char *path, const struct manifest *manifest,
		struct err *e)
{
	bool equal;

	*stage = (struct stage){.dir = policy->dir};
	name_parts(stage, manifest);
	if (!folder_path(policy->dir, manifest->snapshot_id, stage->path, e))
		return false;
	if (access(stage->path, F_OK) != 0)
		return errno == ENOENT || failed(stage->path, "look at it", e);
	if (!files_equal(path, stage->path, &equal, e))
		return false;
	if (!equal)
		return err_set(e, ERR_REFUSED,
			       "%s is installed with another content; an "
			       "installed snapshot is never overwritten",
			       stage->path);
	stage->wanted[STAGE_FILE] = false;
	snprintf(stage->copy, sizeof(stage->copy), "%s", stage->path);
	if (is_sealed(stage, policy, manifest))
		stage->wanted[STAGE_MANIFEST] = stage->wanted[STAGE_SIGNATURE] =
		    false;
	return true;
}

bool stage_is_needed(const struct stage *stage)
{
	for (int i = 0; i < STAGE_PARTS; i++)
		if (stage->wanted[i])
			return true;
	return false;
}

static bool make_folder(struct stage *stage, struct err *e)
{
	char folder[PATH_BYTES_MAX];

	if (!path_join(folder, stage->dir, INSTALL_FOLDER "XXXXXX", e))
		return false;
	if (mkdtemp(folder) == NULL)
		return failed(stage->dir, "make a folder in it", e);
	snprintf(stage->folder, sizeof(stage->folder), "%s", folder);
	copy_share(folder, stage->dir, 0750);
	return true;
}

/* The very bytes that were verified: a manifest has one form only. */
static bool copy_manifest(const struct stage *stage,
			  const struct manifest *manifest, struct err *e)
{
	char memory[MANIFEST_BYTES_MAX + 1];
	struct text t;

	text_init(&t, memory, sizeof(memory));
	manifest_write(&t, manifest);
	ensure(!t.overflow);
	return file_write_new(stage->folder, stage->names[STAGE_MANIFEST],
			      t.data, t.len, 0640, e);
}

static bool copy_signature(const struct stage *stage, const char *path,
			   struct err *e)
{
	char manifest[PATH_BYTES_MAX], signature[PATH_BYTES_MAX], *bytes;
	size_t len;

	if (!seal_paths(path, manifest, signature, PATH_BYTES_MAX, e) ||
	    !file_read(signature, SIGNATURE_BYTES_MAX, &bytes, &len, e))
		return false;
	bool ok = file_write_new(stage->folder, stage->names[STAGE_SIGNATURE],
				 bytes, len, 0640, e);
	free(bytes);
	return ok;
}

static bool copy_snapshot(struct stage *stage, const char *path,
			  const struct manifest *manifest, struct err *e)
{
	return path_join(stage->copy, stage->folder, stage->names[STAGE_FILE],
			 e) &&
	       copy_file(path, stage->copy, manifest->size, e);
}

static bool share(const struct stage *stage, struct err *e)
{
	char path[PATH_BYTES_MAX];

	for (int i = 0; i < STAGE_PARTS; i++) {
		if (!stage->wanted[i])
			continue;
		if (!path_join(path, stage->folder, stage->names[i], e))
			return false;
		copy_share(path, stage->dir, 0640);
	}
	return true;
}

bool stage_copy(struct stage *stage, const char *path,
		const struct manifest *manifest, struct err *e)
{
	if (!stage_is_needed(stage))
		return true;
	return make_folder(stage, e) &&
	       (!stage->wanted[STAGE_SIGNATURE] ||
		copy_signature(stage, path, e)) &&
	       (!stage->wanted[STAGE_MANIFEST] ||
		copy_manifest(stage, manifest, e)) &&
	       (!stage->wanted[STAGE_FILE] ||
		copy_snapshot(stage, path, manifest, e)) &&
	       share(stage, e) && folder_sync(stage->folder, e);
}

/* Where an older one of that name is kept, to be put back. */
static bool kept_path(const struct stage *stage, enum stage_part part,
		      char out[PATH_BYTES_MAX], struct err *e)
{
	char name[sizeof(stage->names[0]) + sizeof(kept_begin)];

	snprintf(name, sizeof(name), "%s%s", kept_begin, stage->names[part]);
	return path_join(out, stage->folder, name, e);
}

static bool name_part(struct stage *stage, enum stage_part part, struct err *e)
{
	char copy[PATH_BYTES_MAX], kept[PATH_BYTES_MAX], final[PATH_BYTES_MAX];

	if (!path_join(copy, stage->folder, stage->names[part], e) ||
	    !path_join(final, stage->dir, stage->names[part], e) ||
	    !kept_path(stage, part, kept, e))
		return false;
	stage->kept[part] = link(final, kept) == 0;
	if (!stage->kept[part] && errno != ENOENT)
		return failed(kept, "make it", e);
	stage->brought[part] = rename(copy, final) == 0;
	return stage->brought[part] || failed(final, "make it", e);
}

bool stage_name(struct stage *stage, struct err *e)
{
	for (int i = 0; i < STAGE_PARTS; i++) {
		if (!stage->wanted[i])
			continue;
		/* The seal is on disk before the file has its name. */
		if (i == STAGE_FILE && !folder_sync(stage->dir, e))
			return false;
		if (!name_part(stage, (enum stage_part)i, e))
			return false;
	}
	return !stage_is_needed(stage) || folder_sync(stage->dir, e);
}

static void undo_part(struct stage *stage, enum stage_part part)
{
	char kept[PATH_BYTES_MAX], final[PATH_BYTES_MAX];
	struct err e;

	if (!stage->brought[part] ||
	    !path_join(final, stage->dir, stage->names[part], &e) ||
	    !kept_path(stage, part, kept, &e))
		return;
	if (stage->kept[part])
		(void)!rename(kept, final);
	else
		unlink(final);
	stage->brought[part] = false;
}

void stage_undo(struct stage *stage)
{
	struct err e;

	for (int i = STAGE_PARTS - 1; i >= 0; i--)
		undo_part(stage, (enum stage_part)i);
	if (!folder_sync(stage->dir, &e))
		return; /* what comes back after a crash is refused again */
}

void stage_end(struct stage *stage)
{
	if (stage->folder[0] != '\0')
		folder_remove(stage->folder);
	stage->folder[0] = '\0';
}
