#include "fuzz.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];

static void remove_folder(void)
{
	char path[sizeof(folder) + 256];
	DIR *dir = opendir(folder);
	const struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		snprintf(path, sizeof(path), "%s/%.255s", folder,
			 entry->d_name);
		(void)unlink(path);
	}
	if (dir != NULL)
		closedir(dir);
	(void)rmdir(folder);
}

const char *fuzz_folder(void)
{
	struct stat about;

	if (folder[0] != '\0')
		return folder;
	/* In memory, where there is such a place. */
	snprintf(folder, sizeof(folder), "%s/claimd-fuzz-XXXXXX",
		 stat("/dev/shm", &about) == 0 ? "/dev/shm" : "/tmp");
	ensure(mkdtemp(folder) != NULL);
	ensure(atexit(remove_folder) == 0);
	return folder;
}

const char *fuzz_file(const char *name, const uint8_t *bytes, size_t len)
{
	static char path[sizeof(folder) + 64];
	int fd;

	snprintf(path, sizeof(path), "%s/%.32s", fuzz_folder(), name);
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	ensure(fd >= 0);
	ensure(write(fd, bytes, len) == (ssize_t)len);
	ensure(close(fd) == 0);
	return path;
}
