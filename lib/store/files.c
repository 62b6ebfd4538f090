#include "store/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/ensure.h"

/* Longer paths than the system takes anyway. */
enum { PATH_BYTES = 4096 };

static bool fail(const char *path, struct err *e)
{
	return err_set(e, ERR_FAILED, "%s: %s", path, strerror(errno));
}

static bool folder_of(const char *path, char out[PATH_BYTES], struct err *e)
{
	const char *slash = strrchr(path, '/');
	int len = slash ? (int)(slash - path) : 0;

	if (strlen(path) >= PATH_BYTES)
		return err_set(e, ERR_FAILED, "a path above %d bytes",
			       PATH_BYTES - 1);
	if (!slash)
		snprintf(out, PATH_BYTES, ".");
	else
		snprintf(out, PATH_BYTES, "%.*s", len > 0 ? len : 1, path);
	return true;
}

bool file_sync_folder(const char *path, struct err *e)
{
	char folder[PATH_BYTES];

	if (!folder_of(path, folder, e))
		return false;
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return fail(folder, e);
	bool ok = fsync(fd) == 0;
	if (!ok)
		fail(folder, e);
	close(fd);
	return ok;
}

static bool write_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return false;
		bytes += n;
		len -= (size_t)n;
	}
	return true;
}

bool file_create(const char *path, const void *bytes, size_t len, struct err *e)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0 && errno == EEXIST)
		return err_set(e, ERR_REFUSED, "%s: exists already", path);
	if (fd < 0)
		return fail(path, e);
	bool ok = write_all(fd, bytes, len) && fsync(fd) == 0;
	if (!ok)
		fail(path, e);
	if (close(fd) != 0 && ok)
		ok = fail(path, e);
	ok = ok && file_sync_folder(path, e);
	if (!ok)
		unlink(path);
	return ok;
}
