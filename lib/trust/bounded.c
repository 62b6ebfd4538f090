#include "trust/bounded.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

bool bounded_fail(const char *path, struct err *e)
{
	enum err_code code =
	    errno == EACCES || errno == EPERM	  ? ERR_NOT_PERMITTED
	    : errno == ENOENT || errno == ENOTDIR ? ERR_NOT_FOUND
						  : ERR_FAILED;

	return err_set(e, code, "%s: %s", path, strerror(errno));
}

int bounded_open(const char *path, int more_flags)
{
	return open(path,
		    O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | more_flags);
}

ssize_t bounded_fill(int fd, void *out, size_t len)
{
	size_t have = 0;

	while (have < len) {
		ssize_t n = read(fd, (char *)out + have, len - have);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		if (n == 0)
			break;
		have += (size_t)n;
	}
	return (ssize_t)have;
}

static bool read_open(int fd, const char *path, enum err_code wrong, char *out,
		      size_t max, struct stat *about, struct err *e)
{
	if (fstat(fd, about) != 0)
		return bounded_fail(path, e);
	if (!S_ISREG(about->st_mode))
		return err_set(e, wrong, "%s: expected a regular file", path);
	/* One more than may be there, so that the size of then and what is
	 * read now cannot differ unseen. */
	ssize_t len = bounded_fill(fd, out, max + 1);
	if (len < 0)
		return bounded_fail(path, e);
	if ((size_t)len > max)
		return err_set(e, wrong, "%s: expected at most %zu bytes", path,
			       max);
	out[len] = '\0';
	if (strlen(out) != (size_t)len)
		return err_set(e, wrong, "%s: holds a NUL, expected text",
			       path);
	return true;
}

bool bounded_read(const char *path, enum err_code wrong, char *out, size_t max,
		  struct stat *about, struct err *e)
{
	struct stat unasked;
	int fd = bounded_open(path, 0);

	if (fd < 0)
		return bounded_fail(path, e);
	bool ok = read_open(fd, path, wrong, out, max,
			    about != NULL ? about : &unasked, e);
	close(fd);
	return ok;
}
