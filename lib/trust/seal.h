/*
 * A snapshot with its seal: X.gvs, X.manifest, X.manifest.sig in one folder.
 * Everything that needs no memory of earlier ones is checked here.
 */
#ifndef CLAIMD_TRUST_SEAL_H
#define CLAIMD_TRUST_SEAL_H

#include "store/snapshot.h"
#include "trust/signature.h"

/* Whom to believe. The texts stay the caller's. */
struct trusted {
	const char *const *keys; /* public, base64 */
	size_t key_count;
	bool allow_unsigned; /* a file without a manifest is taken as well */
};

/*
 * Checks the file as the daemon would, and writes manifest and signature
 * beside it, replacing older ones. The file must be named after its snapshot
 * ID (ERR_REFUSED). *out is what was signed.
 */
MUSTCHECK bool seal_make(const char *path, const struct signing_key *key,
			 int64_t expires_s, struct manifest *out,
			 struct err *e);

/* Paths of manifest and signature beside path; size is that of each. */
MUSTCHECK bool seal_paths(const char *path, char *manifest, char *signature,
			  size_t size, struct err *e);

/*
 * Manifest and signature alone, the file unseen: what bounds a download.
 *   ERR_SNAPSHOT_UNSIGNED  there is no manifest or no signature
 *   ERR_MANIFEST_INVALID   no canonical manifest
 *   ERR_SNAPSHOT_KEY_UNKNOWN  its key is none of the trusted
 *   ERR_SIGNATURE_INVALID  the signature is not that key's
 */
MUSTCHECK bool seal_read(const char *manifest_path, const char *signature_path,
			 const struct trusted *trusted, struct manifest *out,
			 struct err *e);

/*
 * seal_read, then the file itself, in this order:
 *   ERR_SNAPSHOT_MISMATCH  the manifest is of a file of another name
 *   ERR_SNAPSHOT_SIZE      its size differs
 *   ERR_SNAPSHOT_HASH      its SHA-256 differs
 *   ERR_SNAPSHOT_DAMAGED   snapshot_open refuses it (header, schema, pages,
 *                          content), or it changed meanwhile
 *   ERR_SNAPSHOT_OTHER_RULES  it was made for another rulebook
 *   ERR_SNAPSHOT_MISMATCH  id, sequence or time of publication inside differ
 * Reads nothing of the file but its bytes before the hash is known to be
 * right. With allow_unsigned a file that has neither manifest nor signature
 * is opened too: *manifest then has an empty key, no expiry (INT64_MAX), and
 * the file's own hash. Takes seconds for a large one; any thread.
 */
MUSTCHECK bool seal_open(const char *path, const struct trusted *trusted,
			 struct snapshot **out, struct manifest *manifest,
			 struct err *e);

#endif
