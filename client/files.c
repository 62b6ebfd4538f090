#include "client/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ensure.h"
#include "store/files.h"

static bool failed(struct err *e, const char *path, const char *what)
{
	enum err_code code = errno == EACCES || errno == EPERM
				 ? ERR_NOT_PERMITTED
			     : errno == ENOENT ? ERR_NOT_FOUND
					       : ERR_FAILED;

	return err_set(e, code, "%s: cannot %s: %s", path, what,
		       strerror(errno));
}

bool path_join(char out[PATH_BYTES_MAX], const char *folder, const char *name,
	       struct err *e)
{
	int len = snprintf(out, PATH_BYTES_MAX, "%s/%s", folder, name);

	if (len > 0 && len < PATH_BYTES_MAX)
		return true;
	return err_set(e, ERR_FAILED, "%.200s…: the path is too long", folder);
}

bool path_absolute(const char *path, char out[PATH_BYTES_MAX], struct err *e)
{
	char *whole = realpath(path, NULL);
	bool ok = true;

	if (whole != NULL) {
		int len = snprintf(out, PATH_BYTES_MAX, "%s", whole);
		free(whole);
		return len < PATH_BYTES_MAX ||
		       err_set(e, ERR_FAILED, "the path is too long");
	}
	if (errno != ENOENT)
		return failed(e, path, "find it");
	char *for_dir = strdup(path), *for_base = strdup(path);
	ensure(for_dir != NULL && for_base != NULL);
	char *folder = realpath(dirname(for_dir), NULL);
	if (folder == NULL)
		ok = failed(e, path, "find its folder");
	else
		ok = path_join(out, strcmp(folder, "/") == 0 ? "" : folder,
			       basename(for_base), e);
	free(folder);
	free(for_dir);
	free(for_base);
	return ok;
}

bool file_write_new(const char *folder, const char *name, const char *bytes,
		    size_t len, unsigned mode, struct err *e)
{
	char path[PATH_BYTES_MAX];

	return path_join(path, folder, name, e) &&
	       file_create(path, bytes, len, mode, e);
}

static bool read_up_to(FILE *f, size_t max, char **out, size_t *len)
{
	char *bytes = malloc(max + 1);

	ensure(bytes != NULL);
	*len = fread(bytes, 1, max, f);
	if (ferror(f) || getc(f) != EOF) {
		free(bytes);
		return false;
	}
	bytes[*len] = '\0';
	*out = bytes;
	return true;
}

bool file_read(const char *path, size_t max, char **out, size_t *len,
	       struct err *e)
{
	FILE *f = fopen(path, "re");

	if (f == NULL)
		return failed(e, path, "open it");
	bool ok = read_up_to(f, max, out, len);
	fclose(f);
	return ok ||
	       err_set(e, ERR_FAILED,
		       "%s: unreadable, or longer than %zu bytes", path, max);
}

bool file_readable(const char *path, struct err *e)
{
	return access(path, R_OK) == 0 || failed(e, path, "read it");
}

bool folder_sync(const char *folder, struct err *e)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok = fd >= 0 && fsync(fd) == 0;

	if (!ok)
		failed(e, folder, "sync it");
	if (fd >= 0)
		close(fd);
	return ok;
}

static bool is_dots(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

bool folder_is_empty(const char *folder, bool *empty, struct err *e)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;

	if (dir == NULL)
		return failed(e, folder, "read it");
	*empty = true;
	while (*empty && (entry = readdir(dir)) != NULL)
		*empty = is_dots(entry->d_name);
	closedir(dir);
	return true;
}

static int remove_one(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	remove(path);
	return 0;
}

void folder_remove(const char *folder)
{
	nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

void folder_clear(const char *folder)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	char path[PATH_BYTES_MAX];
	struct err e;

	while (dir != NULL && (entry = readdir(dir)) != NULL)
		if (!is_dots(entry->d_name) &&
		    path_join(path, folder, entry->d_name, &e))
			folder_remove(path);
	if (dir != NULL)
		closedir(dir);
}

static bool move_entry(const char *from, const char *to, const char *name,
		       struct err *e)
{
	char old_path[PATH_BYTES_MAX], new_path[PATH_BYTES_MAX];

	if (!path_join(old_path, from, name, e) ||
	    !path_join(new_path, to, name, e))
		return false;
	return rename(old_path, new_path) == 0 ||
	       failed(e, new_path, "make it");
}

bool folder_move_entries(const char *from, const char *to, struct err *e)
{
	DIR *dir = opendir(from);
	const struct dirent *entry;
	bool ok = true;

	if (dir == NULL)
		return failed(e, from, "read it");
	while (ok && (entry = readdir(dir)) != NULL)
		ok = is_dots(entry->d_name) ||
		     move_entry(from, to, entry->d_name, e);
	closedir(dir);
	return ok;
}
