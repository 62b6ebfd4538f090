#include "trust/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/ensure.h"
#include "store/files.h"
#include "store/snapshot_limits.h"
#include "trust/bounded.h"
#include "trust/file_hash.h"

static const char suffix[] = ".gvs";

static const char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

bool seal_paths(const char *path, char *manifest, char *signature, size_t size,
		struct err *e)
{
	size_t stem = strlen(path), tail = strlen(suffix);

	if (strlen(name_of(path)) > tail &&
	    strcmp(path + stem - tail, suffix) == 0)
		stem -= tail;
	int len = snprintf(signature, size, "%.*s.manifest.sig",
			   (int)(stem < PATH_MAX ? stem : PATH_MAX), path);
	if (len < 0 || (size_t)len >= size)
		return err_set(e, ERR_FAILED, "%.80s…: the path is too long",
			       path);
	snprintf(manifest, size, "%.*s", len - 4, signature);
	return true;
}

/* A file that is not there makes the snapshot an unsigned one. */
static bool read_part(const char *path, enum err_code wrong, char *out,
		      size_t max, struct err *e)
{
	if (bounded_read(path, wrong, out, max, NULL, e))
		return true;
	if (e->code == ERR_NOT_FOUND)
		err_set(e, ERR_SNAPSHOT_UNSIGNED,
			"%s: not there, so the snapshot is not signed", path);
	return false;
}

static bool is_trusted(const struct trusted *trusted, const char *key)
{
	for (size_t i = 0; i < trusted->key_count; i++)
		if (strcmp(trusted->keys[i], key) == 0)
			return true;
	return false;
}

/* The place before what is wrong there. */
static bool at_path(const char *path, struct err *e)
{
	struct err why = *e;

	return err_set(e, why.code, "%s: %s", path, why.message);
}

bool seal_read(const char *manifest_path, const char *signature_path,
	       const struct trusted *trusted, struct manifest *out,
	       struct err *e)
{
	char manifest[MANIFEST_BYTES_MAX + 1];
	char signature[SIGNATURE_BYTES_MAX + 1];

	memset(out, 0, sizeof(*out));
	if (!read_part(manifest_path, ERR_MANIFEST_INVALID, manifest,
		       MANIFEST_BYTES_MAX, e) ||
	    !read_part(signature_path, ERR_SIGNATURE_INVALID, signature,
		       SIGNATURE_BYTES_MAX, e))
		return false;
	if (!manifest_read(manifest, strlen(manifest), out, e))
		return at_path(manifest_path, e);
	if (!is_trusted(trusted, out->key))
		return err_set(e, ERR_SNAPSHOT_KEY_UNKNOWN,
			       "%s: key %s is none of those that are trusted",
			       manifest_path, out->key);
	if (!signature_check(out->key, manifest, strlen(manifest), signature,
			     e))
		return at_path(signature_path, e);
	return true;
}

/* What is inside must be what was signed. */
static bool check_inside(const char *path, const struct snapshot *snapshot,
			 const struct manifest *m, struct err *e)
{
	const struct snapshot_info *info = snapshot_info(snapshot);

	if (strcmp(info->id, m->snapshot_id) != 0)
		return err_set(e, ERR_SNAPSHOT_MISMATCH,
			       "%s: its snapshot_id is %s, the manifest says "
			       "%s",
			       path, info->id, m->snapshot_id);
	if (info->sequence != m->sequence)
		return err_set(e, ERR_SNAPSHOT_MISMATCH,
			       "%s: its sequence is %" PRId64
			       ", the manifest says %" PRId64,
			       path, info->sequence, m->sequence);
	if (strcmp(info->published_at, m->published_at) != 0)
		return err_set(e, ERR_SNAPSHOT_MISMATCH,
			       "%s: it was published at %s, the manifest says "
			       "%s",
			       path, info->published_at, m->published_at);
	return true;
}

/* For a file that nobody signed: what its manifest would say. */
static void describe(const struct snapshot *snapshot,
		     const struct file_hash *hash, struct manifest *out)
{
	const struct snapshot_info *info = snapshot_info(snapshot);

	memset(out, 0, sizeof(*out));
	snprintf(out->snapshot_id, sizeof(out->snapshot_id), "%s", info->id);
	snprintf(out->file, sizeof(out->file), "%s%s", info->id, suffix);
	snprintf(out->sha256, sizeof(out->sha256), "%s", hash->sha256);
	snprintf(out->published_at, sizeof(out->published_at), "%s",
		 info->published_at);
	out->expires_s = INT64_MAX;
	out->sequence = info->sequence;
	out->size = hash->size;
}

/* Opens what was hashed, and nothing else. */
static bool open_hashed(const char *path, const struct file_hash *hash,
			struct snapshot **out, struct err *e)
{
	if (!snapshot_open(path, out, e)) {
		if (e->code == ERR_REFUSED)
			e->code = ERR_SNAPSHOT_DAMAGED;
		return false;
	}
	if (file_hash_holds(hash, path))
		return true;
	snapshot_close(*out);
	*out = NULL;
	return err_set(e, ERR_SNAPSHOT_DAMAGED,
		       "%s: changed while it was being checked", path);
}

static bool check_hash(const char *path, const struct file_hash *hash,
		       const struct manifest *m, struct err *e)
{
	if (strcmp(hash->sha256, m->sha256) == 0)
		return true;
	return err_set(e, ERR_SNAPSHOT_HASH,
		       "%s: its SHA-256 is %s, the manifest says %s", path,
		       hash->sha256, m->sha256);
}

static bool open_signed(const char *path, const struct manifest *m,
			struct snapshot **out, struct err *e)
{
	struct file_hash hash;

	if (strcmp(name_of(path), m->file) != 0)
		return err_set(e, ERR_SNAPSHOT_MISMATCH,
			       "%s: the manifest is of a file named %s", path,
			       m->file);
	if (!file_hash_read(path, m->size, &hash, e) ||
	    !check_hash(path, &hash, m, e) || !open_hashed(path, &hash, out, e))
		return false;
	if (check_inside(path, *out, m, e))
		return true;
	snapshot_close(*out);
	*out = NULL;
	return false;
}

static bool open_unsigned(const char *path, struct snapshot **out,
			  struct manifest *manifest, struct err *e)
{
	struct file_hash hash;

	if (!file_hash_read(path, FILE_HASH_ANY_SIZE, &hash, e) ||
	    !open_hashed(path, &hash, out, e))
		return false;
	describe(*out, &hash, manifest);
	return true;
}

static bool is_there(const char *path)
{
	struct stat about;

	return lstat(path, &about) == 0 || errno != ENOENT;
}

bool seal_open(const char *path, const struct trusted *trusted,
	       struct snapshot **out, struct manifest *manifest, struct err *e)
{
	char manifest_path[PATH_MAX], signature_path[PATH_MAX];

	*out = NULL;
	memset(manifest, 0, sizeof(*manifest));
	if (!seal_paths(path, manifest_path, signature_path,
			sizeof(manifest_path), e))
		return false;
	if (trusted->allow_unsigned && !is_there(manifest_path) &&
	    !is_there(signature_path))
		return open_unsigned(path, out, manifest, e);
	return seal_read(manifest_path, signature_path, trusted, manifest, e) &&
	       open_signed(path, manifest, out, e);
}

static bool write_seal(const char *path, const struct signing_key *key,
		       const struct manifest *m, struct err *e)
{
	char manifest_path[PATH_MAX], signature_path[PATH_MAX];
	char bytes[MANIFEST_BYTES_MAX + 1], line[LEN_SIGNATURE + 2];
	struct text text;

	text_init(&text, bytes, sizeof(bytes));
	manifest_write(&text, m);
	ensure(!text.overflow);
	if (!seal_paths(path, manifest_path, signature_path,
			sizeof(manifest_path), e) ||
	    !signature_make(key, bytes, text.len, line, e))
		return false;
	line[LEN_SIGNATURE] = '\n';
	return file_replace(manifest_path, bytes, text.len, 0644, e) &&
	       file_replace(signature_path, line, LEN_SIGNATURE + 1, 0644, e);
}

bool seal_make(const char *path, const struct signing_key *key,
	       int64_t expires_s, struct manifest *out, struct err *e)
{
	struct snapshot *snapshot;

	if (!open_unsigned(path, &snapshot, out, e))
		return false;
	snapshot_close(snapshot);
	if (strcmp(name_of(path), out->file) != 0)
		return err_set(e, ERR_REFUSED,
			       "%s: expected the name %s, after its "
			       "snapshot_id",
			       path, out->file);
	snprintf(out->key, sizeof(out->key), "%s", signing_key_public(key));
	utc_write(expires_s, out->expires);
	if (out->expires[0] == '\0')
		return err_set(e, ERR_REFUSED,
			       "an end that is no time between the years 1800 "
			       "and 9999");
	out->expires_s = expires_s;
	return write_seal(path, key, out, e);
}
