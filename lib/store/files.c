#include "store/files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ensure.h"

static bool fail(const char *path, struct err *e)
{
	enum err_code code = errno == EACCES || errno == EPERM
				 ? ERR_NOT_PERMITTED
			     : errno == ENOENT ? ERR_NOT_FOUND
					       : ERR_FAILED;

	return err_set(e, code, "%s: %s", path, strerror(errno));
}

static bool folder_of(const char *path, char out[PATH_MAX], struct err *e)
{
	const char *slash = strrchr(path, '/');
	int len = slash ? (int)(slash - path) : 0;

	if (strlen(path) >= PATH_MAX)
		return err_set(e, ERR_FAILED, "a path above %d bytes",
			       PATH_MAX - 1);
	if (!slash)
		snprintf(out, PATH_MAX, ".");
	else
		snprintf(out, PATH_MAX, "%.*s", len > 0 ? len : 1, path);
	return true;
}

bool file_sync_folder(const char *path, struct err *e)
{
	char folder[PATH_MAX];

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

bool file_write(int fd, const char *bytes, size_t len)
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

static bool fill(int fd, const void *bytes, size_t len, unsigned mode)
{
	return fchmod(fd, mode) == 0 && file_write(fd, bytes, len) &&
	       fsync(fd) == 0;
}

/* Whole and synced, or not there; its folder is not synced. */
static bool make(const char *path, const void *bytes, size_t len, unsigned mode,
		 struct err *e)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd < 0 && errno == EEXIST)
		return err_set(e, ERR_REFUSED, "%s: exists already", path);
	if (fd < 0)
		return fail(path, e);
	bool ok = fill(fd, bytes, len, mode);
	if (!ok)
		fail(path, e);
	if (close(fd) != 0 && ok)
		ok = fail(path, e);
	if (!ok)
		unlink(path);
	return ok;
}

bool file_create(const char *path, const void *bytes, size_t len, unsigned mode,
		 struct err *e)
{
	if (!make(path, bytes, len, mode, e))
		return false;
	if (file_sync_folder(path, e))
		return true;
	unlink(path);
	return false;
}

bool file_replace(const char *path, const void *bytes, size_t len,
		  unsigned mode, struct err *e)
{
	char beside[PATH_MAX];
	int named = snprintf(beside, sizeof(beside), "%s.%ld.new", path,
			     (long)getpid());

	if (named < 0 || named >= PATH_MAX)
		return err_set(e, ERR_FAILED, "a path above %d bytes",
			       PATH_MAX - 1);
	/* Left by a process of this number that was killed here. */
	(void)unlink(beside);
	if (!make(beside, bytes, len, mode, e))
		return false;
	if (rename(beside, path) == 0)
		return file_sync_folder(path, e);
	fail(path, e);
	unlink(beside);
	return false;
}
