#include "store/current.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "store/files.h"

static bool name_current(const char *dir, char *out, struct err *e)
{
	int len = snprintf(out, PATH_MAX, "%s/current", dir);

	return (len > 0 && len < PATH_MAX) ||
	       err_set(e, ERR_FAILED, "the path %s is too long", dir);
}

bool current_read(const char *dir, char *path, size_t size, struct err *e)
{
	char name[PATH_MAX], line[PATH_MAX] = "";

	path[0] = '\0';
	if (!name_current(dir, name, e))
		return false;
	FILE *file = fopen(name, "re");
	if (file == NULL)
		return errno == ENOENT ||
		       err_set(e, ERR_FAILED, "cannot read %s: %s", name,
			       strerror(errno));
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

bool current_write(const char *dir, const char *path, struct err *e)
{
	char name[PATH_MAX], line[PATH_MAX];
	size_t dir_len = strlen(dir);

	if (strncmp(path, dir, dir_len) == 0 && path[dir_len] == '/')
		path += dir_len + 1;
	int len = snprintf(line, sizeof(line), "%s\n", path);
	if (len < 0 || len >= PATH_MAX)
		return err_set(e, ERR_FAILED, "%s: the path is too long", path);
	return name_current(dir, name, e) &&
	       file_replace(name, line, (size_t)len, 0640, e);
}
