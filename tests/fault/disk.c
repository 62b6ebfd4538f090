#include "disk.h"

#include <string.h>
#include <sys/mman.h>

#include "base/ensure.h"

void *shared_memory(size_t size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	ensure(memory != MAP_FAILED);
	return memory;
}

struct disk *disk_new(void)
{
	struct disk *disk = shared_memory(sizeof(*disk));

	for (int i = 0; i < DISK_FILES; i++)
		disk->files[i].bytes = shared_memory(DISK_FILE_BYTES);
	return disk;
}

void disk_free(struct disk *disk)
{
	if (disk == NULL)
		return;
	for (int i = 0; i < DISK_FILES; i++)
		ensure(munmap(disk->files[i].bytes, DISK_FILE_BYTES) == 0);
	ensure(munmap(disk, sizeof(*disk)) == 0);
}

void disk_write(struct disk *disk, enum disk_name name, int64_t at,
		const void *bytes, int64_t len)
{
	ensure(at >= 0 && len >= 0);
	ensure(at + len <= DISK_FILE_BYTES);
	if (len == 0)
		return;
	memcpy(disk->files[name].bytes + at, bytes, (size_t)len);
	if (at + len > disk->files[name].len)
		disk->files[name].len = at + len;
}

void disk_truncate(struct disk *disk, enum disk_name name, int64_t size)
{
	int64_t len = disk->files[name].len;

	ensure(size >= 0 && size <= DISK_FILE_BYTES);
	if (size < len)
		memset(disk->files[name].bytes + size, 0, (size_t)(len - size));
	disk->files[name].len = size;
}

void disk_copy_file(struct disk *to, const struct disk *from,
		    enum disk_name name)
{
	int64_t len = from->files[name].len;

	if (to->files[name].len > len)
		disk_truncate(to, name, len);
	to->files[name].len = len;
	memcpy(to->files[name].bytes, from->files[name].bytes, (size_t)len);
}

void disk_copy(struct disk *to, const struct disk *from)
{
	for (int i = 0; i < DISK_FILES; i++)
		disk_copy_file(to, from, (enum disk_name)i);
}
