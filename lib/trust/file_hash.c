#include "trust/file_hash.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <openssl/evp.h>
#include <string.h>
#include <unistd.h>

#include "base/ensure.h"
#include "store/snapshot_limits.h"
#include "trust/bounded.h"

enum { CHUNK_BYTES = 64 * 1024, SHA256_BYTES = LEN_SHA256 / 2 };

static bool other_size(const char *path, int64_t size, struct err *e)
{
	return err_set(e, ERR_SNAPSHOT_SIZE,
		       "%s: expected %" PRId64 " bytes, as the manifest says",
		       path, size);
}

/* Exactly size bytes, and then the end. */
static bool hash_bytes(int fd, const char *path, EVP_MD_CTX *ctx, int64_t size,
		       struct err *e)
{
	unsigned char chunk[CHUNK_BYTES];
	int64_t left = size;

	for (;;) {
		/* One more than is left shows whether there is more. */
		size_t ask =
		    left < CHUNK_BYTES ? (size_t)left + 1 : (size_t)CHUNK_BYTES;
		ssize_t len = bounded_fill(fd, chunk, ask);
		if (len < 0)
			return bounded_fail(path, e);
		if (len > left || (len == 0 && left > 0))
			return other_size(path, size, e);
		if (len == 0)
			return true;
		ensure(EVP_DigestUpdate(ctx, chunk, (size_t)len) == 1);
		left -= len;
	}
}

static bool hash_file(int fd, const char *path, struct file_hash *out,
		      struct err *e)
{
	uint8_t raw[SHA256_BYTES];
	unsigned len = 0;
	struct text text;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();

	ensure(ctx != NULL);
	ensure(EVP_DigestInit_ex(ctx, EVP_sha256(), NULL) == 1);
	bool ok = hash_bytes(fd, path, ctx, out->size, e);
	if (ok) {
		ensure(EVP_DigestFinal_ex(ctx, raw, &len) == 1);
		ensure(len == sizeof(raw));
		text_init(&text, out->sha256, sizeof(out->sha256));
		text_hex(&text, raw, sizeof(raw));
	}
	EVP_MD_CTX_free(ctx);
	return ok;
}

static bool check_about(const char *path, int64_t size, struct file_hash *out,
			struct err *e)
{
	if (!S_ISREG(out->about.st_mode))
		return err_set(e, ERR_SNAPSHOT_DAMAGED,
			       "%s: expected a regular file", path);
	if (size == FILE_HASH_ANY_SIZE &&
	    out->about.st_size > SNAPSHOT_FILE_MAX)
		return err_set(e, ERR_SNAPSHOT_DAMAGED,
			       "%s: expected a file of at most 1 GiB", path);
	if (size != FILE_HASH_ANY_SIZE && out->about.st_size != size)
		return err_set(e, ERR_SNAPSHOT_SIZE,
			       "%s: has %" PRId64 " bytes, the manifest says "
			       "%" PRId64,
			       path, (int64_t)out->about.st_size, size);
	out->size = out->about.st_size;
	return true;
}

bool file_hash_read(const char *path, int64_t size, struct file_hash *out,
		    struct err *e)
{
	int fd = bounded_open(path, O_NOFOLLOW);

	memset(out, 0, sizeof(*out));
	if (fd < 0 && errno == ELOOP)
		return err_set(e, ERR_SNAPSHOT_DAMAGED,
			       "%s: a symbolic link, expected a regular file",
			       path);
	if (fd < 0)
		return bounded_fail(path, e);
	bool ok = (fstat(fd, &out->about) == 0 || bounded_fail(path, e)) &&
		  check_about(path, size, out, e) &&
		  hash_file(fd, path, out, e);
	close(fd);
	return ok;
}

static bool same_time(struct timespec a, struct timespec b)
{
	return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

bool file_hash_holds(const struct file_hash *hash, const char *path)
{
	const struct stat *then = &hash->about;
	struct stat now;

	return lstat(path, &now) == 0 && now.st_dev == then->st_dev &&
	       now.st_ino == then->st_ino && now.st_size == then->st_size &&
	       same_time(now.st_mtim, then->st_mtim) &&
	       same_time(now.st_ctim, then->st_ctim);
}
