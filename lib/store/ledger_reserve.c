#include "store/ledger_reserve.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* Trying costs a file made and removed: not after every batch. */
enum { CALLS_BETWEEN_TRIES = 256 };

/* Room for the reserve and as much again: filling must not fill the disk. */
static bool has_room(int fd, int64_t bytes)
{
	struct statvfs fs;

	if (fstatvfs(fd, &fs) != 0)
		return false;
	return (int64_t)fs.f_bavail >= 2 * bytes / (int64_t)fs.f_frsize;
}

static bool is_filled(int fd, int64_t bytes)
{
	struct stat st;

	return fstat(fd, &st) == 0 && st.st_size == bytes &&
	       st.st_blocks * 512 >= bytes;
}

void reserve_fill(struct reserve *reserve)
{
	if (reserve->held || reserve->bytes == 0 || reserve->rest-- > 0)
		return;
	reserve->rest = CALLS_BETWEEN_TRIES;
	int fd = open(reserve->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return;
	if (is_filled(fd, reserve->bytes))
		reserve->held = true;
	else if (ftruncate(fd, 0) == 0 && has_room(fd, reserve->bytes))
		reserve->held = posix_fallocate(fd, 0, reserve->bytes) == 0;
	close(fd);
	if (!reserve->held)
		unlink(reserve->path);
}

bool reserve_spend(struct reserve *reserve)
{
	bool held = reserve->held;

	reserve->held = false;
	reserve->rest = 0;
	return unlink(reserve->path) == 0 && held;
}
