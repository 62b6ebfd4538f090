#include "client/snapshot_copy.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ensure.h"
#include "store/files.h"

enum { COPY_BYTES = 1024 * 1024 };

static bool failed(const char *path, const char *what, struct err *e)
{
	return err_set(e,
		       errno == EACCES || errno == EPERM ? ERR_NOT_PERMITTED
							 : ERR_FAILED,
		       "%s: cannot %s: %s", path, what, strerror(errno));
}

static bool read_some(int fd, char *bytes, size_t len, size_t *got)
{
	ssize_t n;

	do
		n = read(fd, bytes, len);
	while (n < 0 && errno == EINTR);
	*got = n > 0 ? (size_t)n : 0;
	return n >= 0;
}

static bool copy_bytes(const char *from, int in, const char *to, int out,
		       int64_t size, struct err *e)
{
	char *bytes = malloc(COPY_BYTES);
	int64_t copied = 0;
	size_t got = 0;
	bool ok = true;

	ensure(bytes != NULL);
	do {
		ok = read_some(in, bytes, COPY_BYTES, &got) ||
		     failed(from, "read it", e);
		copied += (int64_t)got;
		if (ok && copied <= size)
			ok = file_write(out, bytes, got) ||
			     failed(to, "write it", e);
	} while (ok && got > 0 && copied <= size);
	free(bytes);
	if (ok && copied != size)
		return err_set(e, ERR_SNAPSHOT_SIZE,
			       "%s: expected %" PRId64 " bytes: it changed "
			       "while it was copied",
			       from, size);
	return ok && (fsync(out) == 0 || failed(to, "sync it", e));
}

bool copy_file(const char *from, const char *to, int64_t size, struct err *e)
{
	int in = open(from, O_RDONLY | O_CLOEXEC);

	if (in < 0)
		return failed(from, "open it", e);
	int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	bool ok = out >= 0 || failed(to, "make it", e);
	ok = ok && copy_bytes(from, in, to, out, size, e);
	close(in);
	if (out >= 0 && close(out) != 0 && ok)
		ok = failed(to, "write it", e);
	return ok;
}

void copy_share(const char *path, const char *folder, unsigned mode)
{
	struct stat st;

	/* Who may not give it away makes it for himself; the daemon says
	 * when it cannot read it. */
	if (stat(folder, &st) != 0 || chown(path, (uid_t)-1, st.st_gid) != 0 ||
	    chmod(path, mode) != 0)
		(void)chmod(path, mode);
}

/* Reads as much as fits; fewer bytes only at the end. */
static bool fill(int fd, char *bytes, size_t *len)
{
	size_t got = 0;

	*len = 0;
	do {
		if (!read_some(fd, bytes + *len, COPY_BYTES - *len, &got))
			return false;
		*len += got;
	} while (got > 0 && *len < COPY_BYTES);
	return true;
}

static bool same_bytes(int a, int b, char *memory, bool *equal)
{
	char *other = memory + COPY_BYTES;
	size_t len, other_len;

	do {
		if (!fill(a, memory, &len) || !fill(b, other, &other_len))
			return false;
		*equal = len == other_len && memcmp(memory, other, len) == 0;
	} while (*equal && len > 0);
	return true;
}

bool files_equal(const char *a, const char *b, bool *equal, struct err *e)
{
	char *memory = malloc(2 * (size_t)COPY_BYTES);
	int first = open(a, O_RDONLY | O_CLOEXEC);
	int second = open(b, O_RDONLY | O_CLOEXEC);

	ensure(memory != NULL);
	*equal = false;
	bool ok = first < 0    ? failed(a, "open it", e)
		  : second < 0 ? failed(b, "open it", e)
			       : same_bytes(first, second, memory, equal) ||
				     failed(b, "read it", e);
	if (first >= 0)
		close(first);
	if (second >= 0)
		close(second);
	free(memory);
	return ok;
}
