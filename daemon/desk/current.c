#include "desk/current.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool failed(struct err *e, const char *what, const char *path)
{
	return err_set(e, ERR_FAILED, "cannot %s %s: %s", what, path,
		       strerror(errno));
}

static bool name_current(const char *dir, const char *suffix, char *out,
			 struct err *e)
{
	int len = snprintf(out, PATH_MAX, "%s/current%s", dir, suffix);

	return (len > 0 && len < PATH_MAX) ||
	       err_set(e, ERR_FAILED, "the path %s is too long", dir);
}

bool current_read(const char *dir, char *path, size_t size, struct err *e)
{
	char name[PATH_MAX], line[PATH_MAX] = "";

	path[0] = '\0';
	if (!name_current(dir, "", name, e))
		return false;
	FILE *file = fopen(name, "re");
	if (file == NULL)
		return errno == ENOENT || failed(e, "read", name);
	bool read = fgets(line, sizeof(line), file) != NULL;
	fclose(file);
	line[strcspn(line, "\n")] = '\0';
	if (!read || line[0] == '\0')
		return err_set(e, ERR_FAILED,
			       "%s: expected the name of a snapshot", name);
	int len = line[0] == '/' ? snprintf(path, size, "%s", line)
				 : snprintf(path, size, "%s/%s", dir, line);
	return (len > 0 && (size_t)len < size) ||
	       err_set(e, ERR_FAILED, "%s: the path is too long", name);
}

static bool write_synced(const char *name, const char *line, struct err *e)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);

	if (fd < 0)
		return failed(e, "write", name);
	bool written = dprintf(fd, "%s\n", line) == (int)strlen(line) + 1 &&
		       fsync(fd) == 0;
	if (!written)
		failed(e, "write", name);
	if (close(fd) != 0 && written)
		return failed(e, "write", name);
	return written;
}

static bool sync_folder(const char *dir, struct err *e)
{
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return failed(e, "open", dir);
	bool synced = fsync(fd) == 0 || failed(e, "sync", dir);
	close(fd);
	return synced;
}

bool current_write(const char *dir, const char *path, struct err *e)
{
	char name[PATH_MAX], beside[PATH_MAX];
	size_t dir_len = strlen(dir);
	const char *line = path;

	if (strncmp(path, dir, dir_len) == 0 && path[dir_len] == '/')
		line = path + dir_len + 1;
	if (!name_current(dir, "", name, e) ||
	    !name_current(dir, ".new", beside, e) ||
	    !write_synced(beside, line, e))
		return false;
	if (rename(beside, name) != 0)
		return failed(e, "rename", beside);
	return sync_folder(dir, e);
}
